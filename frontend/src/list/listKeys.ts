import { useLayoutEffect } from "preact/hooks";
import { bindKeys } from "../shell/keys";
import { go } from "../shell/route";
import { kept } from "./Marks";
import { attemptAnchor } from "./places";
import type { ListHandle } from "./ScenarioList";
import type { ListState } from "./state";
import { moveTo, toggle } from "./arrivals";
import { goList, remember } from "./travel";

const FINE = new Set(["passed", "expected_failure"]);

/** The keys of the list. */
export function useListKeys(state: ListState, handle: { now?: ListHandle }): void {
  useLayoutEffect(() => {
    const step = (by: number, wanted: (scenario: number) => boolean = () => true) => () => {
      const { scenarios } = state.shown.value;
      let at = scenarios.indexOf(state.current.value);
      // Before the first press there is no row: down begins at the top, up at the end.
      if (at < 0) at = by > 0 ? -1 : scenarios.length;
      for (at += by; at >= 0 && at < scenarios.length; at += by) {
        if (wanted(scenarios[at]!)) return moveTo(state, handle, scenarios[at]!);
      }
    };
    const onCurrent = (does: (scenario: number) => void) => () => {
      // Who reads the head of the page is at no row yet.
      if (state.shown.value.scenarios.includes(state.current.value)) does(state.current.value);
    };
    return bindKeys("List", [
      { keys: ["j"], does: "next scenario", run: step(1) },
      { keys: ["k"], does: "scenario before", run: step(-1) },
      { keys: ["f"], does: "next that did not go well", run: step(1, (each) => isBad(state, each)) },
      { keys: ["F"], does: "the one before that did not go well", run: step(-1, (each) => isBad(state, each)) },
      { keys: ["Enter"], does: "open it here, or close it", run: onCurrent((each) => toggle(state, each)) },
      { keys: ["o"], does: "its session: see and hear it", run: onCurrent((each) => openSession(state, each)) },
      { keys: ["Escape"], does: "close what is open, then clear the filter", run: () => back(state) },
      { keys: ["g v"], does: "verdict, at the top of the page", run: () => scrollTo({ top: 0 }) },
      { keys: ["g g"], does: "first scenario", run: () => jump(state, handle, 0) },
      { keys: ["G"], does: "last scenario", run: () => jump(state, handle, -1) },
    ]);
  }, [state]);
}

/** Within the list the arrows go from row to row; elsewhere they scroll, as in any page. */
export function onArrow(event: KeyboardEvent, state: ListState, handle: { now?: ListHandle }): void {
  const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  const { scenarios } = state.shown.value;
  const next = scenarios[scenarios.indexOf(state.current.value) + by];
  if (!by || next === undefined || !(event.target as Element).matches(".name")) return;
  event.preventDefault();
  moveTo(state, handle, next);
}

function isBad(state: ListState, scenario: number): boolean {
  const { scenarios, statuses } = state.summary;
  return !FINE.has(statuses[scenarios.status[scenario]!]?.[0] ?? "");
}

function jump(state: ListState, handle: { now?: ListHandle }, at: number): void {
  const scenario = state.shown.value.scenarios.at(at);
  if (scenario !== undefined) moveTo(state, handle, scenario);
}

/** The first of its attempts that did not go well and passes the filter, else the first that passes it. */
function openSession(state: ListState, scenario: number): void {
  const { summary, groups } = state;
  const [from, to] = [groups.from[scenario]!, groups.to[scenario]!];
  const all = Array.from({ length: to - from }, (_, at) => from + at);
  const passing = all.filter((each) => state.shown.value.passes[each]);
  const bad = passing.find((each) => !FINE.has(summary.statuses[summary.attempts.status[each]!]?.[0] ?? ""));
  const attempt = bad ?? passing[0] ?? all[0];
  if (attempt === undefined) return;
  remember(state);
  go(attemptAnchor(summary, attempt), Object.fromEntries(kept()));
}

function back(state: ListState): void {
  if (state.open.value.size) {
    state.open.value = new Set();
    go("", {}, true);
  } else if (state.query.value) {
    goList(state, { q: "" });
  }
}
