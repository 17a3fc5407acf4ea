import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf } from "../filter/columns";
import { exampleRun } from "../filter/example";
import { parse } from "../filter/parse";
import { groupsOf } from "./places";
import { metricsOf, shownOf } from "./shown";

const run = exampleRun();
const columns = columnsOf(run);
const groups = groupsOf(run);
const shown = (text: string, order = [4, 3, 2, 1, 0]) => shownOf(parse(text, columns.known), columns, order, groups);

test("without a filter all are shown, in the order there is", () => {
  const { scenarios, attempts, passes } = shown("");
  assert.deepEqual([scenarios, attempts, [...passes]], [[4, 3, 2, 1, 0], 5, [1, 1, 1, 1, 1, 1]]);
});

test("a scenario is shown for one of its attempts, and tells which", () => {
  const { scenarios, attempts, passes } = shown("s:failed | s:infra");
  assert.deepEqual([scenarios, attempts, [...passes]], [[2, 0], 2, [0, 1, 0, 1, 0, 0]]);
});

test("a scenario that was not played yet is shown, and is no attempt", () => {
  const { scenarios, attempts } = shown("attempts=0");
  assert.deepEqual([scenarios, attempts], [[4], 0]);
});

test("nothing passes what cannot be", () => {
  assert.deepEqual(shown("s:failed s:passed").scenarios, []);
});

test("the usual numbers have a column where they were measured, others where they are spoken of", () => {
  const named = (text: string, sort = "") => metricsOf(columns, parse(text, columns.known).meaning, sort);
  assert.deepEqual(named(""), ["ttfa", "wer", "tools"]);
  assert.deepEqual(named("!(delivery.audio_s>2 | attempts>1)"), ["ttfa", "wer", "tools", "delivery.audio_s"]);
  assert.deepEqual(named("wer.input_wer>1", "-audio_s"), ["ttfa", "wer", "tools", "audio_s"]);
  assert.deepEqual(named("", "duration"), ["ttfa", "wer", "tools"]);
});
