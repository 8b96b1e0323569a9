// The list of people above the composer while a word that begins with @ is written.

import { ComposerPicker } from "./composer_picker.js";
import { entityItems } from "./entities.js";

const BEGUN = /(?:^|\s)@([\w ]{0,20})$/;
const SHOWN = 8;

export class MentionPicker extends ComposerPicker {
  constructor(input, holder) {
    super(input, holder, "People", (item) => this.take(item));
  }

  get begun() {
    return BEGUN.exec(this.input.value.slice(0, this.input.selectionStart));
  }

  update() {
    const match = this.begun;
    const items = match ? entityItems(["user", "role"], match[1]).slice(0, SHOWN) : [];
    if (items.length) this.show(items);
    else this.close();
  }

  take(item) {
    const end = this.input.selectionStart;
    const start = end - this.begun[1].length - 1;
    this.input.setRangeText(`<@${item.kind === "role" ? "&" : ""}${item.value}> `, start, end, "end");
    this.close();
  }
}
