// Who acts: the sandbox's people, one press away each.

import { element, fill } from "./dom.js";
import { Listbox } from "./listbox.js";
import { avatar } from "./names.js";
import { openPopover } from "./popover.js";
import { store } from "./store.js";

export class AccountSwitch {
  constructor(holder) {
    this.holder = holder;
    for (const name of ["channel", "surroundings"]) store.listen(name, () => this.draw());
  }

  draw() {
    const { user } = store;
    this.button = element(
      "button",
      {
        class: "account",
        type: "button",
        "aria-haspopup": "listbox",
        "aria-label": `You act as ${user.global_name ?? user.username}. Change`,
        onclick: () => this.open(),
      },
      avatar(user),
      element(
        "span",
        { class: "account-name" },
        element("b", {}, user.global_name ?? user.username),
        element("span", { class: "hint" }, "Switch user"),
      ),
      element("span", { class: "arrow", "aria-hidden": "true" }, "⌃"),
    );
    fill(this.holder, this.button);
  }

  open() {
    const list = new Listbox({
      label: "Act as",
      choose: (item) => {
        close();
        location.hash = `#/${item.value}/${store.channelId}`;
      },
    });
    list.show(
      store.overview.people.map((user) => ({
        label: user.global_name ?? user.username,
        hint: user.username,
        value: user.username,
        icon: avatar(user, "small"),
        selected: user.id === store.user.id,
      })),
    );
    const close = openPopover(list.node, this.button, { above: true });
    list.node.focus();
  }
}
