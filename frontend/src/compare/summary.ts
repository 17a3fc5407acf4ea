// The two runs as one run's summary, so that the filter language of the run page finds scenarios here too: each scenario
// is one row with its values of B, and for each metric `change.<metric>`, B less A.
import type { Summary } from "../data/summary";
import type { Compare } from "./data";

const SHORT: Record<string, string[]> = {
  ttfa: ["latency.first_audible_ms", "latency.first_audio_ms"],
  wer: ["wer.input_wer"],
  tools: ["tools.tools_ok"],
};

export function asSummary({ scenarios, metrics, statuses, b }: Compare): Summary {
  const tags = [...new Set(scenarios.tags.flat())].sort();
  const count = scenarios.name.length;
  const all = <T>(value: T): T[] => Array.from({ length: count }, () => value);
  const status = scenarios.b.map((each, at) => (each ?? scenarios.a[at])?.status ?? 0);
  return {
    format: 1, run_id: b.run_id, live: false, statuses, tags, provenances: [], details: [],
    scenarios: {
      anchor: scenarios.anchor, name: scenarios.name, status, tags: scenarios.tags.map((each) => each.map((tag) => tags.indexOf(tag))),
      passed: scenarios.b.map((each) => each?.passed ?? ""), description: scenarios.description, duration_s: all(null),
      provenance: all(0), quarantined: all(false), moved: scenarios.moved, nights: all(""), flaky: all(""),
    },
    attempts: {
      scenario: scenarios.name.map((_, at) => at), number: all("1"), status, duration_s: all(null),
      reason: scenarios.sentence, details: all(0),
    },
    metrics: metrics.flatMap(({ name, unit, better, a, b }) => [
      { name, unit, better, values: b },
      { name: `change.${name}`, unit, better, values: b.map((value, at) => change(a[at] ?? null, value)) },
    ]),
    aliases: shortNames(metrics.map((each) => each.name)),
  };
}

/** B less A; null where one of them has none. */
export function change(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : b - a;
}

function shortNames(known: string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [short, names] of Object.entries(SHORT)) {
    const name = names.find((each) => known.includes(each));
    if (name) [found[short], found[`change.${short}`]] = [name, `change.${name}`];
  }
  return found;
}
