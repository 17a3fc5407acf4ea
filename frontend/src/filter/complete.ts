// What may be written next, at the caret.
import { lex, quote } from "./lex";
import { nearest } from "./nearest";
import { valid } from "./term";
import { ALSO, FIELDS, type Field, type Vocabulary } from "./words";

export interface Choice {
  /** What is written in place of the word at the caret. */
  text: string;
  /** What it means, beside it. */
  means: string;
}

export interface Completion {
  /** The stretch of the text that a choice replaces. */
  at: number;
  end: number;
  choices: Choice[];
}

const MOST = 12;

/**
 * What may stand at the caret. Unless it was `asked` for, nothing at the beginning of a word, and nothing once a word is
 * whole: what is offered lies over what was found.
 */
export function complete(text: string, caret: number, known: Vocabulary, asked = false): Completion {
  const token = lex(text).find((each) => each.at < caret && caret <= each.end && each.kind === "term");
  if (!token && inQuotes(text, caret)) return { at: caret, end: caret, choices: [] };
  const [at, end] = token ? [token.at, token.end] : [caret, caret];
  const typed = text.slice(at, caret).toLowerCase();
  const named = /^([a-z]+):(.*)$/s.exec(typed);
  const field = named && fieldOf(named[1]!);
  const found = field ? values(field, named[2]!, known) : named ? [] : names(typed, known);
  const whole = typed === "" || found.some((each) => [each.text, spoken(each), spoken(each).slice(0, -1)].includes(typed));
  const same = found.length === 1 && found[0]!.text === text.slice(at, end);
  return { at, end, choices: same || (whole && !asked) ? [] : found.slice(0, MOST) };
}

/** The text and the caret after a choice. */
export function chosen(text: string, { at, end }: Completion, choice: Choice): { text: string; caret: number } {
  const open = /[:<>=]$/.test(choice.text);
  const behind = text.slice(end).trimStart();
  const head = `${text.slice(0, at)}${choice.text}${open ? "" : " "}`;
  return { text: `${head}${open && behind ? " " : ""}${behind}`, caret: head.length };
}

function fieldOf(name: string): Field | undefined {
  return Object.hasOwn(FIELDS, name) ? (name as Field) : Object.hasOwn(ALSO, name) ? ALSO[name] : undefined;
}

/** The last of `a,b` is being written; the others stay. */
function values(field: Field, typed: string, known: Vocabulary): Choice[] {
  const written = typed.slice(0, typed.lastIndexOf(",") + 1);
  const last = typed.slice(written.length).replaceAll('"', "");
  return fitting(valid(field, known) ?? [], last).map((value) => ({
    text: `${field}:${written}${quote(value)}`,
    means: field === "s" ? (known.statuses.get(value) ?? "") : field === "has" ? (known.numbers.get(value)?.name ?? "") : "",
  }));
}

function names(typed: string, known: Vocabulary): Choice[] {
  const fields = Object.entries(FIELDS).map(([name, means]) => ({ text: `${name}:`, means }));
  const numbers = [...known.numbers].map(([name, field]) => ({
    text: `${name}>`,
    means: [field.name === name ? "" : field.name, field.unit].filter(Boolean).join(", "),
  }));
  const tags = known.tags.map((tag) => ({ text: `tag:${quote(tag)}`, means: "tag" }));
  const statuses = [...known.statuses].map(([status, means]) => ({ text: `s:${status}`, means }));
  if (!typed) return [...fields, ...numbers.slice(0, MOST - fields.length)];
  return ranked([...fields, ...statuses, ...numbers, ...tags], typed, spoken);
}

/** What one types who does not think of fields: `tools` of `tag:tools`. */
function spoken(choice: Choice): string {
  return choice.text.replace(/^(s|tag):(?=.)/, "");
}

function fitting(words: string[], typed: string): string[] {
  const found = ranked(words, typed, (each) => each);
  const near = found.length || !typed ? undefined : nearest(typed, words);
  return near === undefined ? found : [near];
}

/** Those that begin so, then those of which a part begins so; only if there are none, those that have it anywhere. */
function ranked<T>(all: T[], typed: string, name: (each: T) => string): T[] {
  const rank = (each: T) => {
    const at = name(each).toLowerCase().indexOf(typed);
    return at <= 0 ? at : /[._\-\s]/.test(name(each)[at - 1]!) ? 1 : 2;
  };
  const found = all.map((each) => [rank(each), each] as const).filter(([at]) => at >= 0);
  const most = found.some(([at]) => at < 2) ? 1 : 2;
  return found.filter(([at]) => at <= most).sort(([left], [right]) => left - right).map(([, each]) => each);
}

function inQuotes(text: string, caret: number): boolean {
  return lex(text).some((each) => each.kind === "quoted" && each.at < caret && (caret < each.end || !each.closed));
}
