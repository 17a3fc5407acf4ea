// Which messages the table shows.
import { computed, signal } from "@preact/signals";
import type { Messages } from "../../data/timeline";
import type { RawPages } from "./pages";

export const WAYS = ["received", "sent", "mark", "close"] as const;
export const ARROWS = ["◀", "▶", "◆", "■"] as const;

export class MessageChoice {
  /** Index into `messages.kinds`; null is all. */
  readonly kind = signal<number | null>(null);
  /** As `messages.way`; null is all. */
  readonly way = signal<number | null>(null);
  /** Audio chunks are most of a session and say least. */
  readonly audio = signal(false);
  readonly text = signal("");
  readonly shown;
  readonly counts: number[];
  private readonly sound: boolean[];

  constructor(
    readonly messages: Messages,
    readonly pages: RawPages,
  ) {
    this.counts = messages.kinds.map(() => 0);
    for (const kind of messages.kind) this.counts[kind]! += 1;
    this.sound = messages.kinds.map((kind) => /audio|modelTurn$/i.test(kind) && !/transcription|end/i.test(kind));
    this.shown = computed(() => this.select());
  }

  private select(): Int32Array {
    const { kind: kinds, way: ways } = this.messages;
    const [kind, way, audio, text] = [this.kind.value, this.way.value, this.audio.value, this.text.value.toLowerCase()];
    if (text) this.pages.arrived.value;
    const found: number[] = [];
    for (let at = 0; at < kinds.length; at += 1) {
      if (kind !== null && kinds[at] !== kind) continue;
      if (way !== null && ways[at] !== way) continue;
      if (!audio && kind === null && this.sound[kinds[at]!]) continue;
      if (text && !this.pages.known(at)?.toLowerCase().includes(text)) continue;
      found.push(at);
    }
    return Int32Array.from(found);
  }
}
