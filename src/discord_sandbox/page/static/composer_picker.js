// A list above the composer that follows what is typed; Escape closes it, Tab takes what is marked.

import { element } from "./dom.js";
import { Listbox } from "./listbox.js";

export class ComposerPicker {
  constructor(input, holder, label, choose) {
    this.input = input;
    this.list = new Listbox({ label, owner: input, choose });
    this.node = element("div", { class: "command-picker", hidden: true }, this.list.node);
    holder.append(this.node);
  }

  get isOpen() {
    return !this.node.hidden;
  }

  show(items) {
    this.node.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.list.show(items);
  }

  close() {
    if (!this.isOpen) return;
    this.node.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }

  key(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
      return true;
    }
    if (event.key === "Tab" && !event.shiftKey && this.list.active >= 0) {
      event.preventDefault();
      this.list.choose(this.list.items[this.list.active]);
      return true;
    }
    return !event.shiftKey && this.list.key(event);
  }
}
