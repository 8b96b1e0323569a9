// Modals of the bot: a dialog that stays open until the bot took it or the user leaves.

import { element, fill, freshId } from "./dom.js";
import { modalField } from "./modal_field.js";
import { markdown } from "./markdown.js";
import { store } from "./store.js";

const ROW = 1;
const TEXT_DISPLAY = 10;
const LABEL = 18;

/** Show a modal; `submit(values)` returns what is wrong or null. Resolves when the dialog has closed. */
export function openModal(modal, submit) {
  return new Promise((closed) => new ModalView(modal, submit, closed));
}

class ModalView {
  constructor(modal, submit, closed) {
    this.fields = new Map();
    this.submit = submit;
    this.problem = element("p", { class: "problem", role: "alert" });
    this.sendButton = element("button", { class: "button primary", type: "submit" }, "Submit");
    const titleId = freshId("modal");
    const form = element(
      "form",
      { class: "modal-form", onsubmit: (event) => this.send(event), novalidate: true },
      element("h2", { id: titleId }, modal.title),
      element("p", { class: "hint" }, `This form comes from ${store.bot.username}.`),
      modal.components.map((component) => this.draw(component)),
      this.problem,
      element(
        "div",
        { class: "modal-buttons" },
        element("button", { class: "button secondary", type: "button", onclick: () => this.dialog.close() }, "Cancel"),
        this.sendButton,
      ),
    );
    this.dialog = element("dialog", { class: "modal", "aria-labelledby": titleId }, form);
    this.dialog.addEventListener("close", () => {
      this.dialog.remove();
      closed();
    });
    document.body.append(this.dialog);
    this.dialog.showModal();
    form.querySelector("input, textarea, .select")?.focus();
  }

  draw(component) {
    if (component.type === TEXT_DISPLAY) return markdown(component.content);
    if (component.type === ROW) return component.components.map((each) => this.labelled(each, each.label, null));
    if (component.type === LABEL) return this.labelled(component.component, component.label, component.description);
    return element("p", { class: "hint" }, `A component of type ${component.type}`);
  }

  labelled(component, label, description) {
    const field = modalField(component);
    this.fields.set(component.custom_id, field);
    const needed = component.required === false ? null : element("span", { class: "needed", title: "Required" }, " *");
    return element(
      "div",
      { class: "modal-field" },
      element("label", { for: field.id }, label, needed),
      description ? element("p", { class: "hint" }, description) : null,
      field.node,
    );
  }

  async send(event) {
    event.preventDefault();
    const values = {};
    for (const [customId, field] of this.fields) values[customId] = await field.value();
    fill(this.problem);
    this.sendButton.disabled = true;
    const problem = await this.submit(values);
    this.sendButton.disabled = false;
    if (problem) fill(this.problem, problem);
    else this.dialog.close();
  }
}
