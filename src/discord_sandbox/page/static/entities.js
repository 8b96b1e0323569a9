// People, roles and channels as items to choose from.

import { avatar, displayName, roleDot } from "./names.js";
import { store } from "./store.js";

/** Return what matches the typed text of the wanted kinds: any of "user", "role", "channel". */
export function entityItems(kinds, query = "", channelTypes = []) {
  const items = [];
  if (kinds.includes("user")) items.push(...people().map(userItem));
  if (kinds.includes("role")) items.push(...roles().map(roleItem));
  if (kinds.includes("channel")) items.push(...channels(channelTypes).map(channelItem));
  const wanted = query.trim().toLowerCase().replace(/^[@#]/, "");
  return items.filter((item) => `${item.label} ${item.hint ?? ""}`.toLowerCase().includes(wanted));
}

function people() {
  if (!store.guild) return [store.user, store.bot];
  return store.guild.members.map((member) => member.user);
}

function roles() {
  return [...(store.guild?.roles ?? [])].sort((a, b) => b.position - a.position);
}

function channels(types) {
  const all = store.guild?.channels ?? [];
  if (!types.length) return all;
  return all.filter((channel) => types.includes(channel.type));
}

function userItem(user) {
  return { label: displayName(user), hint: user.username, value: user.id, icon: avatar(user, "small"), kind: "user" };
}

function roleItem(role) {
  return { label: `@${role.name.replace(/^@/, "")}`, value: role.id, icon: roleDot(role), kind: "role" };
}

function channelItem(channel) {
  return { label: `#${channel.name}`, value: channel.id, kind: "channel", hint: parentName(channel) };
}

function parentName(channel) {
  return store.guild.channels.find((each) => each.id === channel.parent_id)?.name ?? null;
}
