// A slash command being filled in, in the composer's place.

import { element, fill } from "./dom.js";
import { slash } from "./interactions.js";
import { optionField } from "./option_field.js";
import { store } from "./store.js";

const QUICK_MS = 400;

/** `left()` is called when the command was sent or given up. */
export class CommandForm {
  constructor(command, left) {
    this.command = command;
    this.left = left;
    this.fields = [];
    this.line = element("div", { class: "options" });
    this.more = element("div", { class: "more-options" });
    this.problem = element("p", { class: "problem", role: "alert" });
    this.hint = element("p", { class: "option-hint" }, command.description);
    this.node = element(
      "form",
      {
        class: "command-form",
        "aria-label": `/${command.name}`,
        onsubmit: (event) => this.submit(event),
        onkeydown: (event) => this.key(event),
        onfocusin: (event) => this.explain(event.target.dataset.option),
        novalidate: true,
      },
      this.problem,
      element(
        "div",
        { class: "command-line" },
        element("span", { class: "command-name" }, `/${command.name}`),
        this.hint,
        element("div", { class: "command-fields" }, this.line, this.more),
        element(
          "div",
          { class: "command-act" },
          element("button", { class: "button primary send", type: "submit" }, "Run"),
          element(
            "button",
            { class: "button secondary", type: "button", "aria-label": "Cancel", onclick: () => left() },
            "✕",
          ),
        ),
      ),
    );
    for (const option of command.options.filter((each) => each.required)) this.add(option);
    this.offerMore();
  }

  focus() {
    (this.fields[0] ?? { focus: () => this.node.querySelector(".send").focus() }).focus();
  }

  /** Say what the option with the focus is for, or else the command. */
  explain(name) {
    fill(
      this.hint,
      this.command.options.find((option) => option.name === name)?.description ?? this.command.description,
    );
  }

  add(option) {
    const field = optionField(option, (text) => this.complete(option, text));
    this.fields.push(field);
    this.line.append(field.node);
    return field;
  }

  offerMore() {
    const shown = new Set(this.fields.map((field) => field.option.name));
    const left = this.command.options.filter((option) => !shown.has(option.name));
    fill(
      this.more,
      left.map((option) => this.offer(option)),
    );
  }

  offer(option) {
    const use = () => {
      const field = this.add(option);
      this.offerMore();
      field.focus();
    };
    return element(
      "button",
      { type: "button", class: "offer", title: option.description, onclick: use },
      `+ ${option.name}`,
    );
  }

  key(event) {
    if (event.key === "Escape") this.left();
    const isEmptied = event.key === "Backspace" && this.fields.every((field) => field.isEmpty());
    if (isEmptied && event.target.type === "text") {
      event.preventDefault();
      this.left(`/${this.command.name}`);
    }
  }

  async values(except = null) {
    const values = {};
    for (const field of this.fields) {
      if (field !== except && !field.isEmpty()) values[field.option.name] = await field.value();
    }
    return values;
  }

  /** Ask the bot for an option's choices; returns `{choices, error}`. */
  async complete(option, text) {
    const field = this.fields.find((each) => each.option === option);
    const values = await this.values(field);
    try {
      return await store.acting.autocomplete(
        store.channelId,
        this.command.name,
        { ...values, [option.name]: text },
        option.name,
      );
    } catch (refused) {
      return { choices: [], error: `${refused.message} (${refused.code})` };
    }
  }

  async submit(event) {
    event.preventDefault();
    const missing = this.fields.filter((field) => field.option.required && field.isEmpty());
    for (const field of this.fields) field.mark(missing.includes(field));
    if (missing.length) {
      fill(this.problem, `${missing.map((field) => field.option.name).join(", ")}: required`);
      missing[0].focus();
      return;
    }
    fill(this.problem);
    const sent = slash(this.command.name, await this.values());
    const timer = setTimeout(() => this.left(), QUICK_MS);
    try {
      await sent;
      this.left();
    } catch (refused) {
      this.refuse(refused);
    } finally {
      clearTimeout(timer);
    }
  }

  refuse(refused) {
    if (this.node.isConnected) fill(this.problem, `${refused.message} (${refused.code})`);
    else store.addNotice({ title: `/${this.command.name}`, text: refused.message, code: refused.code });
  }
}
