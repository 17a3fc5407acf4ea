// What an anchor in the address leads to. The same anchors stand in summary.md and in the page's head.
import type { Summary } from "../data/summary";

export interface Place {
  scenario: number;
  /** Index of the attempt; null where the anchor is a scenario's. */
  attempt: number | null;
  /** Number of the turn; null where the anchor is an attempt's or a scenario's. */
  turn: number | null;
}

/** The scenarios' attempts, as each scenario's first and the one behind its last. */
export interface Groups {
  from: Int32Array;
  to: Int32Array;
}

export function groupsOf({ scenarios, attempts }: Summary): Groups {
  const from = new Int32Array(scenarios.name.length).fill(0);
  const to = new Int32Array(scenarios.name.length).fill(0);
  attempts.scenario.forEach((scenario, attempt) => {
    if (to[scenario] === 0) from[scenario] = attempt;
    to[scenario] = attempt + 1;
  });
  return { from, to };
}

export function attemptAnchor({ scenarios, attempts }: Summary, attempt: number): string {
  return `${scenarios.anchor[attempts.scenario[attempt]!]}/${attempts.number[attempt]}`;
}

/** Finds anchors; undefined is a place of the page's head, or of another run. */
export function placesOf(summary: Summary): (anchor: string) => Place | undefined {
  const scenarios = new Map(summary.scenarios.anchor.map((anchor, at) => [anchor, at]));
  const attempts = new Map(summary.attempts.number.map((_, at) => [attemptAnchor(summary, at), at]));
  const attemptAt = (anchor: string, turn: number | null): Place | undefined => {
    const attempt = attempts.get(anchor);
    return attempt === undefined ? undefined : { scenario: summary.attempts.scenario[attempt]!, attempt, turn };
  };
  return (anchor) => {
    const scenario = scenarios.get(anchor);
    const [, before, turn] = /^(.+)\/(\d+)$/.exec(anchor) ?? [];
    return attemptAt(anchor, null)
      ?? (scenario === undefined ? undefined : { scenario, attempt: null, turn: null })
      ?? (before === undefined ? undefined : attemptAt(before, Number(turn)));
  };
}
