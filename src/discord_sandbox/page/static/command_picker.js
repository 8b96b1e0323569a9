// The list of commands above the composer while the text begins with a slash.

import { matching, signature, slashCommands } from "./command_catalog.js";
import { ComposerPicker } from "./composer_picker.js";

export class CommandPicker extends ComposerPicker {
  constructor(input, holder, pick) {
    super(input, holder, "Commands", (item) => pick(item.command));
    this.commands = null;
  }

  /** Follow what is typed: open for a slash at the beginning, closed for all else. */
  async update() {
    const text = this.input.value;
    if (!text.startsWith("/") || text.includes("\n")) return this.close();
    this.commands ??= slashCommands();
    let commands;
    try {
      commands = await this.commands;
    } catch (refused) {
      return this.show([{ note: `${refused.message} (${refused.code})` }]);
    }
    if (this.input.value !== text) return undefined;
    const items = matching(commands, text.slice(1)).map((command) => ({
      label: `/${command.name}`,
      hint: [signature(command), command.description].filter(Boolean).join(" — "),
      command,
    }));
    return this.show(
      items.length ? items : [{ note: "No command fits. Escape closes this list, Enter then sends the text." }],
    );
  }

  close() {
    this.commands = null;
    super.close();
  }
}
