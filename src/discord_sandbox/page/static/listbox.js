// A list to choose from by mouse or arrow keys. Focus may stay in an input that hands its keys on.

import { element, fill, freshId } from "./dom.js";

/** Items are `{label, value, hint?, icon?, selected?, note?}`; a `note` is shown and cannot be chosen. */
export class Listbox {
  constructor({ label, choose, multiple = false, owner = null }) {
    this.choose = choose;
    this.items = [];
    this.active = -1;
    this.owner = owner;
    this.node = element("ul", {
      class: "listbox",
      role: "listbox",
      id: freshId("listbox"),
      "aria-label": label,
      "aria-multiselectable": multiple ? "true" : null,
      tabindex: owner ? null : 0,
      onkeydown: owner ? null : (event) => this.key(event),
    });
    owner?.setAttribute("aria-controls", this.node.id);
  }

  show(items, active = 0) {
    this.items = items;
    fill(
      this.node,
      items.map((item, index) => this.option(item, index)),
    );
    this.active = -1;
    const first = items.findIndex((item, index) => index >= active && !item.note);
    this.moveTo(first);
    this.node.scrollTop = first > 0 ? this.node.scrollTop : 0;
  }

  option(item, index) {
    if (item.note) return element("li", { class: "note", role: "presentation" }, item.note);
    return element(
      "li",
      {
        role: "option",
        id: freshId("option"),
        "aria-selected": item.selected ? "true" : "false",
        onpointermove: () => this.moveTo(index, false),
        onpointerdown: (event) => event.preventDefault(),
        onclick: () => this.choose(item),
      },
      item.icon,
      element("span", { class: "label" }, item.label),
      item.hint ? element("span", { class: "hint" }, item.hint) : null,
      item.selected ? element("span", { class: "tick", "aria-hidden": "true" }, "✓") : null,
    );
  }

  moveTo(index, scroll = true) {
    this.node.children[this.active]?.classList.remove("active");
    this.active = index;
    const option = this.node.children[index];
    option?.classList.add("active");
    if (scroll) option?.scrollIntoView({ block: "nearest" });
    const holder = this.owner ?? this.node;
    if (option?.id) holder.setAttribute("aria-activedescendant", option.id);
    else holder.removeAttribute("aria-activedescendant");
  }

  move(step) {
    const { length } = this.items;
    for (let tried = 1; tried <= length; tried += 1) {
      const index = (this.active + step * tried + length * tried) % length;
      if (!this.items[index].note) return this.moveTo(index);
    }
    return undefined;
  }

  /** Act on a key; returns whether it was one of the list's. */
  key(event) {
    if (event.key === "ArrowDown") this.move(1);
    else if (event.key === "ArrowUp") this.move(-1);
    else if ((event.key === "Enter" || (event.key === " " && !this.owner)) && this.active >= 0) {
      this.choose(this.items[this.active]);
    } else return false;
    event.preventDefault();
    return true;
  }
}
