// A dialog that asks for one line of text.

import { element, fill, freshId } from "./dom.js";

/** Ask; `submit(text)` does it, and where it raises the dialog stays and says why. */
export function askText({ title, label, hint, value, maxLength, submit }) {
  const id = freshId("asked");
  const titleId = freshId("title");
  const input = element("input", { id, class: "text-input", value, maxlength: maxLength, autocomplete: "off" });
  const problem = element("p", { class: "problem", role: "alert" });
  const send = async (event) => {
    event.preventDefault();
    try {
      await submit(input.value.trim());
      dialog.close();
    } catch (refused) {
      fill(problem, `${refused.message} (${refused.code})`);
    }
  };
  const form = element(
    "form",
    { class: "modal-form", onsubmit: send },
    element("h2", { id: titleId }, title),
    element(
      "div",
      { class: "modal-field" },
      element("label", { for: id }, label),
      input,
      element("p", { class: "hint" }, hint),
    ),
    problem,
    element(
      "div",
      { class: "modal-buttons" },
      element("button", { class: "button secondary", type: "button", onclick: () => dialog.close() }, "Cancel"),
      element("button", { class: "button primary", type: "submit" }, "Save"),
    ),
  );
  const dialog = element(
    "dialog",
    { class: "modal", "aria-labelledby": titleId, onclose: (event) => event.target.remove() },
    form,
  );
  document.body.append(dialog);
  dialog.showModal();
  input.select();
}
