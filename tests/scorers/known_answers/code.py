"""Code that a model writes and the server runs; unless a case says otherwise, the turn ends at 4.0 s."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evalkit.trace.events import Event
from evalkit.trace.trace import Trace
from tests.scorers.known_answers import ABSENT, Answer, Case, unscored
from tests.traces import a_trace, a_turn, audio, called, code_run, code_written, responded, turn_complete

__all__ = ["CASES"]

FAILED, LATE = "OUTCOME_FAILED", "OUTCOME_DEADLINE_EXCEEDED"
ASKED: Mapping[str, Any] = {"outcome": "OUTCOME_OK", "output": {"contains": "zwölf", "matches": r"/^\d+$/m"}}
"""The last run went well; a word in any case and a line of digits are in any of the outputs."""
BOTH = "Zwölf\n12"


def answered(*events: Event, **changes: Any) -> Trace:
    turn = a_turn("Compute.", *events, turn_complete(4.0))
    return a_trace(turn, **{"setup": {"tools": [{"codeExecution": {}}]}, **changes})


def case(what: str, trace: Trace, answers: Mapping[str, Answer], **changes: Any) -> Case:
    return Case(**{"what": what, "trace": trace, "answers": answers, "args": ASKED, **changes})


def found(runs: Answer, failed: Answer, outcome: Answer, output: Answer) -> Mapping[str, Answer]:
    return {"runs": runs, "failed_runs": failed, "outcome": outcome, "output_text": output}


def ran() -> Iterator[Case]:
    once = (code_written(1.5), code_run(2.0, BOTH))
    yield case("one run", answered(*once), found(1, 0, 1, 1))
    mended = (code_written(1.5), code_run(1.8, "", FAILED), code_written(2.0), code_run(2.3, BOTH))
    yield case("a failed run, then a good one", answered(*mended), found(2, 1, 1, 1))
    spoilt = (code_run(1.8, BOTH), code_run(2.3, "", LATE))
    yield case("a good run, then one that takes too long", answered(*spoilt), found(2, 1, 0, 1))
    hopeless = tuple(code_run(1.5 + place / 10, "Traceback", FAILED) for place in range(3))
    yield case("three runs, all failed", answered(*hopeless), found(3, 3, 0, 0))
    yield case(
        "two outputs, each with one thing", answered(code_run(1.5, "ZWÖLF"), code_run(2, "12")), found(2, 0, 1, 1)
    )
    yield case("only one thing is put out", answered(code_run(1.5, "zwölf")), found(1, 0, 1, 0))
    yield case("other digits in their own script are digits", answered(code_run(1.5, "zwölf\n١٢")), found(1, 0, 1, 1))
    yield case("no output", answered(code_run(1.5)), found(1, 0, 1, 0))
    yield case("an outcome nobody knows", answered(code_run(1.5, BOTH, "OUTCOME_NEW")), found(1, 1, 0, 1))
    yield case("beside a tool call and speech", answered(*beside()), found(1, 0, 1, 1))
    early = a_trace(a_turn("Compute.", code_run(0.6, BOTH), turn_complete(0.9)))
    yield case("before the user had ended", early, found(1, 0, 1, 1))
    two = answered(code_run(1.5, BOTH), turn_complete(2.0), code_run(2.5, BOTH, FAILED))
    yield case("two turns in one", two, found(2, 1, 0, 1))
    yield case("without times", answered(*once, timed=False), found(1, 0, 1, 1))
    cut = a_trace(a_turn("Compute.", *once, finish=""), complete=False)
    yield case("a cut recording that holds a run", cut, found(1, 0, 1, 1))
    yield case("another outcome is wanted", answered(*hopeless), {"outcome": 1}, args={"outcome": FAILED})


def beside() -> tuple[Event, ...]:
    return called(1.4, "now"), responded(1.5, "now", time="12"), code_run(1.8, BOTH), audio(2.0, 0.5)


def nothing() -> Iterator[Case]:
    for what, trace, why in (
        ("no code", answered(audio(1.5)), "no code was run"),
        ("code that is never run", answered(code_written(1.5)), "code was written and not run"),
        ("no tool to run it with", answered(setup={"tools": [{"googleSearch": {}}]}), "offers no codeExecution"),
    ):
        none = unscored(why)
        yield case(what, trace, found(0, none, none, none))
    cut = unscored("the recording ends before it could come")
    open_end = a_trace(a_turn("Compute.", code_written(1.5), finish=""), complete=False)
    yield case("a cut recording without a run", open_end, found(cut, cut, cut, cut))
    plain = {"runs": 1, "failed_runs": 0, "outcome": ABSENT, "output_text": ABSENT}
    yield case("nothing expected, nothing judged", answered(code_run(1.5)), plain, args={})


def sessions() -> Iterator[Case]:
    first = a_turn("Compute.", code_run(1.5, "zwölf", FAILED), turn_complete(2.0))
    later: Mapping[str, Any] = {"started": 5.0, "speech_ended": 6.0, "input_ended": 6.0}
    second = a_turn("Again.", code_run(7.0, "12"), code_run(7.5, "13"), turn_complete(8.0), **later)
    yield case("session: the last run of all decides", a_trace(first, second), found(3, 1, 1, 1), turn=None)
    yield case("session: one turn that failed", a_trace(first), found(1, 1, 0, 0), turn=None)


CASES = (*ran(), *nothing(), *sessions())
