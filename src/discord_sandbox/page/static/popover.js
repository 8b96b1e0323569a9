// Things that float over the page beside an anchor: one at a time, closed by Escape or a click elsewhere.

const GAP = 4;
const EDGE = 8;

let current = null;

/** Show `node` beside `anchor`; `closed` is called once, however it closes. Returns a function that closes it. */
export function openPopover(node, anchor, { closed = () => {}, above = false, at = null } = {}) {
  current?.();
  node.setAttribute("popover", "manual");
  node.classList.add("popover");
  // What is outside an open dialog cannot be used, so the popover stands inside.
  (anchor.closest("dialog") ?? document.body).append(node);
  node.showPopover();
  const reposition = () => place(node, at ?? anchor.getBoundingClientRect(), above);
  reposition();
  const resized = new ResizeObserver(reposition);
  resized.observe(node);

  const close = () => {
    if (current !== close) return;
    current = null;
    resized.disconnect();
    document.removeEventListener("pointerdown", pressed, true);
    node.removeEventListener("keydown", typed);
    window.removeEventListener("resize", close);
    node.remove();
    closed();
  };
  const pressed = (event) => {
    if (!node.contains(event.target) && !anchor.contains(event.target)) close();
  };
  const typed = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close();
    anchor.focus();
  };
  document.addEventListener("pointerdown", pressed, true);
  node.addEventListener("keydown", typed);
  window.addEventListener("resize", close);
  current = close;
  return close;
}

/** Place below (or above) a rectangle, on the other side where there is more room, never over the edge. */
function place(node, rect, above) {
  const { innerWidth, innerHeight } = window;
  node.style.minWidth = `${Math.min(rect.width ?? 0, innerWidth - 2 * EDGE)}px`;
  const roomAbove = rect.top - GAP - EDGE;
  const roomBelow = innerHeight - rect.bottom - GAP - EDGE;
  const height = node.scrollHeight;
  const goesUp = above ? roomAbove >= Math.min(height, roomBelow) : roomBelow < height && roomAbove > roomBelow;
  const room = goesUp ? roomAbove : roomBelow;
  node.style.maxHeight = `${room}px`;
  const shown = Math.min(node.offsetHeight, room);
  node.style.top = `${goesUp ? rect.top - GAP - shown : rect.bottom + GAP}px`;
  node.style.left = `${Math.max(EDGE, Math.min(rect.left, innerWidth - node.offsetWidth - EDGE))}px`;
}
