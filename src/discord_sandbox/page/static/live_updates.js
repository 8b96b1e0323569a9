// A user's event stream, opened again whenever it breaks: also after a restart of the sandbox.

const MESSAGES = [
  "MESSAGE_CREATE",
  "MESSAGE_UPDATE",
  "MESSAGE_DELETE",
  "MESSAGE_DELETE_BULK",
  "MESSAGE_REACTION_ADD",
  "MESSAGE_REACTION_REMOVE",
  "MESSAGE_REACTION_REMOVE_ALL",
  "MESSAGE_REACTION_REMOVE_EMOJI",
  "MESSAGE_POLL_VOTE_ADD",
  "MESSAGE_POLL_VOTE_REMOVE",
  "TYPING_START",
  "SANDBOX_REQUEST_REFUSED",
];
const SURROUNDINGS = [
  "GUILD_CREATE",
  "GUILD_UPDATE",
  "GUILD_DELETE",
  "GUILD_EMOJIS_UPDATE",
  "GUILD_MEMBER_ADD",
  "GUILD_MEMBER_UPDATE",
  "GUILD_MEMBER_REMOVE",
  "GUILD_ROLE_CREATE",
  "GUILD_ROLE_UPDATE",
  "GUILD_ROLE_DELETE",
  "CHANNEL_CREATE",
  "CHANNEL_UPDATE",
  "CHANNEL_DELETE",
  "THREAD_CREATE",
  "THREAD_UPDATE",
  "THREAD_DELETE",
  "VOICE_STATE_UPDATE",
  "PRESENCE_UPDATE",
  "USER_UPDATE",
];
const FIRST_WAIT = 500;
const LONGEST_WAIT = 4000;

/** Tells `opened` at each (re)connection, `lost` when it breaks, `event(name, data)` and `surroundings` of the rest. */
export class LiveUpdates {
  constructor(acting, { opened, lost, event, surroundings }) {
    this.acting = acting;
    this.told = { opened, lost, event, surroundings };
    this.wait = FIRST_WAIT;
    this.open();
  }

  open() {
    const source = this.acting.stream();
    this.source = source;
    source.addEventListener("open", () => {
      this.wait = FIRST_WAIT;
      this.told.opened();
    });
    source.addEventListener("error", () => this.reopen());
    for (const name of MESSAGES) {
      source.addEventListener(name, (sent) => this.told.event(name, JSON.parse(sent.data)));
    }
    for (const name of SURROUNDINGS) source.addEventListener(name, () => this.told.surroundings());
  }

  reopen() {
    // The browser would resume by event number, which means nothing to a sandbox that was started anew.
    this.source.close();
    this.told.lost();
    this.timer = setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  close() {
    clearTimeout(this.timer);
    this.source.close();
  }
}
