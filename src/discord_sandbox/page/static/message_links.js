// Addresses of Discord's that lead to a message or channel which the page can show itself.

import { store } from "./store.js";

const ON_DISCORD = /^https:\/\/(?:[a-z]+\.)?discord\.com\/channels\/(?:\d+|@me)\/(?<channel>\d+)(?:\/(?<message>\d+))?$/;

/** Return the page's address of a message. */
export function messageAddress(channelId, messageId) {
  return `#/${store.user.username}/${channelId}/${messageId}`;
}

/** Return `{href, name}` of what a web address leads to within the page, null where it leads elsewhere. */
export function placeOf(url) {
  const found = ON_DISCORD.exec(url ?? "")?.groups;
  const channel = found ? store.findChannel(found.channel) : null;
  if (!channel) return null;
  const name = channel.name ? `#${channel.name}` : `@${store.bot.username}`;
  return { href: messageAddress(found.channel, found.message ?? ""), name: found.message ? `${name} › message` : name };
}
