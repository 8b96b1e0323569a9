// A message's poll, drawn with a button for each answer.

import { element } from "./dom.js";
import { emoji } from "./names.js";
import { store } from "./store.js";

/** Draw a poll; a press votes, or takes one's vote back. */
export function pollView(message) {
  const { question, answers, results } = message.poll;
  const counts = new Map(results.answer_counts.map((each) => [each.id, each]));
  const total = results.answer_counts.reduce((sum, each) => sum + each.count, 0);
  const ending = results.is_finalized ? "Final results" : message.poll.allow_multiselect ? "Several answers" : "One answer";
  return element(
    "div",
    { class: "poll", role: "group", "aria-label": `Poll: ${question.text}` },
    element("strong", {}, question.text),
    answers.map((answer) => answerButton(message, answer, counts.get(answer.answer_id))),
    element("small", {}, `${ending} · ${total} ${total === 1 ? "vote" : "votes"}`),
  );
}

function answerButton(message, { answer_id: id, poll_media: media }, counted) {
  const isMine = counted?.me_voted ?? false;
  return element(
    "button",
    {
      class: isMine ? "poll-answer mine" : "poll-answer",
      type: "button",
      "aria-pressed": String(isMine),
      "data-component": `poll-${id}`,
      disabled: message.poll.results.is_finalized ? "" : null,
      onclick: () => choose(message, id),
    },
    media.emoji ? emoji(media.emoji) : null,
    element("span", {}, media.text ?? ""),
    element("span", { class: "poll-count" }, String(counted?.count ?? 0)),
  );
}

async function choose(message, id) {
  const mine = message.poll.results.answer_counts.filter((each) => each.me_voted).map((each) => each.id);
  const others = message.poll.allow_multiselect ? mine.filter((each) => each !== id) : [];
  try {
    await store.acting.vote(message.channel_id, message.id, mine.includes(id) ? others : [...others, id]);
  } catch (refused) {
    store.addNotice({ title: "The vote was refused", text: refused.message, code: refused.code, after: message.id });
  }
}

/** Take a vote that came or went over into the message that it is about. */
export function applyVote(message, name, data) {
  const { results } = message.poll;
  const found = results.answer_counts.find((each) => each.id === data.answer_id);
  const before = found ?? { id: data.answer_id, count: 0, me_voted: false };
  const isAdded = name === "MESSAGE_POLL_VOTE_ADD";
  const changed = {
    ...before,
    count: before.count + (isAdded ? 1 : -1),
    me_voted: data.user_id === store.user.id ? isAdded : before.me_voted,
  };
  const counts = [...results.answer_counts.filter((each) => each !== found), changed];
  return { ...message, poll: { ...message.poll, results: { ...results, answer_counts: counts } } };
}
