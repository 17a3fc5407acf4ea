import type { TurnTimes } from "../data/timeline";
import { length } from "../lanes/scale";
import { waitsOf } from "./latency";

/** A turn's waiting in both runs, one bar below the other on one scale, with the difference in words. */
export function Rulers({ a, b }: { a: TurnTimes | undefined; b: TurnTimes | undefined }) {
  const waits = waitsOf(a, b);
  if (!waits.length) return null;
  if (waits.every((each) => same(each.a, each.b))) {
    return <p class="muted small">In both: {waits.map((each) => `${each.words} after ${said(each.a)}`).join(", ")}.</p>;
  }
  const longest = Math.max(0.001, ...waits.flatMap((each) => [each.a ?? 0, each.b ?? 0]));
  return (
    <table class="pair-rulers">
      <caption class="unseen">From the end of the user's speech</caption>
      <thead><tr><th scope="col"><span class="unseen">until</span></th><th scope="col">A and B</th><th scope="col" class="num">A</th><th scope="col" class="num">B</th><th scope="col" class="num">B less A</th></tr></thead>
      <tbody>
        {waits.map((each) => (
          <tr>
            <th scope="row">{each.words}</th>
            <td class="bars" aria-hidden="true"><Bar name="a" seconds={each.a} longest={longest} /><Bar name="b" seconds={each.b} longest={longest} /></td>
            <td class="num">{said(each.a)}</td>
            <td class="num">{said(each.b)}</td>
            <td class="num"><Difference a={each.a} b={each.b} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Bar({ name, seconds, longest }: { name: string; seconds: number | null; longest: number }) {
  const wide = seconds === null ? 0 : Math.max(0, seconds / longest) * 100;
  return <span class={`bar ${name}`} style={{ width: `${wide}%` }} />;
}

function Difference({ a, b }: { a: number | null; b: number | null }) {
  if (a === null || b === null) return <span class="muted">{a === b ? "" : a === null ? "only in B" : "only in A"}</span>;
  const by = b - a;
  if (same(a, b)) return <span class="muted">same</span>;
  return <b>{length(Math.abs(by))} {by > 0 ? "later" : "sooner"}</b>;
}

/** A tenth of a millisecond is how floats add up. */
function same(a: number | null, b: number | null): boolean {
  return a === null || b === null ? a === b : Math.abs(b - a) < 0.0001;
}

function said(seconds: number | null): string {
  return seconds === null ? "—" : length(seconds).replace("-", "−");
}
