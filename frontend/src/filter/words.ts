// What a filter may speak of in this run.

export interface NumberField {
  /** Its full name, `latency.first_audible_ms`. */
  name: string;
  /** `ms`, `s`, `words` …; "" of a share or a count. */
  unit: string;
}

export interface Vocabulary {
  /** What may follow `s:`, with what it means. */
  statuses: Map<string, string>;
  tags: string[];
  /** What may follow `from:`. */
  origins: string[];
  /** By every name it may be called: short, full. */
  numbers: Map<string, NumberField>;
}

export const FIELDS = {
  s: "status, or what is known of it",
  tag: "a tag",
  name: "text in the name",
  reason: "text in why it went wrong",
  from: "where the recording came from",
  has: "a metric that was measured",
} as const;
export type Field = keyof typeof FIELDS;

/** As people say a status, and as a row's badge does. */
export const STATUSES: Record<string, string> = {
  worse: "regressed", broke: "regressed", better: "improved", fail: "failed", failure: "failed", pass: "passed",
};

/** Other ways to write a field. */
export const ALSO: Record<string, Field> = { status: "s", is: "s", t: "tag", tags: "tag", why: "reason" };
