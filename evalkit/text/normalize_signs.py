"""Signs that are read out (%, €, °C) in the words that languages other than English say for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

__all__ = ["signs_as_words"]

_WORDS: Mapping[str, str] = {
    "da": "% procent; € euro; $ dollar",
    "de": "% prozent; € euro; $ dollar; £ pfund; °c grad celsius; ° grad",
    "es": "% por ciento; € euro/euros; $ dólar/dólares; £ libra/libras; °c grado celsius/grados celsius",
    "fr": (
        "% pour cent; € euro/euros; $ dollar/dollars; £ livre/livres; °c degré celsius/degrés celsius; ° degré/degrés"
    ),
    "hi": "% प्रतिशत; € यूरो; $ डॉलर; ₹ रुपया/रुपये; °c डिग्री सेल्सियस; ° डिग्री",
    "id": "% persen; € euro; $ dolar",
    "it": "% per cento; € euro; $ dollaro/dollari; £ sterlina/sterline; °c grado celsius/gradi celsius",
    "ja": "% パーセント; € ユーロ; $ ドル; ¥ 円; °c 度; ° 度",
    "ko": "% 퍼센트; € 유로; $ 달러; ₩ 원; °c 도; ° 도",
    "nl": "% procent; € euro; $ dollar; £ pond; °c graad celsius/graden celsius; ° graad/graden",
    "no": "% prosent; € euro; $ dollar",
    "pt": "% por cento; € euro/euros; r$ real/reais; $ dólar/dólares; °c grau celsius/graus celsius",
    "sv": "% procent; € euro; $ dollar",
    "th": "% เปอร์เซ็นต์; ฿ บาท; °c องศา; ° องศา",
    "tr": "% yüzde {}; € euro; $ dolar; ₺ lira",
    "vi": "% phần trăm",
    "zh": "% 百分之{}; € 欧元; $ 美元; ¥ 元; °c 度; ° 度",
}
"""Of each sign its word, of one and of more where that differs; {} is the number where the word comes first.

Languages that bend the word by the number in more ways (Russian, Polish, Arabic) are left out: there signs are dropped.
So is the degree sign of Spanish, Italian and Portuguese, which is also how an ordinal is typed.
"""
_SAME = {"cmn": "zh", "nb": "no", "nn": "no", "wuu": "zh", "yue": "zh"}
_POINT_DECIMALS = frozenset({"hi", "ja", "ko", "th", "zh"})
"""Of the languages above those in which a comma between figures parts two numbers."""


def signs_as_words(text: str, language: str) -> str:
    """Returns cleaned text with signs beside numbers as the words after them, which are "20 euro" for `€ 20` in German.

    Signs that have no word here are left where they are.

    Args:
        text: in NFKC, with the digits 0-9.
        language: the first subtag of a BCP-47 language, in lower case; nothing is changed in one not known here.
    """
    for leading, trailing, word in _rules(_SAME.get(language, language)):
        text = leading.sub(r"\2 \1", text) if leading else text
        text = trailing.sub(lambda found, word=word: _read_out(found[1], word), text)  # type: ignore[misc]
    return text


@cache
def _rules(language: str) -> tuple[tuple[re.Pattern[str] | None, re.Pattern[str], str], ...]:
    """Of each sign: what moves it behind its number, what finds it there or behind a word, and what is said."""
    rules = []
    number = rf"\d+(?:[{'.' if language in _POINT_DECIMALS else '.,'}]\d+)?"
    for entry in filter(None, _WORDS.get(language, "").split("; ")):
        sign, _, word = entry.partition(" ")
        found, money = re.escape(sign), sign[0] not in "%°"
        # Between two numbers it belongs to the first: 5 € 10. In A$ the sign is another one.
        leading = re.compile(rf"(?<!\d)(?<!\d\s)(?<![a-z])({found})\s?({number})", re.IGNORECASE)
        after_word = r"|(?<=[^\W\d_])\.?\s" if money else ""
        trailing = re.compile(rf"(?:({number})\s?{after_word}){found}(?![a-z])", re.IGNORECASE)
        rules.append((leading if money or "{}" in word else None, trailing, word))
    return tuple(rules)


def _read_out(number: str | None, word: str) -> str:
    if "{}" in word:
        return f" {word.format(number or '')} "
    one, _, several = word.partition("/")
    return f"{number or ''} {one if number == '1' or not several else several} "
