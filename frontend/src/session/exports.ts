// Texts other programs read, made of the timeline.
import type { Timeline } from "../data/timeline";
import { turnSpan } from "./state";

/** Audacity's label track: start, end and text with tabs between, a line each. */
export function audacityLabels(timeline: Timeline): string {
  const { events, transcripts, speech, turns } = timeline;
  const whole = { from: 0, to: timeline.duration_s };
  const lines: [from: number, to: number, text: string][] = [];
  turns.forEach((turn, place) => {
    const span = turnSpan(turns, place, whole);
    if (span) lines.push([span.from, span.to, `turn ${turn.turn}`]);
  });
  for (const { from, to, turn } of speech) lines.push([from, to, `user speaks (turn ${turn})`]);
  for (const [from, to] of timeline.underruns) lines.push([from, to, "playback ran dry"]);
  events.t.forEach((t, place) => {
    const words = events.words[place] ?? "";
    lines.push([t, events.until[place] ?? t, `${events.kinds[events.kind[place]!]!.label} ${words}`]);
  });
  transcripts.t.forEach((t, place) => lines.push([t, t, `${transcripts.who[place]}: ${transcripts.text[place]}`]));
  lines.sort((a, b) => a[0] - b[0]);
  return lines.map(([from, to, text]) => `${from.toFixed(6)}\t${to.toFixed(6)}\t${oneLine(text)}\n`).join("");
}

/** A label is a line, and a tab would end it. */
function oneLine(text: string): string {
  return text.replace(/[\s\u0000-\u001f\u007f]+/g, " ").trim().slice(0, 300);
}
