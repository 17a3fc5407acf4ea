"""Everything a run's page consists of, made without writing it: the page itself comes last."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from evalkit.reporters.html.address import file_url
from evalkit.reporters.html.beside import frame_file, shown_frames
from evalkit.reporters.html.details import details_data, numbers, sharded
from evalkit.reporters.html.island import packed, sidecar
from evalkit.reporters.html.page import render
from evalkit.reporters.html.scenario import grouped
from evalkit.reporters.html.summary import details_name, summary_data
from evalkit.reporters.html.view import report_view
from evalkit.results import AttemptResult, RunResult

__all__ = ["PAGE", "named_files", "present", "report_files"]

PAGE = "report.html"
_FILES = ("user.flac", "model.flac", "events.jsonl", "timeline.js")


def report_files(run: RunResult, files: Collection[str], *, live: bool = False) -> Iterator[tuple[str, str]]:
    """Yields path and text of every file of the page, paths relative to the run's folder; `report.html` is the last.

    The recordings' timelines and audio are no part of it: they lie in the folder as the run left them.

    Args:
        run: the run; one that is still being played has the attempts that finished.
        files: what lies in its folder, as `present` finds it.
        live: whether it is still being played, so that the page asks for news.
    """
    by_scenario = grouped(run)
    shards = tuple(sharded(by_scenario))
    for number, shard in enumerate(shards):
        yield details_name(number), sidecar(packed(details_data(shard, files)))
    summary = summary_data(run, by_scenario, numbers(shards), live=live)
    view = report_view(run, files, by_scenario)
    parts = (("summary", "", packed(summary)),)
    yield PAGE, render("report.html.j2", "run", connects=live, report=view, parts=parts, single="")


def present(run: RunResult, folder: Path) -> frozenset[str]:
    """Returns the files of the run's folder that the page may link to, as `attempts/x/1/user.flac`."""
    return frozenset(name for attempt in run.attempts for name in named_files(attempt) if _is_file(folder / name))


def named_files(attempt: AttemptResult) -> Iterator[str]:
    """The files that the page may link to, relative to the run's folder; none that leads out of it."""
    yield from (f"{attempt.folder}/{name}" for name in _FILES if file_url(attempt.folder, name) is not None)
    for frame in {frame for turn in attempt.turns for frame in shown_frames(turn)}:
        found = frame_file(attempt.folder, frame)
        if found is not None:
            yield found[0]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        # A name with a NUL, a lone surrogate or too many letters is no file.
        return False
