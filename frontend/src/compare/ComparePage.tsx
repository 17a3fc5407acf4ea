import { useEffect, useLayoutEffect, useMemo } from "preact/hooks";
import { route, link } from "../shell/route";
import { bindKeys } from "../shell/keys";
import { Toolbar } from "../shell/Toolbar";
import { ComparedList } from "./ComparedList";
import type { Compare } from "./data";
import { kept, PairPage } from "./PairPage";
import { play, silence, sounding, stop } from "./sound";
import "../style/list.css";
import "../style/session.css";
import "../style/conversation.css";
import "../style/compare.css";

/** The list of all scenarios or, where the address names one, its two sessions. */
export function ComparePage({ compare }: { compare: Compare }) {
  const places = useMemo(() => new Map(compare.scenarios.anchor.map((anchor, at) => [anchor, at])), [compare]);
  const scenario = places.get(route.value.place) ?? null;
  useLayoutEffect(() => {
    stop();
    document.body.classList.toggle("in-session", scenario !== null);
    if (scenario !== null) scrollTo({ top: 0 });
  }, [scenario]);
  useLayoutEffect(() => {
    if (scenario === null) return;
    return bindKeys("Two sessions", [{ keys: ["u"], does: "all scenarios", run: () => (location.hash = link("", kept())) }]);
  }, [scenario]);
  useEffect(links, []);
  return (
    <>
      <Toolbar />
      {scenario === null ? <ComparedList compare={compare} /> : <PairPage compare={compare} scenario={scenario} />}
      {silence.value && <p class="note" role="status">{silence.value}</p>}
    </>
  );
}

/** The head's links to audio play where they stand; without a script they open the file. */
function links(): () => void {
  const click = (event: MouseEvent) => {
    const found = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(".heard-side a.play") : null;
    if (!found || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    play(found.getAttribute("href") ?? "");
  };
  const show = sounding.subscribe((url) => {
    for (const each of document.querySelectorAll(".heard-side a.play")) each.classList.toggle("on", each.getAttribute("href") === url && url !== "");
  });
  document.addEventListener("click", click);
  return () => {
    document.removeEventListener("click", click);
    show();
  };
}
