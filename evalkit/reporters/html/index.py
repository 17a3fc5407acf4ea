"""`reports/index.html`: every run of a folder, newest first, and the trends of the nights that are kept beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from evalkit.errors import HistoryError
from evalkit.reporters.base import write_whole
from evalkit.reporters.html.address import file_url
from evalkit.reporters.html.history_page import History, read_trends
from evalkit.reporters.html.index_lines import CACHE
from evalkit.reporters.html.island import render_app, write_parts
from evalkit.reporters.html.run_line import RunLine, run_line
from evalkit.reporters.html.run_primaries import Primary, primaries_of
from evalkit.reporters.plain import moment, one_line

__all__ = ["IndexRow", "RunLine", "beside_runs", "index_page", "index_rows", "run_line", "runs_data", "write_index"]

_FORMAT = 1
"""Format number of the data in the page (`frontend/src/trends/data.ts`)."""
_WORDS = {
    "new-key": "new key",
    "no-evidence": "no evidence",
    "empty": "nothing finished",
    "running": "being played",
    "unreadable": "cannot be read",
}


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A row of the page: texts plain, addresses relative."""

    folder: str
    name: str
    url: str
    started: str
    outcome: str
    word: str
    """The outcome as a person says it."""
    sentence: str
    reservations: tuple[str, ...]
    endpoint: str
    model: str
    primaries: tuple[Primary, ...]
    links: tuple[tuple[str, str], ...]


def index_rows(lines: Iterable[RunLine]) -> tuple[IndexRow, ...]:
    """Runs newest first, those of unknown time last."""
    ordered = sorted(lines, key=lambda line: (line.started_at, line.run_id), reverse=True)
    most = {gate: max(line.levels.get(gate, 0.0) for line in ordered) for line in ordered for gate in line.levels}
    return tuple(_row(line, most) for line in ordered)


def index_page(rows: Sequence[IndexRow], others: Sequence[tuple[str, str]] = (), history: History | None = None) -> str:
    """Returns the page: self-contained, and whole without its script but for the trends of single scenarios.

    Args:
        rows: in the order of the page.
        others: name and address of other pages that lie beside, as comparisons.
        history: the nights that are kept beside the runs.
    """
    parts = {"runs": runs_data(rows), **({} if history is None else history.inline)}
    return render_app("index.html.j2", parts, rows=rows, others=others, history=history)


def runs_data(rows: Iterable[IndexRow]) -> dict[str, Any]:
    """Returns what the page's script filters and sorts."""
    return {"format": _FORMAT, "runs": [_data(row) for row in rows]}


def beside_runs(name: str) -> bool:
    """Returns whether that lies beside the runs of a folder and is no run: a shell's `reports/*` names it too."""
    return name in ("history", CACHE, "index.parts") or name.endswith(".html")


def write_index(lines: Iterable[RunLine], folder: Path) -> Path:
    """Writes `index.html` into the folder of runs and returns its path.

    Raises:
        OSError: the file cannot be written.
    """
    page = folder / "index.html"
    try:
        history = read_trends(folder / "history", page)
    except HistoryError as error:
        # The runs are there all the same.
        history = History(problem=one_line(str(error), 500))
    if history is not None:
        write_parts(page, history.files)
    return write_whole(page, index_page(index_rows(lines), _others(folder), history))


def _row(line: RunLine, most: dict[str, float]) -> IndexRow:
    links = tuple((name, url) for name in line.reports if (url := file_url(line.folder, name)) is not None)
    return IndexRow(
        folder=one_line(line.folder, 200),
        name=one_line(line.run_id, 120) or "unnamed",
        url=dict(links).get("report.html", ""),
        started=moment(line.started_at),
        outcome=line.outcome,
        word=_WORDS.get(line.outcome, line.outcome),
        sentence=one_line(line.sentence, 200),
        reservations=tuple(one_line(note, 200) for note in line.reservations),
        endpoint=one_line(line.endpoint, 120),
        model=one_line(line.model, 120),
        primaries=primaries_of(line.levels, most),
        links=tuple((one_line(name, 40), url) for name, url in links if name != "report.html"),
    )


def _data(row: IndexRow) -> dict[str, Any]:
    kept = asdict(row)
    kept["notes"] = kept.pop("reservations")
    return kept


def _others(folder: Path) -> tuple[tuple[str, str], ...]:
    """Pages beside the index, as comparisons that were written there."""
    names = sorted(path.name for path in folder.glob("*.html") if path.name != "index.html" and path.is_file())
    return tuple((one_line(name, 120), f"./{quote(name, safe='', errors='replace')}") for name in names)
