"""Answers without audio to measure: no check has a value, in the turn or in the session."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.scorers.audio_checks import CHECKS
from tests.scorers.known_answers import ABSENT, Answer, Case, unscored
from tests.scorers.known_answers.audio.made import sine
from tests.traces import a_trace, a_turn, text, turn_complete
from tests.utterances import answer

__all__ = ["NO_DATA"]

ALL = {check.name: True for check in CHECKS}
TEXT_SETUP = {"generationConfig": {"responseModalities": ["TEXT"]}}


def no_data() -> Iterator[Case]:
    unanswered = a_trace(a_turn("Well?", finished=16.0, finish="no_response"))
    written = a_turn("Well?", text(1.5, "Ja."), turn_complete(2.0))
    aside = a_turn("(aside)", turn_complete(2.0), expect={"silence": {}})
    for what, trace, why in (
        ("no answer", unanswered, "the turn was never answered (no_response)"),
        ("text for audio", a_trace(written), "the answer has no audio"),
        ("text for text", a_trace(written, setup=TEXT_SETUP), "the setup asks for TEXT"),
        ("silence, as it should be", a_trace(aside), "the turn expects silence"),
        ("a rate no voice has", a_trace(answer(sine(0.1), rate_hz=100)), "the audio claims 100 Hz"),
    ):
        turn: dict[str, Answer] = {check.of_turn.name: unscored(why) for check in CHECKS}
        session: dict[str, Answer] = {check.worst.name: unscored("no turn has audio") for check in CHECKS}
        yield Case(what=what, trace=trace, answers=turn, args=ALL)
        yield Case(what=f"session, {what}", trace=trace, answers=session, args=ALL, turn=None)
    off = {check.of_turn.name: ABSENT for check in CHECKS}
    yield Case(what="every check is off", trace=unanswered, answers=off, args=dict.fromkeys(ALL, False))


NO_DATA = tuple(no_data())
