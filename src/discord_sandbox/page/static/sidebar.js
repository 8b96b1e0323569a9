// Servers and channels at the left.

import { element, fill } from "./dom.js";
import { avatar } from "./names.js";
import { CATEGORY, store, textChannels } from "./store.js";

const VOICE = 2;

export class Sidebar {
  constructor(servers, channels) {
    this.servers = servers;
    this.channels = channels;
    for (const name of ["channel", "surroundings", "unread"]) store.listen(name, () => this.draw());
  }

  draw() {
    const { overview, guild, isDirect } = store;
    fill(
      this.servers,
      server("Direct messages", "@", overview.direct_message.id, isDirect),
      element("hr"),
      overview.guilds.map((each) => server(each.name, initials(each.name), store.firstChannel(each), each === guild, each.icon && each)),
    );
    fill(
      this.channels,
      element("h2", { class: "place" }, isDirect ? "Direct messages" : (guild?.name ?? "")),
      isDirect ? directChannel() : groups(guild).map(group),
    );
  }
}

function address(channelId) {
  return `#/${store.user.username}/${channelId}`;
}

function server(name, letters, channelId, isCurrent, pictured = null) {
  const shown = pictured ? element("img", { src: `/cdn/icons/${pictured.id}/${pictured.icon}.png?size=64`, alt: "" }) : letters;
  return element(
    "a",
    { class: "server", href: address(channelId), title: name, "aria-label": name, "aria-current": isCurrent ? "true" : null },
    shown,
  );
}

function initials(name) {
  return name
    .split(/\s+/)
    .map((word) => [...word][0])
    .join("")
    .slice(0, 3);
}

function groups(guild) {
  const categories = guild.channels.filter((each) => each.type === CATEGORY).sort((a, b) => a.position - b.position);
  return [null, ...categories].map((category) => ({
    name: category?.name ?? null,
    channels: textChannels(guild).filter((each) => each.parent_id === (category?.id ?? null)),
  }));
}

function group({ name, channels }) {
  if (!channels.length) return null;
  return [name ? element("h3", {}, name) : null, element("ul", {}, channels.map(channelLine))];
}

function channelLine(channel) {
  const mark = element("span", { class: "channel-mark", "aria-hidden": "true" }, channel.type === VOICE ? "♪" : "#");
  return element("li", {}, channelLink(channel.id, mark, channel.name));
}

function directChannel() {
  const { direct_message: channel, bot } = store.overview;
  return element("ul", {}, element("li", {}, channelLink(channel.id, avatar(bot, "small"), bot.username)));
}

function channelLink(id, mark, name) {
  const classes = store.unread.has(id) ? "channel unread" : "channel";
  const current = id === store.channelId ? "page" : null;
  return element("a", { class: classes, href: address(id), "aria-current": current }, mark, element("span", {}, name));
}
