import assert from "node:assert/strict";
import { test } from "node:test";
import { HOLD_MS, Motion } from "./motion";

test("a sound that does not begin is held for, and then no more", () => {
  const motion = new Motion();
  motion.begin(1, 5000);
  for (const passed of [0, 20, HOLD_MS]) {
    motion.see(1, 5000 + passed);
    assert.deepEqual([motion.stuck(5000 + passed), motion.settled(5000 + passed)], [false, false]);
  }
  assert.deepEqual([motion.stuck(5001 + HOLD_MS), motion.settled(5001 + HOLD_MS)], [true, true]);
});

test("a sound that moves is settled, until it is put elsewhere", () => {
  const motion = new Motion();
  motion.begin(0, 0);
  assert.equal(motion.known, false);
  motion.see(0.01, 20);
  assert.equal(motion.known, true);
  assert.equal(motion.settled(20), true);
  motion.put(4, 30);
  motion.see(4, 40);
  assert.equal(motion.settled(40), false);
  motion.see(4.02, 60);
  assert.equal(motion.settled(60), true);
});

test("being put elsewhere is no motion: what never moves stays stuck", () => {
  const motion = new Motion();
  motion.begin(0, 0);
  motion.put(2, HOLD_MS);
  motion.see(2, HOLD_MS + 10);
  assert.equal(motion.stuck(HOLD_MS + 10), true);
});

test("a sound that moved and then stops is held for again", () => {
  const motion = new Motion();
  motion.begin(0, 0);
  motion.see(1, 1000);
  motion.see(1, 1000 + HOLD_MS);
  assert.equal(motion.stuck(1000 + HOLD_MS), false);
  assert.equal(motion.stuck(1001 + HOLD_MS), true);
});
