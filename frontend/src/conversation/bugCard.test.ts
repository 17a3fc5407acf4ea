import assert from "node:assert/strict";
import { test } from "node:test";
import type { AttemptDetails, ScoreDetails, TurnDetails } from "../data/summary";
import { addressOf, bugCard, text } from "./bugCard";

const turn = (number: number, more: Partial<TurnDetails> = {}): TurnDetails => ({
  anchor: `a/1/${number}`, number, kind: "say", user: "Hello", user_clip: null, heard: "", alignment: [], error_rate: "", tools: [],
  said: "Hi", model_clip: null, silence: null, interrupted: false, finish: "", failed: [], frames: null, search: null, code: [], before: [], ...more,
});
const score = (more: Partial<ScoreDetails>): ScoreDetails => ({
  turn: "1", anchor: "a/1/1", name: "latency.turn_ms", value: "900 ms", expected: "", kind: "measured", words: "", explanation: "", span: null, ...more,
});
const attempt = (more: Partial<AttemptDetails> = {}): AttemptDetails => ({
  anchor: "tools/temperature/2", scenario: "tools/temperature", label: "attempt 2", status: "failed", words: "failed", duration: "4.8 s",
  problem: [], notes: [], user_audio: null, model_audio: null, events_url: "", timeline_url: "", base: "", audio_note: "",
  turns: [turn(1)], after: [], scores: [], ...more,
});

test("a card says what was missed, who said what, the numbers and where to see it", () => {
  const tool = { name: "get_temperature", args: '{"location": "Paris"}', response: "", cancelled: false, note: "", compared: [], verdict: "" };
  const card = bugCard(
    attempt({
      problem: ["turn 2: tools: location is Paris, not New York"],
      turns: [turn(1), turn(2, { user: "And in New York?", heard: "and in New Work", error_rate: "WER 25 % = 1/4", tools: [tool], said: "", failed: ["tools"] })],
      scores: [score({}), score({ name: "tools.tools_ok", value: "0", expected: "= 1", kind: "fail", words: "missed" }), score({ name: "audio.dropouts" })],
    }),
    "run-1",
    "run-1/report.html#tools/temperature/2",
  );
  assert.equal(card, [
    "### tools/temperature, attempt 2: failed",
    "run `run-1`, 4.8 s",
    "",
    "- **missed** turn 2: tools: location is Paris, not New York",
    "",
    "**Turn 2** user: And in New York?  ",
    "heard: and in New Work (WER 25 % = 1/4)  ",
    'tool: `get_temperature {"location": "Paris"}` → no response  ',
    "model: (said nothing)",
    "",
    "| turn | metric | value | limit | |",
    "|---|---|--:|---|---|",
    "| 1 | tools.tools\\_ok | 0 | = 1 | missed |",
    "| 1 | latency.turn\\_ms | 900 ms |  |  |",
    "",
    "`run-1/report.html#tools/temperature/2`",
  ].join("\n"));
});

test("a long session stays a card", () => {
  const turns = Array.from({ length: 200 }, (_, at) => turn(at + 1, { said: "word ".repeat(900), failed: ["no"] }));
  const scores = Array.from({ length: 500 }, () => score({ kind: "fail" }));
  const card = bugCard(attempt({ problem: Array(50).fill("too long"), turns, scores }), "r", "x");
  assert.ok(card.split("\n").length < 40, card);
  assert.ok(card.includes("… and 45 more") && card.includes("… and 196 more"));
});

test("what a model said stays text", () => {
  assert.equal(text("# <img src=x> [a](b) `c` *d* _e_ | f"), "\\# \\<img src=x\\> \\[a\\](b) \\`c\\` \\*d\\* \\_e\\_ \\| f");
  assert.equal(text("line\nline\u202e\u0000 end"), "line line end");
  assert.equal(text("ask @somebody at http://example.org or 12:30"), "ask @\u200bsomebody at http:\u200b//example.org or 12:30");
  assert.ok(bugCard(attempt({ turns: [turn(1, { tools: [{ name: "a``b", args: "", response: "`", cancelled: false, note: "", compared: [], verdict: "" }] })] }), "r", "x").includes("tool: ``` a``b ``` → `` ` ``"));
});

test("the address of a page on a disk leaves the disk out", () => {
  assert.equal(addressOf("a/1", "run-1", { protocol: "file:", href: "file:///home/me/reports/run-1/report.html#x" }), "run-1/report.html#a/1");
  assert.equal(addressOf("a/1", "run-1", { protocol: "https:", href: "https://ci/run-1/report.html#x?q=1" }), "https://ci/run-1/report.html#a/1");
});
