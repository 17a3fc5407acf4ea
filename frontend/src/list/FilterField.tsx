import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { chosen, complete, type Choice, type Completion } from "../filter/complete";
import { bindKeys } from "../shell/keys";
import { route } from "../shell/route";
import type { ListState } from "./state";
import { goList } from "./travel";

const SETTLED_MS = 400;
const NONE: Completion = { at: 0, end: 0, choices: [] };

/** The filter's field with what may be written next below it; the list follows every key. */
export function FilterField({ state }: { state: ListState }) {
  const input = useRef<HTMLInputElement>(null);
  const [completion, setCompletion] = useState(NONE);
  const [active, setActive] = useState(-1);
  const settle = useSettling(state);
  const offer = (asked = false) => {
    const field = input.current;
    if (!field) return;
    const found = complete(field.value, field.selectionStart ?? field.value.length, state.columns.known, asked);
    setCompletion(found);
    setActive(-1);
    state.beingWritten.value = found.choices.length ? [found.at, found.end] : null;
  };
  const close = () => {
    setCompletion(NONE);
    state.beingWritten.value = null;
  };
  const write = (text: string) => {
    state.query.value = text;
    settle.later();
  };
  const pick = (choice: Choice) => {
    const { text, caret } = chosen(state.query.value, completion, choice);
    write(text);
    const field = input.current;
    if (!field) return;
    field.value = text;
    field.focus();
    field.setSelectionRange(caret, caret);
    offer();
  };
  useLayoutEffect(
    () => bindKeys("List", [{ keys: ["/"], does: "filter", run: () => seek(input.current) }]),
    [],
  );
  const { choices } = completion;
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const choice = choices[active];
    if (step && !choices.length) offer(true);
    else if (step) setActive(turned(active, step, choices.length));
    else if ((event.key === "Enter" || event.key === "Tab") && choice) pick(choice);
    else if (event.key === "Escape" && choices.length) close();
    else if (event.key === "Escape") input.current?.blur();
    else if (event.key === "Enter") close();
    else return;
    event.preventDefault();
  };
  const complaints = state.complaints.value;
  return (
    <div class="filter-field">
      <input ref={input} type="search" role="combobox" list={undefined} value={state.query.value}
        placeholder="Filter: s:failed ttfa>1500 tag:tools"
        aria-label="Filter scenarios" aria-autocomplete="list" aria-expanded={choices.length > 0} aria-controls="ui:choices"
        aria-activedescendant={active >= 0 ? `ui:choice-${active}` : undefined}
        aria-invalid={complaints.length > 0} aria-describedby="ui:complaints" autocomplete="off" spellcheck={false} dir="auto"
        onInput={(event) => (write(event.currentTarget.value), offer())} onKeyDown={onKey}
        onBlur={() => (close(), settle.now())} />
      <ul id="ui:choices" role="listbox" aria-label="What may be written" hidden={!choices.length}>
        {choices.map((choice, at) => (
          <li id={`ui:choice-${at}`} role="option" aria-selected={at === active}
            onMouseDown={(event) => (event.preventDefault(), pick(choice))}>
            <code><bdi>{choice.text}</bdi></code> <span class="muted">{choice.means}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Puts the filter in focus, at the top of the view, so that what it finds is seen below it. */
function seek(field: HTMLInputElement | null): void {
  field?.focus({ preventScroll: true });
  field?.select();
  const bar = field?.closest(".filter-bar");
  if (bar && bar.getBoundingClientRect().top > innerHeight / 3) bar.scrollIntoView({ block: "start" });
}

/** The next of none (-1) and all choices, round and round. */
function turned(active: number, step: number, count: number): number {
  return ((active + 1 + step + count + 1) % (count + 1)) - 1;
}

/** Writes the filter into the address once it rests: one step back for one filter, not one for each letter. */
function useSettling(state: ListState): { later(): void; now(): void } {
  const timer = useRef(0);
  const now = () => {
    clearTimeout(timer.current);
    if (state.query.peek() !== (route.peek().words.get("q") ?? "")) goList(state, {});
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    now,
    later() {
      clearTimeout(timer.current);
      timer.current = window.setTimeout(now, SETTLED_MS);
    },
  };
}
