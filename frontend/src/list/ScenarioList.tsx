import { useEffect, useMemo, useState } from "preact/hooks";
import { SortHeader } from "./SortHeader";
import { Opened } from "./Opened";
import { ScenarioRow } from "./ScenarioRow";
import type { ListState } from "./state";
import { Layout, MARGIN, useRest, useView, view } from "./window";

export interface ListHandle {
  layout: Layout;
  /** Where the rows begin in the page, in pixels. */
  origin(): number;
}

interface ListProps {
  state: ListState;
  onToggle(scenario: number): void;
  onKeyDown(event: KeyboardEvent): void;
  /** Told after every drawing, so that keys and links know where rows are. */
  onLayout(handle: ListHandle): void;
}

/** Rows that are drawn even while the list is out of view, for who reads the page without looking at it. */
const LEAST = 12;

/** All scenarios that pass the filter; of a long list only those in view are in the document. */
export function ScenarioList({ state, onToggle, onKeyDown, onLayout }: ListProps) {
  const body = useView();
  const rowHeight = useRowHeight();
  const [heights, setHeights] = useState<ReadonlyMap<number, number>>(new Map());
  const { scenarios } = state.shown.value;
  const { anchor } = state.summary.scenarios;
  const open = state.open.value;
  const places = useMemo(() => new Map(scenarios.map((scenario, at) => [scenario, at])), [scenarios]);
  const opened = [...open].filter((each) => places.has(each));
  const layout = new Layout(scenarios.length, rowHeight, opened.map((each) => [places.get(each)!, heights.get(each) ?? 0]));
  onLayout({ layout, origin: () => (body.current?.getBoundingClientRect().top ?? 0) + scrollY });
  const from = layout.at(view.value.top - MARGIN);
  const below = layout.at(view.value.top + view.value.height + MARGIN) + 1;
  const rest = useRest(scenarios);
  const shown = new Set(scenarios.slice(Math.max(0, from - rest), Math.max(below, from + LEAST) + rest));
  // The row in focus stays in the document: else the focus would be lost as soon as it is scrolled out of view.
  if (places.has(state.current.value)) shown.add(state.current.value);
  for (const each of opened) if (nearView(layout, places.get(each)!, heights.get(each))) shown.add(each);
  const rows = [...shown].map((each) => [places.get(each)!, each] as const).sort(([left], [right]) => left - right);
  const indexOf = (at: number) => at + 2 + opened.filter((each) => places.get(each)! < at).length;
  const measured = (scenario: number, height: number) =>
    setHeights((before) => (before.get(scenario) === height ? before : new Map(before).set(scenario, height)));
  return (
    <div class="scenario-table" role="table" aria-label="Scenarios" aria-rowcount={scenarios.length + opened.length + 1}
      style={columnStyle(state)}>
      <SortHeader state={state} />
      <div ref={body} role="rowgroup" class="rows" onKeyDown={onKeyDown} style={{ height: `${layout.height}px` }}>
        {rows.flatMap(([at, scenario]) => [
          <ScenarioRow key={anchor[scenario]} state={state} scenario={scenario} top={layout.top(at)} rowIndex={indexOf(at)}
            open={open.has(scenario)} onToggle={onToggle} />,
          open.has(scenario) && (
            <Opened key={`open ${anchor[scenario]}`} state={state} scenario={scenario} top={layout.top(at) + rowHeight}
              rowIndex={indexOf(at) + 1} onHeight={measured} />
          ),
        ])}
      </div>
    </div>
  );
}

/** Something open may be taller than the view, with its row far above it. */
function nearView(layout: Layout, at: number, height = 0): boolean {
  const top = layout.top(at);
  return top < view.value.top + view.value.height + MARGIN && top + layout.rowHeight + height > view.value.top - MARGIN;
}

function columnStyle(state: ListState): Record<string, string> {
  const nights = Math.max(0, ...state.summary.scenarios.nights.map((each) => [...each].length));
  const attempts = Math.min(10, Math.max(1, ...Array.from(state.groups.to, (to, at) => to - state.groups.from[at]!)));
  return {
    "--metrics": state.metrics.value.length ? `repeat(${state.metrics.value.length},5.4rem)` : "",
    "--nights": nights ? `max(3rem,${nights * 7 + 12}px)` : "0px",
    "--attempts": `${Math.max(5, attempts * 1.4)}rem`,
  };
}

const NARROW = "(max-width:960px)";

/** One height for all rows, in the reader's own size of letters. */
function useRowHeight(): number {
  const measure = () => {
    const size = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    return Math.round(size * (matchMedia(NARROW).matches ? 5.25 : 3.5));
  };
  const [height, setHeight] = useState(measure);
  useEffect(() => {
    const query = matchMedia(NARROW);
    const look = () => setHeight(measure());
    query.addEventListener("change", look);
    return () => query.removeEventListener("change", look);
  }, []);
  return height;
}
