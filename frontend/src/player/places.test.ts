import assert from "node:assert/strict";
import { test } from "node:test";
import type { Lane } from "../data/timeline";
import { heardAt, nextPlace, placeAt } from "./places";

// Heard from 1 to 3, thrown away from 2 to 5 of the file, heard again from 10 to 11.
const LANE = { played: { t: [1, 10], offset_s: [0, 5], length_s: [2, 1] } } as Lane;

test("a moment has its place in the file, a gap has none but a next one", () => {
  assert.deepEqual(placeAt(LANE, 1.5), { stretch: 0, at: 0.5, left: 1.5 });
  assert.deepEqual(placeAt(LANE, 10.25), { stretch: 1, at: 5.25, left: 0.75 });
  for (const t of [0, 3, 5, 11]) assert.equal(placeAt(LANE, t), null, `at ${t}`);
  assert.deepEqual(nextPlace(LANE, 0), { stretch: 0, at: 0, left: 2 });
  assert.deepEqual(nextPlace(LANE, 5), { stretch: 1, at: 5, left: 1 });
  assert.equal(nextPlace(LANE, 12), null);
});

test("a stretch of the file has its moment, but not where nobody heard it", () => {
  assert.deepEqual(heardAt(LANE, 0.5, 1), { from: 1.5, to: 2 });
  assert.deepEqual(heardAt(LANE, 1, 4), { from: 2, to: 3 });
  assert.deepEqual(heardAt(LANE, 1, 5.5), { from: 2, to: 10.5 });
  assert.equal(heardAt(LANE, 3, 4), null);
});
