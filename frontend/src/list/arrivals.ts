// Coming to the list: by a link to a scenario, by the browser's buttons, or for the first time.
import { useEffect, useLayoutEffect } from "preact/hooks";
import { effect } from "@preact/signals";
import { route, type Route } from "../shell/route";
import type { ListHandle } from "./ScenarioList";
import type { ListState } from "./state";
import { goList, remember, remembered, type Visit } from "./travel";

const REST_MS = 120;
// Room for the filter's bar, which stays on top.
const BAR = 150;

// The place that the list itself wrote into the address: nothing is to be scrolled for that.
let own: string | undefined;

let arrived: Route | undefined;

/** Opens or closes a scenario and lets the address say so. */
export function toggle(state: ListState, scenario: number): void {
  const open = new Set(state.open.value);
  const opens = !open.delete(scenario);
  if (opens) open.add(scenario);
  state.open.value = open;
  state.current.value = scenario;
  own = opens ? state.summary.scenarios.anchor[scenario]! : "";
  goList(state, {}, true, own);
}

/** Makes a row the current one: in view, and in focus. */
export function moveTo(state: ListState, handle: { now?: ListHandle }, scenario: number): void {
  state.current.value = scenario;
  reveal(state, handle, scenario);
  requestAnimationFrame(() => document.getElementById(`ui:row-${scenario}`)?.focus({ preventScroll: true }));
}

function reveal(state: ListState, { now }: { now?: ListHandle }, scenario: number, always = false): void {
  const at = state.shown.value.scenarios.indexOf(scenario);
  if (!now || at < 0) return;
  const top = now.origin() + now.layout.top(at);
  const inView = top > scrollY + BAR && top + now.layout.rowHeight < scrollY + innerHeight;
  if (always || !inView) scrollTo({ top: Math.max(0, top - BAR) });
}

/** Scrolls and opens as the address and the history say, and keeps the history told. */
export function useArrivals(state: ListState, handle: { now?: ListHandle }): void {
  useLayoutEffect(() => {
    history.scrollRestoration = "manual";
    const visit = remembered();
    if (visit) come(state, visit);
    return () => void (history.scrollRestoration = "auto");
  }, []);
  useEffect(() => {
    const onPop = () => {
      const visit = remembered();
      if (visit) requestAnimationFrame(() => come(state, visit));
    };
    addEventListener("popstate", onPop);
    return () => removeEventListener("popstate", onPop);
  }, [state]);
  useEffect(() => effect(() => arrive(state, handle, route.value)), [state]);
  useEffect(() => keepTold(state), [state]);
}

function come(state: ListState, { top, current, open, link }: Visit): void {
  state.open.value = new Set(open);
  state.current.value = current;
  // Twice: what is open gets its height only after it was drawn.
  requestAnimationFrame(() => {
    scrollTo({ top });
    requestAnimationFrame(() => {
      scrollTo({ top });
      const links = link ? [...document.querySelectorAll("a")] : [];
      const before = links.find((each) => each.getAttribute("href") === link);
      (before ?? document.getElementById(`ui:row-${current}`))?.focus({ preventScroll: true });
    });
  });
}

function arrive(state: ListState, handle: { now?: ListHandle }, to: Route): void {
  // A run that grew is drawn anew; nobody came from anywhere for that.
  if (to === arrived) return;
  arrived = to;
  const anchor = to.place;
  const place = state.place(anchor);
  const mine = own === anchor;
  own = undefined;
  if (mine || !place || place.attempt !== null || remembered()) return;
  // Who asks for a scenario by name is to see it, whatever the filter says.
  if (!state.shown.peek().scenarios.includes(place.scenario)) goList(state, { q: "" }, true, anchor);
  state.open.value = new Set([...state.open.peek(), place.scenario]);
  state.current.value = place.scenario;
  requestAnimationFrame(() => {
    reveal(state, handle, place.scenario, true);
    document.getElementById(`ui:row-${place.scenario}`)?.focus({ preventScroll: true });
  });
}

/** Writes into the history where the reader is, whenever scrolling rests and before anything is followed. */
function keepTold(state: ListState): () => void {
  let timer = 0;
  const now = () => {
    const place = state.place(route.value.place);
    if (!place || place.attempt === null) remember(state);
  };
  const soon = () => {
    clearTimeout(timer);
    timer = window.setTimeout(now, REST_MS);
  };
  addEventListener("scroll", soon, { passive: true });
  addEventListener("click", now, { capture: true });
  return () => {
    clearTimeout(timer);
    removeEventListener("scroll", soon);
    removeEventListener("click", now, { capture: true });
  };
}
