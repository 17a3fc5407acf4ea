"""The page of two runs, the second beside the first: pure, so that it can be written beside them or served."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import quote

from evalkit.reporters.counts import count
from evalkit.reporters.html.baseline import baseline_view, kind_of, unbroken
from evalkit.reporters.html.compare_changed import MOST_CHANGED, changed_views
from evalkit.reporters.html.compare_data import compare_data
from evalkit.reporters.html.compare_metrics import LEAST_SCENARIOS, Measured, measured, metric_changes
from evalkit.reporters.html.compare_model import Compared, CompareView, Side, SideView
from evalkit.reporters.html.compare_rows import metric_rows
from evalkit.reporters.html.island import packed
from evalkit.reporters.html.page import render
from evalkit.reporters.html.scenario import Grouped, grouped
from evalkit.reporters.html.verdict_model import VerdictView
from evalkit.reporters.plain import moment, one_line
from evalkit.reporters.verdict_words import PERHAPS, headline, moved
from evalkit.results import RunResult

__all__ = ["compare_page", "run_base"]

_FILES = ("user.flac", "model.flac", "events.jsonl", "timeline.js")


def compare_page(
    before: RunResult,
    now: RunResult,
    comparison: Compared,
    a_base: str,
    b_base: str,
    a_files: Collection[str] | None = None,
    b_files: Collection[str] | None = None,
) -> str:
    """Returns the page; it loads details and recordings from both runs' folders, and nothing else.

    Args:
        before: the first run, called A.
        now: the second, called B.
        comparison: what was found of them (`evalkit.runner.comparing.compare_runs`).
        a_base: address of the first run's folder, relative to the page, ending in `/` (`run_base` makes it).
        b_base: of the second one's.
        a_files: what lies in the first folder, as for `report_view`; None: all that a recording has.
        b_files: in the second one.
    """
    one = Side("A", before, a_base, _named(before) if a_files is None else a_files)
    other = Side("B", now, b_base, _named(now) if b_files is None else b_files)
    sides = (one, grouped(before)), (other, grouped(now))
    values = measured(before), measured(now)
    data = compare_data(*sides, moved(comparison.verdict), values, exact=comparison.verdict.exact)
    return render(
        "compare.html.j2",
        "compare",
        page=_view(comparison, *sides, values),
        least=LEAST_SCENARIOS,
        parts=(("compare", packed(data)),),
    )


def run_base(page: Path, folder: Path) -> str:
    """Returns how a page reaches a run's folder: `../nightly/`, or "" from within it.

    Raises:
        ValueError: there is no way from the one to the other, as between two drives of Windows.
    """
    way = os.path.relpath(folder.resolve(), page.resolve().parent)
    parts = [part for part in Path(way).parts if part != "."]
    return "".join(f"{quote(part, safe='', errors='replace')}/" for part in parts)


def _named(run: RunResult) -> frozenset[str]:
    return frozenset(f"{attempt.folder}/{name}" for attempt in run.attempts for name in _FILES)


def _view(
    found: Compared, before: tuple[Side, Grouped], now: tuple[Side, Grouped], values: tuple[Measured, Measured]
) -> CompareView:
    verdict = found.verdict
    changed = moved(verdict)
    numbers = metric_changes(*values, exact=verdict.exact, seed=verdict.seed)
    rows, still = metric_rows(numbers, exact=verdict.exact)
    return CompareView(
        verdict=VerdictView(kind_of(verdict.outcome), unbroken(headline(verdict)), "", (), ()),
        exact=verdict.exact,
        caveats=tuple(_caveats(found)),
        before=_side(before[0]),
        now=_side(now[0]),
        changed=changed_views(changed, before, now),
        more_changed=max(0, len({each.scenario_id for each in changed}) - MOST_CHANGED),
        perhaps=PERHAPS if any(each.kind.startswith("maybe") for each in changed) else "",
        # Without attempts: the page names what changed by itself, with both runs' audio.
        gates=baseline_view(verdict, {}, ()).gates,
        lists=tuple(one_line(each, 500) for each in (*found.uncompared, *verdict.watched)),
        metrics=rows,
        still=still,
    )


def _caveats(found: Compared) -> Iterator[str]:
    for difference in found.differences:
        yield f"compared all the same, so a change may come from there: {one_line(difference, 300)}"
    if found.verdict.exact:
        yield "recordings or scripts answered: nothing is random, so every difference is real"
        return
    yield (
        "answers are random, so the runs are compared by statistics; of latency nothing is said, for it drifts from "
        "hour to hour: evalkit run --interleave measures that"
    )
    if found.verdict.unconfirmed:
        yield "not confirmed: nothing was played again to make sure"


def _side(side: Side) -> SideView:
    run, counts = side.run, count(side.run)
    facts = (run.endpoint, run.model, moment(run.started_at), f"evalkit {run.evalkit}" if run.evalkit else "")
    return SideView(
        letter=side.letter,
        run_id=one_line(run.run_id, 120) or "unnamed",
        page=f"{side.base}report.html",
        tally=counts.sentence if run.attempts else "no attempt finished",
        facts=tuple(one_line(fact, 120) for fact in facts if fact),
        notes=counts.reservations,
    )
