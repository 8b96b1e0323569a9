// The list of commands above the composer while the text begins with a slash.

import { element } from "./dom.js";
import { matching, signature, slashCommands } from "./command_catalog.js";
import { Listbox } from "./listbox.js";

export class CommandPicker {
  constructor(input, holder, pick) {
    this.input = input;
    this.holder = holder;
    this.list = new Listbox({ label: "Commands", owner: input, choose: (item) => pick(item.command) });
    this.node = element("div", { class: "command-picker", hidden: true }, this.list.node);
    holder.append(this.node);
    this.commands = null;
  }

  get isOpen() {
    return !this.node.hidden;
  }

  /** Follow what is typed: open for a slash at the beginning, closed for all else. */
  async update() {
    const text = this.input.value;
    if (!text.startsWith("/") || text.includes("\n")) return this.close();
    this.commands ??= slashCommands();
    let commands;
    try {
      commands = await this.commands;
    } catch (refused) {
      return this.show([{ note: `${refused.message} (${refused.code})` }]);
    }
    if (this.input.value !== text) return undefined;
    const items = matching(commands, text.slice(1)).map((command) => ({
      label: `/${command.name}`,
      hint: [signature(command), command.description].filter(Boolean).join(" — "),
      command,
    }));
    return this.show(
      items.length ? items : [{ note: "No command fits. Escape closes this list, Enter then sends the text." }],
    );
  }

  show(items) {
    this.node.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.list.show(items);
  }

  close() {
    this.node.hidden = true;
    this.commands = null;
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
