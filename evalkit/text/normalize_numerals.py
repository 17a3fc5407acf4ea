"""Chinese numerals as figures: what Chinese and Japanese write in either way, `二零二四年` and `2024年`."""

from __future__ import annotations

import re

__all__ = ["figures", "full_hours"]

_DIGITS = {numeral: value for value, numeral in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2}
_UNITS = (("亿億", 10**8, 10**8), ("万萬", 10**4, 10**4), ("千", 1000, 10), ("百", 100, 10), ("十", 10, 10))
"""Characters, what each stands for, and what the number before it stays below; the largest first."""
_ALONE = {"ja": "千百十"}
"""Units that stand for one of themselves; in Chinese 十 does."""
_LONGEST = 20

_NUMERALS = "".join((*_DIGITS, *(names for names, _, _ in _UNITS)))
_RUN = re.compile(rf"[{_NUMERALS}\d]+(?:\.\d+[万萬亿億]+)?")
# A numeral alone is a number before these or after those, and else mostly part of a word: 一起, 统一.
_COUNTED = frozenset("点點时時分秒年月日号號元円块塊個个位岁歳歲度楼樓层階天週周次番回本枚名人パ")
_LEADING = frozenset("第点點之")
_HOUR = {"ja": "時"}
_TIMES = {language: re.compile(rf"(\d)[{hour}](?:(\d+)分?|(半))") for language, hour in (("zh", "点點"), ("ja", "時"))}
_CHINESE = frozenset({"cmn", "wuu", "yue", "zh"})


def full_hours(text: str, language: str) -> str:
    """Returns text with `7:00` as the hour that is said, 7点 or 7時; of another language than these two as it is."""
    if language not in _CHINESE and language != "ja":
        return text
    return re.sub(r"(?<![\d:])(\d\d?):00(?![\d:])", rf"\1{_HOUR.get(language, '点')}", text)


def figures(text: str, language: str) -> str:
    """Returns text with its numbers in figures, and its times as `7.30`.

    `一百五` and `一百五十` are 150, `1.5万` is 15000. Numerals that make no number stay (`万一`, `三四个`), and so do
    those of words, as far as the character beside them tells.

    Args:
        text: normalised, without spaces, with points between figures kept; of a language other than Chinese and
            Japanese it is returned as it is.
        language: the first subtag of a BCP-47 language, in lower case.
    """
    if language not in _CHINESE and language != "ja":
        return text
    text = _RUN.sub(lambda run: _in_figures(run, _ALONE.get(language, "十")), text)
    times = _TIMES["ja" if language == "ja" else "zh"]
    return times.sub(lambda found: f"{found[1]}.{found[2] or '30'}", text)


def _in_figures(run: re.Match[str], alone: str) -> str:
    text = run[0]
    if text.isascii() or len(text) > _LONGEST or (len(text) == 1 and not _counts(run)):
        return text
    if all(numeral in _DIGITS for numeral in text):
        # Two digits side by side are a guess ("three or four"), unless they are decimals.
        told = len(text) != 2 or run.string[: run.start()].endswith(tuple(_LEADING))
        return "".join(str(_DIGITS[numeral]) for numeral in text) if told else text
    value = _value(text, alone)
    return text if value is None else f"{value:.0f}"


def _counts(run: re.Match[str]) -> bool:
    before, after = run.string[: run.start()][-1:], run.string[run.end() :][:1]
    return before in _LEADING or after in _COUNTED


def _value(text: str, alone: str) -> float | None:
    """The number that digits and units make, None when they make none."""
    for names, unit, below in _UNITS:
        head, name, tail = _parted(text, names)
        if not name:
            continue
        times = _value(head, alone) if head else 1.0 if name in alone else None
        rest = _rest(tail, unit, alone)
        if times is None or rest is None or not 0 < times < below or rest >= unit:
            return None
        return times * unit + rest
    return _plain(text)


def _parted(text: str, names: str) -> tuple[str, str, str]:
    """What stands before the first of these units, the unit, and what stands after it."""
    at = next((place for place, character in enumerate(text) if character in names), len(text))
    return text[:at], text[at : at + 1], text[at + 1 :]


def _rest(text: str, unit: int, alone: str) -> float | None:
    """What follows a unit: 五 after 百 is 50, 零五 is 5."""
    after_zero = text.lstrip("零〇")
    if not after_zero:
        return 0.0
    value = _value(after_zero, alone)
    colloquial = len(text) == 1 and text in _DIGITS and unit > 10
    return value * unit / 10 if colloquial and value is not None else value


def _plain(text: str) -> float | None:
    if re.fullmatch(r"[0-9]{1,15}(?:\.[0-9]{1,15})?", text):
        return float(text)
    return float(_DIGITS[text]) if text in _DIGITS else None
