// Only the rows in view are in the document. The page itself scrolls, so that the head and the list are one page.
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";

/** Where the view is and how tall, in pixels of the list; moves in steps, so that not every pixel draws anew. */
export const view = signal({ top: 0, height: 800 });
/** How tall the filter's bar is, in pixels: the columns' names stay right below it. */
export const barHeight = signal(0);

const STEP = 100;
/** How far beyond the view rows are drawn, so that scrolling finds them there. */
export const MARGIN = 250;
/** Lists up to this long come to be drawn whole, so that the browser's own search finds every row. */
const WHOLE = 200;
/** Nobody searches while the list still changes with every key. */
const SETTLED_MS = 300;
/** So few at a time that a key pressed meanwhile is answered at once. */
const FEW = 20;

/** Keeps `view` of the element current while it is there. */
export function useView() {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const look = () => {
      if (!element.current) return;
      const top = Math.floor(-element.current.getBoundingClientRect().top / STEP) * STEP;
      const height = Math.ceil(window.innerHeight / STEP) * STEP + STEP;
      if (top !== view.value.top || height !== view.value.height) view.value = { top, height };
    };
    look();
    const onChange = new ResizeObserver(look);
    onChange.observe(document.body);
    addEventListener("scroll", look, { passive: true });
    addEventListener("resize", look);
    return () => {
      onChange.disconnect();
      removeEventListener("scroll", look);
      removeEventListener("resize", look);
    };
  }, []);
  return element;
}

/** How many rows are drawn on either side of those in view: none as the list changes, and of a short list soon all. */
export function useRest(rows: readonly number[]): number {
  const [rest, setRest] = useState({ rows, count: 0 });
  const count = rest.rows === rows ? rest.count : 0;
  useEffect(() => {
    if (rows.length > WHOLE || count >= rows.length) return;
    const timer = setTimeout(() => setRest({ rows, count: count + FEW }), count ? 0 : SETTLED_MS);
    return () => clearTimeout(timer);
  }, [rows, count]);
  return count;
}

/** Where each row begins: all are `height` tall, and some have something open below, as tall as `extra` says. */
export class Layout {
  private readonly opened: { at: number; extra: number; before: number }[] = [];
  readonly height: number;

  constructor(
    readonly count: number,
    readonly rowHeight: number,
    extra: [at: number, height: number][],
  ) {
    let before = 0;
    for (const [at, each] of extra.sort(([left], [right]) => left - right)) {
      this.opened.push({ at, extra: each, before });
      before += each;
    }
    this.height = count * rowHeight + before;
  }

  top(at: number): number {
    const behind = this.opened.findLast((each) => each.at < at);
    return at * this.rowHeight + (behind ? behind.before + behind.extra : 0);
  }

  /** The row at that many pixels. */
  at(pixels: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.top(middle + 1) > pixels) high = middle;
      else low = middle + 1;
    }
    return Math.min(low, Math.max(0, this.count - 1));
  }
}
