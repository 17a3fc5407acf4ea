import assert from "node:assert/strict";
import { test } from "node:test";
import type { Compare } from "./data";
import { exampleRuns } from "./example";
import { Scenarios, type Asked } from "./list";

const ASKED: Asked = { query: "", all: false, metric: 0, sort: "" };
const names = (compare: Compare, asked: Partial<Asked>) =>
  new Scenarios(compare).find({ ...ASKED, ...asked }).places.map((at) => compare.scenarios.name[at]);

test("what differs stands worst first, and what does not is left out", () => {
  assert.deepEqual(names(exampleRuns(), {}), ["worse", "better", "only/in b", "Zebra"]);
  assert.deepEqual(names(exampleRuns(), { all: true }), ["worse", "better", "only/in b", "Zebra", "same"]);
});

test("where answers are random, other words and other values are no difference", () => {
  assert.deepEqual(names(exampleRuns({ exact: false }), {}), ["worse", "better", "only/in b"]);
});

test("in replays one other value is a difference", () => {
  const runs = exampleRuns();
  runs.metrics.push({ name: "usage.tokens", unit: "", better: "neither", a: [1, null, null, null, null], b: [2, null, null, null, null] });
  assert.ok(names(runs, {}).includes("same"));
});

test("the filter knows B's values, how they changed, tags, and what moved", () => {
  assert.deepEqual(names(exampleRuns(), { query: "ttfa>1000" }), ["worse"]);
  assert.deepEqual(names(exampleRuns(), { query: "change.ttfa<0" }), ["better"]);
  assert.deepEqual(names(exampleRuns(), { query: "tag:tools", all: true }), ["Zebra", "same"]);
  assert.deepEqual(names(exampleRuns(), { query: "s:regressed" }), ["worse"]);
  assert.deepEqual(names(exampleRuns(), { query: "s:failed | ONLY" }), ["worse", "only/in b"]);
});

test("what cannot be understood is said, and the rest filters", () => {
  const found = new Scenarios(exampleRuns()).find({ ...ASKED, query: "nothing>3 worse" });
  assert.equal(found.filter.complaints.length, 1);
  assert.equal(found.places.length, 1);
});

test("sorts by name and by change; what has no change stands last both ways", () => {
  const all = { all: true };
  assert.deepEqual(names(exampleRuns(), { ...all, sort: "name" }), ["better", "only/in b", "same", "worse", "Zebra"]);
  assert.deepEqual(names(exampleRuns(), { ...all, sort: "-change" }), ["worse", "same", "Zebra", "better", "only/in b"]);
  assert.deepEqual(names(exampleRuns(), { ...all, sort: "change" }), ["better", "same", "Zebra", "worse", "only/in b"]);
});

test("it begins with how long one waits", () => {
  const [waits] = exampleRuns().metrics;
  const other = { ...waits!, name: "a.b" };
  assert.equal(new Scenarios(exampleRuns({ metrics: [other, waits!] })).first(), 1);
  assert.equal(new Scenarios(exampleRuns({ metrics: [other] })).first(), 0);
});
