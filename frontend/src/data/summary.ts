// What stands in the page itself: enough to list, filter and sort every attempt. Written by `reporters/html/summary.py`.

/** Columns, not rows: ten thousand attempts deflate to a few hundred kilobytes that way. */
export interface Summary {
  format: 1;
  run_id: string;
  /** True while the run is still being played. */
  live: boolean;
  /** Status words by status, in the order they are shown: `failed` → `failed`, `infra` → `not measured`. */
  statuses: [status: string, words: string][];
  tags: string[];
  scenarios: {
    anchor: string[];
    name: string[];
    /** Index into `statuses`. */
    status: number[];
    /** Indexes into `tags`. */
    tags: number[][];
    /** `2/3` where it was played more than once, else "". */
    passed: string[];
    description: string[];
    /** Seconds, all attempts together; null when unknown. */
    duration_s: (number | null)[];
    /** `recorded`, `live`, `synthetic`, `imported` …: CSS kind and words of its badge, index into `provenances`. */
    provenance: number[];
    quarantined: boolean[];
    /** `broke`, `worse`, `better`, `maybe_worse` … as in the list of what changed; "" where nothing did. */
    moved: string[];
    /** Of the nights it is compared with, oldest first: a glyph each of `●` all passed, `◐` some, `○` none, `·` no data. */
    nights: string[];
    /** What is known of its steadiness in words, where it is flaky; else "". */
    flaky: string[];
  };
  provenances: { kind: string; text: string; title: string }[];
  /** In the order of their scenarios, each scenario's together. */
  attempts: {
    /** Index into `scenarios`. */
    scenario: number[];
    /** Anchor without its scenario's: `1`, `2-fresh`, `1-baseline`. */
    number: string[];
    status: number[];
    duration_s: (number | null)[];
    /** First reason why it did not go well, for the list; else "". */
    reason: string[];
    /** Index into `details`. */
    details: number[];
  };
  /** Of each attempt the worst value of all its turns (the largest where neither is better); null where unscored. */
  metrics: { name: string; unit: string; better: "lower" | "higher" | "neither"; values: (number | null)[] }[];
  /** Short names of the filter language: `ttfa` → `latency.first_audible_ms`. */
  aliases: Record<string, string>;
  /** Files with the details, relative to the page: `details/0000.js`. */
  details: string[];
}

/** One file of details: everything about the scenarios and attempts it holds, by anchor. */
export interface Details {
  format: 1;
  scenarios: Record<string, ScenarioDetails>;
  attempts: Record<string, AttemptDetails>;
}

/** As `ScenarioView` of `reporters/html/model.py`, without its attempts. */
export interface ScenarioDetails {
  anchor: string;
  name: string;
  words: string;
  repeats: string;
  quarantined: string;
  description: string;
  expected_failure: string;
}

/** A stretch of an audio file: `url` ends in `#t=start,end`. */
export interface Clip {
  url: string;
  label: string;
  seconds: string;
}

/** As `AttemptView` of `reporters/html/model.py`. */
export interface AttemptDetails {
  anchor: string;
  scenario: string;
  label: string;
  status: string;
  words: string;
  duration: string;
  problem: string[];
  notes: string[];
  user_audio: Clip | null;
  model_audio: Clip | null;
  events_url: string;
  /** The recording's timeline file, relative to the page, as `attempts/x/1/timeline.js`; "" where there is none. */
  timeline_url: string;
  /** The attempt's folder relative to the page, with a slash at its end; files named in the timeline are in it. */
  base: string;
  audio_note: string;
  turns: TurnDetails[];
  after: Notice[];
  scores: ScoreDetails[];
}

export interface Notice {
  /** resumed, anew, lost or going. */
  kind: string;
  words: string;
}

export interface TurnDetails {
  anchor: string;
  number: number;
  kind: string;
  user: string;
  user_clip: Clip | null;
  heard: string;
  alignment: Piece[];
  error_rate: string;
  tools: ToolDetails[];
  said: string;
  model_clip: Clip | null;
  silence: { kept: boolean; form: string } | null;
  interrupted: boolean;
  finish: string;
  failed: string[];
  frames: { thumbnails: { url: string; label: string }[]; words: string } | null;
  search: { queries: string[]; sources: { title: string; address: string }[]; more: number } | null;
  code: { code: string; language: string; outcome: string; good: boolean; output: string }[];
  before: Notice[];
}

export interface Piece {
  op: "equal" | "substitute" | "delete" | "insert";
  reference: string;
  hypothesis: string;
}

export interface ToolDetails {
  name: string;
  /** Pretty JSON. */
  args: string;
  response: string;
  cancelled: boolean;
  note: string;
  /** Where a call was expected: each argument that was compared; `why` says where inside an object or array. */
  compared: { path: string; expected: string; got: string; same: boolean; why?: string }[];
  /** `expected`, `differs`, `unexpected`, `missing`, or "" where nothing was expected. */
  verdict: string;
}

export interface ScoreDetails {
  /** `session` or the turn's number. */
  turn: string;
  anchor: string;
  name: string;
  value: string;
  expected: string;
  kind: "pass" | "fail" | "unscored" | "measured";
  words: string;
  explanation: string;
  /** Where it lies on the session's clock, in seconds; null where it has no place. */
  span: [from: number, to: number] | null;
}
