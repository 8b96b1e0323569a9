// What one can do with a message, the bot's context-menu commands among it.

import { contextMenu } from "./interactions.js";
import { openMenu } from "./menu.js";
import { pickReaction } from "./reaction_bar.js";
import { Permission, store } from "./store.js";
import { isEphemeral } from "./message_view.js";

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

/** Return the menu entries of the bot's commands of a kind, for a target. */
export async function appEntries(type, target, messageId) {
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
