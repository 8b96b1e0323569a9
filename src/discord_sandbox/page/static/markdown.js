// Message text to elements: markdown-it parses, and each token becomes a node. No markup is ever made of text.

import { append, element } from "./dom.js";
import { addDiscordRules } from "./markdown_rules.js";
import { displayName, emoji, findRole, findUser, hexColour, memberOf } from "./names.js";
import { placeOf } from "./message_links.js";
import { store } from "./store.js";
import { timestamp } from "./timestamps.js";
import MarkdownIt from "./vendor/markdown-it/markdown-it.js";

const NOT_DISCORDS = ["table", "code", "reference", "html_block", "lheading", "hr", "image", "html_inline", "entity"];
const TAGS = {
  paragraph_open: "p",
  bullet_list_open: "ul",
  list_item_open: "li",
  blockquote_open: "blockquote",
  em_open: "em",
  s_open: "s",
};

const parser = new MarkdownIt({ html: false, linkify: true, breaks: true }).disable(NOT_DISCORDS);
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
parser.validateLink = (url) => /^https?:\/\//i.test(url);
addDiscordRules(parser);

/** Draw message text; `everyone` says whether it mentioned everybody. */
export function markdown(text, { everyone = false } = {}) {
  const root = element("div", { class: "markdown" });
  build(parser.parse(text, {}), root, { everyone });
  return root;
}

/** Draw a single line, such as an embed's field name: no blocks. */
export function inlineMarkdown(text) {
  const root = element("span", { class: "markdown" });
  build(parser.parseInline(text, {}), root, { everyone: false });
  return root;
}

/** Return text without its marks, on one line: for excerpts. */
export function plainExcerpt(text) {
  return markdown(text).textContent.replaceAll(/\s+/g, " ").trim();
}

function build(tokens, root, context) {
  const parents = [root];
  for (const token of tokens) {
    const parent = parents.at(-1);
    if (token.nesting === 1) {
      const node = token.hidden ? parent : opened(token);
      if (node !== parent) parent.append(node);
      parents.push(node);
    } else if (token.nesting === -1) {
      const { dataset } = parents.at(-1);
      if (dataset.name) parents.at(-1).textContent = dataset.name;
      parents.pop();
    } else if (token.type === "inline") {
      build(token.children, parent, context);
    } else {
      append(parent, leaf(token, context));
    }
  }
}

function opened(token) {
  switch (token.type) {
    case "heading_open":
      return heading(token);
    case "strong_open":
      return element(token.markup === "__" ? "u" : "strong");
    case "ordered_list_open":
      return element("ol", { start: token.attrGet("start") });
    case "link_open":
      return link(token);
    case "spoiler_open":
      return spoiler();
    case "subtext_open":
      return element("p", { class: "subtext" });
    default:
      return element(TAGS[token.type] ?? "span");
  }
}

function link(token) {
  const url = token.attrGet("href");
  const place = placeOf(url);
  if (!place) return element("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow" });
  // The bare address of a message is shown by the name of its channel.
  if (token.markup !== "linkify") return element("a", { href: place.href });
  return element("a", { class: "mention", href: place.href, "data-name": place.name });
}

function heading(token) {
  const level = Number(token.tag.slice(1));
  // Discord knows three levels; more marks than that are text.
  if (level > 3) return element("p", {}, `${token.markup} `);
  return element("div", { class: `heading heading-${level}`, role: "heading", "aria-level": level + 2 });
}

function spoiler() {
  const node = element("span", { class: "spoiler", tabindex: 0, role: "button", "aria-label": "Spoiler: show" });
  const show = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    node.classList.add("shown");
    node.removeAttribute("role");
    node.removeAttribute("aria-label");
  };
  node.addEventListener("click", show);
  node.addEventListener("keydown", show);
  return node;
}

function leaf(token, context) {
  switch (token.type) {
    case "softbreak":
    case "hardbreak":
      return element("br");
    case "code_inline":
      return element("code", {}, token.content);
    case "fence":
      return element("pre", {}, element("code", {}, token.content.replace(/\n$/, "")));
    case "everybody":
      return context.everyone ? chip(token.content) : token.content;
    case "tagged":
      return tagged(token.meta);
    default:
      return token.content;
  }
}

function tagged({ user, role, channel, command, time, style, emoji: name, emojiId }) {
  if (user) return userChip(user);
  if (role) return roleChip(role);
  if (channel) return channelChip(channel);
  if (command) return chip(`/${command}`);
  if (time) return timestamp(Number(time), style);
  return emoji({ id: emojiId, name });
}

function chip(text) {
  return element("span", { class: "mention" }, text);
}

function userChip(userId) {
  const user = findUser(userId);
  if (!user) return chip("@unknown-user");
  const node = chip(`@${displayName(user)}`);
  if (memberOf(userId)) node.dataset.user = userId;
  return node;
}

function roleChip(roleId) {
  const role = findRole(roleId);
  if (!role) return chip("@unknown-role");
  const node = chip(`@${role.name.replace(/^@/, "")}`);
  if (role.color) node.style.setProperty("color", hexColour(role.color));
  return node;
}

function channelChip(channelId) {
  const channel = store.findChannel(channelId);
  if (!channel?.name) return chip("# unknown");
  return element("a", { class: "mention", href: `#/${store.user.username}/${channelId}` }, `#${channel.name}`);
}
