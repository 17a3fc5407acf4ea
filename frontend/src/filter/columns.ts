// A run's summary made ready for filtering: lower-case texts, typed numbers, statuses as sets, all worked out once.
import type { Summary } from "../data/summary";
import type { NumberField, Vocabulary } from "./words";

/** A row is an attempt, or a scenario that has none yet. */
interface Rows {
  count: number;
  scenario: Int32Array;
  /** Index of the attempt; -1 where the scenario has none. */
  attempt: Int32Array;
}

export interface Columns extends Rows {
  /** All that plain words are looked for in. */
  texts: string[];
  names: string[];
  reasons: string[];
  /** Words that `s:` finds the row by. */
  statuses: ReadonlySet<string>[];
  /** By scenario. */
  tags: ReadonlySet<string>[];
  origins: string[];
  /** By full name; NaN where it was not measured. */
  numbers: Map<string, Float64Array>;
  known: Vocabulary;
}

const KNOWN_OF: Record<string, string> = {
  regressed: "broke or got worse against the baseline",
  improved: "better than the baseline",
  unconfirmed: "looked broken; repeats did not confirm it",
  perhaps: "moved, perhaps by chance",
  flaky: "sometimes passes and sometimes does not",
  quarantined: "out of the gate for now",
  new: "no night to compare with",
};
const MOVED: Record<string, string> = {
  broke: "regressed", worse: "regressed", better: "improved", unconfirmed: "unconfirmed",
  maybe_worse: "perhaps", maybe_better: "perhaps",
};

export function columnsOf(summary: Summary): Columns {
  const { scenarios, attempts } = summary;
  const rows = rowsOf(summary);
  const marks = scenarios.name.map((_, at) => marksOf(summary, at));
  const tags = scenarios.tags.map((each) => each.map((tag) => summary.tags[tag] ?? ""));
  const texts = scenarios.name.map((name, at) =>
    [name, decoded(scenarios.anchor[at]), scenarios.description[at], ...(tags[at] ?? [])].join("\n"));
  const reason = (row: number) => (rows.attempt[row]! < 0 ? "" : (attempts.reason[rows.attempt[row]!] ?? ""));
  const each = <T>(what: (row: number, scenario: number) => T) =>
    Array.from({ length: rows.count }, (_, row) => what(row, rows.scenario[row]!));
  return {
    ...rows,
    texts: each((row, at) => plain(`${texts[at]}\n${reason(row)}`)),
    names: scenarios.name.map((name, at) => plain(`${name}\n${decoded(scenarios.anchor[at])}`)),
    reasons: each((row) => plain(reason(row))),
    statuses: statusSets(summary, rows, marks),
    tags: tags.map((each) => new Set(each.map((tag) => tag.toLowerCase()))),
    origins: scenarios.provenance.map((at) => summary.provenances[at]?.kind ?? ""),
    numbers: numbersOf(summary, rows),
    known: vocabularyOf(summary),
  };
}

/** As texts are compared: without regard to case, composed. */
export function plain(text: string): string {
  return text.normalize("NFC").toLowerCase();
}

function rowsOf({ scenarios, attempts }: Summary): Rows {
  const played = new Set(attempts.scenario);
  const bare = scenarios.name.flatMap((_, at) => (played.has(at) ? [] : [at]));
  const count = attempts.scenario.length + bare.length;
  return {
    count,
    scenario: Int32Array.from([...attempts.scenario, ...bare]),
    attempt: Int32Array.from({ length: count }, (_, row) => (row < attempts.scenario.length ? row : -1)),
  };
}

/** What is known of a scenario beside its status. */
function marksOf({ scenarios }: Summary, at: number): string[] {
  const moved = MOVED[scenarios.moved[at] ?? ""];
  const nights = scenarios.nights[at] ?? "";
  return [
    ...(moved ? [moved] : []),
    ...(scenarios.flaky[at] ? ["flaky"] : []),
    ...(scenarios.quarantined[at] ? ["quarantined"] : []),
    ...(nights && !/[^·]/.test(nights) ? ["new"] : []),
  ];
}

