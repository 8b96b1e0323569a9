// The slash commands that the user may run here, subcommands as commands of their own.

import { store } from "./store.js";

const SLASH = 1;
const SUBCOMMAND = 1;
const GROUP = 2;

/** Fetch them as `{name, description, options}`, by name. */
export async function slashCommands() {
  const commands = await store.acting.commands(store.channelId);
  const flat = commands.filter((command) => command.type === SLASH).flatMap((command) => leaves(command, command.name));
  return flat.sort((a, b) => a.name.localeCompare(b.name));
}

function leaves(command, name) {
  const nested = (command.options ?? []).filter((option) => option.type === SUBCOMMAND || option.type === GROUP);
  if (nested.length) return nested.flatMap((option) => leaves(option, `${name} ${option.name}`));
  return [{ name, description: command.description, options: command.options ?? [] }];
}

/** Return the commands that fit what was typed behind the slash, those that begin so first. */
export function matching(commands, typed) {
  const wanted = typed.trim().toLowerCase();
  const fits = commands.filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(wanted));
  const rank = ({ name }) => (name.startsWith(wanted) ? 0 : name.includes(wanted) ? 1 : 2);
  return fits.sort((a, b) => rank(a) - rank(b));
}

/** Write the options' names behind a command, as the picker shows it. */
export function signature({ options }) {
  return options.map((option) => (option.required ? option.name : `${option.name}?`)).join("  ");
}
