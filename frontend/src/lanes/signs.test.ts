import assert from "node:assert/strict";
import { test } from "node:test";
import { fromOne } from "../session/counted";
import { made } from "../session/made";
import { firstSigns } from "./signs";

test("the scripted ends of speech, and how late the server showed that it heard", () => {
  const signs = firstSigns(fromOne(made()));
  const told = signs.map(({ t, words, late, server }) => [t, words, late, server]);
  assert.deepEqual(told, [
    [2, "end of the user's speech, turn 1", "", false],
    [7, "end of the user's speech, turn 2", "", false],
    [2.6, "first transcript of the user", "600 ms after the end of speech before it", true],
    [7.25, "first transcript of the user", "250 ms after the end of speech before it", true],
    [2.5, "interrupted", "500 ms after the end of speech before it", true],
    [8, "interrupted", "1.00 s after the end of speech before it", true],
  ]);
});
