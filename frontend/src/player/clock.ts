// The clock that plays a session: it runs by itself, and sound follows it. Pure, so that it can be tested without sound.

export interface Span {
  from: number;
  to: number;
}

/** A moment that goes on at `rate` since `since_ms` of a clock that never jumps. */
export interface Running {
  position: number;
  since_ms: number;
  rate: number;
}

export function positionAt(running: Running, now_ms: number): number {
  return running.position + ((now_ms - running.since_ms) / 1000) * running.rate;
}

/** The stretch of the clock a listener may skip from `position`: null where something sounds or will soon. */
export function silenceAt(sounding: Span[], position: number, end: number, least_s = 2, lead_s = 0.25): Span | null {
  const next = sounding.find((each) => each.to > position);
  const last = sounding.filter((each) => each.to <= position).at(-1)?.to ?? 0;
  const until = next ? next.from : end;
  if (until <= position || until - last < least_s || position < last + lead_s) return null;
  const to = next ? until - lead_s : until;
  return to > position ? { from: position, to } : null;
}

/** Stretches that overlap or touch become one; ordered by their begin. */
export function merged(spans: Span[]): Span[] {
  const found: Span[] = [];
  for (const each of [...spans].sort((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (last && each.from <= last.to) last.to = Math.max(last.to, each.to);
    else found.push({ ...each });
  }
  return found;
}
