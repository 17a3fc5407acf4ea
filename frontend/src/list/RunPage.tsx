import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Summary } from "../data/summary";
import { SessionPage } from "../session/SessionPage";
import { bindKeys } from "../shell/keys";
import { link, route } from "../shell/route";
import { Toolbar } from "../shell/Toolbar";
import "../style/list.css";
import { kept } from "./Marks";
import { Empty } from "./Empty";
import { FilterBar } from "./FilterBar";
import { onArrow, useListKeys } from "./listKeys";
import { attemptAnchor } from "./places";
import { listState, type ListState } from "./state";
import { ScenarioList, type ListHandle } from "./ScenarioList";
import { printable } from "./Printed";
import { follow } from "./travel";
import { toggle, useArrivals } from "./arrivals";

/** The list of scenarios or, where the address names an attempt or a turn, its session. */
export function RunPage({ summary }: { summary: Summary }) {
  const before = useRef<ListState | undefined>(undefined);
  const state = useMemo(() => (before.current = listState(summary, before.current)), [summary]);
  const place = state.place(route.value.place);
  const attempt = place?.attempt ?? null;
  // By its name: while a run is played, others come before it.
  const session = attempt === null ? null : attemptAnchor(summary, attempt);
  useEffect(() => follow(state), [route.value.words, state]);
  useLayoutEffect(() => {
    // The head of the page steps back while a session has the stage.
    document.body.classList.toggle("in-session", session !== null);
    if (session !== null) begin();
  }, [session]);
  const up = place && summary.scenarios.anchor[place.scenario]!;
  useLayoutEffect(() => {
    if (session === null || up === undefined) return;
    return bindKeys("Session", [{ keys: ["u"], does: "all scenarios", run: () => (location.hash = link(up, kept())) }]);
  }, [session, up]);
  if (attempt === null) return <List state={state} />;
  return (
    <>
      <Toolbar />
      <SessionPage summary={summary} attempt={attempt} turn={place?.turn ?? null} />
    </>
  );
}

/** A session begins at its heading, for the eye and for the keyboard. */
function begin(): void {
  scrollTo({ top: 0 });
  const heading = document.querySelector<HTMLElement>(".session h2");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

function List({ state }: { state: ListState }) {
  const handle = useMemo<{ now?: ListHandle }>(() => ({}), []);
  useArrivals(state, handle);
  useListKeys(state, handle);
  useEffect(() => printable(state), [state]);
  const none = state.shown.value.scenarios.length === 0;
  return (
    <>
      <FilterBar state={state}><Toolbar /></FilterBar>
      {none && <Empty state={state} />}
      <ScenarioList state={state} onToggle={(scenario) => toggle(state, scenario)}
        onKeyDown={(event) => onArrow(event, state, handle)} onLayout={(now) => (handle.now = now)} />
    </>
  );
}
