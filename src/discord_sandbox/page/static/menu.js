// A menu of actions beside an anchor or at the pointer.

import { element } from "./dom.js";
import { openPopover } from "./popover.js";

/** Open a menu of `{label, act, danger?}`; a string is a heading, an element stands as it is. */
export function openMenu(entries, anchor, event = null) {
  const items = entries.filter(Boolean).map((entry) => {
    if (entry instanceof Element) return entry;
    return typeof entry === "string" ? heading(entry) : item(entry);
  });
  const node = element("div", { class: "menu", role: "menu", onkeydown: (pressed) => move(pressed, node) }, items);
  const at = event ? { left: event.clientX, top: event.clientY, bottom: event.clientY } : null;
  const close = openPopover(node, anchor, { at });
  node.querySelector("[role=menuitem]")?.focus();

  function item({ label, act, danger }) {
    return element(
      "button",
      {
        role: "menuitem",
        type: "button",
        class: danger ? "danger" : null,
        onclick: () => {
          close();
          act();
        },
      },
      label,
    );
  }
}

function heading(text) {
  return element("div", { class: "menu-heading", role: "presentation" }, text);
}

function move(event, node) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...node.querySelectorAll("[role=menuitem]")];
  items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
}
