"""The page with everything in itself, to be sent by mail: as much as a budget holds, the most urgent first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from evalkit.errors import UsageError
from evalkit.reporters.html.address import below
from evalkit.reporters.html.details import details_data, numbers, sharded
from evalkit.reporters.html.island import packed
from evalkit.reporters.html.page import render
from evalkit.reporters.html.scenario import Grouped, grouped
from evalkit.reporters.html.summary import details_name, summary_data
from evalkit.reporters.html.urgency import by_urgency
from evalkit.reporters.html.view import report_view
from evalkit.results import AttemptResult, RunResult

__all__ = ["Carried", "SingleFile", "single_file"]

Carried: TypeAlias = tuple[str, str, str]
"""A file of an attempt as a page carries it: its name in the attempt's folder, its media type (empty of what the page's
script unpacks itself), and its content as base64."""
_Part: TypeAlias = tuple[str, str, str]
"""The same, named as seen from the page."""
_MOST_MISSES = 5
"""Attempts in a row that do not fit: then nobody reads on for one that does."""


@dataclass(frozen=True, slots=True)
class SingleFile:
    """The page, and how much of the run it carries."""

    text: str
    attempts: int
    told: int
    """Attempts whose conversation and scores are in it."""
    heard: int
    """Attempts whose recording is in it."""


def single_file(
    run: RunResult, load: Callable[[AttemptResult], Iterable[Carried]], budget_bytes: int, folder: str
) -> SingleFile:
    """Makes the page.

    All conversations and scores come first, then recordings, in the order of `by_urgency`.

    Args:
        run: the run.
        load: reads the files of an attempt; asked only as long as there is room.
        budget_bytes: how large the page may get.
        folder: where the run is, in words: what is left out lies there.

    Raises:
        UsageError: not even the list of scenarios fits.
    """
    draft = _Draft(run, folder)
    bare = len(draft.page((), {}).encode())
    if bare > budget_bytes:
        raise UsageError(
            f"the list of scenarios alone takes {bare / 1e6:.1f} MB, where {budget_bytes / 1e6:.1f} MB are allowed",
            "allow more with --budget-mb",
        )
    shards = draft.fitting(budget_bytes - bare)
    room = budget_bytes - bare - sum(len(packed(details_data(draft.shards[each], ()))) for each in shards)
    held = _held(draft, shards, load, room)
    text = draft.page(shards, held)
    while held and len(text.encode()) > budget_bytes:
        held.popitem()
        text = draft.page(shards, held)
    told = sum(len(group) for each in shards for group in draft.shards[each].values())
    return SingleFile(text, len(run.attempts), told, len(held))


def _held(
    draft: _Draft, shards: Collection[int], load: Callable[[AttemptResult], Iterable[Carried]], room: int
) -> dict[str, list[_Part]]:
    """The files of each attempt that fits, by its folder; then, with the room that is left, their raw messages."""
    held: dict[str, list[_Part]] = {}
    later: list[tuple[str, list[_Part]]] = []
    misses = 0
    for attempt in by_urgency(draft.run):
        if draft.shard_of[attempt.scenario_id] not in shards or attempt.folder in held or misses >= _MOST_MISSES:
            continue
        messages, parts = _parts(attempt, load)
        if not parts:
            continue
        misses = misses + 1 if _size(parts) > room else 0
        if not misses:
            held[attempt.folder], room = parts, room - _size(parts)
            later.append((attempt.folder, messages))
    for folder, messages in later:
        if _size(messages) <= room:
            held[folder], room = [*held[folder], *messages], room - _size(messages)
    return held


def _parts(
    attempt: AttemptResult, load: Callable[[AttemptResult], Iterable[Carried]]
) -> tuple[list[_Part], list[_Part]]:
    """An attempt's raw messages, and what is seen and heard of it."""
    found: tuple[list[_Part], list[_Part]] = ([], [])
    for name, kind, text in load(attempt):
        place = below(*_split(attempt.folder, name))
        if place is not None:
            found[not name.startswith("messages-")].append((place, kind, text))
    return found


def _size(parts: Iterable[_Part]) -> int:
    return sum(len(name) + len(text) + 60 for name, _, text in parts)


def _split(folder: str, name: str) -> tuple[str, str]:
    """`frames/0001.jpg` is in a folder of its own."""
    inner, _, last = name.rpartition("/")
    return (f"{folder}/{inner}" if inner else folder), last


class _Draft:
    """A run whose page is made more than once, with more or less in it."""

    def __init__(self, run: RunResult, folder: str) -> None:
        self.run, self._folder = run, folder
        self._by_scenario: Grouped = grouped(run)
        self.shards: Sequence[Grouped] = tuple(sharded(self._by_scenario))
        self.shard_of = {name: number for number, shard in enumerate(self.shards) for name in shard}
        self._summary = packed(summary_data(run, self._by_scenario, numbers(self.shards)))

    def fitting(self, room: int) -> tuple[int, ...]:
        """The shards that fit, those with urgent attempts first."""
        wanted = dict.fromkeys(self.shard_of[each.scenario_id] for each in by_urgency(self.run))
        found = []
        for number in wanted:
            room -= len(packed(details_data(self.shards[number], (), ()))) + 100
            if room < 0:
                break
            found.append(number)
        return tuple(found)

    def page(self, shards: Sequence[int], held: dict[str, list[_Part]]) -> str:
        """The page with the details of these shards, and these files of attempts."""
        files = {_beside(folder, name) for folder, parts in held.items() for name, _, _ in parts}
        parts: list[_Part] = [("summary", "", self._summary)]
        parts += [
            (details_name(each), "", packed(details_data(self.shards[each], files, held.keys()))) for each in shards
        ]
        parts += [each for found in held.values() for each in found]
        told = sum(len(group) for each in shards for group in self.shards[each].values())
        note = _note(len(self.run.attempts), told, len(held), self._folder)
        view = report_view(self.run, files, self._by_scenario)
        return render("report.html.j2", "run", report=view, parts=parts, single=note)


def _beside(folder: str, name: str) -> str:
    """A part's name as a result names the file: not quoted."""
    depth = name.count("/") - (below(folder, "") or "").count("/")
    return f"{folder}/{'/'.join(name.split('/')[-depth - 1 :])}"


def _note(attempts: int, told: int, heard: int, folder: str) -> str:
    whole = f"{attempts:,} attempt{'' if attempts == 1 else 's'}"
    if heard == attempts:
        return f"This file holds all of the run: {whole} with what was said, every score and the recordings."
    said = f"what was said in all of the {whole}" if told == attempts else f"what was said in {told:,} of {whole}"
    return (
        f"This file holds {said}, and the recordings of {heard:,}: what failed first, then what changed or is flaky. "
        f"The others are in {folder}; evalkit report with a larger --budget-mb takes in more."
    )
