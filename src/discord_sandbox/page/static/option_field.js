// One option of a slash command: typed as Discord types it, with choices and autocomplete.

import { fileJson } from "./control_api.js";
import { element, freshId } from "./dom.js";
import { entityItems } from "./entities.js";
import { Listbox } from "./listbox.js";
import { openPopover } from "./popover.js";

const INTEGER = 4;
const BOOLEAN = 5;
const NUMBER = 10;
const ATTACHMENT = 11;
const ENTITIES = { 6: ["user"], 7: ["channel"], 8: ["role"], 9: ["user", "role"] };
const TYPE_NAMES = {
  3: "text",
  4: "whole number",
  5: "true or false",
  6: "user",
  7: "channel",
  8: "role",
  9: "user or role",
  10: "number",
};
const SETTLE_MS = 150;

/** Make the field of an option; `complete(text)` asks the bot for choices. */
export function optionField(option, complete) {
  return option.type === ATTACHMENT ? new FileField(option) : new TextField(option, complete);
}

class Field {
  constructor(option, input) {
    this.option = option;
    this.input = input;
    input.id = freshId("option");
    input.dataset.option = option.name;
    this.node = element(
      "div",
      { class: "option" },
      element("label", { for: input.id, title: option.description }, option.name),
      input,
    );
  }

  focus() {
    this.input.focus();
  }

  mark(isWrong) {
    this.node.classList.toggle("wrong", isWrong);
    this.input.setAttribute("aria-invalid", isWrong ? "true" : "false");
  }
}

class FileField extends Field {
  constructor(option) {
    super(option, element("input", { type: "file" }));
  }

  isEmpty() {
    return this.input.files.length === 0;
  }

  async value() {
    return fileJson(this.input.files[0]);
  }
}

class TextField extends Field {
  constructor(option, complete) {
    const offers = offersOf(option, complete);
    const input = element("input", {
      type: "text",
      autocomplete: "off",
      spellcheck: "false",
      inputmode: option.type === INTEGER || option.type === NUMBER ? "decimal" : null,
      maxlength: option.max_length,
      placeholder: TYPE_NAMES[option.type],
      role: offers ? "combobox" : null,
      "aria-expanded": offers ? "false" : null,
      "aria-description": option.description,
    });
    super(option, input);
    if (!offers) return;
    this.offers = offers;
    this.list = new Listbox({ label: `Choices for ${option.name}`, owner: input, choose: (item) => this.take(item) });
    input.addEventListener("focus", () => this.refresh(0));
    input.addEventListener("blur", () => this.close?.());
    input.addEventListener("input", () => {
      this.chosen = null;
      this.refresh(SETTLE_MS);
    });
    input.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    if (!this.close) {
      if (event.key === "ArrowDown") this.refresh(0);
      return;
    }
    if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
    } else if (event.key === "Tab" && this.list.active >= 0 && this.input.value && !this.chosen) {
      this.take(this.list.items[this.list.active]);
    } else if (this.list.key(event)) {
      event.stopPropagation();
    }
  }

  /** Show what fits; an answer that comes after a newer question is dropped. */
  refresh(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      const asked = this.input.value;
      const items = await this.offers(this.chosen ? "" : asked);
      if (asked !== this.input.value || document.activeElement !== this.input) return;
      this.list.show(items);
      if (!this.close) this.open();
    }, delay);
  }

  open() {
    this.input.setAttribute("aria-expanded", "true");
    const { left, width, bottom } = this.node.getBoundingClientRect();
    const { top } = this.node.closest("form").getBoundingClientRect();
    this.close = openPopover(element("div", {}, this.list.node), this.input, {
      above: true,
      at: { left, width, top, bottom },
      closed: () => {
        this.close = null;
        this.input.setAttribute("aria-expanded", "false");
      },
    });
  }

  take(item) {
    this.input.value = item.label;
    this.chosen = item;
    this.mark(false);
    this.close?.();
  }

  isEmpty() {
    return this.input.value === "" && !this.chosen;
  }

  async value() {
    if (this.chosen) return this.chosen.value;
    const text = this.input.value;
    const exact = this.list?.items.find((item) => !item.note && item.label.toLowerCase() === text.toLowerCase());
    if (exact) return exact.value;
    if (this.option.type === BOOLEAN) return { true: true, false: false }[text.toLowerCase()] ?? text;
    return text;
  }
}

/** Return the function that finds the items for a text, null for an option that offers none. */
function offersOf(option, complete) {
  if (option.type === BOOLEAN)
    return among([
      { label: "True", value: true },
      { label: "False", value: false },
    ]);
  if (ENTITIES[option.type]) return (text) => entityItems(ENTITIES[option.type], text, option.channel_types ?? []);
  if (option.choices?.length) return among(option.choices.map(({ name, value }) => ({ label: name, value })));
  if (!option.autocomplete) return null;
  return async (text) => {
    const { choices, error } = await complete(text);
    if (error) return [{ note: error }];
    const items = choices.map(({ name, value }) => ({ label: name, value }));
    return items.length ? items : [{ note: "No choice fits" }];
  };
}

function among(items) {
  return (text) => items.filter((item) => item.label.toLowerCase().includes(text.toLowerCase()));
}
