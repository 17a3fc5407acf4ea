import type { Summary } from "../data/summary";
import { link, route } from "../shell/route";
import { attemptAnchor } from "./places";
import { many } from "./figures";

/** A status as a sign of its own shape. */
export function StatusMark({ status, words }: { status: string; words: string }) {
  return <span class={`mark ${status}`} role="img" aria-label={words} title={words} />;
}

const MOST = 10;

interface AttemptMarksProps {
  summary: Summary;
  from: number;
  to: number;
  passes: Uint8Array;
}

/** A scenario's attempts, each a link to its session; those the filter leaves out are drawn smaller. */
export function AttemptMarks({ summary, from, to, passes }: AttemptMarksProps) {
  const { attempts, statuses } = summary;
  const shown = Array.from({ length: Math.min(to - from, MOST) }, (_, at) => from + at);
  const words = (at: number) => {
    const [, said = ""] = statuses[attempts.status[at]!] ?? [];
    return `attempt ${attempts.number[at]}: ${said}`;
  };
  return (
    <span class="attempt-marks">
      {shown.map((at) => (
        <a key={at} href={link(attemptAnchor(summary, at), kept())} class={passes[at] ? "" : "apart"}
          aria-label={words(at)} title={[words(at), attempts.reason[at]].filter(Boolean).join("\n")}>
          <span class={`mark ${statuses[attempts.status[at]!]?.[0] ?? ""}`} aria-hidden="true" />
        </a>
      ))}
      {to - from > MOST && <span class="muted small">+{to - from - MOST}</span>}
    </span>
  );
}

/** The list's own words of the address, to be found again on the way back. */
export function kept(): URLSearchParams {
  const words = new URLSearchParams();
  for (const name of ["q", "sort"]) {
    const value = route.value.words.get(name);
    if (value) words.set(name, value);
  }
  return words;
}

const STEP = 7;
const NIGHT_WORDS: [glyph: string, words: string][] = [
  ["●", "all passed"], ["◐", "some passed"], ["○", "none passed"], ["·", "no data"],
];

/** The nights before this one, oldest first: a dot, a half one, a cross, a point. */
export function Nights({ nights, flaky }: { nights: string; flaky: string }) {
  const glyphs = [...nights];
  if (!glyphs.length) return null;
  const counted = NIGHT_WORDS.map(([glyph, words]) => [glyphs.filter((each) => each === glyph).length, words] as const);
  const said = counted.filter(([count]) => count).map(([count, words]) => `${count} ${words}`).join(", ");
  const words = [`${many(glyphs.length, "night")} before: ${said}`, flaky].filter(Boolean).join(". ");
  return (
    <svg class="nights" width={glyphs.length * STEP} height="12" role="img" aria-label={words}>
      <title>{words}</title>
      {glyphs.map((glyph, at) => <Night glyph={glyph} x={at * STEP + STEP / 2} />)}
    </svg>
  );
}

function Night({ glyph, x }: { glyph: string; x: number }) {
  if (glyph === "●") return <circle class="all" cx={x} cy="6" r="2.6" />;
  if (glyph === "○") return <path class="none" d={`M${x - 2.4} 3.6l4.8 4.8m0-4.8l-4.8 4.8`} />;
  if (glyph === "◐") return <g class="some"><circle cx={x} cy="6" r="2.4" /><path d={`M${x} 3.4a2.6 2.6 0 0 0 0 5.2z`} /></g>;
  return <circle class="unknown" cx={x} cy="6" r="0.9" />;
}
