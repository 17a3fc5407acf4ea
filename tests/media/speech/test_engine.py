from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.media.speech.engine import choose_voice

VOICES = ("slt", "rms", "awb", "kal16")


def test_the_user_and_the_model_have_their_own_voices() -> None:
    assert choose_voice("", VOICES) == "slt"
    assert choose_voice("model", VOICES) == "rms"


@given(speaker=st.text(min_size=1))
def test_other_names_get_one_of_the_rest_always_the_same(speaker: str) -> None:
    voice = choose_voice(speaker, VOICES)
    assert voice in (VOICES[1:2] if speaker == "model" else VOICES[2:])
    assert voice == choose_voice(speaker, VOICES)


@pytest.mark.parametrize("names", ["ABCDEF", ["guest 1", "guest 2", "guest 3"], ["speaker_a", "speaker_b"]])
@pytest.mark.parametrize("voices", [VOICES, tuple("abcdefg")])
def test_neighbouring_names_never_share_a_voice(names: list[str], voices: tuple[str, ...]) -> None:
    assert all(choose_voice(one, voices) != choose_voice(other, voices) for one, other in pairwise(names))


@pytest.mark.parametrize("speaker", ["", "model", "A"])
def test_one_voice_speaks_for_all(speaker: str) -> None:
    assert choose_voice(speaker, ("only",)) == "only"


def test_with_two_voices_neighbouring_names_still_differ() -> None:
    assert {choose_voice("A", ("one", "two")), choose_voice("B", ("one", "two"))} == {"one", "two"}
