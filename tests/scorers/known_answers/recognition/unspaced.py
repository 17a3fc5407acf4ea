"""Languages written without spaces: counted in characters."""

from __future__ import annotations

from typing import Final

from tests.scorers.known_answers import ABSENT, Case, unscored
from tests.scorers.recognised import spoken_answer

__all__ = ["UNSPACED"]

WEATHER: Final = "今天天气很好。"
"""6 characters without the full stop."""
NO_WORDS: Final = {
    "audio_wer": {"max": 1},
    "unspoken_head": {"max": 1},
    "unspoken_tail": {"max": 1},
    "unspoken_gap": {"max": 1},
    "untranscribed_words": {"max": 1},
}

UNSPACED: Final = (
    Case(
        what="Chinese, character for character; words are not counted",
        trace=spoken_answer(WEATHER, "今天 天气 很好", language="zh"),
        answers={"audio_cer": 0, "other_words": 0, "audio_wer": ABSENT, "unspoken_tail": ABSENT},
    ),
    Case(
        what="Chinese: 1 of 6 characters is another",
        trace=spoken_answer(WEATHER, "今天天汽很好", language="zh"),
        answers={"audio_cer": 1 / 6, "other_words": 0},
    ),
    Case(
        what="Chinese: the last 4 of 6 characters are not heard; a third was",
        trace=spoken_answer(WEATHER, "今天", language="zh"),
        answers={"audio_cer": 4 / 6, "other_words": 0},
    ),
    Case(
        what="Chinese: 2 characters are heard after the transcript's 6",
        trace=spoken_answer(WEATHER, "今天天气很好谢谢", language="zh"),
        answers={"audio_cer": 2 / 6, "other_words": 0},
    ),
    Case(
        what="Chinese: six other characters",
        trace=spoken_answer(WEATHER, "请问你要去哪", language="zh"),
        answers={"audio_cer": 1, "other_words": 1},
    ),
    Case(
        what="Japanese: nothing is heard of 5 characters",
        trace=spoken_answer("こんにちは", "", language="ja"),
        answers={"audio_cer": 1, "other_words": 1},
    ),
    Case(
        what="Chinese: 4 characters are too few to be others",
        trace=spoken_answer("谢谢你们", "再见朋友", language="zh"),
        answers={"audio_cer": 1, "other_words": unscored("fewer than 5 characters")},
    ),
    Case(
        what="Chinese, with limits on words: they cannot be counted",
        trace=spoken_answer(WEATHER, WEATHER, language="zh"),
        args=NO_WORDS,
        answers={"audio_cer": 0, **dict.fromkeys(NO_WORDS, unscored("written without spaces"))},
    ),
)
