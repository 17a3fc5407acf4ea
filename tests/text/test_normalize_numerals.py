"""Chinese numerals that are numbers, those that are not, and times."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.text.normalize import normalizer
from evalkit.text.normalize_numerals import figures, full_hours


@pytest.mark.parametrize(
    ("language", "several", "normal"),
    [
        ("zh", ["一百五", "一百五十", "150"], "150"),
        ("zh", ["一百零五", "105"], "105"),
        ("zh", ["两百", "兩百", "二百", "200"], "200"),
        ("zh", ["1.5万", "一万五", "一万五千", "15,000"], "15000"),
        ("zh", ["一亿二千万", "120000000"], "120000000"),
        ("zh", ["二零二四年三月十四日", "2024年3月14日", "二〇二四年三月十四日"], "2024年3月14日"),
        ("zh", ["七点半", "七点三十", "7:30", "7点30分"], "7.30"),
        ("zh", ["五点", "5:00", "5點"], None),  # the two characters of the hour differ
        ("zh", ["三点一四", "3.14"], "3.14"),
        ("zh", ["一三八零零一三八零零零", "138-0013-8000"], "13800138000"),
        ("zh", ["第三个", "第3个"], "第3个"),
        ("cmn", ["二十块", "20块"], "20块"),
        ("yue", ["兩個", "2個"], "2個"),
        ("ja", ["七時半", "7:30", "7時30分"], "7.30"),
        ("ja", ["千五百円", "1500円", "1,500円"], "1500円"),
        ("ja", ["百円", "100円"], "100円"),
        ("ja", ["二万三千", "23000"], "23000"),
        ("ja", ["一人", "1人"], "1人"),
    ],
    ids=str,
)
def test_the_same_number(language: str, several: list[str], normal: str | None) -> None:
    words = normalizer(language)
    found = {text: words(text) for text in several}
    assert found == dict.fromkeys(several, normal) if normal else set(found.values()) == {"5点", "5點"}


@pytest.mark.parametrize(
    "text", ["万一", "千万别", "三四个", "五六百", "统一", "一些", "百分", "一起", "三三两"[:2], "天"]
)
def test_what_is_no_number_stays(text: str) -> None:
    assert figures(text, "zh") == text


@pytest.mark.parametrize(("one", "other"), [("一百零五", "一百五"), ("三十", "十三"), ("十二", "二十"), ("3.5", "35")])
def test_other_numbers_stay_apart(one: str, other: str) -> None:
    assert normalizer("zh")(one) != normalizer("zh")(other)


def test_other_languages_have_no_such_numerals() -> None:
    assert (figures("一百", "ko"), figures("七点半", "th")) == ("一百", "七点半")
    assert full_hours("7:00", "th") == "7:00"
    assert (full_hours("7:00", "zh"), full_hours("17:00", "ja"), full_hours("7:00:05", "zh")) == (
        *("7点", "17時"),
        "7:00:05",
    )


def spelt(number: int) -> str:
    """A number below 100,000,000 as it is written in full."""
    if number >= 10_000:
        rest = number % 10_000
        return f"{spelt(number // 10_000)}万{'零' if 0 < rest < 1000 else ''}{spelt(rest) if rest else ''}"
    written, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        gap = gap or (not digit and bool(written))
        if digit:
            written += f"{'零' if gap else ''}{'〇一二三四五六七八九'[digit]}{name}"
            gap = False
    return written


@settings(max_examples=200, deadline=None)
@given(st.integers(10, 99_999_999))
def test_every_number_in_full_is_read(number: int) -> None:
    assert figures(spelt(number), "zh") == str(number)


@settings(max_examples=100, deadline=None)
@given(st.text("〇一二两十百千万亿5.点时個第"), st.sampled_from(["zh", "ja"]))
def test_no_text_is_too_odd(text: str, language: str) -> None:
    assert isinstance(figures(text, language), str)
