import assert from "node:assert/strict";
import { test } from "node:test";
import type { Events } from "../data/timeline";
import { rows } from "./rows";

const KINDS: Events["kinds"] = [
  { name: "tool_call", label: "tool call", group: "tool" },
  { name: "turn_complete", label: "turn complete", group: "turn" },
];

function events(...each: [t: number, until: number | null, kind: number, words?: string][]): Events {
  return {
    kinds: KINDS, t: each.map(([t]) => t), until: each.map(([, until]) => until), kind: each.map(([, , kind]) => kind),
    words: each.map(([, , , words]) => words ?? ""), turn: each.map(() => null), message: each.map(() => -1),
  };
}

test("groups that occur, each ordered by time", () => {
  const [turn, tool, ...more] = rows(events([3, null, 1], [1, null, 1], [2, 4, 0, "f {} → {}"]), 10);
  assert.deepEqual([turn!.group, tool!.group, more.length], ["turn", "tool", 0]);
  assert.deepEqual([[...turn!.times], [...turn!.events]], [[1, 3], [1, 0]]);
  assert.deepEqual(tool!.bars, [{ event: 2, from: 2, to: 4, open: false, depth: 0 }]);
});

test("calls at once stand below each other, calls after each other beside", () => {
  const [tool] = rows(events([0, 4, 0], [1, 2, 0], [2, 3, 0], [5, 6, 0]), 10);
  assert.deepEqual(tool!.bars.map((bar) => bar.depth), [0, 1, 1, 0]);
  assert.equal(tool!.depth, 2);
});

test("a call without an answer lasts to the end and is told apart", () => {
  const [tool] = rows(events([1, null, 0, "f {}"], [2, 3, 0, "g {}"], [4, 5, 0, "h {} → {}"]), 10);
  assert.deepEqual(tool!.bars.map(({ to, open }) => [to, open]), [[10, true], [3, true], [5, false]]);
});
