// Chips that write into the filter: a press adds a term, another takes it away; what else is written stays as it is.
import { lex, quote, type Token } from "./lex";
import { fieldTerm, type Term } from "./term";
import type { Field, Vocabulary } from "./words";

type Found = { token: Token; values: string[] };

/** Whether the text as a whole asks for that value, not only in one of several alternatives. */
export function asks(text: string, field: Field, value: string, known: Vocabulary): boolean {
  return terms(text, field, known).some((each) => each.values.includes(value));
}

/** Of statuses a second one means "or this"; of tags every one must hold. */
export function toggled(text: string, field: Field, value: string, known: Vocabulary): string {
  const found = terms(text, field, known);
  const holding = found.find((each) => each.values.includes(value));
  if (holding) return replaced(text, holding, field, holding.values.filter((each) => each !== value));
  const joins = field === "s" ? found[0] : undefined;
  if (joins) return replaced(text, joins, field, [...joins.values, value]);
  // Behind alternatives a term would belong to the last of them only.
  const before = lex(text).some((token) => token.kind === "or") ? `(${text.trim()})` : text.trim();
  return `${before} ${field}:${quote(value)}`.trim();
}

function replaced(text: string, { token }: Found, field: Field, values: string[]): string {
  const term = values.length ? `${field}:${values.map(quote).join(",")}` : "";
  const behind = text.slice(token.end);
  return `${text.slice(0, token.at)}${term}${term ? behind : behind.trimStart()}`.trim();
}

/** The field's terms that hold for the whole text: outside brackets, not negated, and none where alternatives stand. */
function terms(text: string, field: Field, known: Vocabulary): Found[] {
  const outside: Token[] = [];
  let depth = 0;
  for (const token of lex(text)) {
    if (token.kind === "open") depth += 1;
    // The bracket itself stays: what it stood behind is not next to what follows it.
    if (depth === 0 || token.kind === "close") outside.push(token);
    if (token.kind === "close") depth -= 1;
  }
  if (outside.some((token) => token.kind === "or")) return [];
  return outside.flatMap((token, at) => {
    if (token.kind !== "term" || outside[at - 1]?.kind === "not") return [];
    const term = read(token.text, known);
    return term?.field === field ? [{ token, values: term.values }] : [];
  });
}

function read(text: string, known: Vocabulary): Extract<Term, { kind: "field" }> | undefined {
  const [, name, value] = /^([a-z]+):(.*)$/is.exec(text) ?? [];
  const term = name === undefined || value === undefined ? "" : fieldTerm(name, value, known);
  return typeof term !== "string" && term.kind === "field" ? term : undefined;
}
