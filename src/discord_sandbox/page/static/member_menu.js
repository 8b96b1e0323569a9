// A member's card: who they are here, and what one can do with them, the bot's context-menu commands among it.

import { askText } from "./ask_text.js";
import { element } from "./dom.js";
import { openMenu } from "./menu.js";
import { appEntries } from "./message_menu.js";
import { avatar, displayName, findUser, memberOf, roleDot } from "./names.js";
import { openRoleList } from "./role_list.js";
import { session } from "./session.js";
import { Permission, store } from "./store.js";

const USER_COMMAND = 2;
const LONGEST_NICK = 32;
const LONGEST_REASON = 512;

/** Open the menu of a member. */
export async function memberMenu(userId, anchor, event = null) {
  const user = findUser(userId);
  if (!user) return;
  const apps = await appEntries(USER_COMMAND, userId, null);
  openMenu(
    [
      card(user),
      { label: "Mention", act: () => store.tell("insert", `<@${userId}> `) },
      { label: "Copy ID", act: () => navigator.clipboard.writeText(userId) },
      ...memberEntries(user, anchor),
      userId === store.bot.id && directMessages(),
      ...apps,
    ],
    anchor,
    event,
  );
}

function card(user) {
  const member = memberOf(user.id);
  const roles = (store.guild?.roles ?? []).filter((role) => member?.roles.includes(role.id));
  roles.sort((one, other) => other.position - one.position);
  return element(
    "div",
    { class: "member-card", role: "presentation" },
    avatar(user),
    element(
      "div",
      {},
      element("b", {}, displayName(user)),
      element("span", { class: "hint" }, `@${user.username}`),
      roles.length ? element("ul", { class: "role-chips", "aria-label": "Roles" }, roles.map(chip)) : null,
    ),
  );
}

function chip(role) {
  return element("li", {}, roleDot(role), role.name);
}

/** What can be done to a member of the present server, as far as the acting user's permissions go. */
function memberEntries(user, anchor) {
  const { guild } = store;
  if (!memberOf(user.id)) return [];
  const isSelf = user.id === store.user.id;
  const mayName = isSelf ? Permission.changeNickname : Permission.manageNicknames;
  return [
    store.mayInServer(mayName) && { label: "Change nickname", act: () => changeNick(user) },
    store.mayInServer(Permission.manageRoles) && { label: "Roles", act: () => openRoleList(user, anchor) },
    !isSelf &&
      user.id !== guild.owner_id &&
      store.mayInServer(Permission.kickMembers) && {
        label: "Kick",
        danger: true,
        act: () => tell("The member was not kicked", store.acting.kick(guild.id, user.id)),
      },
    !isSelf &&
      user.id !== guild.owner_id &&
      store.mayInServer(Permission.banMembers) && { label: "Ban", danger: true, act: () => ban(user) },
    isSelf &&
      user.id !== guild.owner_id && {
        label: `Leave ${guild.name}`,
        danger: true,
        act: () => tell("You did not leave", store.acting.leave(guild.id)),
      },
  ];
}

function changeNick(user) {
  const { guild } = store;
  askText({
    title: "Change nickname",
    label: `Nickname in ${guild.name}`,
    hint: "Leave it empty to show the name itself.",
    value: memberOf(user.id)?.nick ?? "",
    maxLength: LONGEST_NICK,
    submit: (nick) => store.acting.setNick(guild.id, user.id, nick || null),
  });
}

function ban(user) {
  const { guild } = store;
  askText({
    title: `Ban ${displayName(user)}`,
    label: "Reason",
    hint: "It stands in the audit log; it may be empty.",
    value: "",
    maxLength: LONGEST_REASON,
    submit: (reason) => store.acting.ban(guild.id, user.id, reason),
  });
}

function directMessages() {
  const accepts = store.overview.accepts_direct_messages;
  return {
    label: accepts ? "Refuse direct messages" : "Accept direct messages",
    act: () => tell("Nothing was changed", store.acting.acceptDirectMessages(!accepts).then(() => session.refresh())),
  };
}

async function tell(title, done) {
  try {
    await done;
  } catch (refused) {
    store.addNotice({ title, text: refused.message, code: refused.code });
  }
}
