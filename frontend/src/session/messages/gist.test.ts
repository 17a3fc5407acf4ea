import assert from "node:assert/strict";
import { test } from "node:test";
import { folded, gist } from "./gist";

const RATES = { user: 16000, model: 24000 };

test("a line is told without its frame", () => {
  assert.equal(gist('{"t":1,"received":{"serverContent":{"inputTranscription":{"text":"Hello there"}}}}'), "Hello there");
  assert.equal(gist('{"t":1,"mark":"turn_finished","turn":2,"reason":"silence"}'), "turn_finished turn: 2 · reason: silence");
  assert.equal(gist('{"t":1,"close":{"code":1011,"reason":"overloaded"}}'), "code: 1011 · reason: overloaded");
  assert.equal(gist('{"t":1,"received":{"serverContent":{"turnComplete":true}}}'), "turnComplete: true");
});

test("what is cut off, or no object, is no reason to fail", () => {
  assert.equal(gist('{"t":1,"rece'), "not readable as JSON");
  assert.equal(gist("null"), "null");
  assert.equal(gist('{"t":1,"received":{}}'), "");
});

test("a line as long as a book stays a line", () => {
  const long = gist(JSON.stringify({ received: { text: "word\n".repeat(200_000) } }));
  assert.ok(long.length < 200 && !long.includes("\n"));
});

test("payloads are folded, texts are not", () => {
  assert.equal(folded("@user[640:1280]", RATES), "⟨user audio, 640 B, 20 ms⟩");
  assert.equal(folded("@model[0:4096]", RATES), "⟨model audio, 4,096 B, 85.3 ms⟩");
  assert.equal(folded("A".repeat(400), RATES), "⟨base64, 300 B⟩");
  assert.equal(folded("a sentence with spaces ".repeat(40), RATES), null);
  assert.equal(folded("@user[640:1280] and more", RATES), null);
});
