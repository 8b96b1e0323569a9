// The fields that a modal can hold, each with its ID and the value to submit.

import { fileJson } from "./control_api.js";
import { element, freshId } from "./dom.js";
import { SELECT_TYPES, selectView } from "./select_view.js";

const TEXT_INPUT = 4;
const FILE_UPLOAD = 19;
const RADIO_GROUP = 21;
const CHECKBOX_GROUP = 22;
const CHECKBOX = 23;
const PARAGRAPH = 2;

/** Draw a field; returns `{id, node, value()}`, of files a promise of the value. */
export function modalField(component) {
  const id = freshId("field");
  if (component.type === TEXT_INPUT) return textInput(component, id);
  if (SELECT_TYPES.has(component.type)) return select(component, id);
  if (component.type === RADIO_GROUP) return group(component, id, "radio");
  if (component.type === CHECKBOX_GROUP) return group(component, id, "checkbox");
  if (component.type === FILE_UPLOAD) return upload(component, id);
  if (component.type === CHECKBOX) return checkbox(component, id);
  const node = element("p", { class: "hint", id }, "The sandbox cannot fill in this kind of field.");
  return { id, node, value: () => null };
}

function textInput(component, id) {
  const node = element(component.style === PARAGRAPH ? "textarea" : "input", {
    id,
    class: "text-input",
    value: component.value ?? "",
    placeholder: component.placeholder,
    maxlength: component.max_length ?? 4000,
    rows: component.style === PARAGRAPH ? 5 : null,
    autocomplete: "off",
  });
  return { id, node, value: () => node.value };
}

function select(component, id) {
  let chosen = null;
  const keep = (values) => {
    chosen = values;
  };
  const node = selectView(component, keep, { labelled: true });
  node.id = id;
  return { id, node, value: () => chosen };
}

function group(component, id, type) {
  const boxes = component.options.map((option) =>
    element("input", { type, name: id, value: option.value, checked: option.default }),
  );
  const lines = component.options.map((option, index) =>
    element(
      "label",
      { class: "choice" },
      boxes[index],
      element(
        "span",
        {},
        option.label,
        option.description ? element("span", { class: "hint" }, option.description) : null,
      ),
    ),
  );
  const node = element("div", { id, class: "choices", role: type === "radio" ? "radiogroup" : "group" }, lines);
  return { id, node, value: () => boxes.filter((box) => box.checked).map((box) => box.value) };
}

function upload(component, id) {
  const node = element("input", { id, type: "file", multiple: (component.max_values ?? 1) > 1 });
  return { id, node, value: () => Promise.all([...node.files].map(fileJson)) };
}

function checkbox(component, id) {
  const node = element("input", { id, type: "checkbox", checked: component.default });
  return { id, node, value: () => node.checked };
}
