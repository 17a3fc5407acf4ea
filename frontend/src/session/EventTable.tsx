// The lanes as tables, for screen readers and for print: the turns with their times, and every event in words.
import { useState } from "preact/hooks";
import { many } from "../list/figures";
import { link, route } from "../shell/route";
import type { SessionState } from "./state";
import { choose } from "./steps";

const PAGE = 200;

export function EventTable({ state }: { state: SessionState }) {
  const [open, setOpen] = useState(false);
  return (
    <details class="event-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>As tables: {many(state.timeline.turns.length, "turn")}, {many(state.timeline.events.t.length, "event")}</summary>
      {open && (
        <>
          <Turns state={state} />
          <Events state={state} />
        </>
      )}
    </details>
  );
}

const TIMES = [
  ["started", "started"], ["speech_ended", "user's speech ended"], ["input_ended", "input ended"], ["first_audio", "first audio"],
  ["first_audible", "first audible"], ["interrupted", "interrupted"], ["finished", "finished"],
] as const;

function Turns({ state }: { state: SessionState }) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Turns">
      <table>
        <caption>Turns, in seconds of the session's clock</caption>
        <thead>
          <tr>
            <th scope="col">turn</th>
            {TIMES.map(([, words]) => <th scope="col" class="num">{words}</th>)}
            <th scope="col">finish</th>
          </tr>
        </thead>
        <tbody>
          {state.timeline.turns.map((turn) => (
            <tr>
              <th scope="row">{turn.turn}</th>
              {TIMES.map(([name]) => <td class="num">{turn[name]?.toFixed(3) ?? "–"}</td>)}
              <td dir="auto">{turn.finish}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Events({ state }: { state: SessionState }) {
  const { events } = state.timeline;
  const [page, setPage] = useState(0);
  const pages = Math.max(1, Math.ceil(events.t.length / PAGE));
  const first = page * PAGE;
  const places = Array.from({ length: Math.min(PAGE, events.t.length - first) }, (_, at) => first + at);
  return (
    <>
      <div class="scroll" tabIndex={0} role="group" aria-label="Events">
        <table>
          <caption>Events {first + 1} to {first + places.length} of {events.t.length.toLocaleString("en")}</caption>
          <thead>
            <tr>
              <th scope="col" class="num">at, s</th>
              <th scope="col" class="num">until, s</th>
              <th scope="col">turn</th>
              <th scope="col">what</th>
              <th scope="col">in words</th>
            </tr>
          </thead>
          <tbody>
            {places.map((place) => (
              <tr key={place}>
                <td class="num">
                  <Moment state={state} event={place} />
                </td>
                <td class="num">{events.until[place]?.toFixed(3) ?? ""}</td>
                <td>{events.turn[place] ?? ""}</td>
                <td>{events.kinds[events.kind[place]!]!.label}</td>
                <td dir="auto">{events.words[place]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pages > 1 && (
        <p class="pages">
          <button type="button" disabled={page === 0} onClick={() => setPage(page - 1)}>‹ Earlier</button> page {page + 1} of {pages}{" "}
          <button type="button" disabled={page + 1 >= pages} onClick={() => setPage(page + 1)}>Later ›</button>
        </p>
      )}
    </>
  );
}

/** An address that can be copied; here it chooses the event itself. */
function Moment({ state, event }: { state: SessionState; event: number }) {
  const t = state.timeline.events.t[event]!.toFixed(3);
  const go = (click: Event) => {
    click.preventDefault();
    choose(state, event);
  };
  return <a href={link(route.value.place, new URLSearchParams({ t }))} onClick={go}>{t}</a>;
}
