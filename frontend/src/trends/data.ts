// What the page of all runs and the page of a history hold besides their own words: `data-part="runs"` and
// `data-part="trends"`. Written by `reporters/html/index.py` and `reporters/html/trends.py`.

/** Every run of a folder, newest first. */
export interface Runs {
  format: 1;
  runs: RunRow[];
}

export interface RunRow {
  /** Address for `evalkit compare`: the run's folder, relative to the page. */
  folder: string;
  name: string;
  /** The run's report; "" where there is none. */
  url: string;
  started: string;
  /** CSS class of its mark: passed, failed, pass, regressed, improved, no-evidence, new-key, inconclusive, empty. */
  outcome: string;
  /** The same in words. */
  word: string;
  sentence: string;
  notes: string[];
  endpoint: string;
  model: string;
  primaries: Primary[];
  links: [name: string, url: string][];
}

export interface Primary {
  /** Index of the column, which is the same in every row: 0 is the pass rate. */
  column: number;
  title: string;
  words: string;
  value: number;
  /** How much of its bar is full, 0 to 1. */
  bar: number;
  less_is_better: boolean;
}

/** Nights that are kept: every metric of every series. */
export interface Trends {
  format: 1;
  chapters: Chapter[];
}

/** Nights that follow each other; `nights` and every list of levels have the same length, oldest first. */
export interface Chapter {
  title: string;
  sentence: string;
  nights: {
    name: string[];
    /** `2026-03-04`. */
    day: string[];
    started: string[];
    /** That night's report, relative to the page; "" where it does not lie beside. */
    url: string[];
    outcome: string[];
    /** good, bad, warn or nothing: the colour of the outcome. */
    kind: string[];
    why: string[];
    /** Why it is a baseline; "" where it is none. */
    accepted: string[];
    /** What the series is from this night on, where it is another than before; else "". */
    series: string[];
  };
  scenarios: string[];
  metrics: Metric[];
  /** The file of each scenario, as `Part`; relative to the page, or a part of it. */
  parts: string[];
}

export interface Metric {
  /** `latency.first_audible_ms`; of a gate its name: `passed`. What an address calls it. */
  name: string;
  title: string;
  gate: boolean;
  /** How a level is written: `%` is a share of 1. */
  unit: "%" | "ms" | "s" | "";
  better: "lower" | "higher" | "neither";
  /** The newest level in words. */
  newest: string;
  levels: (number | null)[];
  /** 95 %; null where there are too few scenarios. */
  low: (number | null)[];
  high: (number | null)[];
  /** Nights from which on it is of another version, with words. */
  versions: [place: number, words: string][];
  changes: Change[];
}

/** From this night on it has another level. */
export interface Change {
  place: number;
  /** `since 2026-03-04: +18 % (median 812 ms → 958 ms)`. */
  words: string;
  kind: "better" | "worse" | "";
  /** Medians, for drawing. */
  before: number;
  after: number;
  /** Which scenarios it came from, in words; "" where that is not known. */
  from: string;
}

/** One scenario: of each metric of its chapter the levels, null where the scenario lacks it. */
export interface Part {
  format: 1;
  scenario: string;
  levels: ((number | null)[] | null)[];
}
