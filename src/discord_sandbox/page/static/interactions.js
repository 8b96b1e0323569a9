// Interacting with the bot, and showing how it went: a modal, a failure, or nothing but the messages that follow.

import { openModal } from "./modal_view.js";
import { store } from "./store.js";

const PENDING_AFTER = 400;

/** Press a button of a message. */
export function press(message, customId, node) {
  return onMessage(message, node, store.acting.press(message.channel_id, message.id, customId));
}

/** Choose in a select of a message. */
export function select(message, customId, values, node) {
  return onMessage(message, node, store.acting.select(message.channel_id, message.id, customId, values));
}

/** Run a context-menu command on a message or member. */
export function contextMenu(name, target, messageId = null) {
  return settle(store.acting.contextMenu(store.channelId, name, target), { title: name, after: messageId });
}

/**
 * Run a slash command. Raises `Refused` where the user's client would not have sent it, unless the bot was slow:
 * then the failure is shown in the conversation.
 */
export async function slash(name, options) {
  const sent = store.acting.command(store.channelId, name, options);
  let pending = null;
  const timer = setTimeout(() => {
    pending = store.addNotice({ title: `/${name}`, text: "Sent, waiting for the application …", pending: true });
  }, PENDING_AFTER);
  try {
    await show(await sent, { title: `/${name}` });
  } finally {
    clearTimeout(timer);
    if (pending) store.dropNotice(pending);
  }
}

/** Submit a modal; returns what is wrong, null when the bot took it. */
export async function submitModal(interactionId, values) {
  try {
    const view = await store.acting.submit(interactionId, values);
    return view.error;
  } catch (refused) {
    return `${refused.message} (${refused.code})`;
  }
}

async function onMessage(message, node, sent) {
  node.classList.add("waiting");
  node.setAttribute("aria-busy", "true");
  await settle(sent, { title: "This interaction failed", after: message.id });
  node.classList.remove("waiting");
  node.removeAttribute("aria-busy");
}

async function settle(sent, place) {
  try {
    await show(await sent, place);
  } catch (refused) {
    store.addNotice({ ...place, text: refused.message, code: refused.code });
  }
}

async function show(view, place) {
  if (view.error) store.addNotice({ ...place, text: view.error });
  else if (view.modal) await openModal(view.modal, (values) => submitModal(view.id, values));
}
