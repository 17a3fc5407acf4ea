"""Scripts of letters and of languages."""

import pytest

from evalkit.text.script import letters_by_script, scripts_of


@pytest.mark.parametrize(
    ("text", "scripts"),
    [
        ("Hello, 42 мир!", {"Latin": 5, "Cyrillic": 3}),
        ("Ａ ﾊﾟ カー 漢字", {"Latin": 1, "Kana": 2, "Han": 2}),
        ("नमस्ते", {"Devanagari": 4}),
        ("สวัสดี ລາວ မြန်", {"Thai": 4, "Lao": 3, "Burmese": 2}),
        ("שלום مرحبا", {"Hebrew": 4, "Arabic": 5}),
        ("ᚠᚢ", {"other": 2}),
        ("123 … 🙂 \ue000\ud800", {}),
        ("", {}),
    ],
)
def test_letters(text: str, scripts: dict[str, int]) -> None:
    assert letters_by_script(text) == scripts


@pytest.mark.parametrize(
    ("language", "scripts"),
    [
        ("en-GB", {"Latin"}),
        ("hi", {"Devanagari"}),
        ("ja", {"Han", "Kana"}),
        ("ko", {"Hangul", "Han"}),
        ("zh_Hant_TW", {"Han"}),
        ("sr", {"Latin", "Cyrillic"}),
        ("sr-Latn", {"Latin"}),
        ("pa-Arab", {"Arabic"}),
        ("tlh", set()),
        ("", set()),
    ],
)
def test_languages(language: str, scripts: set[str]) -> None:
    assert scripts_of(language) == scripts
