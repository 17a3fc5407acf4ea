"""docs/faults.md: what each fault comes to, played against a session; EVALKIT_GOLD=write writes the file anew."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from evalkit.errors import ConnectError
from evalkit.mock.answers.echo import echo
from evalkit.mock.faults.known import FAULTS, Fault, faults_named
from evalkit.mock.model.live import LiveModel
from evalkit.mock.network.admission import Admission
from evalkit.mock.network.listener import listen
from evalkit.results import AttemptResult
from evalkit.scorers.base import Score
from evalkit.session.failures import failure_mark
from evalkit.transport.websocket import open_websocket
from tests.mock.fault_scenes import SCENES, play, scene_of

DOCS = Path(__file__).resolve().parents[3] / "docs" / "faults.md"
_MOST = 4
"""Differences named one by one."""
_INTRODUCTION = """\
# Faults of the mock server

Real Live servers misbehave, and a client has to live with it. `evalkit serve --fault NAME` (several times for several
faults), and `live_server(faults=[…])` in tests, make the mock server misbehave by name. "Source" is the section of the
protocol reference, or the report, in which it was seen.

The last column is what evalkit's own session makes of it. It is not written by hand: a test plays every fault against a
session and compares. Where it says "no difference", every score is what it is without the fault.

"""
_STAGES = {
    "upgrade": "Before the session: the upgrade to a WebSocket",
    "setup": "The setup and resumption",
    "answer": "What an answer holds",
    "wire": "How frames look, whatever they say",
    "session": "What happens in the course of a session",
}
_ENDING = """\

Faults that strike once do so once a session: when it is resumed on a new connection, it goes on without. Some exclude
one another (an answer has one end, say); two of those are refused before anything is served.
"""


@cache
def faultless(scene: str) -> AttemptResult:
    return play(SCENES[scene])[0]


def test_the_table_says_what_a_session_makes_of_each_fault() -> None:
    found = "".join(_page())
    if os.environ.get("EVALKIT_GOLD") == "write":
        DOCS.write_text(found, encoding="utf-8")
    assert found == DOCS.read_text(encoding="utf-8")


def test_without_a_fault_every_scene_passes() -> None:
    assert {name: faultless(name).status for name in SCENES} == dict.fromkeys(SCENES, "passed")


def _page() -> Iterator[str]:
    yield _INTRODUCTION
    yield "Played are: " + "; ".join(f"*{name}*, {scene.title}" for name, scene in SCENES.items()) + ".\n"
    for stage, title in _STAGES.items():
        yield f"\n## {title}\n\n"
        yield "| fault | what the server does | source | played | attempt | what evalkit reports |\n"
        yield "|---|---|---|---|---|---|\n"
        for fault in FAULTS.values():
            if fault.stage == stage:
                yield _row(fault)
    yield _ENDING


def _row(fault: Fault) -> str:
    if fault.http_status:
        status, report, played = *_refused(fault), ""
    else:
        played = scene_of(fault.name)
        result, _ = play(SCENES[played], fault.name)
        status, report = result.status, "; ".join(_report(faultless(played), result)) or "no difference"
    return f"| `{fault.name}` | {fault.summary} | {fault.source} | {played} | {status} | {report} |\n"


def _refused(fault: Fault) -> tuple[str, str]:
    """What a client is told that really connects to a server with the fault."""

    async def connect() -> ConnectError:
        async with listen(LiveModel(echo(), faults=(fault,)), Admission(faults=(fault,))) as port:
            try:
                transport = await open_websocket(f"ws://127.0.0.1:{port}/")
            except ConnectError as error:
                return error
            await transport.close()
        raise AssertionError("the upgrade was not refused")

    detail = failure_mark(asyncio.run(connect()), 0.0, None).detail
    return detail["status"], _failure(detail["kind"], re.sub(r"ws://[^ ]*:[0-9]+/?", "ws://…", detail["message"]))


def _report(before: AttemptResult, after: AttemptResult) -> Iterator[str]:
    """What is different from a faultless play, in words."""
    if after.failure is not None:
        yield _failure(after.failure.kind, after.failure.message)
        return
    for one, other in zip(before.turns, after.turns, strict=True):
        if one.finish != other.finish:
            yield f"turn {one.index + 1} ends by {other.finish}"
    if after.go_away:
        yield f"goAway noted, {after.go_away[0].time_left} left"
    if len(after.reconnections) != len(before.reconnections) or after.reconnections != before.reconnections:
        yield from (_reconnection(each.closed_t, each.ready_t, each.resumed) for each in after.reconnections)
    differences = list(_differences(_scored(before), _scored(after)))
    yield from differences[:_MOST]
    if len(differences) > _MOST:
        yield f"and {len(differences) - _MOST} more"


def _failure(kind: str, message: str) -> str:
    return f"{kind}: {message}".replace("|", "\\|")


def _reconnection(closed_t: float | None, ready_t: float | None, resumed: bool) -> str:
    if closed_t is None or ready_t is None:
        return "a connection that never stood"
    return f"{'resumed' if resumed else 'begun anew'} {ready_t - closed_t:.1f} s later"


Scores = dict[tuple[int | None, str], Score]


def _scored(result: AttemptResult) -> Scores:
    return {(score.turn, f"{score.scorer}.{score.metric}"): score for score in result.scores}


def _differences(before: Scores, after: Scores) -> Iterator[str]:
    """Missed expectations first, then what else is measured otherwise."""
    keys = sorted({*before, *after}, key=lambda key: (not _missed(after.get(key)), key[0] or 0, key[1]))
    for key in keys:
        one, other = before.get(key), after.get(key)
        if _missed(other) or _value(one) != _value(other):
            verdict = (
                f" missed: {other.explanation}" if other and _missed(other) else f" {_value(one)} → {_value(other)}"
            )
            yield f"turn {(key[0] or 0) + 1} `{key[1]}`{verdict}"


def _missed(score: Score | None) -> bool:
    return score is not None and score.passed is False


def _value(score: Score | None) -> str:
    return "unscored" if score is None or score.value is None else f"{score.value:g}"


def test_faults_named_here_are_all_the_faults() -> None:
    page = DOCS.read_text(encoding="utf-8")
    assert re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE) == sorted(
        FAULTS, key=lambda name: list(_STAGES).index(faults_named([name])[0].stage)
    )
