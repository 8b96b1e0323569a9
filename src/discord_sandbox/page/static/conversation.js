// The messages of the present channel, with the notices between them.

import { element, fill } from "./dom.js";
import { firstHint } from "./first_hint.js";
import { messageMenu } from "./message_menu.js";
import { messageView } from "./message_view.js";
import { redrawNames } from "./names.js";
import { noticeView } from "./notice_view.js";
import { byId, store } from "./store.js";

const NEAR_THE_END = 120;

export class Conversation {
  constructor(scroller, list) {
    this.scroller = scroller;
    this.list = list;
    this.rows = new Map();
    store.listen("channel", () => this.draw());
    store.listen("message", (id) => this.keepPlace(() => this.drawFrom(id)));
    store.listen("message-gone", (id) => this.keepPlace(() => this.remove(id)));
    store.listen("notices", () => this.keepPlace(() => this.drawNotices()));
    store.listen("goto", (id) => this.show(id));
    store.listen("surroundings", () => redrawNames(list));
    // Pictures that arrive late and a composer that grows must not hide the newest message.
    new ResizeObserver(() => this.atEnd && this.toEnd()).observe(list);
    new ResizeObserver(() => this.atEnd && this.toEnd()).observe(scroller);
    this.atEnd = true;
    scroller.addEventListener("scroll", () => {
      this.atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_THE_END;
    });
  }

  get ids() {
    return [...store.messages.keys()].sort(byId);
  }

  draw() {
    this.rows.clear();
    const { ids } = this;
    fill(
      this.list,
      this.startOfChannel(),
      this.noticesAfter(null),
      ids.map((id, index) => this.row(id, ids[index - 1])),
    );
    this.atEnd = true;
    this.toEnd();
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** Bring a message into view, and let the eye find it. */
  show(id) {
    const row = this.rows.get(id);
    if (!row) return;
    this.atEnd = false;
    row.scrollIntoView({ block: "center" });
    row.classList.remove("sought");
    requestAnimationFrame(() => row.classList.add("sought"));
  }

  keepPlace(change) {
    const held = document.activeElement?.dataset?.component;
    const holder = held ? document.activeElement.closest("li[data-message]")?.dataset.message : null;
    change();
    if (holder && document.activeElement === document.body) {
      const row = this.rows.get(holder);
      [...(row?.querySelectorAll("[data-component]") ?? [])].find((node) => node.dataset.component === held)?.focus();
    }
    if (this.atEnd) this.toEnd();
  }

  /** Draw a new or changed message, and the one after it, whose head depends on it. */
  drawFrom(id) {
    const { ids } = this;
    const index = ids.indexOf(id);
    for (const each of ids.slice(index, index + 2)) {
      const place = ids.indexOf(each);
      const old = this.rows.get(each);
      const row = this.row(each, ids[place - 1]);
      if (old) old.replaceWith(row);
      else if (ids[place + 1] && this.rows.get(ids[place + 1])) this.rows.get(ids[place + 1]).before(row);
      else this.list.append(row);
    }
  }

  remove(id) {
    this.rows.get(id)?.remove();
    this.rows.delete(id);
    for (const notice of store.notices)
      if (notice.after === id) notice.after = this.ids.findLast((each) => byId(each, id) < 0) ?? null;
    const next = this.ids.find((each) => byId(each, id) > 0);
    if (next) this.drawFrom(next);
    this.drawNotices();
  }

  row(id, beforeId) {
    const message = store.messages.get(id);
    const before = beforeId ? store.messages.get(beforeId) : null;
    const row = element("li", { "data-message": id }, messageView(message, before, messageMenu), this.noticesAfter(id));
    row.addEventListener("contextmenu", (event) => {
      if (event.target.closest("a, img, [data-user]")) return;
      event.preventDefault();
      messageMenu(message, row, event);
    });
    this.rows.set(id, row);
    return row;
  }

  noticesAfter(id) {
    const own = store.notices.filter((notice) => notice.channelId === store.channelId && notice.after === id);
    return element(id === null ? "li" : "div", { class: "notices" }, own.map(noticeView));
  }

  drawNotices() {
    const first = this.list.querySelector(":scope > .notices");
    first?.replaceWith(this.noticesAfter(null));
    for (const [id, row] of this.rows) row.querySelector(":scope > .notices").replaceWith(this.noticesAfter(id));
  }

  startOfChannel() {
    const name = store.isDirect ? store.bot.username : `#${store.channel?.name}`;
    const about = store.isDirect ? "Only you and the bot are here." : (store.channel?.topic ?? "");
    return element("li", { class: "start" }, element("h2", {}, name), element("p", {}, about), firstHint());
  }
}
