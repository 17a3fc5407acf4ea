// What stands in the page of two runs: A is what was before, B what is now. Written by `reporters/html/compare_data.py`.

export interface Compare {
  format: 1;
  /** Both are replays: every difference is real. */
  exact: boolean;
  statuses: [status: string, words: string][];
  a: Run;
  b: Run;
  /** Every scenario of either run, parallel lists. */
  scenarios: {
    anchor: string[];
    name: string[];
    description: string[];
    tags: string[][];
    /** Kind of the worst that changed (`worse`, `maybe_better` …), its words and its numbers; "" where nothing did. */
    moved: string[];
    moved_words: string[];
    sentence: string[];
    /** What it plays or expects is not the same in both. */
    changed_content: boolean[];
    /** Something was heard or said in other words. */
    said_otherwise: boolean[];
    /** The attempt of A and of B, and the turn, at which to listen; null where a run has none. */
    show: ([a: string, b: string, turn: number | null] | null)[];
    a: (Played | null)[];
    b: (Played | null)[];
  };
  /** The level of each scenario in both runs: a share pooled over its attempts, of other values the median. */
  metrics: { name: string; unit: string; better: "lower" | "higher" | "neither"; a: (number | null)[]; b: (number | null)[] }[];
}

export interface Run {
  run_id: string;
  /** Address of its folder relative to this page, with a slash at its end; "" where the page lies in it. */
  base: string;
  /** Its files of details, relative to this page. */
  details: string[];
}

/** A scenario in one run. */
export interface Played {
  /** Index into `statuses`. */
  status: number;
  /** `2/3` where it was played more than once, else "". */
  passed: string;
  /** Of each attempt its anchor without the scenario's, and its status. */
  numbers: string[];
  statuses: number[];
  /** Index into the run's `details`. */
  details: number;
}
