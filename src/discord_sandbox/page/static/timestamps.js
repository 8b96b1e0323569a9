// Discord's timestamps: `<t:…:style>` and the times of messages, in the reader's own time zone.

import { element } from "./dom.js";

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  s: { dateStyle: "short", timeStyle: "short" },
  S: { dateStyle: "short", timeStyle: "medium" },
};
const UNITS = [
  ["year", 365.25 * 86400],
  ["month", 30.44 * 86400],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const REFRESH = 5000;

/** Draw a Unix time in one of Discord's styles; `R` keeps counting. */
export function timestamp(seconds, style = "f") {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return element("span", { class: "time" }, "Invalid Date");
  const text = style === "R" ? relative(date) : format(date, style);
  return element(
    "time",
    { class: "time", datetime: date.toISOString(), title: format(date, "F"), "data-relative": style === "R" },
    text,
  );
}

/** Draw when a message was sent: the time alone, or with the day when it was not today. */
export function sentAt(iso, short = false) {
  const date = new Date(iso);
  const isToday = date.toDateString() === new Date().toDateString();
  const text = format(date, short || isToday ? "t" : "s");
  return element("time", { class: "sent-at", datetime: iso, title: format(date, "F") }, text);
}

function format(date, style) {
  return new Intl.DateTimeFormat(undefined, STYLES[style] ?? STYLES.f).format(date);
}

function relative(date) {
  const seconds = (date.getTime() - Date.now()) / 1000;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? UNITS.at(-1);
  return RELATIVE.format(Math.trunc(seconds / size), unit);
}

setInterval(() => {
  for (const node of document.querySelectorAll("time[data-relative]")) {
    node.textContent = relative(new Date(node.dateTime));
  }
}, REFRESH);
