// The page of a run: its list of scenarios and, behind each attempt, its session.
import { render } from "preact";
import "./style/page.css";
import "./style/head.css";
import { inPage } from "./data/parts";
import type { Summary } from "./data/summary";
import { follow } from "./live/follow";
import { RunPage } from "./list/RunPage";

const place = document.getElementById("ui:app");
const summary = inPage<Summary>("summary");
if (place && summary) {
  const show = (found: Summary) => render(<RunPage summary={found} />, place);
  void summary.then((found) => {
    // What stands there is for who reads without scripts.
    place.replaceChildren();
    show(found);
    if (found.live) follow(show);
  });
}
