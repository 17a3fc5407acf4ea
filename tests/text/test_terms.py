"""Terms counted in texts."""

import pytest

from evalkit.text.normalize import normalizer
from evalkit.text.terms import occurrences


@pytest.mark.parametrize(
    ("language", "term", "text", "times"),
    [
        ("en", "12", "$12, 12% and 112", 2),
        ("en", "New York", "New York, new York!", 2),
        ("en", "a a", "a a a", 1),
        ("en", "cat", "concatenate", 0),
        ("en", "", "anything", 0),
        ("en", "cat", "", 0),
        ("zh", "天", "今天天气", 2),
        ("zh", "12", "12号，112号，12", 2),
        ("zh", "12", "12.5度和3.12和十二个", 1),
        ("de", "20", "20 € und 120 €", 1),
        ("ja", "abc", "ＡＢＣとabcd", 1),
        ("fr", "été", "L'ÉTÉ, l’été", 2),
    ],
)
def test_occurrences(language: str, term: str, text: str, times: int) -> None:
    normal = normalizer(language)
    assert occurrences(normal.words(term), normal.words(text), normal) == times
