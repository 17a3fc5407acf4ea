// Two small runs for the tests of the list, and timelines for those of two sessions on one clock.
import type { Timeline, TurnTimes } from "../data/timeline";
import type { Compare, Played } from "./data";

const played = (status: number): Played => ({ status, passed: "", numbers: ["1"], statuses: [status], details: 0 });

/** Failed is 0, passed is 1; the scenarios stand in an order of no meaning. */
export function exampleRuns(more: Partial<Compare> = {}): Compare {
  const names = ["same", "better", "Zebra", "worse", "only/in b"];
  return {
    format: 1, exact: true, statuses: [["failed", "failed"], ["passed", "passed"]],
    a: { run_id: "a", base: "../a/", details: ["../a/details/0000.js"] },
    b: { run_id: "b", base: "", details: ["details/0000.js"] },
    scenarios: {
      anchor: names.map(encodeURI), name: names, description: names.map(() => ""), tags: [["tools"], [], ["tools"], [], []],
      moved: ["", "better", "", "worse", ""], moved_words: ["", "better", "", "worse", ""], sentence: names.map(() => ""),
      changed_content: names.map(() => false), said_otherwise: [false, false, true, false, false], show: names.map(() => null),
      a: [played(1), played(0), played(1), played(1), null],
      b: [played(1), played(1), played(1), played(0), played(1)],
    },
    metrics: [
      { name: "latency.first_audible_ms", unit: "ms", better: "lower", a: [700, 900, 800, 800, null], b: [700, 850, 800, 1400, 500] },
    ],
    ...more,
  };
}

export function exampleTimeline(duration_s: number, turns: Partial<TurnTimes>[]): Timeline {
  const none = { started: null, speech_started: null, speech_ended: null, input_ended: null, first_audio: null, first_audible: null, interrupted: null, finished: null, finish: "" };
  return {
    format: 1, timed: true, duration_s, user: null, model: null, buffer: { t: [], s: [] }, underruns: [], overhangs: [],
    turns: turns.map((each, turn) => ({ turn, ...none, ...each })), speech: [],
    events: { kinds: [], t: [], until: [], kind: [], words: [], turn: [], message: [] },
    transcripts: { t: [], who: [], text: [], turn: [], message: [] }, frames: [],
    messages: { kinds: [], t: [], way: [], kind: [], bytes: [], page_size: 2000, pages: [] },
  } as Timeline;
}
