// A timeline for tests: two turns, the first with a tool call, the second interrupted. Turns count from 0, as recorded.
import type { Timeline } from "../data/timeline";

const TIMES = { speech_started: null, input_ended: null, first_audio: null, first_audible: null, interrupted: null, finish: "" };

export function made(): Timeline {
  return {
    format: 1, timed: true, duration_s: 10, user: null, model: null, buffer: { t: [], s: [] }, underruns: [[5, 5.5]], overhangs: [],
    turns: [
      { ...TIMES, turn: 0, started: 0, speech_ended: 2, finished: 4 },
      { ...TIMES, turn: 1, started: 6, speech_ended: 7, finished: null },
    ],
    speech: [{ turn: 0, from: 1, to: 2 }],
    events: {
      kinds: [
        { name: "tool_call", label: "tool call", group: "tool" },
        { name: "interrupted", label: "interrupted", group: "turn" },
      ],
      // The second is told before the first: marks come after what they mark.
      t: [3, 2.5, 8], until: [3.4, null, null], kind: [0, 1, 1], words: ["f {}\t→\n{}", "", ""], turn: [0, 0, 1], message: [4, -1, 9],
    },
    transcripts: {
      t: [2.6, 2.7, 7.25], who: ["user", "user", "user"], text: ["Hello ", "there", "Stop"], turn: [0, 0, 1], message: [2, 3, 8],
    },
    frames: [],
    messages: { kinds: [], t: [], way: [], kind: [], bytes: [], page_size: 2000, pages: [] },
  };
}
