"""Texts that mean the same become the same, and texts that do not stay apart, in every language."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.text.normalize import CHANGES, normalizer

LANGUAGES = ["en", "hi", "fr", "tr", "zh", "th", "lo", "ko", "ar", "fa", "he", "xx", ""]
NUMBERISH = [
    *("zero", "oh", "o", "one", "two", "seven", "twelve", "twenty", "ninety", "hundred", "thousand", "million"),
    *("decillion", "first", "twentieth", "thirds", "hundreds", "double", "triple", "point", "and", "and a half"),
    *("minus", "plus", "dollars", "cents", "percent", "per cent", "o'clock", "7:30", "0", "05", "1", "12", "1.5.2"),
    *("$5", "5%", "½", "²", "٣", "५", "°F", "-", "'", ".", ",", "(", "[", "<", "%", "$", "¢", "\ud800", "\ue000"),
]


@pytest.mark.parametrize(
    ("several", "normal"),
    [
        (["7:30", "seven thirty", "07:30", "Seven-thirty."], "730"),
        (["7:30 p.m.", "7:30pm", "7.30 PM", "7 30 pm", "seven thirty p.m."], "730 pm"),
        (["9:05", "nine oh five"], "905"),
        (["nine o'clock", "nine o’clock", "9 o'clock", "9:00", "nine"], "9"),
        (["7:00 pm", "seven p.m.", "7 PM"], "7 pm"),
        (["4 8 2 9 1", "four eight two nine one", "48291", "4-8-2-9-1", "4, 8, 2, 9, 1", "four 8 two 9 1"], "48291"),
        (["oh five", "05", "zero five", "0 5"], "05"),
        (["double oh seven", "007", "0 0 7"], "007"),
        (["U.S.A.", "USA", "u.s.a"], "usa"),
        (["e-mail", "email", "E mail"], "email"),
        (["O.K.", "okay", "OK"], "ok"),
        (["72°F", "72 °F", "72 ℉", "72ºF", "72 degrees Fahrenheit", "seventy-two degrees F"], "72 degrees fahrenheit"),
        (["-12°C", "−12 °C", "minus twelve degrees centigrade"], "-12 degrees celsius"),
        (["fifteen", "15", "１５", "١٥", "१५"], "15"),
        (["1.250"], "1.250"),
        (["caf\u00e9", "cafe\u0301", "cafe"], "cafe"),
        (["\u200e\u202bhello\u202c \u200dworld\ufeff", "hello world"], "hello world"),
        (["well-known", "well known", "well\u2011known"], "well known"),
        (["three point five percent", "3.5 %", "3.5%"], "3.5%"),
        (["one point five", "1.5"], "1.5"),
        (["two and a half", "2½", "2 ½", "2.5"], "2.5"),
        (["$5", "five dollars"], "$5"),
        (["nineteen ninety nine", "1999"], "1999"),
        (["1,200", "twelve hundred", "1200", "1\u202f200", "1\u2009200"], "1200"),
        (["I’m gonna", "I'm gonna", "I am going to"], "i am going to"),
        (["colour", "color"], "color"),
        (["Oh, five people", "oh. five people"], "oh 5 people"),
        (["Oh no!", "oh no"], "oh no"),
        (["O'Brien", "O’Brien"], "obrien"),
        (
            ["(555) 123-4567", "555 123 4567", "555.123.4567", "five five five, one two three, four five six seven"],
            "5551234567",
        ),
        (["[laughs] um, hello", "hello"], "hello"),
        (["<ctrl46>hello", "hello<CTRL3><ctrl46>", "hel\u00adlo\ue000"], "hello"),
        (["<ctrl46>", "...", "", " \n", "um"], ""),
        (["16:9"], "16 9"),
        (["what o'clock is it"], "what oclock is it"),
        (["0.5", "zero point five"], "0.5"),
        (["$0.50"], "¢50"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_english_that_means_the_same_becomes_the_same(several: list[str], normal: str) -> None:
    english = normalizer("en")
    assert {text: english(text) for text in several} == dict.fromkeys(several, normal)


@pytest.mark.parametrize(
    ("one", "other"),
    [("12", "112"), ("05", "5"), ("-12", "12"), ("3.5", "35"), ("seven thirty", "seventeen"), ("12%", "$12")],
)
def test_english_that_differs_stays_apart(one: str, other: str) -> None:
    assert normalizer("en")(one) != normalizer("en")(other)


def test_english_words() -> None:
    assert normalizer("en-GB").words("It's 7:30, isn't it?") == ["it", "is", "730", "is", "not", "it"]


def test_english_is_not_idempotent_because_it_reads_numbers() -> None:
    english = normalizer("en")
    assert english("5; 3") == "5 3"
    assert english("5 3") == "53"


@pytest.mark.parametrize(
    ("language", "text", "normal"),
    [
        ("hi", "नमस्ते, दुनिया!", "नमस्ते दुनिया"),
        ("hi", "कमरा १२", "कमरा 12"),
        ("ar", "مَرْحَبًا ٣", "مرحبا 3"),
        ("de", "Straße STRASSE", "strasse strasse"),
        ("fr", "L’été, aujourd'hui", "l été aujourd hui"),
        ("fr", "e\u0301te\u0301", "été"),
        ("tr", "IŞIK İstanbul", "ışık istanbul"),
        ("uk", "п’ять пʼять", "п ять п ять"),
        ("ko", "안녕하세요, 세계!", "안녕하세요 세계"),
        ("fa", "می\u200cروم", "میروم"),
        ("es", "¿Qué <ctrl46>tal?", "qué tal"),
        ("ja", "今日は、ＡＢＣ 12時です。", "今日はabc12時です"),
        ("th", "อุณหภูมิ ๓.๕", "อุณหภูมิ3.5"),
        ("zh-Hant-TW", "你好，世界！", "你好世界"),
        ("th", "สวัสดี ครับ", "สวัสดีครับ"),
    ],
)
def test_other_languages_keep_letters_digits_and_marks(language: str, text: str, normal: str) -> None:
    assert normalizer(language)(text) == normal


@pytest.mark.parametrize(
    ("language", "label", "characters"),
    [
        ("en", "english/3", False),
        ("en-US", "english/3", False),
        ("EN_gb", "english/3", False),
        ("hi", "unicode/3", False),
        ("", "unicode/3", False),
        *((language, "characters/3", True) for language in ("zh", "zh-CN", "ja", "th", "lo", "km", "my", "yue", "cmn")),
        ("ko", "unicode/3", False),
        ("enm", "unicode/3", False),
    ],
)
def test_the_language_chooses(language: str, label: str, characters: bool) -> None:
    chosen = normalizer(language)
    assert (chosen.label, chosen.characters) == (label, characters)
    assert chosen.label == f"{chosen.name}/{chosen.version}"


def test_each_version_says_what_it_changed() -> None:
    versions = {normalizer(language).version for language in ("en", "hi", "zh")}
    assert versions == {max(CHANGES)}
    assert set(CHANGES) == set(range(2, max(CHANGES) + 1))


def test_without_spaces_the_units_are_characters() -> None:
    assert normalizer("zh").words("你好， 世界 ok") == ["你", "好", "世", "界", "o", "k"]


ANY_TEXT = st.text() | st.lists(st.sampled_from(NUMBERISH), max_size=10).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT, st.sampled_from(LANGUAGES))
def test_never_raises_and_leaves_single_spaces(text: str, language: str) -> None:
    chosen = normalizer(language)
    normal = chosen(text)
    assert normal == " ".join(normal.split())
    assert all(word and not word.isspace() for word in chosen.words(text))


@settings(max_examples=200, deadline=None)
@given(st.text(), st.sampled_from([language for language in LANGUAGES if language != "en"]))
def test_other_languages_are_idempotent(text: str, language: str) -> None:
    chosen = normalizer(language)
    assert chosen(chosen(text)) == chosen(text)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6).map(str) | st.from_regex(r"[01]\d:[0-5]\d", fullmatch=True))
def test_numbers_and_times_are_one_word(text: str) -> None:
    assert len(normalizer("en").words(text)) == 1


@pytest.mark.parametrize("text", ["9" * 5000, "9 " * 5000, "one two decillion " * 200, "oh " * 2000])
def test_numbers_nobody_could_say_are_survived(text: str) -> None:
    assert normalizer("en")(text)


def test_whisper_is_imported_for_english_only() -> None:
    program = (
        "import sys; from evalkit.text.normalize import normalizer; normalizer('hi')('x'); "
        "assert 'whisper_normalizer' not in sys.modules; normalizer('en')('x'); "
        "assert 'whisper_normalizer' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
