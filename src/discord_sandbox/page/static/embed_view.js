// Embeds of messages.

import { element } from "./dom.js";
import { inlineMarkdown, markdown } from "./markdown.js";
import { picture } from "./media_view.js";
import { hexColour } from "./names.js";
import { sentAt } from "./timestamps.js";

/** Draw an embed object of Discord's. */
export function embedView(embed) {
  const box = element(
    "article",
    { class: "embed" },
    element(
      "div",
      { class: "embed-text" },
      author(embed.author),
      title(embed),
      embed.description ? markdown(embed.description) : null,
      embed.fields?.length ? element("div", { class: "embed-fields" }, embed.fields.map(field)) : null,
    ),
    embed.thumbnail ? element("div", { class: "embed-thumbnail" }, picture(embed.thumbnail, 80)) : null,
    embed.image ? element("div", { class: "embed-image" }, picture(embed.image, 400)) : null,
    footer(embed),
  );
  if (embed.color) box.style.setProperty("--accent", hexColour(embed.color));
  return box;
}

function author(given) {
  if (!given) return null;
  return element("div", { class: "embed-author" }, link(given.url, given.name));
}

function title(embed) {
  if (!embed.title) return null;
  return element("div", { class: "embed-title" }, link(embed.url, inlineMarkdown(embed.title)));
}

function link(url, shown) {
  if (!/^https?:\/\//i.test(url ?? "")) return shown;
  return element("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow" }, shown);
}

function field({ name, value, inline }) {
  return element(
    "div",
    { class: inline ? "embed-field inline" : "embed-field" },
    element("div", { class: "embed-field-name" }, inlineMarkdown(name)),
    markdown(value),
  );
}

function footer({ footer: given, timestamp }) {
  if (!given && !timestamp) return null;
  const time = timestamp ? sentAt(timestamp) : null;
  return element("div", { class: "embed-footer" }, given?.text, given && time ? " • " : null, time);
}
