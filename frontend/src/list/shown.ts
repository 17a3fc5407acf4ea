// What passes a filter, and which numbers are worth a column.
import type { Columns } from "../filter/columns";
import { matcher } from "../filter/match";
import type { Expression, Filter } from "../filter/parse";
import type { Groups } from "./places";

export interface Shown {
  /** Scenarios, in order. */
  scenarios: number[];
  /** How many attempts of theirs pass the filter. */
  attempts: number;
  /** By attempt, 1 where it passes. */
  passes: Uint8Array;
}

const FIRST_METRICS = ["ttfa", "wer", "tools", "silence"];
const MOST_METRICS = 6;

/** A scenario is shown if one of its attempts passes. */
export function shownOf({ meaning }: Filter, columns: Columns, order: number[], groups: Groups): Shown {
  const test = matcher(meaning, columns);
  const passes = new Uint8Array(columns.count).fill(test ? 0 : 1);
  const found = new Uint8Array(groups.from.length).fill(test ? 0 : 1);
  let attempts = 0;
  for (let row = 0; row < columns.count; row += 1) {
    if (test && test(row)) passes[row] = found[columns.scenario[row]!] = 1;
    if (passes[row] && columns.attempt[row]! >= 0) attempts += 1;
  }
  return { scenarios: test ? order.filter((at) => found[at]) : order, attempts, passes };
}

/** The usual ones as far as they were measured, and those that the filter or the order speaks of. */
export function metricsOf(columns: Columns, meaning: Expression | null, sort: string): string[] {
  const asked = [sort.replace(/^-/, "").toLowerCase(), ...spokenOf(meaning)];
  const names = new Map<string, string>();
  for (const called of [...FIRST_METRICS, ...asked]) {
    const field = columns.known.numbers.get(called);
    const measured = field && columns.numbers.get(field.name)?.some((value) => !Number.isNaN(value));
    if (measured && !["duration", "attempts"].includes(field.name) && !names.has(field.name)) names.set(field.name, called);
  }
  return [...names.values()].slice(0, MOST_METRICS);
}

function spokenOf(expression: Expression | null): string[] {
  if (!expression) return [];
  if (expression.kind === "number") return [expression.called];
  if (expression.kind === "not") return spokenOf(expression.of);
  return expression.kind === "all" || expression.kind === "any" ? expression.of.flatMap(spokenOf) : [];
}
