// Components of messages, old and V2: one small function for each type.

import { element } from "./dom.js";
import { markdown } from "./markdown.js";
import { covered, fileCard, picture } from "./media_view.js";
import { placeOf } from "./message_links.js";
import { emoji, hexColour } from "./names.js";
import { SELECT_TYPES, selectView } from "./select_view.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "premium" };
const LINK = 5;

const DRAWN = {
  1: row,
  2: button,
  9: section,
  10: (component) => markdown(component.content),
  11: (component) =>
    spoilable(component, () => picture({ ...component.media, description: component.description }, 85)),
  12: gallery,
  13: (component) => spoilable(component, () => fileCard(component.name ?? "file", component.size, component.file.url)),
  14: separator,
  17: container,
};

/** Draw a component; `acts` are `press(customId, node)` and `select(customId, values, node)`. */
export function componentView(component, acts) {
  if (SELECT_TYPES.has(component.type)) {
    const node = selectView(component, (values) => acts.select(component.custom_id, values, node));
    return node;
  }
  const draw = DRAWN[component.type];
  return draw ? draw(component, acts) : element("p", { class: "subtext" }, `A component of type ${component.type}`);
}

function all(components, acts) {
  return components.map((each) => componentView(each, acts));
}

function row(component, acts) {
  return element("div", { class: "action-row" }, all(component.components, acts));
}

function button(component, acts) {
  const content = [component.emoji ? emoji(component.emoji) : null, component.label];
  const place = placeOf(component.url);
  if (place) return element("a", { class: "button link", href: place.href }, content);
  if (component.style === LINK) {
    return element(
      "a",
      { class: "button link", href: component.url, target: "_blank", rel: "noopener noreferrer" },
      content,
      element("span", { "aria-hidden": "true" }, "↗"),
    );
  }
  const node = element(
    "button",
    {
      class: `button ${STYLES[component.style] ?? "secondary"}`,
      type: "button",
      disabled: component.disabled,
      "data-component": component.custom_id,
      onclick: () => acts.press(component.custom_id, node),
    },
    content,
  );
  return node;
}

function section(component, acts) {
  return element(
    "div",
    { class: "section" },
    element("div", { class: "section-text" }, all(component.components, acts)),
    element("div", { class: "accessory" }, componentView(component.accessory, acts)),
  );
}

function gallery(component) {
  const items = component.items.map((item) =>
    spoilable(item, () =>
      picture({ ...item.media, description: item.description }, component.items.length > 1 ? 260 : 500),
    ),
  );
  return element("div", { class: "gallery" }, items);
}

function separator(component) {
  const line = component.divider === false ? "" : "divider";
  return element("div", { class: `separator ${line} ${component.spacing === 2 ? "large" : ""}`, role: "separator" });
}

function container(component, acts) {
  const draw = () => {
    const box = element("div", { class: "container" }, all(component.components, acts));
    if (component.accent_color !== null && component.accent_color !== undefined) {
      box.style.setProperty("--accent", hexColour(component.accent_color));
    }
    return box;
  };
  return spoilable(component, draw);
}

function spoilable(component, draw) {
  return component.spoiler ? covered(draw) : draw();
}
