// What went wrong, where it happened: refusals of the sandbox, failures of the bot. Nobody else sees it.

import { element } from "./dom.js";
import { store } from "./store.js";

/** Draw a notice `{title, text, code?, problems?, pending?}`. */
export function noticeView(notice) {
  return element(
    "div",
    { class: notice.pending ? "notice pending" : "notice", role: notice.pending ? "status" : "alert" },
    element("strong", {}, notice.title),
    element("span", {}, notice.text, notice.code ? element("code", {}, notice.code) : null),
    notice.problems?.length ? element("ul", {}, notice.problems.map(problem)) : null,
    notice.pending
      ? null
      : element("button", { class: "as-link", type: "button", onclick: () => store.dropNotice(notice.id) }, "Dismiss"),
  );
}

function problem({ path, code, message }) {
  return element(
    "li",
    {},
    path ? element("code", {}, path) : null,
    ` ${message} `,
    element("span", { class: "hint" }, code),
  );
}
