import assert from "node:assert/strict";
import { test } from "node:test";
import { made } from "./made";
import { thrownAway } from "./thrown";

test("what waited at an interruption is the loss of the answer that was interrupted", () => {
  const timeline = made();
  timeline.turns[1]!.interrupted = 8;
  timeline.overhangs = [{ t: 8, s: 1.25 }];
  assert.deepEqual([...thrownAway(timeline)], [[1, 1.25]]);
});

test("a loss that no ear would miss is none, nor is one of no known answer", () => {
  const timeline = made();
  timeline.turns[1]!.interrupted = 8;
  timeline.overhangs = [{ t: 8, s: 0.04 }, { t: 3, s: 2 }];
  assert.deepEqual([...thrownAway(timeline)], []);
});
