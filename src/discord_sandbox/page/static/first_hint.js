// What to try first; shown until it is closed.

import { element } from "./dom.js";
import { store } from "./store.js";

const SEEN = "first-hint-closed";

/** Draw the hint, or nothing once it was closed in this browser. */
export function firstHint() {
  if (localStorage.getItem(SEEN)) return null;
  const node = element(
    "aside",
    { class: "first-hint", "aria-label": "What to try" },
    element("h2", {}, "A Discord of your own, with the bot in it"),
    element("p", {}, "Nothing here leaves this machine. Things to try:"),
    element(
      "div",
      { class: "hint-acts" },
      act("/prefix set", "Change the prefix", "prefix set"),
      act("/config open", "Open the dashboard", "config open"),
      act("/help", "See all commands", "help"),
    ),
    element(
      "p",
      { class: "hint" },
      "Type / for every command, switch to Mia Member below the channels and try the same again: only she sees the refusal.",
    ),
    element("button", { class: "as-link close-hint", type: "button", onclick: () => close(node) }, "Got it"),
  );
  return node;
}

function act(label, description, command) {
  return element(
    "button",
    { class: "hint-act", type: "button", onclick: () => store.tell("run-command", command) },
    element("code", {}, label),
    element("span", {}, description),
  );
}

function close(node) {
  localStorage.setItem(SEEN, "yes");
  node.remove();
}
