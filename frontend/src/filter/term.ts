// One term of a filter: what it may say, and what is answered where it says something else.
import { quote, unquote } from "./lex";
import { nearest } from "./nearest";
import { numberOf } from "./quantity";
import { ALSO, FIELDS, STATUSES, type Field, type Vocabulary } from "./words";

export interface Complaint {
  /** Where in the text, from and up to. */
  at: number;
  end: number;
  words: string;
}

export type Operator = "<" | "<=" | ">" | ">=" | "=" | "!=";
export type Term =
  | { kind: "text"; text: string }
  /** One of the values is enough. */
  | { kind: "field"; field: Field; values: string[] }
  /** `value` is in the metric's own unit; `said` is how it was written. */
  | { kind: "number"; name: string; called: string; operator: Operator; value: number; said: string };

/** As they may be written. */
export const OPERATORS: Record<string, Operator> = {
  "<": "<", "<=": "<=", ">": ">", ">=": ">=", "=": "=", "==": "=", "!=": "!=", "!==": "!=",
};

/** The field that is so called, by whichever of its names. */
export function fieldOf(name: string): Field | undefined {
  const lower = name.toLowerCase();
  return Object.hasOwn(FIELDS, lower) ? (lower as Field) : Object.hasOwn(ALSO, lower) ? ALSO[lower] : undefined;
}

/** Whether a term may begin so. */
export function isKnown(name: string, known: Vocabulary): boolean {
  return fieldOf(name) !== undefined || known.numbers.has(name.toLowerCase());
}

/** Returns the term or, as a text, what is wrong with it. */
export function fieldTerm(name: string, value: string, known: Vocabulary): Term | string {
  const field = fieldOf(name);
  if (!field) {
    return `no filter ${said(`${name}:`)}${meant(name, Object.keys(FIELDS), ":")}${instead(`${name}:${value}`)}`;
  }
  const values = listed(value);
  if (!values.length) return `nothing behind ${said(`${field}:`)}${examples(valid(field, known))}`;
  const fixed: string[] = [];
  for (const each of values) {
    const found = checked(field, each, known);
    if (typeof found === "string") return found;
    fixed.push(found.value);
  }
  return { kind: "field", field, values: fixed };
}

/** Returns the term or, as a text, what is wrong with it. */
export function numberTerm(name: string, operator: string, value: string, known: Vocabulary): Term | string {
  const written = `${name}${operator}${value}`;
  const called = name.toLowerCase();
  const field = known.numbers.get(called);
  if (!field) {
    return `no metric ${said(name)}${oneOf(name, known) || meant(name, known.numbers.keys())}${instead(written)}`;
  }
  const number = numberOf(value, field);
  if (typeof number === "string") return number;
  return { kind: "number", name: field.name, called, operator: operator as Operator, value: number, said: value };
}

/** The metrics of a scorer that was named alone: ` (it has ttfa, turn and 3 more)`. */
function oneOf(scorer: string, { numbers }: Vocabulary): string {
  const shortest = new Map<string, string>();
  for (const [called, { name }] of numbers) {
    if (!name.startsWith(`${scorer.toLowerCase()}.`)) continue;
    const before = shortest.get(name);
    if (before === undefined || called.length < before.length) shortest.set(name, called);
  }
  const all = [...shortest.values()];
  const more = all.length > MOST ? ` and ${all.length - MOST} more` : "";
  return all.length ? ` (did you mean ${all.slice(0, MOST).join(", ")}${more}?)` : "";
}

const MOST = 4;

/** What may stand behind the field; undefined where it may be any text. */
export function valid(field: Field, known: Vocabulary): string[] | undefined {
  if (field === "s") return [...known.statuses.keys()];
  if (field === "tag") return known.tags;
  if (field === "from") return known.origins;
  if (field === "has") return [...known.numbers.keys()];
  return undefined;
}

const NOUNS: Record<Field, string> = {
  s: "status", tag: "tag", from: "origin", has: "metric", name: "name", reason: "reason",
};

function checked(field: Field, value: string, known: Vocabulary): { value: string } | string {
  const words = valid(field, known);
  if (!words) return { value };
  const lower = value.toLowerCase();
  const status = field === "s" && Object.hasOwn(STATUSES, lower) ? STATUSES[lower] : undefined;
  if (status !== undefined && words.includes(status)) return { value: status };
  const stem = lower.endsWith("*") ? lower.slice(0, -1) : undefined;
  const found = stem === undefined
    ? words.find((each) => each.toLowerCase() === lower)
    : words.some((each) => each.toLowerCase().startsWith(stem)) ? value : undefined;
  if (found !== undefined) return { value: found };
  const near = meant(value, words);
  return `no ${NOUNS[field]} ${said(value)}${near || (field === "has" ? "" : examples(words))}`;
}

/** `a,"b c"` as two values. */
function listed(value: string): string[] {
  const parts = [...value.matchAll(/"((?:[^"\\]|\\.)*)"?|[^",]+/gs)];
  return parts.map(([whole, quoted]) => (quoted === undefined ? whole : unquote(quoted))).filter(Boolean);
}

function said(word: string): string {
  return `“${word}”`;
}

function instead(text: string): string {
  return `; to look for the text write ${quote(text)}`;
}

function meant(word: string, known: Iterable<string>, behind = ""): string {
  const near = word && nearest(word, known);
  return near ? ` (did you mean ${near}${behind}?)` : "";
}

function examples(words: string[] | undefined): string {
  if (!words?.length) return words ? ": this run has none" : "";
  return `: it may be ${words.slice(0, 8).join(", ")}${words.length > 8 ? " or another" : ""}`;
}
