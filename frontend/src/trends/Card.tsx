import { Name } from "../shell/Name";
import { addressOf, say } from "./address";
import { reach, stretches, type View } from "./view";

const WIDTH = 200;
const HEIGHT = 44;
const EDGE = 4;

interface Props {
  view: View;
  from: number;
  open: boolean;
}

/** One metric, small: its name, its newest level, its nights, and what changed last. */
export function Card({ view, from, open }: Props) {
  const { metric } = view;
  const last = view.changes.at(-1);
  return (
    <li>
      <a class={open ? "card on" : "card"} href={addressOf({ metric: metric.name })} aria-current={open ? "true" : undefined}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          say({ metric: metric.name }, true);
        }}>
        <span class="card-head"><bdi class="card-title"><Name text={metric.title} /></bdi> <b>{view.newest}</b></span>
        <Spark view={view} from={from} />
        {last && <span class={`card-change ${last.kind}`}>{sign(last.kind)}{last.words}</span>}
      </a>
    </li>
  );
}

function sign(kind: string): string {
  return kind === "worse" ? "✕ " : kind === "better" ? "✓ " : "";
}

function Spark({ view, from }: { view: View; from: number }) {
  const [low, high] = reach(view, from);
  const step = (WIDTH - 2 * EDGE) / Math.max(1, view.levels.length - from - 1);
  const x = (place: number) => round(EDGE + (place - from) * step);
  const y = (level: number) => round(HEIGHT - EDGE - ((level - low) / (high - low)) * (HEIGHT - 2 * EDGE));
  const runs = stretches(view, from);
  const line = runs.map((places) => `M${places.map((place) => `${x(place)} ${y(view.levels[place]!)}`).join("L")}`).join("");
  // A stretch of no length is a dot where line ends are round, and a square where they are not.
  const dots = (places: number[]) => places.map((place) => `M${x(place)} ${y(view.levels[place]!)}h0`).join("");
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {view.changes.filter((each) => each.place >= from).map((each) => (
        <path class={`spark-change ${each.kind}`} d={`M${x(each.place)} 0V${HEIGHT}`} />
      ))}
      {[...view.breaks.keys()].filter((place) => place > from).map((place) => (
        <path class="spark-break" d={`M${round(x(place) - step / 2)} 0V${HEIGHT}`} />
      ))}
      <path class="spark-line" d={line} />
      <path class="spark-dots" d={dots(runs.flat())} />
      <path class="spark-red" d={view.red.filter((place) => place >= from).map((place) => `M${x(place)} ${HEIGHT}V${HEIGHT - 7}`).join("")} />
    </svg>
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
