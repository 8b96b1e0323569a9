// Names, colours and pictures of people, roles, channels and custom emoji, as far as the acting user knows them.

import { element } from "./dom.js";
import { store } from "./store.js";

const AVATAR_HUES = [205, 160, 35, 345, 300, 95, 15];
const BOT_HUE = 252;

export function memberOf(userId, guild = store.guild) {
  return guild?.members.find((member) => member.user.id === userId) ?? null;
}

/** Return the name to show for a user object, by nickname where they have one. */
export function displayName(user, guild = store.guild) {
  return memberOf(user.id, guild)?.nick ?? user.global_name ?? user.username;
}

export function findUser(userId) {
  const { overview } = store;
  if (overview.bot.id === userId) return overview.bot;
  return overview.people.find((user) => user.id === userId) ?? memberOf(userId)?.user ?? null;
}

export function findRole(roleId) {
  return store.guild?.roles.find((role) => role.id === roleId) ?? null;
}

export function findEmoji(emojiId) {
  return store.overview.guilds.flatMap((guild) => guild.emojis).find((emoji) => emoji.id === emojiId) ?? null;
}

/** Return the colour of the member's highest coloured role, null without one. */
export function nameColour(userId, guild = store.guild) {
  const held = new Set(memberOf(userId, guild)?.roles ?? []);
  const coloured = (guild?.roles ?? []).filter((role) => held.has(role.id) && role.color);
  coloured.sort((a, b) => b.position - a.position);
  return coloured.length ? hexColour(coloured[0].color) : null;
}

/** Draw a member's name, in the colour of their role; `redrawNames` keeps it what it is now. */
export function nameNode(user, className = null) {
  const node = element(className ? "span" : "b", { class: className, "data-user": user.id });
  drawName(node, user);
  return node;
}

/** Show in all names and mentions below a node who has another nickname or colour by now. */
export function redrawNames(root) {
  for (const node of root.querySelectorAll("[data-user]")) {
    const user = findUser(node.dataset.user);
    if (user && node.matches(".mention")) node.textContent = `@${displayName(user)}`;
    else if (user) drawName(node, user);
  }
}

function drawName(node, user) {
  node.textContent = displayName(user);
  node.style.color = nameColour(user.id) ?? "";
}

export function hexColour(number) {
  return `#${number.toString(16).padStart(6, "0")}`;
}

/** Draw a role's colour. */
export function roleDot(role) {
  const dot = element("span", { class: "role-dot", "aria-hidden": "true" });
  if (role.color) dot.style.setProperty("background", hexColour(role.color));
  return dot;
}

function hueOf(userId) {
  return AVATAR_HUES[Number(BigInt(userId) % BigInt(AVATAR_HUES.length))];
}

/** Draw an avatar: the picture on the CDN, or the first letter of the name. */
export function avatar(user, size = "") {
  const name = user.global_name ?? user.username;
  if (user.avatar) {
    return element("img", {
      class: `avatar ${size}`,
      src: `/cdn/avatars/${user.id}/${user.avatar}.png?size=64`,
      alt: "",
    });
  }
  const letter = element("span", { class: `avatar ${size}`, "aria-hidden": "true" }, [...name][0].toUpperCase());
  letter.style.setProperty("--hue", user.bot ? BOT_HUE : hueOf(user.id));
  return letter;
}

/** Draw an emoji object of Discord's; a custom one that the user cannot know stays text. */
export function emoji(partial) {
  if (!partial.id) return element("span", { class: "emoji" }, partial.name);
  if (!findEmoji(partial.id)) return document.createTextNode(`:${partial.name}:`);
  const name = `:${partial.name}:`;
  return element("img", { class: "emoji", src: `/cdn/emojis/${partial.id}.png?size=64`, alt: name, title: name });
}

/** Return the path of a picture or file on the sandbox's CDN, null for an address elsewhere: nothing leaves the machine. */
export function localPath(url) {
  const prefix = `${store.overview.cdn_url}/`;
  return url?.startsWith(prefix) ? `/cdn/${url.slice(prefix.length)}` : null;
}
