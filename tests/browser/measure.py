"""What a reader waits for, in milliseconds, as the browser itself counts it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf
from typing import Any

from playwright.sync_api import Locator, Page

__all__ = [
    "LANES_DRAWN",
    "LIST_SHOWN",
    "best_of",
    "filter_times_ms",
    "first_paint_ms",
    "heap_mb",
    "long_tasks_ms",
    "shown_after_ms",
    "slowest_key_ms",
    "watch_input",
    "watch_tasks",
]

# The frame that follows an input is drawn after the callbacks of requestAnimationFrame; a message is the first thing
# that runs afterwards. What the input caused lies before it, but for what the page itself put off.
_SPY_ON_INPUT = """(field) => {
  window.__waits = [];
  field.addEventListener("input", (event) => {
    const text = field.value;
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => window.__waits.push({ text, ms: performance.now() - event.timeStamp });
      after.port2.postMessage(0);
    });
  }, true);
}"""
_SPY_ON_TASKS = """() => {
  window.__tasks = [];
  new PerformanceObserver((list) => window.__tasks.push(...list.getEntries().map((each) => each.duration)))
    .observe({ type: "longtask" });
}"""

LIST_SHOWN = """() => new Promise((shown) => {
  const look = () => {
    if (document.querySelectorAll("[role=table] [role=row]").length > 1) requestAnimationFrame(() =>
      setTimeout(() => shown(performance.now())));
    else setTimeout(look, 5);
  };
  look();
})"""
"""A script that resolves with the milliseconds since the navigation began once the list of scenarios is drawn."""
LANES_DRAWN = """() => new Promise((drawn) => {
  setTimeout(() => drawn(Infinity), 8000);
  const look = () => {
    const lanes = [...document.querySelectorAll("canvas")].filter((each) => each.width > 300);
    if (lanes.length > 3) requestAnimationFrame(() => setTimeout(() => drawn(performance.now())));
    else setTimeout(look, 5);
  };
  look();
})"""
"""A script that resolves with the milliseconds since the navigation began once the lanes of a session are drawn."""


def best_of(times: int, once: Callable[[], float], enough: float = 0.0) -> float:
    """The smallest of several measurements: a shared machine makes a page slower, never faster.

    The first that is below `enough` is the last.
    """
    best = inf
    for _ in range(times):
        best = min(best, once())
        if best < enough:
            break
    return best


def first_paint_ms(page: Page) -> float:
    """First contentful paint, counted from the beginning of the navigation; waits for it."""
    found = page.evaluate("""() => new Promise((found) => new PerformanceObserver((list) => {
      const paint = list.getEntriesByName("first-contentful-paint")[0];
      if (paint) found(paint.startTime);
    }).observe({ type: "paint", buffered: true }))""")
    return float(found)


def watch_input(field: Locator) -> None:
    """Notes from now on how long the page takes for each input of the field."""
    field.evaluate(_SPY_ON_INPUT)


def filter_times_ms(page: Page, field: Locator, text: str) -> dict[str, float]:
    """Clears a filter and types another letter by letter.

    Returns for each text that came to stand in the field how long it took from the key to the next frame.
    """
    field.press("ControlOrMeta+A")
    field.press_sequentially(text)
    page.wait_for_function("(text) => window.__waits.at(-1)?.text === text", arg=text)
    waits: list[dict[str, Any]] = page.evaluate("() => window.__waits.splice(0)")
    return {each["text"]: float(each["ms"]) for each in waits}


def slowest_key_ms(page: Page, field: Locator, filters: Sequence[str], times: int, enough: float = 0.0) -> float:
    """Types each filter up to so many times; returns the longest that any key took at its best, as in `best_of`."""
    best: dict[str, float] = {}
    for _ in range(times):
        for each in filters:
            for text, ms in filter_times_ms(page, field, each).items():
                best[text] = min(ms, best.get(text, inf))
        if max(best.values()) < enough:
            break
    return max(best.values())


def shown_after_ms(page: Page, field: Locator, text: str, status: Locator) -> float:
    """How long after an input of the whole text another count of what is shown stands in the page."""
    script = """([field, status, text]) => new Promise((shown) => {
      const before = status.textContent;
      let start = 0;
      const look = () => {
        const told = () => shown(performance.now() - start);
        if (status.textContent !== before) requestAnimationFrame(() => setTimeout(told));
        else if (performance.now() - start > 5000) shown(Infinity);
        else setTimeout(look);
      };
      start = performance.now();
      field.value = text;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      look();
    })"""
    return float(page.evaluate(script, [field.element_handle(), status.element_handle(), text]))


def heap_mb(page: Page) -> float:
    """What the page's scripts hold after a collection, in megabytes."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used: dict[str, Any] = session.send("Runtime.getHeapUsage")
    session.detach()
    return float(used["usedSize"] + used.get("backingStorageSize", 0)) / 1e6


def watch_tasks(page: Page) -> None:
    """Notes from now on every task of more than 50 ms."""
    page.evaluate(_SPY_ON_TASKS)


def long_tasks_ms(page: Page) -> list[float]:
    """The tasks of more than 50 ms since `watch_tasks`, and begins anew."""
    tasks: list[float] = page.evaluate("() => window.__tasks.splice(0)")
    return sorted(tasks, reverse=True)
