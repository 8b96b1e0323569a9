// Who is in a voice channel, and joining or leaving it.

import { element } from "./dom.js";
import { avatar, displayName } from "./names.js";
import { store } from "./store.js";

/** Draw who is connected to a voice channel, and the button by which one joins or leaves. */
export function voiceView(channel) {
  const connected = store.guild.voice_states.filter((state) => state.channel_id === channel.id);
  const isIn = connected.some((state) => state.user_id === store.user.id);
  return [
    element(
      "button",
      { class: "voice-button", type: "button", onclick: () => toggle(channel, isIn) },
      isIn ? "Leave voice" : "Join voice",
    ),
    connected.length
      ? element("ul", { class: "voice", "aria-label": `Connected to ${channel.name}` }, connected.map(speaker))
      : null,
  ];
}

function speaker(state) {
  const user = store.guild.members.find((member) => member.user.id === state.user_id)?.user;
  const isMuted = state.mute || state.self_mute;
  return user
    ? element("li", {}, avatar(user, "tiny"), element("span", {}, displayName(user)), isMuted ? " (muted)" : null)
    : null;
}

async function toggle(channel, isIn) {
  try {
    await (isIn ? store.acting.leaveVoice() : store.acting.joinVoice(channel.id));
  } catch (refused) {
    store.addNotice({ title: `You cannot join ${channel.name}`, text: refused.message, code: refused.code });
  }
}
