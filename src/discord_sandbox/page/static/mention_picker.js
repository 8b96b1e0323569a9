// The list of people above the composer while a word that begins with @ is written.

import { element } from "./dom.js";
import { entityItems } from "./entities.js";
import { Listbox } from "./listbox.js";

const BEGUN = /(?:^|\s)@([\w ]{0,20})$/;
const SHOWN = 8;

export class MentionPicker {
  constructor(input, holder) {
    this.input = input;
    this.list = new Listbox({ label: "People", owner: input, choose: (item) => this.take(item) });
    this.node = element("div", { class: "command-picker", hidden: true }, this.list.node);
    holder.append(this.node);
  }

  get isOpen() {
    return !this.node.hidden;
  }

  get begun() {
    return BEGUN.exec(this.input.value.slice(0, this.input.selectionStart));
  }

  update() {
    const match = this.begun;
    const items = match ? entityItems(["user", "role"], match[1]).slice(0, SHOWN) : [];
    if (!items.length) {
      this.close();
      return;
    }
    this.node.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.list.show(items);
  }

  close() {
    if (!this.isOpen) return;
    this.node.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }

  take(item) {
    const end = this.input.selectionStart;
    const start = end - this.begun[1].length - 1;
    this.input.setRangeText(`<@${item.kind === "role" ? "&" : ""}${item.value}> `, start, end, "end");
    this.close();
  }

  key(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
      return true;
    }
    if (event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      this.take(this.list.items[this.list.active]);
      return true;
    }
    return !event.shiftKey && this.list.key(event);
  }
}
