// Plays both lanes in step: a clock of its own runs, the lanes' sound follows it, and without sound it runs all the same.
import { signal } from "@preact/signals";
import type { Lane, Timeline } from "../data/timeline";
import type { LanePeaks } from "../lanes/all";
import type { SessionState } from "../session/state";
import { merged, positionAt, silenceAt, type Running, type Span } from "./clock";
import { HOLD_MS } from "./motion";
import { heardAt, soundingOf } from "./places";
import { Track } from "./track";

export type LaneName = "user" | "model";
export const RATES = [0.5, 1, 1.5, 2];

/** No sound is waited for longer than this: then the clock goes on without it. */
const PATIENCE_MS = 4000;
const HIDDEN_TICK_MS = 100;

export class Player {
  readonly playing = signal(false);
  /** True while the sound is fetched or looked for. */
  readonly waiting = signal(false);
  readonly rate = signal(1);
  readonly loop = signal(false);
  readonly skips = signal(false);
  readonly muted = signal<Record<LaneName, boolean>>({ user: false, model: false });
  readonly problem = signal("");
  readonly tracks: Partial<Record<LaneName, Track>> = {};
  private readonly sounding: Span[];
  private running: Running | null = null;
  private stopsAt: number | null = null;
  private asked = 0;
  private shown = -1;
  /** Where this player put the cursor last. */
  private placed = 0;
  private tick: () => void = () => {};
  private armed = 0;
  /** The lane whose sound the clock goes with. */
  private leader: Track | null = null;

  constructor(
    private readonly state: SessionState,
    peaks: LanePeaks,
    address: (file: string) => string,
  ) {
    const timeline: Timeline = state.timeline;
    const sounding: Span[] = [];
    for (const name of ["user", "model"] as const) {
      const lane: Lane | null = timeline[name];
      if (!lane) continue;
      this.tracks[name] = new Track(name, lane, address(lane.file), () => this.told());
      const found = peaks[name];
      if (found) sounding.push(...soundingOf(lane, found));
    }
    this.sounding = merged(sounding);
    document.addEventListener("visibilitychange", this.rhythm);
    this.armed = window.setTimeout(() => this.arm(), 0);
  }

  toggle(): void {
    if (this.playing.peek()) this.pause();
    else this.play();
  }

  /** Plays from the cursor; `until` stops it there, else the end of a selection does in which the cursor stands. */
  play(until: number | null = null): void {
    const { selection, whole } = this.state;
    const chosen = selection.peek();
    let from = this.state.cursor.peek();
    if (from >= whole.to - 0.02) from = 0;
    const inside = chosen && chosen.to - chosen.from > 0.02 && from >= chosen.from - 0.001 && from < chosen.to - 0.01;
    this.stopsAt = until ?? (inside ? chosen.to : null);
    void this.start(from);
  }

  playSelection(): void {
    const chosen = this.state.selection.peek();
    if (!chosen) return;
    this.state.put(chosen.from);
    this.play(chosen.to);
  }

  /** Plays a stretch of a lane's file when it was heard; what never was is selected nowhere, and said so. */
  playFile(name: LaneName, from: number, to: number): void {
    const lane = this.state.timeline[name];
    const span = lane && heardAt(lane, from, to);
    if (!span) {
      this.problem.value = "This stretch of audio was thrown away at an interruption: nobody heard it. The lane's file has it.";
      return;
    }
    if (this.muted.peek()[name]) this.mute(name);
    this.state.select(span, "");
    this.state.put(span.from);
    this.play(span.to);
  }

  pause(): void {
    this.asked += 1;
    if (this.running) this.state.cursor.value = this.position();
    this.running = null;
    this.playing.value = false;
    this.waiting.value = false;
    for (const track of this.all()) track.halt();
  }

  /** Puts the cursor there; what plays goes on from there. */
  seek(t: number): void {
    this.state.put(t);
    if (this.stopsAt !== null && t >= this.stopsAt) this.stopsAt = null;
    if (this.playing.peek()) void this.start(this.state.cursor.peek());
    else this.arm();
  }

  setRate(rate: number): void {
    this.rate.value = rate;
    if (this.running) this.running = { position: this.position(), since_ms: performance.now(), rate };
  }

  mute(name: LaneName): void {
    const now = { ...this.muted.peek(), [name]: !this.muted.peek()[name] };
    this.muted.value = now;
    const track = this.tracks[name];
    if (track) track.muted = now[name];
  }

