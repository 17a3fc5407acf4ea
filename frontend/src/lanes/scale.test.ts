import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, length, moved, Scale, showing, step, within, zoomed } from "./scale";

const WHOLE = { from: 0, to: 10 };

test("pixels and seconds are each other's way back, with room at both edges", () => {
  const scale = new Scale({ from: 2, to: 4 }, 214);
  assert.deepEqual([2, 4].map((t) => Math.round(scale.x(t))), [7, 207]);
  for (const t of [2, 2.5, 4]) assert.ok(Math.abs(scale.t(scale.x(t)) - t) < 1e-9);
  assert.ok(scale.view.from < 2 && scale.view.to > 4);
});

test("a view stays within the session and keeps its length", () => {
  assert.deepEqual(within({ from: -1, to: 2 }, WHOLE), { from: 0, to: 3 });
  assert.deepEqual(within({ from: 9, to: 12 }, WHOLE), { from: 7, to: 10 });
  assert.deepEqual(within({ from: -5, to: 50 }, WHOLE), WHOLE);
  assert.deepEqual(within({ from: 5, to: 5 }, WHOLE), { from: 5, to: 5.02 });
  assert.deepEqual(within({ from: 0, to: 1 }, { from: 0, to: 0.01 }), { from: 0, to: 0.01 });
});

test("what is under the pointer stays there while it is zoomed", () => {
  const view = zoomed({ from: 2, to: 6 }, 2, 3, WHOLE);
  assert.deepEqual(view, { from: 2.5, to: 4.5 });
  assert.deepEqual(zoomed(view, 0.5, 3, WHOLE), { from: 2, to: 6 });
  assert.deepEqual(zoomed(view, 0.001, 3, WHOLE), WHOLE);
});

test("moving stops at the ends", () => {
  assert.deepEqual(moved({ from: 2, to: 4 }, -5, WHOLE), { from: 0, to: 2 });
  assert.deepEqual(moved({ from: 2, to: 4 }, 1, WHOLE), { from: 3, to: 5 });
});

test("a stretch that can be seen moves nothing; a tiny or a far one is brought near", () => {
  const view = { from: 0, to: 5 };
  assert.equal(showing(view, { from: 1, to: 2 }, WHOLE), view);
  const far = showing(view, { from: 7, to: 8 }, WHOLE);
  assert.ok(far.from < 7 && far.to > 8);
  const tiny = showing(WHOLE, { from: 5, to: 5.01 }, WHOLE);
  assert.ok(tiny.to - tiny.from < 1);
});

test("marks of the axis stand apart and say no more than they need", () => {
  const scale = new Scale({ from: 0, to: 10 }, 1014);
  assert.equal(step(scale, 64), 1);
  assert.equal(step(scale, 201), 5);
  assert.deepEqual([clock(7, 1), clock(7.25, 0.1), clock(7.25, 0.05), clock(67, 1), clock(67.5, 0.1), clock(600, 60)],
    ["7", "7.3", "7.25", "1:07", "1:07.5", "10:00"]);
});

test("lengths in the unit a reader thinks in", () => {
  assert.deepEqual([length(0.6404), length(1.25), length(12.34)], ["640 ms", "1.25 s", "12.3 s"]);
});
