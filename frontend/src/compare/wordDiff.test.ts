import assert from "node:assert/strict";
import { test } from "node:test";
import { sameWords, wordDiff, type Piece } from "./wordDiff";

const told = (pieces: Piece[]) => pieces.map(({ op, text }) => `${{ equal: "=", delete: "-", insert: "+" }[op]}${text}`);

test("one other word stands between what both say", () => {
  const found = wordDiff("You wanted to see the sea tomorrow.", "You wanted to see the mountains tomorrow.");
  assert.deepEqual(told(found), ["=You wanted to see the", "-sea", "+mountains", "=tomorrow."]);
});

test("case and punctuation are no difference, and stand as in the second", () => {
  assert.deepEqual(told(wordDiff("hello world", "Hello, world!")), ["=Hello, world!"]);
  assert.ok(sameWords("It is 12.", "it is 12"));
  assert.ok(!sameWords("It is 12.5", "It is 125"));
});

test("what is lost and what is new is found in the middle and at both ends", () => {
  assert.deepEqual(told(wordDiff("a b c d e", "b c x d e f")), ["-a", "=b c", "+x", "=d e", "+f"]);
});

test("nothing, the same and all new", () => {
  assert.deepEqual(wordDiff("", ""), []);
  assert.deepEqual(told(wordDiff("", "new words")), ["+new words"]);
  assert.deepEqual(told(wordDiff("old words", "")), ["-old words"]);
  assert.deepEqual(told(wordDiff("one", "two")), ["-one", "+two"]);
});

test("words that repeat are matched once each", () => {
  assert.deepEqual(told(wordDiff("no no no", "no no")), ["=no no", "-no"]);
});

test("a script without spaces is compared by letters, and stays without spaces", () => {
  assert.deepEqual(told(wordDiff("東京は晴れです", "大阪は晴れです")), ["-東京", "+大阪", "=は晴れです"]);
});

test("signs alone are words of their own", () => {
  assert.deepEqual(told(wordDiff("a - b", "a + b")), ["=a", "--", "++", "=b"]);
});

test("very long texts are told at once", () => {
  const [one, other] = ["a", "b"].map((letter) => Array.from({ length: 5000 }, (_, at) => `${letter}${at}`).join(" "));
  assert.deepEqual(wordDiff(`same ${one}`, `same ${other}`).map((piece) => piece.op), ["equal", "delete", "insert"]);
});
