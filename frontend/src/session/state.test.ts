import assert from "node:assert/strict";
import { test } from "node:test";
import { fromOne } from "./counted";
import { made } from "./made";
import { SessionState, turnAt, turnSpan } from "./state";
import { choose, EventOrder } from "./steps";

test("turns count from one on a page; what was recorded stays as it is", () => {
  const recorded = made();
  const shown = fromOne(recorded);
  assert.deepEqual(shown.turns.map((each) => each.turn), [1, 2]);
  assert.deepEqual([shown.speech[0]!.turn, shown.events.turn, shown.transcripts.turn], [1, [1, 1, 2], [1, 1, 2]]);
  assert.deepEqual(recorded, made());
});

test("the turn of a moment is the last that has begun", () => {
  const { turns } = made();
  assert.deepEqual([-1, 0, 5, 6, 99].map((t) => turnAt(turns, t)?.turn), [undefined, 0, 0, 1, 1]);
});

test("a turn lasts to its end, or as long as the session does", () => {
  const whole = { from: 0, to: 10 };
  assert.deepEqual([0, 1, 2].map((place) => turnSpan(made().turns, place, whole)), [{ from: 0, to: 4 }, { from: 6, to: 10 }, null]);
});

test("a number of the scores is selected, seen, and named", () => {
  const state = new SessionState(made());
  state.look({ from: 6, to: 7 });
  state.show({ from: 2, to: 2.6 }, "latency 600 ms");
  assert.deepEqual(state.selection.value, { from: 2, to: 2.6, label: "latency 600 ms" });
  assert.ok(state.view.value.from < 2 && state.view.value.to > 2.6);
  assert.equal(state.cursor.value, 2);
});

test("a selection drawn backwards or beyond the end is put right", () => {
  const state = new SessionState(made());
  state.select({ from: 12, to: 8 });
  assert.deepEqual(state.selection.value, { from: 8, to: 10, label: "" });
});

test("the cursor is brought into view, and stays in the session", () => {
  const state = new SessionState(made());
  state.look({ from: 0, to: 1 });
  state.put(5);
  assert.ok(state.view.value.from <= 5 && state.view.value.to >= 5);
  state.put(99);
  assert.equal(state.cursor.value, 10);
});

test("from event to event, by time and by kind", () => {
  const state = new SessionState(made());
  const order = new EventOrder(state.timeline);
  const walk: (number | null)[] = [];
  for (let event = order.from(state, 1); event !== null; event = order.from(state, 1)) walk.push(event), choose(state, event);
  assert.deepEqual(walk, [1, 0, 2]);
  assert.equal(state.message.value, 9);
  assert.equal(order.from(state, -1), 0);
  state.kind.value = 1;
  assert.equal(order.from(state, -1), 1);
});
