// One user at one place: loads what they see, follows their stream, and survives a restart of the sandbox.

import { ActingUser } from "./control_api.js";
import { LiveUpdates } from "./live_updates.js";
import { applyVote } from "./poll_view.js";
import { applyReaction } from "./reaction_bar.js";
import { byId, store } from "./store.js";

const FIRST_USER = "owner";
const LOOK_EVERY_MS = 5000;
const TYPING_MS = 10_000;

class Session {
  userName = null;
  live = null;
  waiting = null;
  look = Promise.resolve();
  nextLook = null;

  /** Begin to follow the address, `#/user/channel` or `#/user/channel/message`. */
  start() {
    window.addEventListener("hashchange", () => this.follow());
    setInterval(() => document.visibilityState === "visible" && this.refresh(), LOOK_EVERY_MS);
    this.follow();
  }

  follow() {
    const [, userName = "", channelId = "", messageId = ""] = location.hash.split("/");
    const wanted = decodeURIComponent(userName) || FIRST_USER;
    if (wanted === this.userName) return this.goTo(channelId, messageId);
    this.userName = wanted;
    this.live?.close();
    store.acting = new ActingUser(wanted);
    store.notices = [];
    store.unread.clear();
    this.live = new LiveUpdates(store.acting, {
      opened: () => this.load(),
      lost: () => store.tell("lost"),
      event: (name, data) => this.take(name, data),
      surroundings: () => this.refresh(),
    });
    return undefined;
  }

  async load() {
    const { acting } = store;
    const overview = await acting.overview().catch(() => null);
    if (acting !== store.acting || !overview) return;
    store.overview = overview;
    store.tell("connected");
    const [, , channelId, messageId] = location.hash.split("/");
    await this.goTo(channelId, messageId);
  }

  /** Go to a channel, to the first one when the user does not see it. */
  async enter(channelId) {
    if (!store.overview) return;
    const { acting } = store;
    const isSeen = channelId && store.findChannel(channelId);
    const id = isSeen ? channelId : this.firstChannel();
    if (!isSeen) history.replaceState(null, "", `#/${this.userName}/${id}`);
    const queue = [];
    this.waiting = queue;
    store.channelId = id;
    store.unread.delete(id);
    const messages = await acting.messages(id).catch(() => []);
    if (acting !== store.acting || this.waiting !== queue) return;
    store.messages = new Map(messages.map((message) => [message.id, message]));
    this.waiting = null;
    store.tell("channel");
    for (const [name, data] of queue) this.take(name, data);
  }

  /** Go to a channel, and in it to a message; the address keeps the channel only, so that it can be gone to again. */
  async goTo(channelId, messageId) {
    if (channelId !== store.channelId || !messageId) await this.enter(channelId);
    if (!messageId) return;
    history.replaceState(null, "", `#/${this.userName}/${store.channelId}`);
    store.tell("goto", messageId);
  }

  firstChannel() {
    const { guilds, direct_message: direct } = store.overview;
    return guilds.length ? store.firstChannel(guilds[0]) : direct.id;
  }

  /** Look again; all who ask while one look is under way share the next, however many members join at once. */
  refresh() {
    this.nextLook ??= this.look.then(() => {
      this.nextLook = null;
      this.look = this.lookAgain();
      return this.look;
    });
    return this.nextLook;
  }

  /** Look again at what surrounds the messages; a channel that has gone is left. */
  async lookAgain() {
    const { acting } = store;
    const overview = await acting.overview().catch(() => null);
    if (!overview || acting !== store.acting || !store.overview || this.waiting) return;
    if (fingerprint(overview) === fingerprint(store.overview)) return;
    store.overview = overview;
    if (store.channel) store.tell("surroundings");
    else await this.enter(null);
  }

  /** Take an event of the stream over; while a channel is being loaded it waits. */
  take(name, data) {
    if (this.waiting) {
      this.waiting.push([name, data]);
      return;
    }
    if (data.channel_id !== store.channelId) {
      if (name === "MESSAGE_CREATE") this.markUnread(data.channel_id);
      return;
    }
    if (name === "MESSAGE_CREATE" || name === "MESSAGE_UPDATE") store.putMessage(data);
    else if (name === "MESSAGE_DELETE") store.dropMessage(data.id);
    else if (name === "MESSAGE_DELETE_BULK") data.ids.sort(byId).forEach((id) => store.dropMessage(id));
    else if (name === "TYPING_START") store.tell("typing", { userId: data.user_id, until: Date.now() + TYPING_MS });
    else if (name === "SANDBOX_REQUEST_REFUSED") this.showRefusal(data);
    else this.react(name, data);
  }

  react(name, data) {
    const message = store.messages.get(data.message_id);
    if (!message) return;
    const isVote = name.startsWith("MESSAGE_POLL");
    store.messages.set(message.id, (isVote ? applyVote : applyReaction)(message, name, data));
    store.tell("message", message.id);
  }

  markUnread(channelId) {
    store.unread.add(channelId);
    store.tell("unread");
  }

  showRefusal({ request, code, message, errors }) {
    const text = `${request} was refused: ${message}`;
    store.addNotice({ title: `Discord would refuse what ${store.bot.username} sent`, text, code, problems: errors });
  }
}

/** What a redraw of the surroundings depends on: new messages are none of it. */
function fingerprint(overview) {
  return JSON.stringify(overview, (name, value) => (name === "last_message_id" ? undefined : value));
}

export const session = new Session();
