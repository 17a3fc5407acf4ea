// One lane's sound: an audio element that is kept where the clock says, and made ready ahead of each stretch.
import type { Lane } from "../data/timeline";
import { Motion } from "./motion";
import { nextPlace, placeAt, type FilePlace } from "./places";

/** More than this between the clock and what sounds is put right. */
const DRIFT_S = 0.04;
/** Beyond this it is faster to jump than to catch up. */
const JUMP_S = 0.2;
const CATCH_UP = 0.12;
/** What a browser takes from `play()` to the first sound, until it was measured. */
const LEAD_S = 0.06;

export class Track {
  readonly audio: HTMLAudioElement;
  /** Says what a reader can do about it; "" while all is well. */
  problem = "";
  private hurrying: number | null = null;
  private loaded = false;
  private rate = 1;
  private lead_s = LEAD_S;
  /** Where in the file it was started ahead of its moment, to learn how long the start took. */
  private startedAt: number | null = null;
  private brokeOffAt = -Infinity;
  private silent = false;
  private readonly motion = new Motion();
  /** True while it is started for the first time, unheard. */
  private warming = false;

  constructor(
    readonly name: string,
    readonly lane: Lane,
    url: string,
    private readonly changed: () => void,
  ) {
    this.audio = document.createElement("audio");
    this.audio.preload = "auto";
    this.audio.hidden = true;
    this.audio.dataset.lane = name;
    this.audio.addEventListener("loadedmetadata", () => (this.loaded = true));
    this.audio.addEventListener("error", () => this.failed());
    this.audio.addEventListener("timeupdate", () => this.hurried());
    this.audio.src = url;
    document.body.append(this.audio);
  }

  set muted(on: boolean) {
    this.silent = on;
    this.hush();
  }

  get muted(): boolean {
    return this.silent;
  }

  /** True while it must not be waited for no longer: it is where it should be, or has nothing to play there. */
  ready(t: number): boolean {
    if (this.problem || !placeAt(this.lane, t)) return true;
    return this.hurrying === null && !this.audio.seeking && this.audio.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
  }

  /** Sets out from that moment, ahead of the clock; `moved` tells how far it has come. */
  depart(t: number, rate: number): void {
    this.rate = rate;
    if (this.problem || this.hurrying !== null || !placeAt(this.lane, t)) return;
    this.audio.playbackRate = rate;
    this.play();
  }

  /** Makes its first start ahead of its moment, unheard: beside a lane that plays, WebKitGTK takes seconds for it. */
  warm(t: number): void {
    if (this.motion.known || this.problem || this.hurrying !== null || !nextPlace(this.lane, t)) return;
    this.warming = true;
    this.hush();
    this.play();
  }

  /** The moment that sounds now; null where it does not sound, or not yet. */
  moved(from: number): number | null {
    const place = placeAt(this.lane, from);
    if (!place || this.problem || this.audio.paused) return null;
    const by = this.audio.currentTime - place.at;
    return by > 0.001 && by < 1 ? from + by : null;
  }

  /** Whether something of it sounds at that moment. */
  sounds(t: number): boolean {
    return !this.problem && placeAt(this.lane, t) !== null;
  }

  /** Stands still at that moment, ready to go on from there. */
  arm(t: number): void {
    this.halt();
    this.startedAt = null;
    const place = placeAt(this.lane, t) ?? nextPlace(this.lane, t);
    if (place && !this.problem) this.seek(place.at);
  }

  /** The moment that sounds, where it is near the clock's `t`; null where it does not sound. */
  momentNear(t: number): number | null {
    const place = placeAt(this.lane, t);
    const { paused, ended, seeking, currentTime } = this.audio;
    if (!place || paused || ended || seeking || this.busy || this.startedAt !== null) return null;
    if (this.motion.stuck(performance.now())) return null;
    const late = place.at - currentTime;
    return Math.abs(late) <= JUMP_S ? t - late : null;
  }

  /** Sounds what is heard at that moment; called for each frame while the clock runs. One that `leads` is not hurried. */
  follow(t: number, rate: number, leads = false): void {
    const now_ms = performance.now();
    if (!this.audio.seeking) this.motion.see(this.audio.currentTime, now_ms);
    if (this.warming && this.motion.settled(now_ms)) this.warmed();
    if (this.problem || this.busy) return;
    this.rate = rate;
    const place = placeAt(this.lane, t);
    if (!place) {
      this.wait(t);
      return;
    }
    const late = place.at - this.audio.currentTime;
    this.learn(late);
    // At the very end of a stretch a jump would be heard and win nothing.
    if (Math.abs(late) > JUMP_S && place.left > 0.05) {
      const settled = this.audio.paused || this.motion.settled(now_ms);
      if (settled && !this.audio.seeking) this.seek(place.at);
    } else this.keepPace(leads ? 0 : late, rate);
    if (this.audio.paused && !this.audio.ended) this.play();
  }

