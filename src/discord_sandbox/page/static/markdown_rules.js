// What Discord adds to Markdown, as rules of markdown-it that produce tokens.

const TAGGED =
  /<(?:@!?(?<user>\d{15,20})|@&(?<role>\d{15,20})|#(?<channel>\d{15,20})|\/(?<command>[^:<>\n]{1,100}):\d{15,20}|t:(?<time>-?\d{1,13})(?::(?<style>[tTdDfFRsS]))?|a?:(?<emoji>\w{2,32}):(?<emojiId>\d{15,20}))>/y;
const EVERYBODY = /@(?:everyone|here)/y;
const PLAIN = /[^\n!#$%&*+\-:<=>@[\\\]^_`{|}~]+/y;
const SUBTEXT = /^-# +(?=\S)/;

/** Add Discord's rules to a markdown-it. */
export function addDiscordRules(markdown) {
  // The library's own rule does not stop before a bar.
  markdown.inline.ruler.at("text", plainText);
  markdown.inline.ruler.before("escape", "tagged", tagged);
  markdown.inline.ruler.before("escape", "everybody", everybody);
  markdown.inline.ruler.before("escape", "spoiler", spoiler);
  markdown.block.ruler.before("list", "subtext", subtext, { alt: ["paragraph", "blockquote", "list"] });
}

function matchAt(pattern, state) {
  pattern.lastIndex = state.pos;
  return pattern.exec(state.src);
}

function plainText(state, silent) {
  const match = matchAt(PLAIN, state);
  if (!match) return false;
  if (!silent) state.pending += match[0];
  state.pos += match[0].length;
  return true;
}

function tagged(state, silent) {
  const match = matchAt(TAGGED, state);
  if (!match) return false;
  if (!silent) state.push("tagged", "", 0).meta = match.groups;
  state.pos += match[0].length;
  return true;
}

function everybody(state, silent) {
  const match = matchAt(EVERYBODY, state);
  if (!match) return false;
  if (!silent) state.push("everybody", "", 0).content = match[0];
  state.pos += match[0].length;
  return true;
}

function spoiler(state, silent) {
  const { src, pos, posMax } = state;
  if (!src.startsWith("||", pos)) return false;
  const end = src.indexOf("||", pos + 2);
  if (end < pos + 3 || end + 2 > posMax) return false;
  if (!silent) {
    state.push("spoiler_open", "span", 1);
    state.pos = pos + 2;
    state.posMax = end;
    state.md.inline.tokenize(state);
    state.push("spoiler_close", "span", -1);
    state.posMax = posMax;
  }
  state.pos = end + 2;
  return true;
}

function subtext(state, startLine, _endLine, silent) {
  const start = state.bMarks[startLine] + state.tShift[startLine];
  const line = state.src.slice(start, state.eMarks[startLine]);
  const match = SUBTEXT.exec(line);
  if (!match) return false;
  if (silent) return true;
  state.line = startLine + 1;
  state.push("subtext_open", "p", 1).map = [startLine, state.line];
  const inline = state.push("inline", "", 0);
  inline.content = line.slice(match[0].length);
  inline.map = [startLine, state.line];
  inline.children = [];
  state.push("subtext_close", "p", -1);
  return true;
}
