"""Silence that is asked for: every form of it, what breaks it, and what proves nothing; the input ends at 1.0 s."""

from typing import Any

import numpy as np
import pytest

from evalkit.errors import UsageError
from evalkit.media.pcm import silence as silence_of
from evalkit.scenario.model import SilenceInput, TextInput
from evalkit.scorers.base import Score
from evalkit.scorers.silence import silence
from evalkit.trace.events import Event, MediaReceived
from evalkit.trace.trace import Trace
from tests.traces import (
    TurnDraft,
    a_trace,
    a_turn,
    audio,
    called,
    code_run,
    code_written,
    heard,
    text,
    turn_complete,
)
from tests.utterances import RATE_HZ, answer, story, tone

TEXT_SETUP = {"generationConfig": {"responseModalities": ["TEXT"]}}


def score(trace: Trace, **args: Any) -> Score:
    (found,) = silence(**args)(trace, trace.turns[0])
    return found


@pytest.mark.parametrize(
    ("turn", "form", "explanation"),
    [
        (
            a_turn("(aside)", heard(1.2, "aside"), finished=6.0, finish="silence"),
            "timeout",
            "nothing came until the wait was over",
        ),
        (a_turn("(aside)", finished=16.0, finish="no_response"), "timeout", "nothing came until the wait was over"),
        (a_turn("(aside)", turn_complete(1.5)), "empty_turn", "the turn ended without content"),
        (
            a_turn("(aside)", turn_complete(1.5, reason="RESPONSE_REJECTED")),
            "empty_turn_reason",
            "the turn ended without content: RESPONSE_REJECTED",
        ),
        (a_turn("(aside)", text(1.4, "ok"), turn_complete(1.5)), "text_only", "text came, and no audio"),
        (
            a_turn("(aside)", audio(1.4, 2.0, level_dbfs=-85), turn_complete(3.5)),
            "inaudible_audio",
            "audio came that nobody can hear",
        ),
        (a_turn("(aside)", finished=3.0, finish="barged_in"), "timeout", "nothing came until the wait was over"),
        (
            a_turn("(aside)", text(1.4, "hm", thought=True), finished=6.0, finish="silence"),
            "timeout",
            "nothing came until the wait was over",
        ),
    ],
)
def test_silence_kept(turn: TurnDraft, form: str, explanation: str) -> None:
    found = score(a_trace(turn))
    assert (found.metric, found.value, found.passed, found.expected) == ("kept_silent", 1.0, True, "silence")
    assert found.detail["form"] == form
    assert found.explanation == f"{explanation}; no later turn was answered, so the model may be broken"


def test_speaking_says_when_and_for_how_long() -> None:
    found = score(a_trace(a_turn("(aside)", heard(1.2, "aside"), audio(2.5, 0.8), turn_complete(3.5))))
    assert (found.value, found.passed, found.evidence) == (0.0, False, (1,))
    assert found.detail["form"] == "spoke"
    assert found.detail["after_ms"] == pytest.approx(1500, abs=1)
    assert found.detail["audible_s"] == pytest.approx(0.8, abs=0.02)
    assert found.explanation == (
        f"it spoke for {found.detail['audible_s']:g} s, {found.detail['after_ms']:g} ms "
        "after the end of the user's speech; no voice is found in it"
    )


def test_speaking_before_the_user_had_finished() -> None:
    found = score(a_trace(a_turn("(aside)", audio(0.5, 0.2, lead_silence_s=0.0), turn_complete(3.5))))
    assert found.value == 0.0
    assert found.explanation.endswith("ms before the end of the user's speech")
    assert found.detail["after_ms"] == pytest.approx(-500, abs=1)


def test_a_tool_call_is_acting() -> None:
    found = score(a_trace(a_turn("(aside)", called(1.5, "order_pizza"), turn_complete(2.0))))
    assert (found.value, found.passed, found.detail["form"], found.evidence) == (0.0, False, "acted", (0,))
    assert found.explanation == "it was not heard, but it acted: it called order_pizza"


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (code_written(1.5), "it ran code"),
        (code_run(1.5), "it ran code"),
        (MediaReceived(seq=0, t=1.5, mime_type="image/png"), "it sent media that are no speech"),
    ],
)
def test_code_and_other_media_are_acting(event: Event, said: str) -> None:
    found = score(a_trace(a_turn("(aside)", event, turn_complete(2.0))))
    assert (found.value, found.version, found.detail["form"], found.evidence) == (0.0, 2, "acted", (0,))
    assert found.explanation == f"it was not heard, but it acted: {said}"


def test_text_is_speech_where_the_setup_asks_for_text() -> None:
    turn = a_turn(TextInput("(aside)"), text(1.5, "Yes?"), turn_complete(2.0))
    found = score(a_trace(turn, setup=TEXT_SETUP))
    assert (found.value, found.detail["form"]) == (0.0, "spoke")
    assert found.explanation == "it spoke in text, 500 ms after the end of the input"