  halt(): void {
    this.audio.pause();
    this.warmed();
  }

  end(): void {
    this.audio.pause();
    this.audio.removeAttribute("src");
    this.audio.load();
    this.audio.remove();
  }

  private warmed(): void {
    this.warming = false;
    this.hush();
  }

  private hush(): void {
    this.audio.muted = this.silent || this.hurrying !== null || this.warming;
  }

  /** Whether it is on its way to where it can follow the clock. */
  private get busy(): boolean {
    return this.hurrying !== null || this.warming;
  }

  private wait(t: number): void {
    const next: FilePlace | null = nextPlace(this.lane, t);
    const ready = next && !this.audio.seeking && Math.abs(this.audio.currentTime - next.at) < 0.005;
    if (ready && this.lane.played.t[next.stretch]! - t <= this.lead_s * this.rate) {
      // The start takes its time: begun now, it sounds at its moment.
      this.startedAt = next.at;
      this.audio.playbackRate = this.rate;
      if (this.audio.paused) this.play();
      return;
    }
    if (this.startedAt !== null) return;
    if (!this.audio.paused) this.audio.pause();
    if (next && !this.audio.seeking && Math.abs(this.audio.currentTime - next.at) > 0.005) this.seek(next.at);
  }

  /** Once a start made ahead sounds, the time it was off by corrects the next one. */
  private learn(late: number): void {
    if (this.startedAt === null || this.audio.currentTime - this.startedAt < 0.01) return;
    this.startedAt = null;
    if (Math.abs(late) < JUMP_S) this.lead_s = Math.min(0.25, Math.max(0, this.lead_s + late * 0.7));
  }

  private keepPace(late: number, rate: number): void {
    const wanted = Math.abs(late) > DRIFT_S ? rate * (1 + Math.sign(late) * CATCH_UP) : rate;
    // Once catching up it goes on until there is next to nothing left, so that it does not waver about the limit.
    const catching = this.audio.playbackRate !== rate && Math.abs(late) > 0.01 && wanted === rate;
    if (!catching && this.audio.playbackRate !== wanted) this.audio.playbackRate = wanted;
  }

  private play(): void {
    this.motion.begin(this.audio.currentTime, performance.now());
    this.audio.play().catch((why: unknown) => {
      if (why instanceof DOMException && why.name === "NotAllowedError") {
        this.problem = "The browser plays no sound before you click somewhere in the page: press play again.";
        this.changed();
        this.problem = "";
      }
    });
  }

  private seek(at: number): void {
    this.audio.currentTime = at;
    this.motion.put(at, performance.now());
    this.hurrying = null;
  }

  /** A FLAC file without a seek table fails when it is jumped in (Chromium): it is run through to the place instead. */
  private failed(): void {
    const wanted = this.audio.currentTime;
    // Failing again where it was run to, it was not the jump: Firefox fails so where there is no sound device.
    if (this.loaded && this.hurrying === null && wanted > 0 && Math.abs(wanted - this.brokeOffAt) > JUMP_S) {
      this.hurrying = this.brokeOffAt = wanted;
      this.audio.load();
      this.hush();
      this.audio.playbackRate = 16;
      this.play();
      return;
    }
    this.problem = this.why(wanted);
    this.changed();
  }

  private why(wanted: number): string {
    const { file, rate_hz } = this.lane;
    if (file.endsWith(".pcm")) {
      return `${file} is raw audio, left by a run that was killed, which no browser plays: an audio editor reads it as 16 bit, mono, ${rate_hz} Hz.`;
    }
    return this.loaded
      ? `${file} cannot be played from ${wanted.toFixed(1)} s on: the browser finds no sound device, or the file is damaged there. Reload to try again.`
      : `${file} cannot be played: it must lie beside this page, in the folder of its attempt. Unpack the whole report, then reload.`;
  }

  private hurried(): void {
    if (this.hurrying === null) {
      if (this.audio.currentTime > this.brokeOffAt + JUMP_S) this.brokeOffAt = -Infinity;
      return;
    }
    const left = this.hurrying - this.audio.currentTime;
    if (left > 0.02) {
      this.audio.playbackRate = left > 3 ? 16 : left > 0.6 ? 4 : 1;
      return;
    }
    this.hurrying = null;
    this.hush();
    this.audio.playbackRate = this.rate;
    this.changed();
  }
}
