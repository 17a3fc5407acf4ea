// One stretch of audio at a time, from a link that without a script would open the file.
import { signal } from "@preact/signals";
import type { Lane } from "../data/timeline";
import { HOLD_MS } from "../player/motion";
import { Track } from "../player/track";

/** Address of what sounds now, as the link has it; "" of nothing. */
export const sounding = signal("");
/** Why nothing is to be heard; "" while all is well. */
export const silence = signal("");

const PATIENCE_MS = 4000;
const TICK_MS = 40;

let track: Track | undefined;
let timer = 0;

/** Plays a file's stretch (`#t=from,to`); the same one again stops it. */
export function play(url: string): void {
  const again = sounding.peek() === url;
  stop();
  if (again) return;
  const [file = "", from = "0", to = ""] = url.split(/#t=|,/);
  const [begin, end] = [Number(from), to === "" ? Infinity : Number(to)];
  const mine = new Track("model", whole(file), file, () => (silence.value = mine.problem));
  track = mine;
  sounding.value = url;
  silence.value = "";
  mine.arm(begin);
  follow(mine, begin, end);
}

export function stop(): void {
  clearInterval(timer);
  track?.end();
  track = undefined;
  sounding.value = "";
}

/** Sound is waited for, then a clock runs that it follows, as in the session's player. */
function follow(mine: Track, begin: number, end: number): void {
  const asked = performance.now();
  let departed: number | null = null;
  let since: number | null = null;
  timer = window.setInterval(() => {
    const now = performance.now();
    if (mine.problem) return stop();
    if (departed === null) {
      if (!mine.ready(begin) && now - asked <= PATIENCE_MS) return;
      departed = now;
      mine.depart(begin, 1);
    }
    since ??= begun(mine, begin, departed, now);
    if (since === null) return;
    const t = begin + (now - since) / 1000;
    if (t >= end || mine.audio.ended) stop();
    else mine.follow(t, 1);
  }, TICK_MS);
}

/** When it began to sound, or now if it was waited for long enough: nothing is jumped over because a start took long. */
function begun(mine: Track, begin: number, departed: number, now: number): number | null {
  const moved = mine.moved(begin);
  if (moved !== null) return now - (moved - begin) * 1000;
  return now - departed > HOLD_MS ? now : null;
}

/** The file by its own clock. */
function whole(file: string): Lane {
  const all = { t: [0], offset_s: [0], length_s: [Infinity] };
  return { file, rate_hz: 0, length_s: Infinity, peaks_per_s: 1, peaks: "", chunks: { t: [], offset_s: [], length_s: [] }, played: all };
}
