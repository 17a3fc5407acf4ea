// The bar at the foot of a page that follows a run.
import { render } from "preact";
import { followed } from "./follow";
import "../style/live.css";

/** Puts the bar into the page; returns what takes it away. */
export function showBar(): () => void {
  const place = document.createElement("div");
  document.body.append(place);
  document.body.classList.add("follows");
  render(<LiveBar />, place);
  return () => {
    render(null, place);
    place.remove();
    document.body.classList.remove("follows");
  };
}

/** How far the run is; a clock that ticks is not read aloud, what changed is. */
export function LiveBar() {
  const { standing, said, lost, show } = followed.value;
  return (
    <aside class={lost ? "live-bar lost" : "live-bar"} aria-label="This run is being played">
      {standing && (
        <progress max={Math.max(standing.planned, 1)} value={standing.finished} aria-label="Attempts finished" />
      )}
      <span class="live-words">{standing ? standing.words : "asking how far the run is …"}</span>
      {show && <button type="button" onClick={show}>Show its report</button>}
      {lost && <span class="live-lost">{lost}</span>}
      <span class="unseen" role="status">{said}</span>
    </aside>
  );
}
