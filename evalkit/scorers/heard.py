"""Could the answer be heard at all: what came as frames, text or a transcript may have reached nobody's ear.

Servers end turns without a word, answer in text where audio was asked, and send audio of full length near zero
(reference §4.5): all of it looks like an answer to whoever counts frames. So each turn in a session of audio that says
nothing of `silence` is expected to be heard where it was answered, and one that was not is named for what it was.

Nothing is expected of a turn that was never answered (`turn` tells of it), that was interrupted, or that acted without
a word; nor, where the setup allows proactive audio, of an empty turn, which may be a choice: to say what it should be,
a turn names `silence`.
"""

from __future__ import annotations

from typing import Any

from evalkit.errors import UsageError
from evalkit.scenario.setup_check import field_of
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.decision import FORMS, Decision, decision_of
from evalkit.scorers.limits import refuse_unknown
from evalkit.scorers.metric import Metric
from evalkit.scorers.presence import CUT_OFF, is_over
from evalkit.scorers.session_setup import setup_of
from evalkit.trace.events import Interrupted
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["METRICS", "heard"]

_SOURCE = (
    "the harness rule of reference §4.5, as a question to every turn. Empty replies are turn-taking failures of "
    "aiewf-eval; levels only gate latencies there and in voicebench, and give no verdict"
)
_ANSWER = Metric(
    scorer="heard",
    name="answer",
    formula=(
        "1 when the answer holds a 10 ms frame of audio of at least -60 dBFS, or, where the setup asks for TEXT, text "
        "that is no thought; else 0: audio that nobody can hear, text or a transcript without audio, or a turnComplete "
        "without content."
    ),
    eligible="turns that say nothing of `silence`, where the setup does not ask for TEXT; and turns that say `heard`",
    unscored=(
        "the turn was never answered; it was interrupted before anything was heard; it only called tools, ran code or "
        "sent other media; censored when the connection or the recording ends before anything was heard"
    ),
    source=_SOURCE,
    better="higher",
    yes_no=True,
)
_ANSWER_SHARE = Metric(
    scorer="heard",
    name="answer_share",
    formula="The share of the session's turns with an `answer` in which it is 1; both counts are kept with it.",
    eligible="sessions that say `heard`, with all their turns but those that say `silence`",
    unscored="no turn of the session has an `answer`",
    source=_SOURCE,
    better="higher",
)
METRICS = (_ANSWER, _ANSWER_SHARE)

_MUTE = ("empty_turn", "empty_turn_reason", "text_only", "inaudible_audio")
_EMPTY = ("empty_turn", "empty_turn_reason")


def heard(expected: Any = None, **unknown: Any) -> Scorer:
    """Builds the scorer.

    Args:
        expected: true, that the answer is heard, whatever came of it; false, nothing: it is only measured; absent, that
            an answer in audio is heard where one came.
        **unknown: refused.

    Raises:
        UsageError: another argument, or a value that is neither true nor false.
    """
    refuse_unknown("heard", unknown, ("expected",))
    if expected is not None and not isinstance(expected, bool):
        raise UsageError(f"heard.expected: expected true or false, found {expected!r}")

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        return (_of_session(trace, expected) if window.turn is None else _of_turn(trace, window, expected),)

    return score


def _of_turn(trace: Trace, window: TurnWindow, expected: bool | None) -> Score:
    found = decision_of(trace, window)
    why = _unknown(trace, found)
    value = None if why else float(found.form == "spoke")
    judged = _judged(trace, found, value, expected)
    return _ANSWER.score(
        window.index,
        value,
        passed=value == 1.0 if judged else None,
        expected="heard" if judged else "",
        explanation=why or ("" if value else _how_mute(trace, found)),
        evidence=_evidence(found, value),
        detail={"form": found.form},
    )


def _of_session(trace: Trace, expected: bool | None) -> Score:
    decisions = [decision_of(trace, each) for each in trace.turns if not _says_silence(each)]
    known = [(each, float(each.form == "spoke")) for each in decisions if not _unknown(trace, each)]
    judged = [value for each, value in known if _judged(trace, each, value, expected)]
    mute = [str((each.window.index or 0) + 1) for each, value in known if not value]
    part = len(known) - len(mute)
    return _ANSWER_SHARE.score(
        None,
        part / len(known) if known else None,
        passed=all(judged) and bool(judged) if judged or expected else None,
        expected="heard in every turn" if judged or expected else "",
        explanation=_shared(len(known), mute),
        detail={"part": part, "whole": len(known)} if known else {},
    )


def _shared(known: int, mute: list[str]) -> str:
    if not known:
        return "no turn has an answer to hear"
    return f"nobody can hear turn {', '.join(mute)}" if mute else f"{known} of {known} turns"


def _unknown(trace: Trace, found: Decision) -> str:
    """Why it is not known, or not asked, whether the answer could be heard; empty when it is."""
    window = found.window
    if found.form == "spoke":
        return ""
    if found.form == "acted":
        return "it acted without a word: whether it had to speak, nothing says"
    if window.finish == "barged_in" or window.of(Interrupted):
        return "it was interrupted before anything was heard"
    if found.answer.end is None and (window.finish == "closed" or not is_over(trace, window)):
        return "the connection closed before anything was heard" if window.finish else CUT_OFF
    # A turnComplete that comes once the session has given up is no answer either.
    late = found.form in _EMPTY and window.finish == "no_response"
    return (
        ""
        if found.form in _MUTE and not late
        else f"the turn was never answered{f' ({window.finish})' if window.finish else ''}"
    )


def _judged(trace: Trace, found: Decision, value: float | None, expected: bool | None) -> bool:
    """Whether a verdict is due; without being told, only where audio was asked for by name, or came."""
    if expected is not None:
        return expected
    audio = found.answer.first_audio is not None or _names_audio(trace)
    return value is not None and audio and not (found.form in _EMPTY and _may_choose(trace))


def _names_audio(trace: Trace) -> bool:
    """True where AUDIO is asked for by name; models that know no other answer with it anyway (reference §2.2)."""
    named = field_of(field_of(setup_of(trace), "generationConfig"), "responseModalities")
    return isinstance(named, list | tuple) and "AUDIO" in [str(name).upper() for name in named]


def _may_choose(trace: Trace) -> bool:
    """True where the setup lets the model keep silent (reference §2.6)."""
    return field_of(field_of(setup_of(trace), "proactivity"), "proactiveAudio") is True


def _how_mute(trace: Trace, found: Decision) -> str:
    reason = found.answer.end.reason if found.answer.end is not None else None
    chosen = "; with proactive audio that may be a choice" if found.form in _EMPTY and _may_choose(trace) else ""
    return FORMS[found.form] + (f": {reason}" if reason else "") + chosen


def _evidence(found: Decision, value: float | None) -> tuple[int, ...]:
    answer = found.answer
    if value is None:
        return ()
    sign = found.sign or answer.first_audio or answer.first_event or answer.end
    return () if sign is None else (sign.seq,)


def _says_silence(window: TurnWindow) -> bool:
    return window.turn is not None and (
        window.turn.expects_silence or any(spec.name == "silence" for spec in window.turn.expect)
    )
