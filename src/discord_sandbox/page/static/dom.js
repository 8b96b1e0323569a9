// Building elements. Text becomes text nodes: nothing that a message holds is ever parsed as markup.

/** Make an element; `on…` properties are listeners, null, undefined and false ones are left out. */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  append(node, children);
  return node;
}

/** Append nodes and strings; lists are flattened, empty values left out. */
export function append(parent, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) parent.append(child);
  }
}

/** Put other children in the place of all there are. */
export function fill(parent, ...children) {
  parent.replaceChildren();
  append(parent, children);
}

let numbered = 0;

/** Return an ID that no other element has. */
export function freshId(stem) {
  numbered += 1;
  return `${stem}-${numbered}`;
}
