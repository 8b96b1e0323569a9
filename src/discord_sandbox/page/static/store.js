// What the page knows: who acts, what they see, and where they are. Views listen for what changed.

import { ActingUser } from "./control_api.js";
import { freshId } from "./dom.js";

const IS_TEXT = new Set([0, 2, 5]);
const IS_THREAD = new Set([10, 11, 12]);
export const CATEGORY = 4;

/** Compare two snowflakes as numbers. */
export function byId(one, other) {
  return one.length - other.length || (one < other ? -1 : one > other ? 1 : 0);
}

class Store extends EventTarget {
  acting = new ActingUser("owner");
  overview = null;
  channelId = null;
  messages = new Map();
  notices = [];
  unread = new Set();
  replyTo = null;
  editing = null;

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  listen(name, listener) {
    this.addEventListener(name, (event) => listener(event.detail));
  }

  get user() {
    return this.overview.user;
  }

  get bot() {
    return this.overview.bot;
  }

  get channel() {
    return this.findChannel(this.channelId);
  }

  /** The server of the present channel, null in direct messages. */
  get guild() {
    return this.guildOf(this.channelId);
  }

  get isDirect() {
    return this.channelId === this.overview.direct_message.id;
  }

  guildOf(channelId) {
    return this.overview.guilds.find((guild) => guild.channels.some((each) => each.id === channelId)) ?? null;
  }

  findChannel(channelId) {
    if (channelId === this.overview.direct_message.id) return this.overview.direct_message;
    return this.guildOf(channelId)?.channels.find((each) => each.id === channelId) ?? null;
  }

  firstChannel(guild) {
    return textChannels(guild)[0]?.id ?? null;
  }

  may(permission) {
    const granted = this.channel?.permissions;
    return granted === undefined || (BigInt(granted) & permission) === permission;
  }

  get mayWrite() {
    return this.may(IS_THREAD.has(this.channel?.type) ? Permission.sendInThreads : Permission.sendMessages);
  }

  mayInServer(permission) {
    return this.guild !== null && (BigInt(this.guild.permissions) & permission) === permission;
  }

  /** Take a new or changed message over; what reactions are one's own only the events about them tell. */
  putMessage(message) {
    const known = this.messages.get(message.id);
    if (known && (known.edited_timestamp ?? "") > (message.edited_timestamp ?? "")) return;
    this.messages.set(message.id, known ? { ...message, reactions: known.reactions, ...ownVotes(known, message) } : message);
    this.tell("message", message.id);
  }

  dropMessage(id) {
    if (this.messages.delete(id)) this.tell("message-gone", id);
  }

  /** Show a notice below a message (`after`, else the latest) to this page only; returns its ID. */
  addNotice(notice) {
    const shown = [...this.messages.keys()].sort(byId).at(-1) ?? null;
    const id = freshId("notice");
    this.notices.push({ id, channelId: this.channelId, ...notice, after: notice.after ?? shown });
    this.tell("notices");
    return id;
  }

  dropNotice(id) {
    this.notices = this.notices.filter((notice) => notice.id !== id);
    this.tell("notices");
  }
}

/** Keep which votes are one's own, and take over whether the poll has ended. */
function ownVotes(known, message) {
  if (!known.poll || !message.poll) return {};
  const results = { ...known.poll.results, is_finalized: message.poll.results.is_finalized };
  return { poll: { ...message.poll, results } };
}

/** Return a server's channels that hold messages, as Discord orders them. */
export function textChannels(guild) {
  return guild.channels.filter((each) => IS_TEXT.has(each.type)).sort((a, b) => a.position - b.position);
}

/** Return the open threads of a channel, the oldest first. */
export function threadsOf(guild, channelId) {
  const own = guild.channels.filter((each) => IS_THREAD.has(each.type) && each.parent_id === channelId);
  return own.sort((one, other) => byId(one.id, other.id));
}

export const Permission = {
  kickMembers: 1n << 1n,
  banMembers: 1n << 2n,
  addReactions: 1n << 6n,
  viewAuditLog: 1n << 7n,
  sendMessages: 1n << 11n,
  manageMessages: 1n << 13n,
  attachFiles: 1n << 15n,
  changeNickname: 1n << 26n,
  manageNicknames: 1n << 27n,
  manageRoles: 1n << 28n,
  sendInThreads: 1n << 38n,
};

export const store = new Store();
