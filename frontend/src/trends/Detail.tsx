import { useEffect, useRef, useState } from "preact/hooks";
import { BigChart } from "./BigChart";
import type { Chapter } from "./data";
import { NightTable } from "./NightTable";
import { shown } from "./numbers";
import type { View } from "./view";

/** On each side of a change, as `stats/change_points.py` has it. */
const LEAST_NIGHTS = 5;

interface Props {
  view: View;
  chapter: Chapter;
  from: number;
  scenario: string;
  close(): void;
}

/** One metric, large: hover or arrow keys read a night, a click opens its report. */
export function Detail({ view, chapter, from, scenario, close }: Props) {
  const head = useRef<HTMLHeadingElement>(null);
  const last = view.levels.findLastIndex((each) => each !== null);
  const [night, setNight] = useState(last);
  useEffect(() => {
    head.current?.scrollIntoView({ block: "nearest" });
    head.current?.focus({ preventScroll: true });
  }, []);
  return (
    <section class="detail" aria-labelledby="trend-title">
      <div class="detail-head">
        <h3 id="trend-title" ref={head} tabIndex={-1}>
          <bdi>{view.metric.title}</bdi> <span class="muted">{view.newest}{scenario && <> · <bdi>{scenario}</bdi></>}</span>
        </h3>
        <button type="button" onClick={close}>Close</button>
      </div>
      <BigChart view={view} chapter={chapter} from={from} night={night} setNight={setNight} />
      <Reading view={view} chapter={chapter} night={night} />
      <Legend view={view} />
      {view.changes.length > 0 && (
        <ul class="changes">
          {view.changes.map((each) => (
            <li class={each.kind}><b>{each.words}</b>{each.from && <span class="muted"> · <bdi>{each.from}</bdi></span>}</li>
          ))}
        </ul>
      )}
      {scenario === "" && !view.changes.length && <p class="muted small">{unchanged(view.known)}</p>}
      <NightTable view={view} chapter={chapter} from={from} />
    </section>
  );
}

function unchanged(nights: number): string {
  if (nights >= 2 * LEAST_NIGHTS) return "No lasting change was found in these nights.";
  return `A lasting change is looked for once there are ${2 * LEAST_NIGHTS} nights.`;
}

/** What is under the cursor, in words; it stays when the cursor leaves, so that its link can be reached. */
function Reading({ view, chapter, night }: { view: View; chapter: Chapter; night: number }) {
  const { nights } = chapter;
  const { unit } = view.metric;
  const low = view.low[night];
  const range = low === null || low === undefined ? "" : ` (${shown(low, unit)} to ${shown(view.high[night], unit)})`;
  return (
    <p class="reading">
      <b>{shown(view.levels[night], unit)}</b>{range} · {nights.started[night]} ·{" "}
      <span class={`chip ${nights.kind[night]}`}>{nights.outcome[night]}</span>
      {nights.accepted[night] && <> · ● accepted: <bdi>{nights.accepted[night]}</bdi></>}
      {nights.why[night] && <> · <bdi>{nights.why[night]}</bdi></>}
      {nights.url[night] && <> · <a href={nights.url[night]}>its report</a></>}
    </p>
  );
}

function Legend({ view }: { view: View }) {
  return (
    <p class="muted small legend">
      <span aria-hidden="true">● </span>accepted, a baseline · <span aria-hidden="true">○ </span>not accepted ·{" "}
      <span class="bad"><span aria-hidden="true">◆ </span>worse than its baseline</span>
      {view.low.some((each) => each !== null) && <> · shaded: 95 % interval</>}
      {view.changes.length > 0 && <> · dashed: median before and after a change</>}
      {view.breaks.size > 0 && <> · dotted: another series or version begins</>}
      <span class="hint"> · drag to zoom, twice to go back; ← → with the chart in focus, Enter opens the report</span>
    </p>
  );
}
