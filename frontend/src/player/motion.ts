// Whether a sound that was told to play does: a browser may take seconds to begin, and without a device some never do.

/** Nobody waits longer than this for a sound that stands still. */
export const HOLD_MS = 2000;

/** What is known of how one sound moves; times are milliseconds of a clock that never jumps, places seconds. */
export class Motion {
  private place = 0;
  private begun_ms = -Infinity;
  private told_ms = -Infinity;
  private moved_ms = -Infinity;

  /** Whether it ever moved. */
  get known(): boolean {
    return this.moved_ms > -Infinity;
  }

  /** It was told to play from there. */
  begin(place: number, now_ms: number): void {
    this.begun_ms = now_ms;
    this.put(place, now_ms);
  }

  /** It was put there, which is no motion of its own. */
  put(place: number, now_ms: number): void {
    this.place = place;
    this.told_ms = now_ms;
  }

  /** It was seen there. */
  see(place: number, now_ms: number): void {
    if (place > this.place) this.moved_ms = now_ms;
    this.place = place;
  }

  /** Whether it stands still for so long that the clock should go on without it. */
  stuck(now_ms: number): boolean {
    return now_ms - Math.max(this.begun_ms, this.moved_ms) > HOLD_MS;
  }

  /** Whether it has followed what it was told last, or will not: told anew before, it would only begin anew. */
  settled(now_ms: number): boolean {
    return this.moved_ms > this.told_ms || now_ms - this.told_ms > HOLD_MS;
  }
}
