// Writing: messages, replies, edits, files and the way to slash commands.

import { CommandForm } from "./command_form.js";
import { slashCommands } from "./command_catalog.js";
import { CommandPicker } from "./command_picker.js";
import { fileJson } from "./control_api.js";
import { element, fill } from "./dom.js";
import { MentionPicker } from "./mention_picker.js";
import { displayName } from "./names.js";
import { Permission, store } from "./store.js";

export class Composer {
  constructor(holder) {
    this.holder = holder;
    this.files = [];
    this.context = element("div", { class: "composer-context" });
    this.input = element("textarea", {
      class: "composer-input",
      rows: 1,
      maxlength: 2000,
      role: "combobox",
      "aria-expanded": "false",
      "aria-label": "Message",
      oninput: () => this.typed(),
      onkeydown: (event) => this.key(event),
      onpaste: (event) => this.addFiles(event.clipboardData.files),
    });
    this.chooser = element("input", {
      type: "file",
      multiple: true,
      hidden: true,
      onchange: () => this.addFiles(this.chooser.files),
    });
    this.attach = element(
      "button",
      { class: "attach", type: "button", "aria-label": "Attach files", onclick: () => this.chooser.click() },
      "+",
    );
    this.line = element("div", { class: "composer-line" }, this.attach, this.chooser, this.input);
    fill(holder, this.context, this.line);
    this.picker = new CommandPicker(this.input, holder, (command) => this.openCommand(command));
    this.people = new MentionPicker(this.input, holder);
    store.listen("channel", () => this.reset());
    store.listen("surroundings", () => this.label());
    store.listen("reply", (message) => this.answer(message));
    store.listen("edit", (message) => this.change(message));
    store.listen("insert", (text) => this.insert(text));
    store.listen("run-command", (name) => this.openNamed(name));
  }

  reset() {
    this.leaveCommand("");
    this.leaveContext();
    this.label();
  }

  label() {
    const name = store.isDirect ? `@${store.bot.username}` : `#${store.channel?.name}`;
    const mayWrite = store.mayWrite;
    this.input.placeholder = mayWrite ? `Message ${name} — / for commands` : "You cannot write here";
    this.input.disabled = !mayWrite;
    this.attach.disabled = !store.may(Permission.attachFiles);
  }

  typed() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
    if (!store.editing) this.picker.update();
    if (!this.picker.isOpen) this.people.update();
  }

  setText(text) {
    this.input.value = text;
    this.typed();
  }

  insert(text) {
    this.input.setRangeText(text, this.input.selectionStart, this.input.selectionEnd, "end");
    this.input.focus();
    this.typed();
  }

  key(event) {
    if (event.isComposing) return;
    const open = [this.picker, this.people].find((picker) => picker.isOpen);
    if (open?.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape") {
      this.leaveContext();
    } else if (event.key === "ArrowUp" && !this.input.value) {
      const own = [...store.messages.values()].filter((message) => message.author.id === store.user.id);
      if (own.length) this.change(own.at(-1));
    }
  }

  async send() {
    const content = this.input.value.trim();
    const { editing, replyTo } = store;
    if (!content && !this.files.length) return;
    const files = this.files;
    try {
      if (editing) await store.acting.edit(editing.channel_id, editing.id, content);
      else {
        const encoded = await Promise.all(files.map(fileJson));
        this.setText("");
        await store.acting.send({ channel: store.channelId, content, reply_to: replyTo?.id, files: encoded });
      }
      this.leaveContext();
    } catch (refused) {
      if (!this.input.value) this.setText(content);
      store.addNotice({ title: "Not sent", text: refused.message, code: refused.code });
    }
  }

  addFiles(files) {
    this.files.push(...files);
    this.chooser.value = "";
    this.showContext();
  }

  answer(message) {
    store.replyTo = message;
    store.editing = null;
    this.showContext();
    this.input.focus();
  }

  change(message) {
    store.editing = message;
    store.replyTo = null;
    this.showContext();
    this.setText(message.content);
    this.input.focus();
  }

  leaveContext() {
    store.replyTo = null;
    store.editing = null;
    this.files = [];
    this.setText("");
    this.showContext();
  }

  showContext() {
    const { replyTo, editing } = store;
    const doing = editing
      ? "Editing your message"
      : replyTo
        ? ["Replying to ", element("b", {}, displayName(replyTo.author))]
        : null;
    const names = this.files.map((file) => element("span", { class: "file-chip" }, file.name));
    const cancel = element(
      "button",
      { class: "as-link", type: "button", onclick: () => this.leaveContext() },
      "Cancel",
    );
    fill(this.context, doing || names.length ? [element("span", {}, doing), names, cancel] : null);
  }

  async openNamed(name) {
    const command = (await slashCommands()).find((each) => each.name === name);
    if (command) this.openCommand(command);
    else this.setText(`/${name}`);
  }

  openCommand(command) {
    this.picker.close();
    this.setText("");
    this.form?.node.remove();
    this.form = new CommandForm(command, (text = "") => this.leaveCommand(text));
    this.line.hidden = true;
    this.holder.append(this.form.node);
    this.form.focus();
  }

  leaveCommand(text) {
    if (!this.form) return;
    const hadFocus = this.form.node.contains(document.activeElement) || document.activeElement === document.body;
    this.form.node.remove();
    this.form = null;
    this.line.hidden = false;
    if (hadFocus) this.input.focus();
    this.setText(text);
  }
}
