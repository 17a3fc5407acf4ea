import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleTimeline } from "./example";
import { waitsOf } from "./latency";
import { PairState } from "./pair";

const A = exampleTimeline(10, [{ started: 0, speech_ended: 2, first_audible: 3, finished: 5 }, { started: 5, input_ended: 6, finished: 9 }]);
const B = exampleTimeline(12, [{ started: 1, speech_ended: 4, first_audible: 4.5, finished: 7 }, { started: 7, speech_ended: 8, finished: 11 }]);
const near = (one: number, other: number) => assert.ok(Math.abs(one - other) < 1e-6, `${one} is not ${other}`);

test("both lie so that the user's speech of the turn ends at one place", () => {
  const pair = new PairState({ a: A, b: B }, 1);
  assert.deepEqual(pair.anchors, { a: 2, b: 4 });
  assert.equal(pair.words, "the end of the user's speech of turn 1");
  for (const share of [0, 0.3, 1]) {
    const at = (name: "a" | "b") => pair[name].view.value.from + share * (pair[name].view.value.to - pair[name].view.value.from);
    near(at("b") - at("a"), 2);
  }
});

test("the whole reaches as far as either session does", () => {
  const { a, b } = new PairState({ a: A, b: B }, 1);
  assert.deepEqual(a.whole, { from: -2, to: 10 });
  assert.deepEqual(b.whole, { from: 0, to: 12 });
});

test("cursor, view and selection of one are those of the other", () => {
  const pair = new PairState({ a: A, b: B }, 1);
  pair.a.put(3);
  near(pair.b.cursor.value, 5);
  near(pair.place, 1);
  pair.b.look({ from: 4, to: 6 });
  near(pair.a.view.value.from, 2);
  near(pair.a.view.value.to, 4);
  pair.a.select({ from: 2, to: 3 }, "waits");
  near(pair.b.selection.value!.from, 4);
  near(pair.b.selection.value!.to, 5);
  assert.equal(pair.b.selection.value!.label, "");
  pair.b.selection.value = null;
  assert.equal(pair.a.selection.value, null);
});

test("after its end nothing is tied any more", () => {
  const pair = new PairState({ a: A, b: B }, 1);
  const before = pair.b.cursor.value;
  pair.end();
  pair.a.put(4);
  assert.equal(pair.b.cursor.value, before);
});

test("other moments of a turn are not laid over each other, nor is a turn that one lacks", () => {
  for (const turn of [2, 3, null]) {
    const pair = new PairState({ a: A, b: B }, turn);
    assert.deepEqual(pair.anchors, { a: 0, b: 0 });
    assert.equal(pair.words, "the start of the session");
  }
});

test("a turn is shown whole in both", () => {
  const pair = new PairState({ a: A, b: B }, 1);
  // B's begins 3 s before the anchor and ends 3 s after it; A's reaches less far.
  assert.ok(pair.b.view.value.from < 1 && pair.b.view.value.to > 7);
  near(pair.place, -3);
});

test("waiting is counted from the end of speech, and what did not come is not there", () => {
  const found = waitsOf(A.turns[0], B.turns[0]);
  assert.deepEqual(found.map((each) => [each.words, each.a, each.b]), [["first audible", 1, 0.5], ["end of the turn", 3, 3]]);
  assert.deepEqual(waitsOf(undefined, B.turns[0])[0], { words: "first audible", a: null, b: 0.5 });
  assert.deepEqual(waitsOf(undefined, undefined), []);
});
