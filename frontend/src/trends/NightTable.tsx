import { useState } from "preact/hooks";
import type { Chapter } from "./data";
import { shown } from "./numbers";
import type { View } from "./view";

interface Props {
  view: View;
  chapter: Chapter;
  from: number;
}

/** The numbers of a chart, newest night first. */
export function NightTable({ view, chapter, from }: Props) {
  const [open, setOpen] = useState(false);
  const places = view.levels.map((_, place) => place).filter((place) => place >= from && view.levels[place] !== null);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary class="small">Table of {places.length === 1 ? "one night" : `${places.length} nights`}</summary>
      {open && (
        <div class="scroll nights-table" role="region" aria-label="Nights of this metric" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">night</th><th scope="col" class="num">{view.metric.title}</th>
                <th scope="col" class="num">95 %</th><th scope="col">outcome</th><th scope="col">accepted</th>
              </tr>
            </thead>
            <tbody>{places.reverse().map((place) => <Row key={place} place={place} view={view} chapter={chapter} />)}</tbody>
          </table>
        </div>
      )}
    </details>
  );
}

function Row({ place, view, chapter }: { place: number; view: View; chapter: Chapter }) {
  const { nights } = chapter;
  const { unit } = view.metric;
  const low = view.low[place];
  const url = nights.url[place];
  const begins = view.breaks.get(place);
  const change = view.changes.find((each) => each.place === place);
  return (
    <>
      <tr>
        <th scope="row">{url ? <a href={url}>{nights.started[place]}</a> : nights.started[place]}</th>
        <td class="num">{shown(view.levels[place], unit)}</td>
        <td class="num muted">{typeof low === "number" ? `${shown(low, unit)} to ${shown(view.high[place], unit)}` : "–"}</td>
        <td><span class={`chip ${nights.kind[place]}`}>{nights.outcome[place]}</span></td>
        <td>{nights.accepted[place] ? <>✓ <bdi>{nights.accepted[place]}</bdi></> : "–"}</td>
      </tr>
      {(change || begins) && (
        <tr>
          <td colSpan={5} class="muted">
            ↑ {change?.words}{change && begins && "; "}{begins && <>from here on: <bdi>{begins}</bdi></>}
          </td>
        </tr>
      )}
    </>
  );
}
