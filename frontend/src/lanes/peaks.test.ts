import assert from "node:assert/strict";
import { test } from "node:test";
import type { Lane } from "../data/timeline";
import { Peaks } from "./peaks";

function lane(pairs: number[]): Lane {
  const peaks = btoa(String.fromCharCode(...new Uint8Array(Int8Array.from(pairs).buffer)));
  const none = { t: [], offset_s: [], length_s: [] };
  return { file: "user.flac", rate_hz: 16000, length_s: pairs.length / 100, peaks_per_s: 50, peaks, chunks: none, played: none };
}

function extremes(peaks: Peaks, from: number, to: number): [number, number] {
  const found = { low: 9, high: 9 };
  peaks.extremes(from, to, found);
  return [Math.round(found.low * 127), Math.round(found.high * 127)];
}

test("the lowest and the highest of a stretch", () => {
  const peaks = new Peaks(lane([-1, 2, -3, 4, 0, 0, -5, 6]));
  assert.deepEqual(extremes(peaks, 0, 0.08), [-5, 6]);
  assert.deepEqual(extremes(peaks, 0.02, 0.04), [-3, 4]);
  assert.deepEqual(extremes(peaks, 0.021, 0.022), [-3, 4]);
  assert.deepEqual(extremes(peaks, 5, 6), [0, 0]);
});

test("a click is seen however far away one looks", () => {
  const pairs = new Array<number>(2 * 10_001).fill(0);
  pairs[2 * 7_777] = -100;
  pairs[2 * 7_777 + 1] = 90;
  const peaks = new Peaks(lane(pairs));
  for (const wide of [200, 20, 2, 0.1]) assert.deepEqual(extremes(peaks, 155.55 - wide / 2, 155.55 + wide / 2), [-100, 90]);
  assert.deepEqual(extremes(peaks, 0, 100), [0, 0]);
});

test("sound is what is louder than noise; a short pause does not part it", () => {
  const pairs = [0, 0, -50, 50, 1, 1, -50, 50, ...new Array<number>(20).fill(0), -9, 9];
  assert.deepEqual(new Peaks(lane(pairs)).sounding().map((each) => each.map((s) => Number(s.toFixed(2)))), [[0.02, 0.08], [0.28, 0.3]]);
});
