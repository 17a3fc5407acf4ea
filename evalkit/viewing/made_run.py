"""The page of a run as far as it was played, and its parts, each made when it is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from evalkit.reporters.html.details import details_data, numbers, sharded
from evalkit.reporters.html.files import present
from evalkit.reporters.html.island import packed, sidecar
from evalkit.reporters.html.model import ReportView
from evalkit.reporters.html.page import render
from evalkit.reporters.html.scenario import Grouped, grouped
from evalkit.reporters.html.summary import details_name, summary_data
from evalkit.reporters.html.verdict_model import VerdictView
from evalkit.reporters.html.view import report_view
from evalkit.viewing.shelf import StoredRun
from evalkit.viewing.standing import State

__all__ = ["MadeRun"]

_WORDS: Mapping[State, str] = {
    "playing": "This run is still being played",
    "ending": "Every attempt has ended, the report is being written",
}


class MadeRun:
    """One state of one run."""

    def __init__(self, stored: StoredRun) -> None:
        self.stored = stored
        self._run = stored.shown
        self._by_scenario = grouped(self._run)
        self._shards = tuple(sharded(self._by_scenario))

    @cached_property
    def summary(self) -> str:
        """What stands in the page for its script, packed."""
        shards = numbers(self._shards)
        data = summary_data(self._run, self._by_scenario, shards, live=self.stored.standing.live)
        return packed({**data, "details": list(self._named)})

    @cached_property
    def page(self) -> str:
        """The whole page."""
        live = self.stored.standing.live
        parts = (("summary", "", self.summary),)
        view = self._head_so_far() if live else self._head()
        return render("report.html.j2", "run", connects=live, report=view, parts=parts, single="")

    def _head(self) -> ReportView:
        return report_view(self._run, present(self._run, self.stored.folder), self._by_scenario)

    def _head_so_far(self) -> ReportView:
        """A head that stays true while the run goes on: what is counted stands in the bar, which follows, and the list.

        So nothing is counted for it either, which takes seconds where there are thousands of attempts.
        """
        view = report_view(replace(self._run, attempts=()), (), self._by_scenario)
        verdict = VerdictView("running", _WORDS[self.stored.standing.state], "", (), ())
        return replace(view, verdict=verdict, repeats="", shares=())

    def details(self, name: str) -> str | None:
        """A file of details by its address relative to the page; None when it is none of this state's.

        Other pages, as a comparison, know it by the name that it has in a report that was written.
        """
        shard = self._named.get(name) or self._plainly_named.get(name)
        if shard is None:
            return None
        attempts = tuple(attempt for group in shard.values() for attempt in group)
        files = present(replace(self._run, attempts=attempts), self.stored.folder)
        return sidecar(packed(details_data(shard, files)))

    @property
    def _plainly_named(self) -> Mapping[str, Grouped]:
        return {details_name(number): shard for number, shard in enumerate(self._shards)}

    @cached_property
    def _named(self) -> Mapping[str, Grouped]:
        """A page keeps the parts it has loaded, so one with other attempts in it has another name."""
        return {f"details/{number:04d}-{_digest(shard)}.js": shard for number, shard in enumerate(self._shards)}


def _digest(shard: Grouped) -> str:
    held = [(each.scenario_id, each.attempt, each.arm, each.fresh) for group in shard.values() for each in group]
    return hashlib.sha256(repr(held).encode("utf-8", "surrogatepass")).hexdigest()[:12]
