// A small run for the tests of the filter and the list.
import type { Summary } from "../data/summary";

interface Attempt {
  status: string;
  reason?: string;
  ttfa?: number | null;
  wer?: number | null;
  tools?: number | null;
}
interface Scenario {
  name: string;
  attempts: Attempt[];
  status?: string;
  tags?: string[];
  description?: string;
  moved?: string;
  nights?: string;
  flaky?: string;
  quarantined?: boolean;
  origin?: number;
}

const STATUSES = ["failed", "unexpected_pass", "invalid", "infra", "expected_failure", "passed"];
const TAGS = ["nightly", "tools", "two words"];

export const SCENARIOS: Scenario[] = [
  { name: "tools/temperature", tags: ["tools", "nightly"], description: "Asks for a temperature",
    attempts: [{ status: "passed", ttfa: 900, wer: 0, tools: 1 }, { status: "failed", reason: "no call of get_temperature", ttfa: 1800, wer: 0.25, tools: 0 }] },
  { name: "basics/Hello Ärger", tags: ["nightly"], attempts: [{ status: "passed", ttfa: 1500, wer: 0.2 }], moved: "broke", nights: "●●◐" },
  { name: "basics/quiet", attempts: [{ status: "infra", reason: "connection refused" }], flaky: "passes 3 of 5", quarantined: true },
  { name: "video/clip", tags: ["two words"], attempts: [{ status: "passed", ttfa: 700, wer: 0.05 }], nights: "··", origin: 1 },
  { name: "basics/waiting", attempts: [], status: "invalid" },
];

export function exampleRun(scenarios: Scenario[] = SCENARIOS): Summary {
  const attempts = scenarios.flatMap((each, scenario) => each.attempts.map((attempt, at) => ({ ...attempt, scenario, at })));
  const worst = (each: Scenario) => Math.min(5, ...each.attempts.map((attempt) => STATUSES.indexOf(attempt.status)));
  return {
    format: 1, run_id: "r", live: false, tags: TAGS, details: ["details/0000.js"],
    statuses: STATUSES.map((status) => [status, status.replace("_", " ")]),
    provenances: [{ kind: "recorded", text: "recorded", title: "" }, { kind: "synthetic", text: "synthetic", title: "" }],
    scenarios: {
      anchor: scenarios.map((each) => encodeURI(each.name)),
      name: scenarios.map((each) => each.name),
      status: scenarios.map((each) => (each.status ? STATUSES.indexOf(each.status) : worst(each))),
      tags: scenarios.map((each) => (each.tags ?? []).map((tag) => TAGS.indexOf(tag))),
      passed: scenarios.map(() => ""),
      description: scenarios.map((each) => each.description ?? ""),
      duration_s: scenarios.map((_, at) => at + 0.5),
      provenance: scenarios.map((each) => each.origin ?? 0),
      quarantined: scenarios.map((each) => each.quarantined ?? false),
      moved: scenarios.map((each) => each.moved ?? ""),
      nights: scenarios.map((each) => each.nights ?? ""),
      flaky: scenarios.map((each) => each.flaky ?? ""),
    },
    attempts: {
      scenario: attempts.map((each) => each.scenario),
      number: attempts.map((each) => String(each.at + 1)),
      status: attempts.map((each) => STATUSES.indexOf(each.status)),
      duration_s: attempts.map((each) => each.scenario + 0.5),
      reason: attempts.map((each) => each.reason ?? ""),
      details: attempts.map(() => 0),
    },
    metrics: [
      { name: "latency.first_audible_ms", unit: "ms", better: "lower", values: attempts.map((each) => each.ttfa ?? null) },
      { name: "wer.input_wer", unit: "", better: "lower", values: attempts.map((each) => each.wer ?? null) },
      { name: "tools.tools_ok", unit: "", better: "higher", values: attempts.map((each) => each.tools ?? null) },
      { name: "delivery.audio_s", unit: "s", better: "neither", values: attempts.map((each) => (each.ttfa ? 2.5 : null)) },
    ],
    aliases: { ttfa: "latency.first_audible_ms", wer: "wer.input_wer", tools: "tools.tools_ok", cer: "wer.input_cer" },
  };
}
