import assert from "node:assert/strict";
import { test } from "node:test";
import { lastAt, latestEnds, lowerBound, nearest } from "./find";

const LIST = [1, 2, 2, 5];

test("searches agree with a walk through the list", () => {
  for (let value = 0; value <= 6; value += 0.5) {
    const first = LIST.findIndex((each) => each >= value);
    assert.equal(lowerBound(LIST, value), first < 0 ? LIST.length : first);
    assert.equal(lastAt(LIST, value), LIST.findLastIndex((each) => each <= value));
  }
  assert.deepEqual([lowerBound([], 1), lastAt([], 1), nearest([], 1)], [0, -1, -1]);
});

test("the nearest is on either side", () => {
  assert.deepEqual([0, 1.4, 3, 4, 9].map((value) => nearest(LIST, value)), [0, 0, 2, 3, 3]);
});

test("a long bar is found though shorter ones began after it", () => {
  const ends = latestEnds([9, 2, 3, 10]);
  assert.deepEqual([...ends], [9, 9, 9, 10]);
  assert.equal(lowerBound(ends, 5), 0);
});
