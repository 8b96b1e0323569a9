// One message as Discord shows it.

import { attachment } from "./media_view.js";
import { componentView } from "./component_view.js";
import { element } from "./dom.js";
import { embedView } from "./embed_view.js";
import { press, select } from "./interactions.js";
import { markdown, plainExcerpt } from "./markdown.js";
import { messageAddress } from "./message_links.js";
import { avatar, displayName, nameNode } from "./names.js";
import { pollView } from "./poll_view.js";
import { reactionBar } from "./reaction_bar.js";
import { store } from "./store.js";
import { sentAt } from "./timestamps.js";

const EPHEMERAL = 1n << 6n;
const LOADING = 1n << 7n;
const REPLY = 19;
const SLASH_COMMAND = 1;
const SYSTEM = {
  6: "pinned a message to this channel.",
  7: "joined the server.",
  18: "started a thread: ",
};
const TOGETHER_MS = 7 * 60 * 1000;

export function has(message, flag) {
  return (BigInt(message.flags ?? 0) & flag) !== 0n;
}

export function isEphemeral(message) {
  return has(message, EPHEMERAL);
}

/** Tell whether a message continues the one before it, without a head of its own. */
export function continues(message, before) {
  return (
    before !== null &&
    before.author.id === message.author.id &&
    !message.message_reference &&
    !message.interaction_metadata &&
    !SYSTEM[message.type] &&
    !SYSTEM[before.type] &&
    isEphemeral(before) === isEphemeral(message) &&
    new Date(message.timestamp) - new Date(before.timestamp) < TOGETHER_MS
  );
}

/** Draw a message; `menu(message, anchor)` opens its menu. */
export function messageView(message, before, menu) {
  if (SYSTEM[message.type]) return systemLine(message);
  const grouped = continues(message, before);
  const classes = [
    "message",
    grouped ? "grouped" : "",
    isEphemeral(message) ? "ephemeral" : "",
    mentionsMe(message) ? "mentions-me" : "",
  ];
  const more = element(
    "button",
    {
      class: "more",
      type: "button",
      "aria-label": "Actions for this message",
      "aria-haspopup": "menu",
      onclick: () => menu(message, more),
    },
    "⋯",
  );
  return element(
    "article",
    { class: classes.join(" "), "aria-label": `${displayName(message.author)}` },
    grouped ? null : origin(message),
    element("div", { class: "gutter" }, grouped ? sentAt(message.timestamp, true) : avatar(message.author)),
    element(
      "div",
      { class: "body" },
      grouped ? null : head(message),
      content(message),
      isEphemeral(message) ? ephemeralMark(message) : null,
    ),
    more,
  );
}

function head(message) {
  const tag = message.author.bot ? element("span", { class: "app-tag" }, "APP") : null;
  return element("header", { class: "head" }, nameNode(message.author, "author"), tag, sentAt(message.timestamp));
}

function content(message) {
  if (has(message, LOADING)) {
    return element("p", { class: "thinking" }, `${displayName(message.author)} is thinking …`);
  }
  const acts = {
    press: (customId, node) => press(message, customId, node),
    select: (customId, values, node) => select(message, customId, values, node),
  };
  return [
    message.content ? text(message) : null,
    message.attachments.length
      ? element(
          "div",
          { class: "attachments" },
          message.attachments.filter((each) => isLoose(message, each)).map(attachment),
        )
      : null,
    message.embeds.map(embedView),
    message.poll ? pollView(message) : null,
    message.components.length
      ? element(
          "div",
          { class: "components" },
          message.components.map((each) => componentView(each, acts)),
        )
      : null,
    message.reactions?.length ? reactionBar(message) : null,
  ];
}

function text(message) {
  const shown = markdown(message.content, { everyone: message.mention_everyone });
  if (!message.edited_timestamp) return shown;
  const mark = element("span", { class: "edited" }, " (edited)");
  (shown.lastElementChild?.tagName === "P" ? shown.lastElementChild : shown).append(mark);
  return shown;
}

/** Files that a component or embed shows already do not stand below the message once more. */
function isLoose(message, file) {
  const shown = JSON.stringify([message.components, message.embeds]);
  return !shown.includes(file.url);
}

function origin(message) {
  const { interaction_metadata: made, referenced_message: answered } = message;
  const command = made?.name ? made : made?.triggering_interaction_metadata;
  if (command?.name) {
    return element(
      "div",
      { class: "origin" },
      avatar(made.user, "tiny"),
      nameNode(made.user),
      " used ",
      element("span", { class: "mention" }, command.command_type === SLASH_COMMAND ? `/${command.name}` : command.name),
    );
  }
  if (message.type !== REPLY) return null;
  if (!answered) return element("div", { class: "origin" }, element("i", {}, "The message was deleted"));
  const excerpt = plainExcerpt(answered.content).slice(0, 120) || "a message without text";
  return element(
    "div",
    { class: "origin" },
    avatar(answered.author, "tiny"),
    nameNode(answered.author),
    element("a", { class: "excerpt", href: messageAddress(answered.channel_id, answered.id) }, excerpt),
  );
}

function ephemeralMark(message) {
  const dismiss = () => store.acting.remove(message.channel_id, message.id);
  return element(
    "p",
    { class: "ephemeral-mark" },
    "Only you can see this · ",
    element("button", { class: "as-link", type: "button", onclick: dismiss }, "Dismiss message"),
  );
}

function systemLine(message) {
  return element(
    "article",
    { class: "message system" },
    element("div", { class: "gutter" }, "→"),
    element(
      "div",
      { class: "body" },
      nameNode(message.author),
      ` ${SYSTEM[message.type]}${message.content} `,
      sentAt(message.timestamp),
    ),
  );
}

function mentionsMe(message) {
  const held = store.guild?.members.find((member) => member.user.id === store.user.id)?.roles ?? [];
  return (
    message.mention_everyone ||
    message.mentions.some((user) => user.id === store.user.id) ||
    message.mention_roles.some((role) => held.includes(role))
  );
}