/** An attempt is found by its own status; by its scenario's only where none of the scenario's attempts has that. */
function statusSets(summary: Summary, rows: Rows, marks: string[][]): ReadonlySet<string>[] {
  const { scenarios, attempts, statuses } = summary;
  const own = scenarios.status.map(() => new Set<number>());
  attempts.scenario.forEach((at, attempt) => own[at]?.add(attempts.status[attempt]!));
  const word = (status: number | undefined) => (status === undefined ? undefined : statuses[status]?.[0]);
  const shared = new Map<string, ReadonlySet<string>>();
  return Array.from({ length: rows.count }, (_, row) => {
    const at = rows.scenario[row]!;
    const said = [
      word(rows.attempt[row]! < 0 ? undefined : attempts.status[rows.attempt[row]!]),
      own[at]?.has(scenarios.status[at]!) ? undefined : word(scenarios.status[at]),
      ...(marks[at] ?? []),
    ].filter((each) => each !== undefined);
    const key = said.join();
    if (!shared.has(key)) shared.set(key, new Set(said));
    return shared.get(key)!;
  });
}

function numbersOf({ metrics, attempts, scenarios }: Summary, rows: Rows): Map<string, Float64Array> {
  const found = new Map(metrics.map((metric) => [metric.name, byRow(rows, (_, attempt) => metric.values[attempt])]));
  const played = scenarios.name.map(() => 0);
  for (const at of attempts.scenario) played[at] = (played[at] ?? 0) + 1;
  if (!found.has("duration")) found.set("duration", byRow(rows, (_, attempt) => attempts.duration_s[attempt]));
  found.set("attempts", byRow(rows, (at) => played[at]));
  return found;
}

type Value = number | null | undefined;

function byRow(rows: Rows, value: (scenario: number, attempt: number) => Value): Float64Array {
  const found = new Float64Array(rows.count);
  for (let row = 0; row < rows.count; row += 1) {
    found[row] = value(rows.scenario[row]!, rows.attempt[row]!) ?? Number.NaN;
  }
  return found;
}

function vocabularyOf(summary: Summary): Vocabulary {
  const statuses = new Map(summary.statuses);
  // All of them, even where none has it: a link made of one night must be readable in the next.
  for (const [word, meaning] of Object.entries(KNOWN_OF)) statuses.set(word, meaning);
  return {
    statuses,
    tags: summary.tags,
    origins: [...new Set(summary.provenances.map((each) => each.kind))],
    numbers: numberNames(summary),
  };
}

function numberNames({ metrics, aliases }: Summary): Map<string, NumberField> {
  const full = new Map<string, NumberField>([
    ["duration", { name: "duration", unit: "s" }],
    ["attempts", { name: "attempts", unit: "" }],
  ]);
  for (const { name, unit } of metrics) full.set(name, { name, unit });
  const named = Object.entries(aliases).flatMap(([alias, name]) => {
    const field = full.get(name);
    return field ? [[alias, field] as const] : [];
  });
  const found = new Map([...named, ...full].map(([name, field]) => [name.toLowerCase(), field]));
  for (const [part, field] of lastParts([...full.values()])) if (!found.has(part)) found.set(part, field);
  return found;
}

/** `stop_ms` of `interruption.stop_ms`, where no other metric ends so. */
function lastParts(fields: NumberField[]): Map<string, NumberField> {
  const parts = new Map<string, NumberField | null>();
  for (const field of fields) {
    const part = field.name.slice(field.name.lastIndexOf(".") + 1).toLowerCase();
    parts.set(part, parts.has(part) ? null : field);
  }
  return new Map([...parts].flatMap(([part, field]) => (field ? [[part, field] as const] : [])));
}

function decoded(anchor = ""): string {
  try {
    return decodeURIComponent(anchor);
  } catch {
    return anchor;
  }
}
