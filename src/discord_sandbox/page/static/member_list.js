// The members of the present server, by their highest role that is shown apart.

import { element, fill } from "./dom.js";
import { memberMenu } from "./member_menu.js";
import { avatar, displayName, nameColour } from "./names.js";
import { store } from "./store.js";

const SHOWN = 100;

export class MemberList {
  constructor(node) {
    this.node = node;
    for (const name of ["channel", "surroundings"]) store.listen(name, () => this.draw());
  }

  draw() {
    const { guild } = store;
    const members = guild
      ? guild.members
      : [
          { user: store.user, roles: [] },
          { user: store.bot, roles: [] },
        ];
    const groups = Map.groupBy(members, (member) => groupName(member, guild));
    const order = [...groups].sort(([a], [b]) => rank(a, guild) - rank(b, guild));
    fill(
      this.node,
      order.map(([name, listed]) => [
        element("h3", {}, `${name} — ${listed.length}`),
        element("ul", {}, listed.slice(0, SHOWN).map(line), rest(listed.length - SHOWN)),
      ]),
    );
  }
}

function rest(count) {
  return count > 0 ? element("li", { class: "hint" }, `and ${count.toLocaleString()} more`) : null;
}

function groupName(member, guild) {
  const apart = (guild?.roles ?? []).filter((role) => role.hoist && member.roles.includes(role.id));
  apart.sort((a, b) => b.position - a.position);
  return apart[0]?.name ?? "Members";
}

function rank(name, guild) {
  return -(guild?.roles.find((role) => role.name === name)?.position ?? -1);
}

function line({ user, status, activities }) {
  const shown = activities?.find((each) => each.state ?? each.name);
  const isAway = user.id === store.bot.id ? !store.bot.connected : status === "offline";
  const node = element(
    "button",
    {
      class: isAway ? "member away" : "member",
      type: "button",
      "data-user": user.id,
      "aria-haspopup": "menu",
      onclick: () => memberMenu(user.id, node),
    },
    avatar(user, "small"),
    status ? element("span", { class: `status ${status}`, role: "img", "aria-label": status }) : null,
    element("span", { class: "member-name" }, displayName(user)),
    user.bot ? element("span", { class: "app-tag" }, "APP") : null,
    shown ? element("small", { class: "member-activity" }, shown.state ?? shown.name) : null,
  );
  const colour = nameColour(user.id);
  if (colour) node.querySelector(".member-name").style.setProperty("color", colour);
  return element("li", {}, node);
}
