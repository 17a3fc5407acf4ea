// A lane's peaks, with coarser copies so that a quarter of an hour costs no more to draw than a second.
import type { Lane } from "../data/timeline";

/** Below a fiftieth of full scale (−34 dB) nobody would say that somebody speaks. */
const SOUND = 127 * 0.02;

export class Peaks {
  /** Each level holds pairs (lowest, highest) of twice the time of the one before. */
  private readonly levels: Int8Array[];
  private readonly perSecond: number;

  constructor(lane: Lane) {
    this.perSecond = lane.peaks_per_s;
    this.levels = [decoded(lane.peaks)];
    for (let last = this.levels[0]!; last.length > 128; last = this.levels.at(-1)!) this.levels.push(halved(last));
  }

  /** The lowest and the highest of a stretch of the file, each of -1 to 1, written into `into`. */
  extremes(from_s: number, to_s: number, into: { low: number; high: number }): void {
    const wide = (to_s - from_s) * this.perSecond;
    const level = Math.min(this.levels.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, wide / 2)))));
    const pairs = this.levels[level]!;
    const each = this.perSecond / 2 ** level;
    const first = Math.max(0, Math.floor(from_s * each));
    const end = Math.min(pairs.length / 2, Math.max(first + 1, Math.ceil(to_s * each)));
    let low = 0;
    let high = 0;
    for (let place = first; place < end; place += 1) {
      low = Math.min(low, pairs[2 * place]!);
      high = Math.max(high, pairs[2 * place + 1]!);
    }
    into.low = low / 127;
    into.high = high / 127;
  }

  /** The stretches of the file in which something is heard, in seconds of the file. */
  sounding(): [from: number, to: number][] {
    const pairs = this.levels[0]!;
    const found: [number, number][] = [];
    for (let place = 0; place < pairs.length / 2; place += 1) {
      if (pairs[2 * place + 1]! < SOUND && pairs[2 * place]! > -SOUND) continue;
      const from = place / this.perSecond;
      const last = found.at(-1);
      if (last && from - last[1] < 0.1) last[1] = (place + 1) / this.perSecond;
      else found.push([from, (place + 1) / this.perSecond]);
    }
    return found;
  }
}

function decoded(text: string): Int8Array {
  return Int8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

function halved(pairs: Int8Array): Int8Array {
  const found = new Int8Array(Math.ceil(pairs.length / 4) * 2);
  for (let place = 0; place < found.length / 2; place += 1) {
    const second = Math.min(4 * place + 2, pairs.length - 2);
    found[2 * place] = Math.min(pairs[4 * place]!, pairs[second]!);
    found[2 * place + 1] = Math.max(pairs[4 * place + 1]!, pairs[second + 1]!);
  }
  return found;
}
