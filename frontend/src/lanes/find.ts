// Searches in lists that are ordered by time: a hundred thousand events are never walked for one frame.

type Ordered = ArrayLike<number>;

/** The first place whose value is not below `value`; the length when there is none. */
export function lowerBound(list: Ordered, value: number, low = 0, high = list.length): number {
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The last place whose value is not above `value`; -1 when there is none. */
export function lastAt(list: Ordered, value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** For each place the latest end up to it: never falls, so what reaches into a view is found by `lowerBound`. */
export function latestEnds(ends: Ordered): Float64Array {
  const found = new Float64Array(ends.length);
  let latest = -Infinity;
  for (let place = 0; place < ends.length; place += 1) {
    latest = Math.max(latest, ends[place]!);
    found[place] = latest;
  }
  return found;
}

/** The place of the value that lies nearest; -1 in an empty list. */
export function nearest(list: Ordered, value: number): number {
  const after = lowerBound(list, value);
  if (after === 0) return list.length ? 0 : -1;
  if (after === list.length) return after - 1;
  return list[after]! - value < value - list[after - 1]! ? after : after - 1;
}
