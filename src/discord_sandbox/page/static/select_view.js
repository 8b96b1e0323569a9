// Select menus of messages and modals: options of the bot's, or people, roles and channels.

import { element, fill } from "./dom.js";
import { entityItems } from "./entities.js";
import { Listbox } from "./listbox.js";
import { emoji } from "./names.js";
import { openPopover } from "./popover.js";

const STRING = 3;
const ENTITIES = { 5: ["user"], 6: ["role"], 7: ["user", "role"], 8: ["channel"] };
export const SELECT_TYPES = new Set([STRING, 5, 6, 7, 8]);

/**
 * Draw a select; `choose(values)` is called with what was chosen, as soon as the choice is complete. `labelled` says
 * that a label of its own names it.
 */
export function selectView(component, choose, { labelled = false } = {}) {
  return new SelectView(component, choose, labelled).node;
}

class SelectView {
  constructor(component, choose, labelled) {
    this.component = component;
    this.labelled = labelled;
    this.choose = choose;
    this.most = component.max_values ?? 1;
    this.least = component.min_values ?? 1;
    this.values = this.defaults();
    this.text = element("span", { class: "select-text" });
    this.node = element(
      "button",
      {
        class: "select",
        type: "button",
        "aria-haspopup": "listbox",
        "data-component": component.custom_id,
        disabled: component.disabled,
        onclick: () => this.open(),
        onkeydown: (event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          this.open();
        },
      },
      this.text,
      element("span", { class: "arrow", "aria-hidden": "true" }, "⌄"),
    );
    this.label();
  }

  defaults() {
    if (this.component.type !== STRING) return (this.component.default_values ?? []).map((each) => each.id);
    return this.component.options.filter((option) => option.default).map((option) => option.value);
  }

  items(query = "") {
    const { type, options, channel_types: channelTypes } = this.component;
    const found = type === STRING ? options.map(optionItem) : entityItems(ENTITIES[type], query, channelTypes);
    return found.map((item) => ({ ...item, selected: this.values.includes(item.value) }));
  }

  label() {
    const chosen = this.items().filter((item) => item.selected);
    const shown = chosen.map((item) => item.label).join(", ");
    const purpose = this.component.placeholder ?? "Make a selection";
    this.text.classList.toggle("placeholder", !shown);
    fill(this.text, shown || purpose);
    if (this.labelled) this.node.setAttribute("aria-description", shown);
    else this.node.setAttribute("aria-label", shown ? `${purpose}: ${shown}` : purpose);
  }

  open() {
    const before = this.values;
    const search = this.component.type === STRING ? null : this.searchInput();
    this.list = new Listbox({
      label: this.component.placeholder ?? "Options",
      multiple: this.most > 1,
      owner: search,
      choose: (item) => this.toggle(item),
    });
    const finish = () => this.finish();
    const done = element(
      "button",
      { class: "primary", type: "button", hidden: this.most === 1, onclick: finish },
      "Choose",
    );
    const box = element("div", { class: "select-popover" }, search, this.list.node, done);
    this.refresh();
    this.close = openPopover(box, this.node, {
      closed: () => {
        this.values = before;
        this.label();
      },
    });
    this.list.moveTo(this.list.items.findIndex((item) => item.selected || !this.values.length));
    (search ?? this.list.node).focus();
  }

  searchInput() {
    const input = element("input", {
      class: "search",
      type: "text",
      role: "combobox",
      placeholder: "Search",
      "aria-label": "Search",
      "aria-expanded": "true",
      autocomplete: "off",
      oninput: () => this.refresh(input.value),
      onkeydown: (event) => this.list.key(event),
    });
    return input;
  }

  refresh(query = "", active = 0) {
    const items = this.items(query);
    this.list.show(items.length ? items : [{ note: "Nothing found" }], active);
  }

  toggle(item) {
    if (this.most === 1) {
      this.values = [item.value];
      return this.finish();
    }
    const had = this.values.includes(item.value);
    if (!had && this.values.length >= this.most) return undefined;
    this.values = had ? this.values.filter((each) => each !== item.value) : [...this.values, item.value];
    return this.refresh("", this.list.active);
  }

  finish() {
    if (this.values.length < this.least) return;
    const { values } = this;
    this.close();
    this.values = values;
    this.label();
    this.node.focus();
    this.choose(values);
  }
}

function optionItem(option) {
  return {
    label: option.label,
    hint: option.description,
    value: option.value,
    icon: option.emoji ? emoji(option.emoji) : null,
  };
}
