"""Signs beside numbers and the words they are read out as, language by language."""

import pytest

from evalkit.text.normalize import normalizer
from evalkit.text.normalize_signs import signs_as_words


@pytest.mark.parametrize(
    ("language", "several", "normal"),
    [
        ("de", ["20 €", "€ 20", "20 Euro", "20€"], "20 euro"),
        ("de", ["5 Mio. €", "5 Mio Euro"], "5 mio euro"),
        ("de", ["5 € 10", "5 Euro 10"], "5 euro 10"),
        ("de", ["1.250 €", "1250 Euro"], "1250 euro"),
        ("de", ["20 °C", "20℃", "20 Grad Celsius"], "20 grad celsius"),
        ("fr", ["1 €", "1 euro"], "1 euro"),
        ("fr", ["2 €", "2\u00a0€", "2 euros"], "2 euros"),
        ("fr", ["5 %", "5 pour cent"], "5 pour cent"),
        ("es", ["5%", "5 por ciento"], "5 por ciento"),
        ("es", ["$5", "5 dólares"], "5 dólares"),
        ("pt-BR", ["R$ 5", "5 reais"], "5 reais"),
        ("it", ["20 €", "20 euro"], "20 euro"),
        ("hi", ["₹500", "500 रुपये", "₹ ५००"], "500 रुपये"),
        ("hi", ["५%", "5 प्रतिशत"], "5 प्रतिशत"),
        ("tr", ["%5", "5%", "yüzde 5"], "yüzde 5"),
        ("ko", ["₩1,250", "1250 원"], "1250 원"),
        ("ja", ["¥500", "￥500", "500円", "五百円"], "500円"),
        ("zh", ["5%", "百分之五", "百分之5"], "百分之5"),
        ("zh", ["价格¥500,5%的人", "价格500元，百分之五的人"], "价格500元百分之5的人"),
        ("ja", ["気温は20℃です", "気温は20度です"], "気温は20度です"),
        ("yue", ["$5", "5美元"], "5美元"),
        ("th", ["฿5", "5 บาท"], "5บาท"),
    ],
    ids=str,
)
def test_a_sign_is_what_is_said(language: str, several: list[str], normal: str) -> None:
    words = normalizer(language)
    assert {text: words(text) for text in several} == dict.fromkeys(several, normal)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "5 %"),
        ("xx", "€ 5"),
        ("", "5%"),
        ("es", "1°"),
        ("pt", "us$ 5"),
        ("de", "a$5"),
        ("de", "%"),
        ("fr", "n° 5"),
    ],
)
def test_a_sign_without_a_word_stays(language: str, text: str) -> None:
    assert signs_as_words(text, language) == text