def test_a_voice_is_told_from_a_tone_where_there_is_enough_to_tell() -> None:
    """The level decides in either case; the tests' tones have no voice."""
    spoken = score(a_trace(answer(story().samples[: 3 * RATE_HZ])))
    short = score(a_trace(a_turn("(aside)", audio(1.5, 0.19), turn_complete(2.0))))
    hummed = score(a_trace(answer(np.concatenate((silence_of(1.0, RATE_HZ), tone(0.3))))))
    assert [found.value for found in (spoken, short, hummed)] == [0.0, 0.0, 0.0]
    assert ["no voice" in found.explanation for found in (spoken, short, hummed)] == [False, False, True]
    assert [found.detail["decisions"][0].get("voiceless") for found in (spoken, hummed)] == [None, True]


def test_without_times_speech_is_still_speech() -> None:
    found = score(a_trace(a_turn("(aside)", audio(1.5, 0.5), turn_complete(2.0)), timed=False))
    assert found.value == 0.0
    assert found.explanation == f"it spoke for {found.detail['audible_s']:g} s; no voice is found in it"
    assert "after_ms" not in found.detail


@pytest.mark.parametrize(
    ("finish", "explanation"),
    [
        ("closed", "the connection closed before the wait was over, so this silence proves nothing"),
        ("", "the recording ends before the wait was over, so this silence proves nothing"),
    ],
)
def test_a_broken_session_proves_nothing(finish: str, explanation: str) -> None:
    found = score(a_trace(a_turn("(aside)", heard(1.2, "aside"), finish=finish)))
    assert (found.value, found.passed, found.explanation) == (None, False, explanation)


def test_a_broken_session_that_spoke_first_did_speak() -> None:
    assert score(a_trace(a_turn("(aside)", audio(1.2), finish="closed"))).value == 0.0


def test_an_imported_turn_that_ended_empty_kept_silent() -> None:
    assert score(a_trace(a_turn("(aside)", turn_complete(None), finish=""), timed=False)).value == 1.0


@pytest.mark.parametrize(
    ("for_s", "value", "explanation"),
    [
        (2, 1.0, "it kept silent for the 2 s asked"),
        (4, 0.0, None),
    ],
)
def test_speech_after_the_time_asked_is_allowed(for_s: float, value: float, explanation: str | None) -> None:
    found = score(a_trace(a_turn("(aside)", audio(4.0), turn_complete(5.0))), for_s=for_s)
    assert (found.value, found.expected) == (value, f"silence for {for_s} s")
    assert explanation is None or found.explanation == explanation


def test_a_wait_shorter_than_asked_proves_nothing() -> None:
    found = score(a_trace(a_turn("(aside)", finished=4.0, finish="silence")), for_s=5)
    assert (found.value, found.passed) == (None, False)
    assert found.explanation == "only 3 of 5 s were waited for"
    assert score(a_trace(a_turn("(aside)", finished=5.9995, finish="silence")), for_s=5).value == 1.0


def test_a_turn_of_silence_is_silent_from_its_start() -> None:
    turn = a_turn(SilenceInput(6.0), started=2.0, input_ended=8.0, finished=8.0, finish="silence", speech_ended=None)
    assert score(a_trace(turn), for_s=6).value == 1.0
    spoke = a_turn(SilenceInput(6.0), audio(5.0), started=2.0, input_ended=8.0, speech_ended=None)
    assert score(a_trace(spoke), for_s=6).value == 0.0


def test_a_session_is_silent_when_every_turn_is() -> None:
    quiet = a_turn("(aside)", finished=6.0, finish="silence")
    loud = a_turn("(aside)", audio(8.0), turn_complete(9.0), started=6.0, speech_ended=7.0, input_ended=7.0)
    broken = a_turn("(aside)", finish="closed")

    def session(*turns: TurnDraft) -> Score:
        trace = a_trace(*turns)
        (found,) = silence()(trace, trace.session)
        return found

    assert session(quiet, quiet).value == 1.0
    assert (session(quiet, loud).value, session(quiet, loud).detail["form"]) == (0.0, "spoke")
    assert session(quiet, broken).value is None
    assert session(broken, loud).value == 0.0
    assert (session().value, session().explanation) == (None, "no turn was begun")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"for": 3}, "silence: unknown argument 'for'; did you mean 'for_s'?"),
        ({"for_s": "3"}, "silence.for_s: expected seconds from 0 to 3600, found '3'"),
        ({"for_s": 0}, "silence.for_s: expected seconds from 0 to 3600, found 0"),
        ({"for_s": True}, "silence.for_s: expected seconds from 0 to 3600, found True"),
        ({"for_s": float("nan")}, "silence.for_s: expected seconds from 0 to 3600, found nan"),
        ({"label": "quiet"}, 'silence.label: expected silent, speak or either, found "quiet"'),
        ({"label": ["speak"]}, 'silence.label: expected silent, speak or either, found ["speak"]'),
        ({"label": "speak", "within_s": 0}, "silence.within_s: expected seconds from 0 to 3600, found 0"),
        ({"label": "speak", "for_s": 3}, "silence.for_s: goes with label silent, not with speak; remove one of them"),
        ({"within_s": 3}, "silence.within_s: goes with label speak, not with silent; remove one of them"),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        silence(**args)
    assert str(raised.value) == message
