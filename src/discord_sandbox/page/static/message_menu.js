// What one can do with a message or a member, the bot's context-menu commands among it.

import { contextMenu } from "./interactions.js";
import { openMenu } from "./menu.js";
import { pickReaction } from "./reaction_bar.js";
import { Permission, store } from "./store.js";
import { findUser } from "./names.js";
import { isEphemeral } from "./message_view.js";

const USER_COMMAND = 2;
const MESSAGE_COMMAND = 3;

/** Open the menu of a message, at the pointer when an event is given. */
export async function messageMenu(message, anchor, event = null) {
  const apps = await appEntries(MESSAGE_COMMAND, message.id, message.id);
  const isOwn = message.author.id === store.user.id;
  const everybodys = !isEphemeral(message);
  openMenu(
    [
      everybodys && { label: "Reply", act: () => store.tell("reply", message) },
      everybodys &&
        store.may(Permission.addReactions) && { label: "Add reaction", act: () => pickReaction(message, anchor) },
      isOwn && { label: "Edit", act: () => store.tell("edit", message) },
      { label: "Copy text", act: () => navigator.clipboard.writeText(message.content) },
      { label: "Copy ID", act: () => navigator.clipboard.writeText(message.id) },
      (isOwn || (everybodys && store.may(Permission.manageMessages) && !store.isDirect)) && {
        label: "Delete",
        danger: true,
        act: () => remove(message),
      },
      ...apps,
    ],
    anchor,
    event,
  );
}

/** Open the menu of a member. */
export async function memberMenu(userId, anchor, event = null) {
  const user = findUser(userId);
  if (!user) return;
  const apps = await appEntries(USER_COMMAND, userId, null);
  openMenu(
    [
      `@${user.username}`,
      { label: "Mention", act: () => store.tell("insert", `<@${userId}> `) },
      { label: "Copy ID", act: () => navigator.clipboard.writeText(userId) },
      ...apps,
    ],
    anchor,
    event,
  );
}

async function appEntries(type, target, messageId) {
  const commands = await store.acting.commands(store.channelId).catch(() => []);
  const fitting = commands.filter((command) => command.type === type);
  if (!fitting.length) return [];
  return ["Apps", ...fitting.map(({ name }) => ({ label: name, act: () => contextMenu(name, target, messageId) }))];
}

async function remove(message) {
  try {
    await store.acting.remove(message.channel_id, message.id);
  } catch (refused) {
    store.addNotice({
      title: "The message was not deleted",
      text: refused.message,
      code: refused.code,
      after: message.id,
    });
  }
}
