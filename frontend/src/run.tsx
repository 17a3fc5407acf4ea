// The page of a run: its list of scenarios and, behind each attempt, its session.
import { render } from "preact";
import "./style/page.css";
import { inPage } from "./data/parts";
import type { Summary } from "./data/summary";
import { RunPage } from "./list/RunPage";

const place = document.getElementById("ui:app");
const summary = inPage<Summary>("summary");
if (place && summary) {
  void summary.then((found) => render(<RunPage summary={found} />, place));
}
