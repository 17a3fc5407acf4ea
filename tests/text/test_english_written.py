"""English signs, figures and short forms, and the words they are said in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.text.english_written import as_said, joined_letters, plain_dates
from evalkit.text.normalize import normalizer


@pytest.mark.parametrize(
    ("several", "normal"),
    [
        (["20 €", "€20", "20 euros", "twenty euros"], "€20"),
        (["$2k", "$2 thousand", "two thousand dollars"], "$2000"),
        (["£2.5m", "two point five million pounds"], "£2500000"),
        (["50¢", "fifty cents"], "¢50"),
        (["₹1,25,000", "125000 rupees"], "125000 rupees"),
        (["¥500", "￥500", "five hundred yen"], "500 yen"),
        (["$100", "one hundred dollars", "a hundred dollars"], "$100"),
        (["March 3", "March 3rd", "march third", "Mar. 3"], "march 3"),
        (["Jan. 1st", "January first", "January 1"], "january 1"),
        (["555-1234", "five five five one two three four"], "5551234"),
        (["1-800-555-0199", "1 800 555 0199", "1-800.555.0199"], "18005550199"),
        (["+1 555 123 4567", "plus one five five five one two three four five six seven"], "+15551234567"),
        (["the FBI", "the F B I", "the F.B.I.", "the F. B. I."], "the fbi"),
        (["API", "A P I", "A.P.I."], "api"),
        (["it's S-M-I-T-H", "it's S M I T H", "it's Smith"], "it is smith"),
        (["Ph.D.", "PhD", "Ph. D."], "phd"),
        (["R&B", "R & B", "R and B"], "r and b"),
        (["#1", "number one", "number 1"], "number one"),
        (["issue#5", "issue #5", "issue number five"], "issue number 5"),
        (["room no. 5", "room number five"], "room number 5"),
        (["bob@example.com", "bob at example dot com"], "bob at example dot com"),
        (["10 km/h", "10 kph", "ten kilometers per hour", "10 kilometres per hour"], "10 kilometers per hour"),
        (["1 km", "one kilometer"], "one kilometer"),
        (["6 ft", "six feet"], "6 feet"),
        (["5 + 3", "five plus three"], "5 +3"),
        (["$1", "one dollar", "1 dollar"], "$1"),
        (["$1.99", "one dollar and ninety-nine cents"], "$1.99"),
        (["1%", "one percent", "1 per cent"], "1%"),
        (["0.5%", ".5%", "point five percent"], "0.5%"),
        (["3-4 days", "3–4 days", "three to four days"], "3 to 4 days"),
        (["5 min.", "five minutes"], "5 minutes"),
        (["5-7pm", "5–7 pm", "five to seven p.m."], "5 to 7 pm"),
        (["9am-5pm", "9 am to 5 pm"], "9 am to 5 pm"),
        (["$ 5", "$5", "5 $", "five dollars"], "$5"),
        (["one second", "1 second", "1 sec"], "one 2nd"),
        (["the twenty-second", "the 22nd"], "the 22nd"),
        (["one third", "1 third"], "one 3rd"),
        (["and a half"], "and a half"),
        (["two and a half"], "2.5"),
        (["1 hr", "one hour"], "one hour"),
        (["O K", "OK", "okay"], "ok"),
        (["can't", "cannot", "can not"], "can not"),
        (["7 p. m.", "7p.m.", "seven p m", "7 PM"], "7 pm"),
        (["rock 'n' roll", "rock and roll"], "rock and roll"),
        (["12 Main St.", "12 Main Street"], "12 main street"),
        (["St. John", "Saint John"], "saint john"),
        (["etc.", "et cetera"], "et cetera"),
        (["alright", "all right"], "all right"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_what_is_said_alike_becomes_alike(several: list[str], normal: str) -> None:
    english = normalizer("en")
    assert {text: english(text) for text in several} == dict.fromkeys(several, normal)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("No. 5 people came", "number 5 people came"),
        ("$20", "€20"),
        ("$1", "€1"),
        ("$1", "one"),
        ("one second", "12nd"),
        ("one fifth", "15th"),
        ("1%", "one"),
        ("3-4 days", "34 days"),
        ("555-1234", "555-1235"),
        ("March 3", "March 13"),
        ("the 3rd man", "the 3 man"),
        ("1/2", "half"),  # a limit: it may be a date
        ("7:15", "quarter past seven"),
        ("website", "web site"),
    ],
)
def test_what_is_said_in_other_words_stays_apart(one: str, other: str) -> None:
    assert normalizer("en")(one) != normalizer("en")(other)


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("f b i", "fbi"),
        ("t v", "tv"),
        ("plan b i like", "plan b i like"),
        ("i i i think", "i i i think"),
        ("a a", "a a"),
        ("vitamin c, d", "vitamin c, d"),
        ("it's b's", "it's b's"),
    ],
)
def test_only_spelt_letters_are_joined(text: str, joined: str) -> None:
    assert joined_letters(text) == joined


@pytest.mark.parametrize(
    "text", ["5 $10", "2024-03-14", "555 1234", "4829-1034", "half a million", "ends in .", "c.i."]
)
def test_what_is_none_of_it_stays(text: str) -> None:
    assert as_said(text) == text


def test_only_days_after_a_month_lose_their_ending() -> None:
    assert plain_dates("march 3rd and the 3rd of may") == "march 3 and the 3rd of may"
    assert plain_dates("the march one") == "the march 1"


ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def in_words(number: int) -> str:
    """A number below a million as it is read out."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10] + (f"-{ONES[number % 10]}" if number % 10 else "")
    unit, name = (100, "hundred") if number < 1000 else (1000, "thousand")
    rest = number % unit
    joined = " and " if rest < 100 else " "
    return f"{in_words(number // unit)} {name}{joined + in_words(rest) if rest else ''}"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 99_999))
def test_amounts_in_words_are_those_in_figures(number: int) -> None:
    english, words = normalizer("en"), in_words(number)
    assert english(f"it is {number} now") == english(f"it is {words} now")
    assert english(f"${number}") == english(f"{words} dollars")
    assert english(f"{number}%") == english(f"{words} percent")
    assert english(f"{number} mph") == english(f"{words} {'mile' if number == 1 else 'miles'} per hour")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 23), st.integers(0, 59))
def test_times_in_words_are_those_in_figures(hour: int, minute: int) -> None:
    minutes = "" if not minute else f"oh {ONES[minute]}" if minute < 10 else in_words(minute)
    english = normalizer("en")
    assert english(f"at {hour}:{minute:02d} then") == english(f"at {in_words(hour)} {minutes} then")


AMOUNT = st.sampled_from(["{}", "${}", "€{}", "£{}", "¥{}", "{}%", "{}.5", "-{}", "{} km"])


@settings(max_examples=100, deadline=None)
@given(AMOUNT, AMOUNT, st.integers(0, 300), st.integers(0, 300))
def test_other_amounts_stay_apart(one: str, other: str, first: int, second: int) -> None:
    english, texts = normalizer("en"), (one.format(first), other.format(second))
    assert (english(texts[0]) == english(texts[1])) is (texts[0] == texts[1])
