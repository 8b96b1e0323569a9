// What a server keeps for its moderators: the audit log and the bans.

import { element, fill, freshId } from "./dom.js";
import { openMenu } from "./menu.js";
import { session } from "./session.js";
import { Permission, store } from "./store.js";
import { sentAt } from "./timestamps.js";

const ENTRIES_SHOWN = 50;

/** Return the button that opens the present server's menu, null for who would find nothing in it. */
export function serverMenuButton() {
  const entries = [
    store.mayInServer(Permission.viewAuditLog) && { label: "Audit log", act: () => showAuditLog(store.guild) },
    store.mayInServer(Permission.banMembers) && { label: "Bans", act: () => showBans(store.guild) },
  ].filter(Boolean);
  if (!entries.length) return null;
  const button = element(
    "button",
    {
      class: "server-menu",
      type: "button",
      "aria-label": "Server menu",
      "aria-haspopup": "menu",
      onclick: () => openMenu(entries, button),
    },
    "⋯",
  );
  return button;
}

async function showAuditLog(guild) {
  const load = () => store.acting.auditLog(guild.id);
  await openPanel(`Audit log of ${guild.name}`, "Nothing was moderated yet.", load, (entry) => [
    element("b", {}, entry.action.replaceAll("_", " ")),
    ` ${entry.user}${entry.target === null ? "" : ` → ${entry.target}`} `,
    sentAt(entry.at),
    element("span", { class: "hint" }, entry.reason),
  ]);
}

async function showBans(guild) {
  const load = () => store.acting.bans(guild.id);
  await openPanel(`Bans of ${guild.name}`, "Nobody is banned.", load, (ban, draw) => [
    element("b", {}, ban.name),
    element("button", { class: "as-link", type: "button", onclick: () => lift(guild, ban, draw) }, "Lift the ban"),
    element("span", { class: "hint" }, ban.reason),
  ]);
}

async function lift(guild, ban, draw) {
  await store.acting.unban(guild.id, ban.user.id);
  await Promise.all([draw(), session.refresh()]);
}

/** Show a dialog with a line for each thing that `load` brings, or a sentence where there is none. */
async function openPanel(title, emptiness, load, lineOf) {
  const titleId = freshId("panel");
  const list = element("ul", { class: "panel-lines" });
  const dialog = element(
    "dialog",
    { class: "modal panel", "aria-labelledby": titleId, onclose: (event) => event.target.remove() },
    element("h2", { id: titleId }, title),
    list,
    element(
      "div",
      { class: "modal-buttons" },
      element("button", { class: "button secondary", type: "button", onclick: () => dialog.close() }, "Close"),
    ),
  );
  await draw();
  document.body.append(dialog);
  dialog.showModal();

  async function draw() {
    const things = (await load().catch(() => [])).slice(0, ENTRIES_SHOWN);
    const lines = things.map((thing) => element("li", {}, lineOf(thing, draw)));
    fill(list, lines.length ? lines : element("li", { class: "hint" }, emptiness));
  }
}
