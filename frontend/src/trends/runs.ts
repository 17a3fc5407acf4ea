// Which runs are shown, and in which order.
import type { Primary, RunRow } from "./data";

export interface Wanted {
  text: string;
  endpoint: string;
  outcome: string;
  /** `newest`, `oldest`, `verdict`, `name`, or the number of a primary's column. */
  sort: string;
}

/** Worst first; what is not here comes last. */
const WORST = [
  "regressed", "failed", "unreadable", "inconclusive", "empty", "running", "no-evidence", "new-key", "pass", "passed", "improved",
];

/** The runs that match all words of the text and both choices, sorted. `runs` are newest first. */
export function chosen(runs: RunRow[], wanted: Wanted): RunRow[] {
  const texts = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = runs.filter(
    (run) =>
      (!wanted.endpoint || run.endpoint === wanted.endpoint) &&
      (!wanted.outcome || run.outcome === wanted.outcome) &&
      texts.every((each) => whole(run).includes(each)),
  );
  return sorted(found, wanted.sort);
}

/** Every value that a column has, in order of the alphabet. */
export function values(runs: RunRow[], column: "endpoint" | "outcome"): string[] {
  return [...new Set(runs.map((run) => run[column]))].filter(Boolean).sort();
}

/** The columns of primaries that any run has. */
export function columns(runs: RunRow[]): Primary[] {
  const found = new Map<number, Primary>();
  for (const run of runs) for (const each of run.primaries) found.set(each.column, each);
  return [...found.values()].sort((one, other) => one.column - other.column);
}

const texts = new WeakMap<RunRow, string>();

function whole(run: RunRow): string {
  let text = texts.get(run);
  if (text === undefined) {
    const parts = [run.name, run.started, run.word, run.sentence, run.endpoint, run.model, ...run.notes];
    text = parts.join("\n").toLowerCase();
    texts.set(run, text);
  }
  return text;
}

function sorted(runs: RunRow[], sort: string): RunRow[] {
  if (sort === "oldest") return [...runs].reverse();
  if (sort === "name") return [...runs].sort((one, other) => (one.name < other.name ? -1 : 1));
  if (sort === "verdict") return [...runs].sort((one, other) => rank(one) - rank(other));
  const column = /^\d$/.test(sort) ? Number(sort) : -1;
  return column < 0 ? runs : [...runs].sort((one, other) => badness(other, column) - badness(one, column));
}

function rank(run: RunRow): number {
  const place = WORST.indexOf(run.outcome);
  return place < 0 ? WORST.length : place;
}

/** The larger the worse; runs without that primary come last. */
function badness(run: RunRow, column: number): number {
  const found = run.primaries.find((each) => each.column === column);
  if (!found) return -Infinity;
  return found.less_is_better ? found.value : -found.value;
}
