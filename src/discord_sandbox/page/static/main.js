// The page: its parts, and what belongs to none of them.

import { AccountSwitch } from "./account_switch.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { element, fill } from "./dom.js";
import { MemberList } from "./member_list.js";
import { memberMenu } from "./member_menu.js";
import { displayName, findUser } from "./names.js";
import { session } from "./session.js";
import { Sidebar } from "./sidebar.js";
import { store } from "./store.js";

const part = (id) => document.getElementById(id);

function drawHead() {
  const { channel, isDirect, bot } = store;
  fill(part("channel-name"), isDirect ? bot.username : `# ${channel?.name}`);
  fill(part("channel-topic"), channel?.topic);
  document.title = `${isDirect ? bot.username : `#${channel?.name}`} · Local Discord`;
  drawBanner();
}

function drawBanner(isLost = false) {
  const banner = part("banner");
  const manual = element("a", { href: "/manual", target: "_blank" }, "How to lead a bot here");
  if (isLost) fill(banner, "The sandbox does not answer. Trying again …");
  else if (!store.bot?.connected) fill(banner, "The bot is not connected. ", manual);
  else fill(banner);
}

function drawTyping({ userId, until }) {
  const user = findUser(userId);
  fill(part("typing"), user ? `${displayName(user)} is typing …` : null);
  clearTimeout(drawTyping.timer);
  drawTyping.timer = setTimeout(() => fill(part("typing")), until - Date.now());
}

/** Drawers of a narrow screen: one is open at a time, a press elsewhere closes it. */
function toggleDrawer(name) {
  const { body } = document;
  body.dataset.drawer = body.dataset.drawer === name ? "" : name;
}

function closeDrawer() {
  document.body.dataset.drawer = "";
}

store.listen("channel", drawHead);
store.listen("surroundings", drawHead);
store.listen("lost", () => drawBanner(true));
store.listen("connected", () => document.body.classList.remove("loading"));
store.listen("typing", drawTyping);
store.listen("message", () => fill(part("typing")));
store.listen("channel", closeDrawer);
store.listen("insert", closeDrawer);

part("show-channels").addEventListener("click", () => toggleDrawer("channels"));
part("show-members").addEventListener("click", () => toggleDrawer("members"));
part("veil").addEventListener("click", closeDrawer);
document.addEventListener("keydown", (event) => event.key === "Escape" && closeDrawer());
part("messages").addEventListener("click", (event) => {
  const named = event.target.closest("[data-user]");
  if (named) memberMenu(named.dataset.user, named, event);
});
document.addEventListener("contextmenu", (event) => {
  const named = event.target.closest("[data-user]");
  if (!named) return;
  event.preventDefault();
  memberMenu(named.dataset.user, named, event);
});

new Sidebar(part("servers"), part("channels"));
new AccountSwitch(part("account"));
new MemberList(part("members"));
new Conversation(part("scroller"), part("messages"));
new Composer(part("composer"));
session.start();
