// One question about a run that is followed, and what to do with the answer; knows neither page nor network.
import { isLive, pause, type Standing } from "./standing";

export interface Source<Data> {
  standing(): Promise<Standing>;
  data(): Promise<Data>;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
}

export interface Listener<Data> {
  grew(data: Data): void;
  stands(standing: Standing): void;
  lost(): void;
  ended(): void;
}

/** Asks again and again, as often as `ask` is called. */
export class Asker<Data> {
  private known = "";
  private failures = 0;

  constructor(private source: Source<Data>, private listener: Listener<Data>) {}

  /** Asks once; milliseconds until the next question, or null when the run has ended. */
  async ask(): Promise<number | null> {
    let took_ms = 0;
    try {
      const standing = await this.source.standing();
      if (!isLive(standing)) {
        this.listener.stands(standing);
        this.listener.ended();
        return null;
      }
      if (standing.etag !== this.known) took_ms = await this.renew();
      // Only now: data that did not arrive is asked for again.
      this.known = standing.etag;
      this.failures = 0;
      this.listener.stands(standing);
    } catch {
      this.failures += 1;
      this.listener.lost();
    }
    return pause(this.failures, took_ms);
  }

  private async renew(): Promise<number> {
    const begun = this.source.now();
    this.listener.grew(await this.source.data());
    return this.source.now() - begun;
  }
}
