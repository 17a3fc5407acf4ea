// JSON as a tree that opens and closes: text nodes only, payloads folded, and never more of it than a reader can take in.
import { useState } from "preact/hooks";
import { folded } from "./gist";

const LONG = 600;
const MANY = 100;
const REDACTED = "REDACTED";

interface Props {
  value: unknown;
  rates: { user: number; model: number };
  /** How many levels are open at first. */
  levels: number;
  name?: string | undefined;
}

export function JsonTree({ value, rates, levels, name }: Props) {
  if (typeof value !== "object" || value === null) {
    return (
      <div class="json-leaf">
        <Name name={name} />
        <Leaf value={value} rates={rates} />
      </div>
    );
  }
  return <Branch value={value} rates={rates} name={name} levels={levels} />;
}

function Branch({ value, rates, name, levels }: Props & { value: object }) {
  const [open, setOpen] = useState(levels > 0);
  const [most, setMost] = useState(MANY);
  const list = Array.isArray(value);
  const entries = Object.entries(value);
  const size = `${entries.length} ${list ? "item" : "field"}${entries.length === 1 ? "" : "s"}`;
  if (!entries.length) {
    return (
      <div class="json-leaf">
        <Name name={name} />
        <span class="json-plain">{list ? "[]" : "{}"}</span>
      </div>
    );
  }
  return (
    <details class="json-branch" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Name name={name} />
        <span class="json-size">{list ? `[${size}]` : open ? "{" : `{${size}}`}</span>
      </summary>
      {open && (
        <div class="json-children">
          {entries.slice(0, most).map(([key, each]) => (
            <JsonTree key={key} value={each} rates={rates} name={key} levels={levels - 1} />
          ))}
          {entries.length > most && (
            <button type="button" onClick={() => setMost(most + 10 * MANY)}>{entries.length - most} more</button>
          )}
        </div>
      )}
    </details>
  );
}

function Name({ name }: { name?: string | undefined }) {
  return name === undefined ? null : <span class="json-name"><bdi>{name.slice(0, LONG)}</bdi>: </span>;
}

function Leaf({ value, rates }: Pick<Props, "value" | "rates">) {
  const [whole, setWhole] = useState(false);
  if (typeof value !== "string") return <span class="json-plain">{String(value)}</span>;
  const payload = folded(value, rates);
  if (payload && !whole) {
    return (
      <span class="json-folded" title={value.slice(0, 80)}>
        {payload}
        {!value.startsWith("@") && <> <button type="button" onClick={() => setWhole(true)}>show it</button></>}
      </span>
    );
  }
  const shown = whole ? value.slice(0, 200_000) : value.slice(0, LONG);
  return (
    <span class="json-text" dir="auto">
      <bdi>{marked(shown)}</bdi>
      {shown.length < value.length && (
        <> <button type="button" onClick={() => setWhole(true)}>{whole ? "cut here" : `all ${value.length.toLocaleString("en")} characters`}</button></>
      )}
    </span>
  );
}

/** What was taken out for safety is seen as such, not taken for what the server said. */
function marked(text: string) {
  if (!text.includes(REDACTED)) return `"${text}"`;
  const parts = text.split(REDACTED);
  return (
    <>
      "{parts.map((part, at) => (
        <>
          {part}
          {at < parts.length - 1 && <mark class="redacted" title="A secret was taken out of the recording">{REDACTED}</mark>}
        </>
      ))}"
    </>
  );
}
