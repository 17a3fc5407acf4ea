// The page of all runs and of the nights.
import "./style/page.css";
import "./style/trends.css";
import { render } from "preact";
import { inPage } from "./data/parts";
import { Toolbar } from "./shell/Toolbar";
import type { Runs, Trends } from "./trends/data";
import { RunsTable } from "./trends/RunsTable";
import { TrendsApp } from "./trends/TrendsApp";

async function start(): Promise<void> {
  const [runs, trends] = await Promise.all([inPage<Runs>("runs"), inPage<Trends>("trends")]);
  const tools = document.querySelector("#toolbar");
  if (tools) render(<Toolbar />, tools);
  // What was readable without a script gives way only once there is something better.
  const table = document.querySelector("#runs");
  if (table && runs && (runs as Runs).runs.length) {
    render(<RunsTable runs={(runs as Runs).runs} />, table);
    hide(table.closest("section"));
  }
  const place = document.querySelector<HTMLElement>("#trends-app");
  if (place && trends && (trends as Trends).chapters.length) {
    render(<TrendsApp trends={trends as Trends} heading={!runs} />, place);
    hide(place.parentElement);
  }
}

function hide(part: Element | null): void {
  part?.classList.add("enhanced");
}

void start();
