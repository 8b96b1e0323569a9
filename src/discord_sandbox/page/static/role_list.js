// The roles of a member, each given or taken by a press.

import { Listbox } from "./listbox.js";
import { memberOf, roleDot } from "./names.js";
import { openPopover } from "./popover.js";
import { store } from "./store.js";

/** Show the present server's roles beside an anchor, those of the member ticked. */
export function openRoleList(user, anchor) {
  const { guild } = store;
  const held = new Set(memberOf(user.id)?.roles);
  const list = new Listbox({ label: "Roles", multiple: true, choose: (item) => change(item.value) });
  // Neither everybody's role nor one that belongs to an application is anybody's to give.
  const roles = guild.roles.filter((role) => role.id !== guild.id && !role.managed);
  roles.sort((one, other) => other.position - one.position);
  draw(0);
  // The list of members is drawn anew with each change, and the anchor with it.
  openPopover(list.node, anchor, { at: anchor.getBoundingClientRect() });
  list.node.focus();

  function draw(active) {
    list.show(
      roles.length ? roles.map((role) => itemOf(role)) : [{ note: "There is no role to give" }],
      Math.max(0, active),
    );
  }

  function itemOf(role) {
    return { label: role.name, value: role, icon: roleDot(role), selected: held.has(role.id) };
  }

  async function change(role) {
    const isHeld = held.has(role.id);
    try {
      if (isHeld) await store.acting.takeRole(guild.id, user.id, role.id);
      else await store.acting.giveRole(guild.id, user.id, role.id);
    } catch (refused) {
      store.addNotice({ title: `${role.name} was not changed`, text: refused.message, code: refused.code });
      return;
    }
    if (isHeld) held.delete(role.id);
    else held.add(role.id);
    draw(roles.indexOf(role));
  }
}
