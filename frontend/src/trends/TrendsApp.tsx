import { useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import { part } from "../data/parts";
import { bindKeys } from "../shell/keys";
import { say, words } from "./address";
import { Card } from "./Card";
import type { Chapter, Part, Trends } from "./data";
import { Detail } from "./Detail";
import { TrendsFilter } from "./TrendsFilter";
import { viewOf, type View } from "./view";

/** Every metric over the nights: small drawings, one of them large. */
export function TrendsApp({ trends, heading }: { trends: Trends; heading: boolean }) {
  const chapter = trends.chapters[Number(words.value.get("series") ?? 0)] ?? trends.chapters[0]!;
  const scenario = words.value.get("scenario") ?? "";
  const loaded = usePart(chapter, scenario);
  const wanted = (words.value.get("find") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const nights = Number(words.value.get("nights") ?? 0);
  const from = nights ? Math.max(0, chapter.nights.name.length - nights) : 0;
  const views = useMemo(() => viewsOf(chapter, loaded.part), [chapter, loaded.part]);
  const changed = views.filter((view) => view.changes.length);
  const asked = words.value.get("metric") ?? "";
  const among = words.value.get("changed") && changed.length ? changed : views;
  const shown = among.filter((view) => wanted.every((each) => matches(view, each)));
  const open = views.find((view) => view.metric.name === asked);
  useKeys(shown, asked);
  return (
    <div class="trends">
      {heading && <h2>Trends</h2>}
      <TrendsFilter trends={trends} chapter={chapter} found={shown.length} all={views.length} changed={changed.length} />
      {loaded.problem && <p class="note" role="alert">{loaded.problem}</p>}
      {open && (
        <Detail key={`${chapter.title} ${open.metric.name}`} view={open} chapter={chapter} from={from}
          scenario={loaded.part ? scenario : ""} close={close} />
      )}
      {asked && !open && <p class="note">{asked} was not measured {scenario ? `in ${scenario}` : "in these nights"}.</p>}
      <Cards views={shown} from={from} open={open?.metric.name ?? ""} />
    </div>
  );
}

/** Of all scenarios, or of one; a metric that it lacks is left out. */
function viewsOf(chapter: Chapter, one: Part | undefined): View[] {
  return chapter.metrics
    .map((metric, place) => viewOf(chapter, metric, one ? (one.levels[place] ?? []) : null))
    .filter((view) => view.known > 0);
}

function Cards({ views, from, open }: { views: View[]; from: number; open: string }) {
  const all = <button type="button" onClick={() => say({ find: "", changed: "" })}>Show all</button>;
  if (!views.length) return <p>No metric matches. {all}</p>;
  const red = views.some((view) => view.red.some((place) => place >= from));
  return (
    <>
      {red && (
        <p class="small muted"><span class="cards-red" aria-hidden="true" />below a line: a night that was worse than its
          baseline, whichever metric it was for. Each line has the scale of its own lowest and highest night.</p>
      )}
      <ul class="cards">
        {views.map((view) => <Card key={view.metric.name} view={view} from={from} open={view.metric.name === open} />)}
      </ul>
    </>
  );
}

function matches(view: View, text: string): boolean {
  return `${view.metric.title} ${view.metric.name}`.toLowerCase().includes(text);
}

function close(): void {
  say({ metric: "" }, true);
}

/** From drawing to drawing without a mouse. */
function useKeys(shown: View[], open: string): void {
  useLayoutEffect(() => {
    const names = shown.map((view) => view.metric.name);
    const step = (by: number) => {
      const to = names[Math.min(names.length - 1, Math.max(0, names.indexOf(open) + by))];
      if (to) say({ metric: to });
    };
    return bindKeys("Trends", [
      { keys: ["j"], does: "next metric", run: () => step(1) },
      { keys: ["k"], does: "metric before", run: () => step(-1) },
      { keys: ["Escape"], does: "close the large drawing", run: close },
    ]);
  }, [shown.map((view) => view.metric.name).join(" "), open]);
}

/** One scenario's levels, loaded when it is asked for. */
function usePart(chapter: Chapter, scenario: string): { part?: Part; problem?: string } {
  const [found, setFound] = useState<{ of: string; part?: Part; problem?: string }>({ of: "" });
  const file = chapter.parts[chapter.scenarios.indexOf(scenario)] ?? "";
  useEffect(() => {
    if (!file) return;
    let gone = false;
    part<Part>(file)
      .then((loaded) => !gone && setFound({ of: file, part: loaded }))
      .catch((error: Error) => !gone && setFound({ of: file, problem: error.message }));
    return () => void (gone = true);
  }, [file]);
  if (!scenario) return {};
  if (!file) return { problem: `These nights have no scenario ${scenario}.` };
  return found.of === file ? found : {};
}
