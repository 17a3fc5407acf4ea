import assert from "node:assert/strict";
import { test } from "node:test";
import { merged, positionAt, silenceAt } from "./clock";

test("the clock runs at its rate from where it was", () => {
  assert.equal(positionAt({ position: 3, since_ms: 1000, rate: 2 }, 1500), 4);
});

test("stretches that touch become one, in the order of their begin", () => {
  const spans = [{ from: 4, to: 5 }, { from: 0, to: 2 }, { from: 1, to: 1.5 }, { from: 2, to: 3 }];
  assert.deepEqual(merged(spans), [{ from: 0, to: 3 }, { from: 4, to: 5 }]);
  assert.deepEqual(spans[1], { from: 0, to: 2 });
});

test("silence is skipped to just before the next sound, and only a long one", () => {
  const sounding = [{ from: 1, to: 2 }, { from: 6, to: 7 }, { from: 8, to: 9 }];
  assert.deepEqual(silenceAt(sounding, 2.5, 20), { from: 2.5, to: 5.75 });
  for (const t of [1.5, 2.1, 5.9, 7.5]) assert.equal(silenceAt(sounding, t, 20), null, `at ${t}`);
  assert.deepEqual(silenceAt(sounding, 10, 20), { from: 10, to: 20 });
  assert.equal(silenceAt(sounding, 9.5, 10), null);
  assert.deepEqual(silenceAt([], 0.5, 20), { from: 0.5, to: 20 });
});
