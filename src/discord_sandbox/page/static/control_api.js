// The sandbox's control API as functions: each acts as one user.

/** A refusal: `code` is a word of the sandbox's own, or Discord's number as text. */
export class Refused extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

async function request(method, path, body) {
  let response;
  try {
    response = await fetch(`/sandbox/${path}`, {
      method,
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
  } catch {
    throw new Refused("unreachable", "The sandbox does not answer.");
  }
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => ({ code: response.status, message: response.statusText }));
  if (!response.ok) throw new Refused(String(answer.code), answer.message);
  return answer;
}

/** The acts of one user, by user ID or name. */
export class ActingUser {
  constructor(user) {
    this.base = `users/${encodeURIComponent(user)}`;
  }

  overview = () => request("GET", `${this.base}/overview`);
  messages = (channel) => request("GET", `${this.base}/messages?channel=${channel}`);
  commands = (channel) => request("GET", `${this.base}/commands?channel=${channel}`);
  send = (message) => request("POST", `${this.base}/messages`, message);
  edit = (channel, id, content) => request("PATCH", `${this.base}/messages/${channel}/${id}`, { content });
  remove = (channel, id) => request("DELETE", `${this.base}/messages/${channel}/${id}`);
  react = (channel, message, emoji) => request("PUT", `${this.base}/reactions`, { channel, message, emoji });
  unreact = (channel, message, emoji) => request("DELETE", `${this.base}/reactions`, { channel, message, emoji });
  vote = (channel, message, answers) => request("PUT", `${this.base}/votes`, { channel, message, answers });
  joinVoice = (channel) => request("PUT", `${this.base}/voice`, { channel });
  leaveVoice = () => request("DELETE", `${this.base}/voice`);
  join = (guild) => request("PUT", `${this.base}/membership`, { guild });
  leave = (guild) => request("DELETE", `${this.base}/membership`, { guild });
  setNick = (guild, member, nick) => request("PUT", `${this.base}/nick`, { guild, member, nick });
  giveRole = (guild, member, role) => request("PUT", `${this.base}/roles`, { guild, member, role });
  takeRole = (guild, member, role) => request("DELETE", `${this.base}/roles`, { guild, member, role });
  kick = (guild, member) => request("POST", `${this.base}/kick`, { guild, member });
  ban = (guild, member, reason) => request("PUT", `${this.base}/bans`, { guild, member, reason });
  unban = (guild, member) => request("DELETE", `${this.base}/bans`, { guild, member });
  bans = (guild) => request("GET", `${this.base}/bans?guild=${guild}`);
  auditLog = (guild) => request("GET", `${this.base}/audit_log?guild=${guild}`);
  acceptDirectMessages = (accept) => request("PUT", `${this.base}/direct_messages`, { accept });
  command = (channel, name, options) => request("POST", `${this.base}/command`, { channel, name, options });
  contextMenu = (channel, name, target) => request("POST", `${this.base}/context_menu`, { channel, name, target });
  autocomplete = (channel, name, options, focused) =>
    request("POST", `${this.base}/autocomplete`, { channel, name, options, focused });
  press = (channel, message, component) => request("POST", `${this.base}/press`, { channel, message, component });
  select = (channel, message, component, values) =>
    request("POST", `${this.base}/select`, { channel, message, component, values });
  submit = (interaction, values) => request("POST", `${this.base}/submit`, { interaction, values });
  stream = () => new EventSource(`/sandbox/${this.base}/stream`);
}

/** Read a file as the control API takes files. */
export async function fileJson(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return { filename: file.name, content: btoa(binary), content_type: file.type || "application/octet-stream" };
}
