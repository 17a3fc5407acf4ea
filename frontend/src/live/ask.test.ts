import assert from "node:assert/strict";
import { test } from "node:test";
import { Asker } from "./ask";
import { pause, spoken, type Standing } from "./standing";

const at = (finished: number, more: Partial<Standing> = {}): Standing => ({
  state: "playing", finished, planned: 9, failed: 0, words: `${finished} of 9`, etag: `tag ${finished}`, ...more,
});

/** Asks as often as there are answers; what happened, in order, and the pauses between. */
async function played(answers: (Standing | Error)[], data: (string | Error)[], took_ms = 10) {
  const said: string[] = [];
  let clock = 0;
  const next = <T,>(list: (T | Error)[]): T => {
    const found = list.shift();
    if (found === undefined || found instanceof Error) throw found ?? new Error("asked too often");
    return found;
  };
  const asker = new Asker<string>(
    {
      standing: async () => next(answers),
      data: async () => {
        clock += took_ms;
        return next(data);
      },
      now: () => clock,
    },
    {
      grew: (each) => said.push(`grew ${each}`),
      stands: (each) => said.push(each.words),
      lost: () => said.push("lost"),
      ended: () => said.push("ended"),
    },
  );
  const pauses: (number | null)[] = [];
  while (answers.length) pauses.push(await asker.ask());
  return { said, pauses };
}

test("data is asked for only when something was added", async () => {
  const { said, pauses } = await played([at(1), at(1), at(2)], ["a", "b"]);
  assert.deepEqual(said, ["grew a", "1 of 9", "1 of 9", "grew b", "2 of 9"]);
  assert.deepEqual(pauses, [2000, 2000, 2000]);
});

test("the end is told once, and nothing is asked for then", async () => {
  for (const state of ["finished", "interrupted"] as const) {
    const { said, pauses } = await played([at(1), at(9, { state })], ["a"]);
    assert.deepEqual(said, ["grew a", "1 of 9", "9 of 9", "ended"]);
    assert.deepEqual(pauses, [2000, null]);
  }
});

test("a run whose report is being written is still followed", async () => {
  const { pauses } = await played([at(9, { state: "ending" })], ["a"]);
  assert.deepEqual(pauses, [2000]);
});

test("a server that does not answer is asked ever more rarely, and soon again once it does", async () => {
  const gone = () => new Error("gone");
  const { said, pauses } = await played([at(1), gone(), gone(), gone(), gone(), at(2)], ["a", "b"]);
  assert.deepEqual(said, ["grew a", "1 of 9", "lost", "lost", "lost", "lost", "grew b", "2 of 9"]);
  assert.deepEqual(pauses, [2000, 4000, 8000, 15_000, 15_000, 2000]);
});

test("data that did not arrive is asked for again", async () => {
  const { said } = await played([at(1), at(1)], [new Error("cut off"), "a"]);
  assert.deepEqual(said, ["lost", "grew a", "1 of 9"]);
});

test("a large run is asked about less often", async () => {
  const { pauses } = await played([at(1)], ["a"], 3000);
  assert.deepEqual(pauses, [12_000]);
  assert.equal(pause(0, 100), 2000);
});

test("a clock that ticks is not read aloud, a failure and the end are", () => {
  assert.equal(spoken(null, at(1)), "");
  assert.equal(spoken(at(1), at(2)), "");
  assert.equal(spoken(at(1), at(2, { failed: 1 })), "1 failed");
  assert.equal(spoken(at(1), at(9, { state: "ending", words: "writing the report" })), "writing the report");
  assert.equal(spoken(at(9, { state: "ending" }), at(9, { state: "ending" })), "");
});