  end(): void {
    this.pause();
    clearTimeout(this.armed);
    document.removeEventListener("visibilitychange", this.rhythm);
    for (const track of this.all()) track.end();
  }

  private all(): Track[] {
    return Object.values(this.tracks);
  }

  private arm(): void {
    for (const track of this.all()) track.arm(this.state.cursor.peek());
  }

  private position(): number {
    return this.running ? positionAt(this.running, performance.now()) : this.state.cursor.peek();
  }

  private async start(from: number): Promise<void> {
    const asked = (this.asked += 1);
    this.running = null;
    this.playing.value = true;
    this.problem.value = "";
    this.told();
    this.place(from);
    for (const track of this.all()) track.arm(from);
    const rate = this.rate.peek();
    await this.until(() => this.all().every((track) => track.ready(from)), PATIENCE_MS, asked);
    if (asked !== this.asked) return;
    for (const track of this.all()) {
      if (track.sounds(from)) track.depart(from, rate);
      else track.warm(from);
    }
    const heard = () => this.all().map((track) => track.moved(from)).filter((t) => t !== null);
    const many = () => this.all().filter((track) => track.sounds(from)).length;
    await this.until(() => heard().length >= many(), HOLD_MS, asked);
    if (asked !== this.asked) return;
    // The clock begins with the sound, not with the wish for it: nothing has to catch up.
    const position = heard().length ? Math.min(...heard()) : from;
    this.running = { position, since_ms: performance.now(), rate: this.rate.peek() };
    this.rhythm();
  }

  private async until(done: () => boolean, patience_ms: number, asked: number): Promise<void> {
    const since = performance.now();
    while (asked === this.asked && !done()) {
      if (performance.now() - since > patience_ms) break;
      this.waiting.value = performance.now() - since > 250;
      await new Promise((resolve) => setTimeout(resolve, 8));
    }
    if (asked === this.asked) this.waiting.value = false;
  }

  /** Frames drive the clock's hand; a page nobody sees gets none, so there a timer does. */
  private readonly rhythm = (): void => {
    const mine = (this.tick = () => {
      if (this.tick !== mine || !this.running) return;
      this.step();
      if (!this.running) return;
      if (document.hidden) setTimeout(mine, HIDDEN_TICK_MS);
      else requestAnimationFrame(mine);
    });
    mine();
  };

  private place(t: number): void {
    this.placed = t;
    this.state.cursor.value = t;
  }

  private step(): void {
    // Somebody put the cursor elsewhere, by an event, a message or a score: the sound goes along.
    const put = this.state.cursor.peek();
    if (put !== this.placed) {
      if (this.stopsAt !== null && put >= this.stopsAt) this.stopsAt = null;
      return void this.start(put);
    }
    const now = this.position();
    const end = this.stopsAt ?? this.state.whole.to;
    if (now >= end) return this.ended(end);
    const skip = this.skips.peek() ? silenceAt(this.sounding, now, end) : null;
    if (skip) {
      if (skip.to >= end) return this.ended(end);
      this.running = { position: skip.to, since_ms: performance.now(), rate: this.rate.peek() };
    }
    const t = skip?.to ?? now;
    const led = this.led(t);
    for (const track of this.all()) track.follow(led, this.rate.peek(), track === this.leader);
    this.place(led);
    // Turning the page only when the cursor leaves it: who looks elsewhere meanwhile is left in peace.
    const { from, to } = this.state.view.peek();
    if (this.shown >= from && this.shown <= to) this.state.reveal(t);
    this.shown = t;
  }

  /** Where a lane sounds the clock goes with it, little by little: an ear notices a hurried voice, an eye no slow cursor. */
  private led(t: number): number {
    const sounding = (track: Track | null) => track?.momentNear(t) ?? null;
    if (sounding(this.leader) === null) this.leader = this.all().find((track) => sounding(track) !== null) ?? null;
    const sounds = sounding(this.leader);
    if (sounds === null || !this.running) return t;
    const by = (sounds - t) * 0.3;
    this.running = { ...this.running, position: this.running.position + by };
    return t + by;
  }

  private ended(end: number): void {
    const chosen = this.state.selection.peek();
    if (this.loop.peek()) {
      void this.start(chosen && this.stopsAt !== null ? chosen.from : 0);
      return;
    }
    this.pause();
    this.state.cursor.value = end;
    this.stopsAt = null;
    this.arm();
  }

  private told(): void {
    const problem = this.all().find((track) => track.problem)?.problem ?? "";
    if (problem) this.problem.value = problem;
  }
}
