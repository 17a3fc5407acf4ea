"""Which scenario answers: the one asked for, the one the user plays, or the next."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import UsageError
from evalkit.media.pcm import Samples, gain
from evalkit.mock.answers.base import Answers, HeardTurn, Place
from evalkit.mock.answers.likeness import ALIKE, likeness
from evalkit.mock.answers.repertoire import Piece, repertoire
from evalkit.scenario.script import Disconnect, Script, ScriptTurn, Write
from tests.conversations import tone_voice


def syllables(seed: int, count: int = 8) -> Samples:
    """Noise in the rhythm of speech: other seeds are other words, with another rhythm and other vowels."""
    rng = np.random.Generator(np.random.PCG64(seed))
    parts = []
    for _ in range(count):
        length = int(rng.integers(1500, 4500))
        pitch, level = rng.uniform(200, 3500), rng.uniform(800, 6000)
        tone = np.sin(2 * np.pi * pitch * np.arange(length) / 16_000)
        parts += [np.rint(tone * level * np.hanning(length)), np.zeros(int(rng.integers(0, 2500)))]
    return np.asarray(np.concatenate(parts).astype(np.int16))


def spoken(seed: int) -> HeardTurn:
    return HeardTurn(samples=syllables(seed))


def piece(name: str, *turns: HeardTurn, setup: dict[str, Any] | None = None) -> Piece:
    steps = tuple(ScriptTurn((Write(f"{name} {number}"),)) for number in range(len(turns)))
    return Piece(name, setup or {}, turns, Script(steps), tone_voice)


def play(answers: Answers, *turns: HeardTurn, scenario: str = "", setup: dict[str, Any] | None = None) -> list[str]:
    place, said = Place(scenario=scenario), []
    for turn in turns:
        answer = answers.answer(turn, place, {"model": "models/m", **(setup or {})})
        said += [step.text if isinstance(step, Write) else "" for step in answer.steps] or ["silence"]
        place = answer.then
    return said


HI, BYE, WHAT = HeardTurn("Hi there"), HeardTurn("Good bye."), HeardTurn("what?")
A, B = piece("a", HI, BYE), piece("b", HeardTurn("Is it warm?"), BYE)
S, T = piece("s", spoken(1), spoken(2)), piece("t", spoken(3), spoken(4))


def test_typed_words_choose_the_scenario_however_they_are_written() -> None:
    assert play(repertoire([A, B]), HeardTurn("is it WARM"), BYE) == ["b 0", "b 1"]


@pytest.mark.parametrize(("said", "expected"), [(spoken(1), "s"), (spoken(3), "t")])
def test_speech_chooses_the_scenario(said: HeardTurn, expected: str) -> None:
    assert play(repertoire([A, S, T]), said) == [f"{expected} 0"]


def test_a_path_decides_whatever_is_said() -> None:
    assert play(repertoire([A, B]), HI, scenario="b") == ["b 0"]


def test_of_two_that_are_alike_the_one_with_the_session_s_setup_answers() -> None:
    setup = {"systemInstruction": {"parts": [{"text": "Be brief."}]}, "tools": [{"googleSearch": {}}]}
    same = piece("same", HI, setup={"system_instruction": "Be brief.", "tools": {"google_search": {}}})
    assert play(repertoire([A, same]), HI, setup=setup) == ["same 0"]
    assert play(repertoire([A, same]), HI) == ["a 0"]
    assert play(repertoire([A, same]), HI, setup={**setup, "sessionResumption": {}}) == ["same 0"]


def test_where_nothing_is_alike_the_first_with_that_setup_answers_and_the_next_one_after_it() -> None:
    tooled = piece("tooled", BYE, setup={"tools": [{"google_search": {}}]})
    assert play(repertoire([A, tooled]), WHAT, setup={"tools": [{"googleSearch": {}}]}) == ["tooled 0"]
    assert play(repertoire([A, B]), WHAT, WHAT, WHAT, WHAT, WHAT) == ["a 0", "a 1", "b 0", "b 1", "a 0"]


def test_later_turns_go_on_whatever_is_said_until_another_scenario_begins() -> None:
    assert play(repertoire([A, B]), HI, WHAT) == ["a 0", "a 1"]
    assert play(repertoire([A, B]), HI, HeardTurn("Is it warm?"), BYE) == ["a 0", "b 0", "b 1"]


def test_a_turn_without_steps_is_met_with_silence() -> None:
    quiet = replace(A, script=Script((ScriptTurn(()), *A.script.turns[1:])))
    assert play(repertoire([quiet]), HI, BYE) == ["silence", "a 1"]


def test_a_scenario_that_refuses_the_setup_does_so_where_it_is_asked_for_or_alone() -> None:
    refusing = replace(B, script=replace(B.script, on_setup=(Disconnect(1011, "no"),)))
    assert repertoire([A, refusing]).opening(Place()).steps == ()
    for answers, place in ((repertoire([A, refusing]), Place(scenario="b")), (repertoire([refusing]), Place())):
        assert answers.opening(place).steps == (Disconnect(1011, "no"),)


def test_no_scenario_at_all_is_an_error() -> None:
    with pytest.raises(UsageError, match="there is no scenario to answer with; give a folder of scenarios"):
        repertoire([])


@given(seed=st.integers(0, 2000), cut=st.integers(0, 1600), lead=st.integers(0, 4000), gain_db=st.floats(-20, 3))
def test_speech_is_alike_however_it_is_cut_and_however_loud(seed: int, cut: int, lead: int, gain_db: float) -> None:
    one = syllables(seed)
    other = gain(np.concatenate((np.zeros(lead, np.int16), one[cut:])), gain_db)
    assert likeness(HeardTurn(samples=one), HeardTurn(samples=other)) >= ALIKE
    assert likeness(HeardTurn(samples=one), spoken(seed + 1)) < ALIKE


def test_speech_and_text_have_nothing_in_common_and_silence_is_like_nothing() -> None:
    assert likeness(HI, spoken(1)) == 0
    quiet = HeardTurn(samples=np.zeros(16_000, np.int16))
    assert likeness(quiet, quiet) == 0
    assert likeness(HeardTurn(samples=np.ones(5, np.int16)), spoken(1)) == 0


def test_a_turn_that_was_not_heard_is_passed_over_when_a_later_one_comes() -> None:
    cough = HeardTurn("(cough)")
    assert play(repertoire([piece("c", HI, cough, BYE, WHAT)]), HI, BYE, WHAT) == ["c 0", "c 2", "c 3"]
