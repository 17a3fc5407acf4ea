import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf } from "./columns";
import { chosen, complete } from "./complete";
import { exampleRun } from "./example";

const { known } = columnsOf(exampleRun());

/** `|` stands for the caret. */
function offered(text: string, asked = false): string[] {
  return complete(text.replace("|", ""), text.indexOf("|"), known, asked).choices.map((each) => each.text);
}

test("offers what may stand at the caret", () => {
  assert.deepEqual(offered("s:f|"), ["s:failed", "s:flaky", "s:expected_failure"]);
  assert.deepEqual(offered("s:laky|"), ["s:flaky"]);
  assert.deepEqual(offered("hello tag:t|"), ["tag:tools", 'tag:"two words"']);
  assert.deepEqual(offered("s:failed,in|"), ["s:failed,invalid", "s:failed,infra"]);
  assert.deepEqual(offered("wer|", true), ["wer>", "wer.input_wer>", "input_wer>"]);
  assert.deepEqual(offered("too|"), ["tools>", "tools.tools_ok>", "tools_ok>", "tag:tools"]);
  assert.ok(offered("|", true).includes("tag:"));
});

test("offers the nearest where nothing begins so", () => assert.deepEqual(offered("s:faield|"), ["s:failed"]));

test("offers nothing inside quotation marks, nor what stands there already", () => {
  assert.deepEqual(offered('"s:f|'), []);
  assert.deepEqual(offered("s:failed|"), []);
});

test("offers nothing over what was found, unless it is asked for", () => {
  for (const whole of ["|", "s:failed |", "wer|", "tools|", "failed|", "tag:tools|", "s|", "wer>|"]) {
    assert.deepEqual(offered(whole), [], whole);
  }
  assert.ok(offered("s:failed |", true).length > 5);
});

test("a choice takes the place of the word at the caret", () => {
  const text = "hello s:f wer>1";
  const at = complete(text, 9, known);
  assert.deepEqual(chosen(text, at, { text: "s:failed", means: "" }), { text: "hello s:failed wer>1", caret: 15 });
  const open = complete("we", 2, known);
  assert.deepEqual(chosen("we", open, { text: "wer>", means: "" }), { text: "wer>", caret: 4 });
});
