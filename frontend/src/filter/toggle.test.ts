import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf } from "./columns";
import { exampleRun } from "./example";
import { asks, toggled } from "./toggle";

const { known } = columnsOf(exampleRun());

const PRESSES: [before: string, field: "s" | "tag", value: string, after: string][] = [
  ["", "s", "failed", "s:failed"],
  ["s:failed", "s", "infra", "s:failed,infra"],
  ["s:failed,infra", "s", "failed", "s:infra"],
  ["hello  s:failed  wer>0.2", "s", "failed", "hello  wer>0.2"],
  ["hello", "tag", "tools", "hello tag:tools"],
  ["tag:tools", "tag", "nightly", "tag:tools tag:nightly"],
  ["tag:tools hello", "tag", "tools", "hello"],
  ["hello", "tag", "two words", 'hello tag:"two words"'],
  ["a | b", "s", "failed", "(a | b) s:failed"],
  ["(a | b) s:failed", "s", "failed", "(a | b)"],
  ["(a | s:failed)", "s", "failed", "((a | s:failed)) s:failed"],
  ["!s:failed", "s", "failed", "!s:failed s:failed"],
];

for (const [before, field, value, after] of PRESSES) {
  test(`${field}:${value} pressed in ${before}`, () => {
    assert.equal(toggled(before, field, value, known), after);
    assert.equal(asks(after, field, value, known), !asks(before, field, value, known));
  });
}
