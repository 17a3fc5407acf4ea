"""The least time a text takes: by script, for digits, and against speech whose words are known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.media.integrity import active_speech
from evalkit.text.speaking import LETTERS_PER_S, shortest_speaking_s
from tests.utterances import RATE_HZ, utterances


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", 0),
        ("… — !?", 0),
        ("Good morning to you!", 16 / 25.6),
        ("Größe, naïve, Привет", 16 / 25.6),
        ("東京", 2 / 8.32),
        ("ひらがな", 4 / 12.48),
        ("안녕하세요", 5 / 11.2),
        ("สวัสดี", 4 / 19.2),
        ("नमस्ते", 4 / 16),
        ("مرحبا", 5 / 20.8),
        ("1,000,000", 1 / 8),
        ("999,983", 6 / 8),
        ("٣", 1 / 8),
        ("<ctrl46><ctrl46> yes <noise>", 3 / 25.6),
        ("a < b", 2 / 25.6),
    ],
)
def test_least_time(text: str, seconds: float) -> None:
    assert shortest_speaking_s(text) == pytest.approx(seconds, abs=1e-9)


def test_every_utterance_takes_longer_than_its_bound() -> None:
    for each in utterances():
        speech = active_speech(each.samples, RATE_HZ)
        assert speech is not None
        assert 1.1 < speech.seconds / shortest_speaking_s(each.text) < 5, each.name


def test_no_script_is_faster_than_alphabets() -> None:
    assert max(LETTERS_PER_S.values()) == 25.6


PLAIN = st.text(st.characters(exclude_characters="<>"), max_size=60)


@given(PLAIN, PLAIN)
def test_of_two_texts_is_the_sum(first: str, second: str) -> None:
    parts = shortest_speaking_s(first), shortest_speaking_s(second)
    assert shortest_speaking_s(f"{first} {second}") == pytest.approx(sum(parts))
    assert 0 <= sum(parts) <= 120 / 7.8
