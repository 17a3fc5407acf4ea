import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf } from "./columns";
import { exampleRun } from "./example";
import { matcher } from "./match";
import { parse } from "./parse";

const columns = columnsOf(exampleRun());

/** Scenario and attempt of each row that passes, as `temperature 2`. */
function found(text: string): string[] {
  const { meaning, complaints } = parse(text, columns.known);
  assert.deepEqual(complaints, [], text);
  const test = matcher(meaning, columns) ?? (() => true);
  const numbers = ["temperature 1", "temperature 2", "hello", "quiet", "clip", "waiting"];
  return numbers.filter((_, row) => test(row));
}

const CASES: [filter: string, ...rows: string[]][] = [
  ["", "temperature 1", "temperature 2", "hello", "quiet", "clip", "waiting"],
  ["   ", "temperature 1", "temperature 2", "hello", "quiet", "clip", "waiting"],
  // Words: in names, descriptions, tags and reasons, whatever their case and composition.
  ["asks", "temperature 1", "temperature 2"],
  ["ÄRGER", "hello"],
  ["a\u0308rger", "hello"],
  ["refused", "quiet"],
  ["nightly", "temperature 1", "temperature 2", "hello"],
  ['"no call"', "temperature 2"],
  ['"call no"'],
  ["basics hello", "hello"],
  // Statuses: the attempt's own, and the scenario's where no attempt of it has that.
  ["s:failed", "temperature 2"],
  ["S:FAILED", "temperature 2"],
  ["status:failed,infra", "temperature 2", "quiet"],
  ["is:invalid", "waiting"],
  ["s:regressed", "hello"],
  ["s:flaky", "quiet"],
  ["s:quarantined", "quiet"],
  ["s:new", "clip"],
  ["s:improved"],
  ["s:un*"],
  // Tags, names, reasons, origins.
  ["tag:tools", "temperature 1", "temperature 2"],
  ["tag:Tools tag:nightly", "temperature 1", "temperature 2"],
  ['tag:"two words"', "clip"],
  ["tag:two*", "clip"],
  ["name:BASICS", "hello", "quiet", "waiting"],
  ["reason:temperature", "temperature 2"],
  ["from:synthetic", "clip"],
  // Numbers: every operator, units, shares, nothing measured.
  ["ttfa>1500", "temperature 2"],
  ["ttfa>=1500", "temperature 2", "hello"],
  ["ttfa<900", "clip"],
  ["ttfa<=900", "temperature 1", "clip"],
  ["ttfa=1500", "hello"],
  ["ttfa==1.5s", "hello"],
  ["ttfa!=1500", "temperature 1", "temperature 2", "clip"],
  ["ttfa>1.5s", "temperature 2"],
  ["ttfa>0.02min", "temperature 2", "hello"],
  ["wer>=20%", "temperature 2", "hello"],
  ["wer>0.2", "temperature 2"],
  ["WER=.05", "clip"],
  ["latency.first_audible_ms<900", "clip"],
  ["first_audible_ms<900", "clip"],
  ["delivery.audio_s>2000ms", "temperature 1", "temperature 2", "hello", "clip"],
  ["duration>3", "clip"],
  ["attempts>1", "temperature 1", "temperature 2"],
  ["attempts=0", "waiting"],
  ["has:tools", "temperature 1", "temperature 2"],
  ["!has:ttfa", "quiet", "waiting"],
  // As other tools have it.
  ["wer > 0.2", "temperature 2"],
  ["wer> .2 hello"],
  ["wer >=20% hello", "hello"],
  ["ttfa != 1500", "temperature 1", "temperature 2", "clip"],
  ["NOT s:passed AND NOT quiet", "temperature 2", "waiting"],
  ["s:worse", "hello"],
  ["s=failed", "temperature 2"],
  ["s!=passed", "temperature 2", "quiet", "waiting"],
  ["-s:passed", "temperature 2", "quiet", "waiting"],
  ["-ttfa>1500 tag:tools", "temperature 1"],
  // Not, or, brackets; "and" binds closer than "or".
  ["!s:passed", "temperature 2", "quiet", "waiting"],
  ["!!s:failed", "temperature 2"],
  ["s:failed | s:infra", "temperature 2", "quiet"],
  ["s:failed or s:infra", "temperature 2", "quiet"],
  ["s:failed|s:infra", "temperature 2", "quiet"],
  ["tag:tools s:passed | s:infra", "temperature 1", "quiet"],
  ["tag:nightly (s:failed | wer=20%)", "temperature 2", "hello"],
  ["!(s:passed | s:failed)", "quiet", "waiting"],
  ["tag:tools ttfa>1500 wer>0.2 s:failed", "temperature 2"],
];

for (const [filter, ...rows] of CASES) test(`filter ${filter}`, () => assert.deepEqual(found(filter), rows));

test("both conditions are of the same attempt", () => {
  assert.deepEqual(found("s:passed ttfa>1500"), []);
});

test("what was not measured is on neither side of a number", () => {
  assert.deepEqual(found("ttfa<=900 | ttfa>900"), found("has:ttfa"));
});
