import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf } from "../filter/columns";
import { exampleRun } from "../filter/example";
import { Orders } from "./order";
import { attemptAnchor, groupsOf, placesOf } from "./places";
import { Layout } from "./window";
import { duration, many, quantity } from "./figures";

const run = exampleRun();
const columns = columnsOf(run);
const groups = groupsOf(run);
const names = ["temperature", "hello", "quiet", "clip", "waiting"];
const sorted = (sort: string) => new Orders(run, columns, groups).of(sort).map((at) => names[at]);

test("the worst first, what broke before what only passed", () => {
  assert.deepEqual(sorted(""), ["temperature", "waiting", "quiet", "hello", "clip"]);
  assert.deepEqual(sorted("unheard"), sorted(""));
});

test("by a number of the worst attempt, what was not measured last both ways", () => {
  assert.deepEqual(sorted("ttfa"), ["clip", "hello", "temperature", "quiet", "waiting"]);
  assert.deepEqual(sorted("-ttfa"), ["temperature", "hello", "clip", "quiet", "waiting"]);
  // Of tools more is better: the worst is the least.
  assert.equal(new Orders(run, columns, groups).valuesOf("tools")?.[0], 0);
});

test("by name", () => {
  assert.deepEqual(sorted("name"), ["hello", "quiet", "waiting", "temperature", "clip"]);
  assert.deepEqual(sorted("-name"), [...sorted("name")].reverse());
});

test("anchors of scenarios, attempts and turns", () => {
  const place = placesOf(run);
  assert.equal(attemptAnchor(run, 1), "tools/temperature/2");
  assert.deepEqual(place("tools/temperature"), { scenario: 0, attempt: null, turn: null });
  assert.deepEqual(place("tools/temperature/2"), { scenario: 0, attempt: 1, turn: null });
  assert.deepEqual(place("tools/temperature/2/13"), { scenario: 0, attempt: 1, turn: 13 });
  assert.deepEqual(place("basics/Hello%20%C3%84rger/1"), { scenario: 1, attempt: 2, turn: null });
  for (const elsewhere of ["", "ui:metrics", "tools", "tools/temperature/9", "tools/temperature/1/x"]) {
    assert.equal(place(elsewhere), undefined, elsewhere);
  }
});

test("a scenario without attempts has none", () => {
  assert.deepEqual([groups.from[4], groups.to[4]], [0, 0]);
});

test("rows lie below what is open above them", () => {
  const layout = new Layout(10, 50, [[4, 300], [1, 100]]);
  assert.deepEqual([0, 1, 2, 4, 5, 9].map((at) => layout.top(at)), [0, 50, 200, 300, 650, 850]);
  assert.equal(layout.height, 900);
  for (let at = 0; at < 10; at += 1) assert.equal(layout.at(layout.top(at)), at);
  assert.deepEqual([-500, 199, 340, 649, 9999].map((pixels) => layout.at(pixels)), [0, 1, 4, 4, 9]);
  assert.equal(new Layout(0, 50, []).at(100), 0);
});

test("numbers as the page above says them", () => {
  const said = [quantity(1234.4, "ms"), quantity(2, "s"), quantity(2.345, "s"), quantity(0.08333), quantity(12345.6), quantity(-18.83, "dBFS")];
  assert.deepEqual(said, ["1,234 ms", "2 s", "2.35 s", "0.0833", "12,346", "-18.8 dBFS"]);
  assert.deepEqual([4.84, 59.97, 80, 120].map(duration), ["4.8 s", "1 min", "1 min 20 s", "2 min"]);
  assert.deepEqual([many(1, "night"), many(2000, "scenario")], ["1 night", "2,000 scenarios"]);
});
