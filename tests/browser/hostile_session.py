"""A stored run whose every text attacks the page: names, words, arguments, reasons, files, and its folder's name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from evalkit.recording.model import Entry, Item, Recording
from evalkit.recording.store import write_recording
from evalkit.results import AttemptResult
from tests.browser.stored import stored
from tests.recordings import a_recording, close, mark, sent, setup, text
from tests.reporters.hostile import CORPUS, hostile_judged

__all__ = ["FOLDERS", "LONG_TEXT", "TEXTS", "write_hostile_runs"]

FOLDERS = ("<img src=x onerror=alert(1)>", "\"'` javascript:alert(1) %3Cb%3E &lt;b&gt;", "#x?q=a&b=%00")
"""Names that a file system takes and a page must not: of the runs' folders, and so in every address of theirs."""
LONG_TEXT = "<b>all one word</b>" * 55_000
"""A megabyte without a space that a line could break at; in one attempt only."""
_MORE = (
    "<script>window.pwned = true</script>",
    "<img src=x onerror='window.pwned=true'>",
    '<a href="javascript:window.pwned=true">press me</a>',
    "<style>*{display:none}</style><link rel=stylesheet href=//evil.example/x.css>",
    "expression(alert(1)); background: url(https://evil.example/x) \\3c script\\3e",
    "\\(\\require{html}\\href{javascript:alert(1)}{x}\\) \\[\\unicode{x}\\]",
    "<base href=https://evil.example/><form action=//evil.example><button>go",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "__proto__",
    "constructor",
    "\u202eright to left, and never back",
    "%%n %s {0} ${alert(1)} `${alert(1)}` #{1+1}",
)
TEXTS = tuple(each for each in CORPUS + _MORE if each)


def write_hostile_runs(reports: Path) -> None:
    """Writes two runs of the whole corpus side by side, and their index."""
    for name in FOLDERS:
        folder = reports / name
        folder.mkdir()
        attempts = tuple(each for number, text in enumerate(TEXTS) for each in _attempts(folder, text, number))
        judged = hostile_judged(TEXTS[0])
        stored(replace(judged, run_id=name, attempts=(*attempts, _endless())), folder)


def _attempts(folder: Path, words: str, number: int) -> Iterator[AttemptResult]:
    """The seven attempts of one text; the first of them has a recording that says the same."""
    for place, attempt in enumerate(hostile_judged(words).attempts):
        name = f"attempts/corpus {number}/{place}"
        if place == 0:
            write_recording(folder / name, _recording(words))
        yield replace(attempt, folder=name)


def _endless() -> AttemptResult:
    attempt = hostile_judged("endless").attempts[0]
    turn = replace(attempt.turns[0], said=LONG_TEXT, heard=LONG_TEXT)
    return replace(attempt, turns=(turn,), notes=(LONG_TEXT,), description=LONG_TEXT, folder="attempts/endless/1")


def _recording(words: str) -> Recording:
    # What evalkit itself writes is UTF-8; only the other side's messages may hold half a character.
    whole = words.encode("utf-8", "replace").decode()
    return a_recording(*_items(words, whole), scenario={"turns": [{"text": whole}]}, scenario_id=whole)


def _items(words: str, whole: str) -> Iterator[Item]:
    yield sent(0.0, setup())
    yield _raw(0.1, {"setupComplete": {"sessionId": words}})
    yield mark(0.1, "turn_started", 0)
    yield sent(0.2, text(whole))
    yield _raw(0.5, {"serverContent": {"inputTranscription": {"text": words}}})
    yield _raw(0.6, {"toolCall": {"functionCalls": [{"name": words, "args": {words: [words]}, "id": words}]}})
    yield _raw(0.8, {"toolCallCancellation": {"ids": [words]}})
    yield _raw(0.9, {"serverContent": {"outputTranscription": {"text": words}}})
    yield _raw(1.0, {words: {words: words}})
    yield _raw(1.1, {"goAway": {"timeLeft": words}})
    yield _raw(1.2, {"sessionResumptionUpdate": {"newHandle": words, "resumable": True}})
    yield _raw(1.3, {"serverContent": {"turnComplete": True, "turnCompleteReason": words}})
    yield mark(1.3, "session_failed", 0, kind=whole, message=whole)
    yield close(1.4, 1011, whole, "remote")


def _raw(t: float, message: dict[str, Any]) -> Entry:
    """As a server could send it, whether or not it means anything."""
    return Entry(t, "received", json.dumps(message).encode())
