import assert from "node:assert/strict";
import { test } from "node:test";
import { fromOne } from "./counted";
import { audacityLabels } from "./exports";
import { made } from "./made";

test("labels are lines of start, end and text, ordered by their start", () => {
  const lines = audacityLabels(fromOne(made())).trimEnd().split("\n").map((line) => line.split("\t"));
  assert.ok(lines.every((line) => line.length === 3 && Number(line[0]) <= Number(line[1]) && line[2]));
  const starts = lines.map(([from]) => Number(from));
  assert.deepEqual(starts, starts.toSorted((a, b) => a - b));
  assert.deepEqual(lines[0], ["0.000000", "4.000000", "turn 1"]);
  assert.ok(lines.some((line) => line.join("|") === "3.000000|3.400000|tool call f {} → {}"));
  assert.ok(lines.some((line) => line.join("|") === "2.600000|2.600000|user: Hello"));
});
