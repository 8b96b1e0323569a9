// Reactions under a message, and adding one.

import { element } from "./dom.js";
import { emoji } from "./names.js";
import { openPopover } from "./popover.js";
import { store } from "./store.js";

const OFFERED = [
  "👍",
  "👎",
  "😄",
  "🎉",
  "😕",
  "❤️",
  "🚀",
  "👀",
  "⭐",
  "✅",
  "❌",
  "🤔",
  "🙏",
  "🔥",
  "💯",
  "😂",
  "😮",
  "😢",
];

function key(partial) {
  return partial.id ? `${partial.name}:${partial.id}` : partial.name;
}

/** Draw the reactions of a message as buttons that add or take back one's own. */
export function reactionBar(message) {
  return element(
    "div",
    { class: "reactions" },
    message.reactions.map((reaction) => reactionButton(message, reaction)),
  );
}

function reactionButton(message, { emoji: partial, count, me }) {
  return element(
    "button",
    {
      class: me ? "reaction mine" : "reaction",
      type: "button",
      "aria-pressed": me ? "true" : "false",
      "data-component": `reaction-${key(partial)}`,
      onclick: () => toggle(message, partial, me),
    },
    emoji(partial),
    element("span", {}, String(count)),
  );
}

async function toggle(message, partial, mine) {
  const act = mine ? store.acting.unreact : store.acting.react;
  try {
    await act(message.channel_id, message.id, key(partial));
  } catch (refused) {
    store.addNotice({
      title: "The reaction was refused",
      text: refused.message,
      code: refused.code,
      after: message.id,
    });
  }
}

/** Let the user pick an emoji to react with. */
export function pickReaction(message, anchor) {
  const own = (store.guild?.emojis ?? []).map((each) => ({ id: each.id, name: each.name }));
  const offered = [...OFFERED.map((name) => ({ id: null, name })), ...own];
  const buttons = offered.map((partial) =>
    element(
      "button",
      {
        type: "button",
        "aria-label": `React with ${partial.name}`,
        onclick: () => {
          close();
          toggle(message, partial, false);
        },
      },
      emoji(partial),
    ),
  );
  const grid = element("div", { class: "emoji-grid", role: "group", "aria-label": "Add a reaction" }, buttons);
  const close = openPopover(grid, anchor);
  buttons[0].focus();
}

/** Take an event about reactions over into the message that it is about. */
export function applyReaction(message, name, data) {
  const reactions = message.reactions ?? [];
  if (name === "MESSAGE_REACTION_REMOVE_ALL") return { ...message, reactions: [] };
  const same = (each) => key(each.emoji) === key(data.emoji);
  const others = reactions.filter((each) => !same(each));
  if (name === "MESSAGE_REACTION_REMOVE_EMOJI") return { ...message, reactions: others };
  const isMine = data.user_id === store.user.id;
  const found = reactions.find(same) ?? { emoji: data.emoji, count: 0, me: false };
  const step = name === "MESSAGE_REACTION_ADD" ? 1 : -1;
  const changed = { ...found, count: found.count + step, me: isMine ? step > 0 : found.me };
  if (!reactions.includes(found)) return { ...message, reactions: [...reactions, changed] };
  return {
    ...message,
    reactions: reactions.map((each) => (each === found ? changed : each)).filter((each) => each.count > 0),
  };
}
