// The valid word that somebody most likely meant.

/** Undefined when none is near enough to be offered. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const said = word.toLowerCase();
  let best: string | undefined;
  let least = Infinity;
  for (const each of known) {
    const lower = each.toLowerCase();
    const apart = Math.min(distance(said, lower), distance(said, tail(lower)));
    if (apart < least) [best, least] = [each, apart];
  }
  return least <= Math.max(1, Math.floor(said.length / 3)) ? best : undefined;
}

/** Of `latency.first_audible_ms` the part that people type. */
function tail(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

/** Signs to add, take away, change or swap with their neighbour (optimal string alignment). */
export function distance(left: string, right: string): number {
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const same = left[i - 1] === right[j - 1] ? 0 : 1;
      let least = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same);
      const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      if (swapped) least = Math.min(least, before[j - 2]! + 1);
      next.push(least);
    }
    [before, row] = [row, next];
  }
  return row[right.length]!;
}
