// The page of two runs, the second beside the first.
import { render } from "preact";
import "./style/page.css";
import "./style/head.css";
import type { Compare } from "./compare/data";
import { ComparePage } from "./compare/ComparePage";
import { inPage } from "./data/parts";

const place = document.getElementById("ui:app");
const data = inPage<Compare>("compare");
if (place && data) {
  void data.then((found) => {
    // What stands there is for who reads without scripts.
    place.replaceChildren();
    render(<ComparePage compare={found} />, place);
  });
}
