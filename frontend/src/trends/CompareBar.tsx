import { useState } from "preact/hooks";
import type { RunRow } from "./data";

const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

/** Two runs that were ticked; the older one is the baseline. */
export function CompareBar({ runs, clear }: { runs: RunRow[]; clear(): void }) {
  const [newer, older] = runs;
  if (!newer) return null;
  return (
    <div class="compare-bar" role="region" aria-label="Compare two runs">
      {older && <Both older={older} newer={newer} />}
      {!older && <span>Tick a second run to compare <bdi>{newer.name}</bdi> with.</span>}
      <button type="button" onClick={clear}>Clear</button>
    </div>
  );
}

function Both({ older, newer }: { older: RunRow; newer: RunRow }) {
  const [copied, setCopied] = useState("");
  // Served by `evalkit view`, which compares by itself; from a disk the command does.
  if (location.protocol === "http:" && LOOPBACK.includes(location.hostname)) {
    const asked = new URLSearchParams({ a: older.folder, b: newer.folder });
    return <a class="go" href={`/compare?${asked}`}>Compare <bdi>{newer.name}</bdi> with <bdi>{older.name}</bdi></a>;
  }
  const command = `evalkit compare ${path(older)} ${path(newer)} --html ${quoted(`${folder()}compare.html`)}`;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(command);
      setCopied(command);
    } catch {
      setCopied("");
      getSelection()?.selectAllChildren(document.getElementById("compare-command") ?? document.body);
    }
  };
  return (
    <>
      <code id="compare-command" dir="ltr">{command}</code>
      <button type="button" onClick={copy}>{copied === command ? "Copied" : "Copy"}</button>
      <span class="unseen" role="status">{copied === command ? "Copied" : ""}</span>
    </>
  );
}

/** Where this page lies, so that the command works from anywhere; nothing where only a server knows. */
function folder(): string {
  if (location.protocol !== "file:") return "";
  try {
    return decodeURIComponent(location.pathname).replace(/[^/]*$/, "").replace(/^\/(?=[A-Za-z]:)/, "");
  } catch {
    return "";
  }
}

function path(run: RunRow): string {
  return quoted(folder() + run.folder);
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
