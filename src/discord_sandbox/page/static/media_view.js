// Pictures, sound, video and files. Only what lies on the sandbox is loaded; addresses elsewhere become links.

import { element } from "./dom.js";
import { localPath } from "./names.js";

const UNITS = ["bytes", "KB", "MB"];

/** Draw a picture of at most `size` CSS pixels, its place kept free until it is there. */
export function picture({ url, width, height, description = null }, size, name = "picture") {
  const path = localPath(url);
  if (!path) return elsewhere(url);
  const image = element("img", {
    class: "picture",
    src: path,
    alt: description ?? name,
    title: description,
    loading: "lazy",
  });
  image.style.maxWidth = `min(100%, ${size}px)`;
  image.style.maxHeight = `${size}px`;
  if (width && height) {
    const scale = Math.min(1, size / width, size / height);
    image.width = Math.round(width * scale);
    image.height = Math.round(height * scale);
  }
  return element("a", { class: "picture-link", href: path, target: "_blank", rel: "noopener" }, image);
}

/** Draw an attachment by its kind. */
export function attachment(file) {
  const path = localPath(file.url);
  const kind = file.content_type ?? "";
  if (isSpoiler(file)) return covered(() => uncovered(file, path, kind));
  return uncovered(file, path, kind);
}

/** Draw a card that hands out a file. */
export function fileCard(name, size, url) {
  const path = localPath(url);
  return element(
    "div",
    { class: "file" },
    element("span", { class: "file-mark", "aria-hidden": "true" }, "▤"),
    element(
      "span",
      { class: "file-name" },
      path ? element("a", { href: path, download: name, target: "_blank" }, name) : name,
      size === undefined ? null : element("span", { class: "hint" }, readableSize(size)),
    ),
  );
}

/** Hide something behind a press, as spoilers are. */
export function covered(draw) {
  const button = element(
    "button",
    { class: "covered", type: "button", onclick: () => button.replaceWith(draw()) },
    "Spoiler",
  );
  return button;
}

function uncovered(file, path, kind) {
  if (/^image\/(png|jpeg|gif|webp)$/.test(kind)) return picture(file, 400, file.filename);
  if (path && kind.startsWith("audio/")) return element("audio", { controls: true, src: path, preload: "none" });
  if (path && kind.startsWith("video/")) return element("video", { controls: true, src: path, preload: "none" });
  return fileCard(file.filename, file.size, file.url);
}

function isSpoiler(file) {
  return file.filename.startsWith("SPOILER_");
}

function elsewhere(url) {
  const isWeb = /^https?:\/\//i.test(url ?? "");
  const shown = isWeb
    ? element("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow" }, url)
    : (url ?? "no address");
  return element("span", { class: "elsewhere" }, "Picture elsewhere, not loaded: ", shown);
}

function readableSize(bytes) {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  const amount = bytes / 1024 ** step;
  return `${step ? amount.toFixed(1) : amount} ${UNITS[step]}`;
}
