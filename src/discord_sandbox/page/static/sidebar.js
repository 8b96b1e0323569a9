// Servers and channels at the left.

import { element, fill } from "./dom.js";
import { Listbox } from "./listbox.js";
import { avatar } from "./names.js";
import { openPopover } from "./popover.js";
import { serverMenuButton } from "./server_menu.js";
import { session } from "./session.js";
import { CATEGORY, store, textChannels, threadsOf } from "./store.js";
import { voiceView } from "./voice_view.js";

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
      place("Direct messages", "@", [overview.direct_message], isDirect),
      element("hr"),
      overview.guilds.map((each) => place(each.name, serverPicture(each), textChannels(each), each === guild)),
      overview.joinable.length ? joinButton() : null,
    );
    fill(
      this.channels,
      element(
        "header",
        { class: "place" },
        element("h2", {}, isDirect ? "Direct messages" : (guild?.name ?? "")),
        isDirect ? null : serverMenuButton(),
      ),
      isDirect ? directChannel() : groups(guild).map(group),
    );
  }
}

function address(channelId) {
  return `#/${store.user.username}/${channelId}`;
}

function place(name, shown, channels, isCurrent) {
  const isUnread = channels.some((channel) => store.unread.has(channel.id));
  return element(
    "a",
    {
      class: isUnread ? "server unread" : "server",
      href: address(channels[0]?.id ?? ""),
      title: name,
      "aria-label": isUnread ? `${name}, unread` : name,
      "aria-current": isCurrent ? "true" : null,
    },
    shown,
  );
}

function joinButton() {
  const button = element(
    "button",
    {
      class: "server join",
      type: "button",
      title: "Join a server",
      "aria-label": "Join a server",
      "aria-haspopup": "listbox",
      onclick: () => offerServers(button),
    },
    "+",
  );
  return button;
}

function offerServers(button) {
  const list = new Listbox({
    label: "Join a server",
    choose: async ({ value }) => {
      close();
      await store.acting.join(value);
      await session.refresh();
      const joined = store.overview.guilds.find((guild) => guild.id === value);
      location.hash = address(store.firstChannel(joined));
    },
  });
  list.show(store.overview.joinable.map(({ id, name }) => ({ label: name, value: id, hint: "Join" })));
  const close = openPopover(list.node, button);
  list.node.focus();
}

function serverPicture(guild) {
  if (!guild.icon) return initials(guild.name);
  return element("img", { src: `/cdn/icons/${guild.id}/${guild.icon}.png?size=64`, alt: "" });
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
  const threads = threadsOf(store.guild, channel.id);
  return element(
    "li",
    {},
    channelLink(channel.id, mark, channel.name),
    channel.type === VOICE ? voiceView(channel) : null,
    threads.length ? element("ul", { "aria-label": `Threads of ${channel.name}` }, threads.map(threadLine)) : null,
  );
}

function threadLine(thread) {
  const mark = element("span", { class: "channel-mark thread-mark", "aria-hidden": "true" }, "└");
  return element("li", {}, channelLink(thread.id, mark, thread.name));
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
