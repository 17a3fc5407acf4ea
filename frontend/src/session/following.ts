// The conversation goes along with the cursor: the turn under it is scrolled to within its pane, never the page.
import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { SessionState } from "./state";

export function useFollowing(state: SessionState) {
  const pane = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      effect(() => {
        const turn = state.turn.value;
        if (!state.follow.value || turn === null) return;
        requestAnimationFrame(() => {
          const here = pane.current?.querySelector<HTMLElement>(".turn.here");
          if (!here || !pane.current) return;
          const [box, at] = [pane.current.getBoundingClientRect(), here.getBoundingClientRect()];
          if (at.top < box.top || at.top > box.bottom - 60) pane.current.scrollTop += at.top - box.top - 40;
        });
      }),
    [state],
  );
  return pane;
}
