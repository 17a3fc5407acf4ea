import shutil

import pytest

from evalkit.media.speech.espeak import EspeakEngine, espeak_voice
from tests.media.speech.real_engine import assert_speaks

needs_espeak = pytest.mark.skipif(
    not shutil.which("espeak-ng"), reason="espeak-ng is not installed (apt install espeak-ng)"
)
NAMES = ["en-us", "en-gb", "de", "fr-fr", "fr-be", "es", "es-419", "cmn", "yue", "nb", "pt", "pt-br", "he"]


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "en-us"), ("en-US", "en-us"), ("en_GB", "en-gb"), ("en-IN", "en-us"), ("de-AT", "de"),
        ("fr", "fr-fr"), ("fr-CA", "fr-fr"), ("fr-BE", "fr-be"), ("es-ES", "es"), ("es-MX", "es-419"),
        ("zh", "cmn"), ("zh-CN", "cmn"), ("cmn-Hans-CN", "cmn"), ("zh-HK", "yue"), ("no", "nb"), ("iw", "he"),
        ("pt-BR", "pt-br"), ("pt-AO", "pt"), ("tlh", None), ("", None), ("-", None), ("e n", None), ("../en", None),
    ],
)  # fmt: skip
def test_a_language_gets_espeaks_nearest_name(language: str, name: str | None) -> None:
    assert espeak_voice(language, {known: f"voice of {known}" for known in NAMES}) == (name and f"voice of {name}")


@pytest.mark.parametrize("listed", ["fr", "fr-fr"])
def test_older_and_newer_names_of_a_language_are_found(listed: str) -> None:
    assert espeak_voice("fr-FR", {listed: "roa/fr"}) == "roa/fr"


@needs_espeak
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "What is the temperature in New York?"),
        ("de-DE", "Wie warm ist es in Köln?"),
        ("fr", "Quel temps fait-il à Paris?"),
        ("hi", "नमस्ते, आप कैसे हैं"),
        ("zh", "今天天气怎么样"),
    ],
)
def test_it_speaks_with_four_voices(language: str, text: str) -> None:
    assert_speaks(EspeakEngine(), language, text)


@needs_espeak
def test_it_tells_its_version() -> None:
    assert EspeakEngine().version[0].isdigit()


@needs_espeak
@pytest.mark.parametrize("text", ["--help", "-w /x", "[[hello]] there", "<voice name='x'>bold</voice>"])
def test_texts_that_look_like_something_else_are_spoken(text: str) -> None:
    samples, rate_hz = EspeakEngine().speak(text, "en-us", "en")
    assert len(samples) / rate_hz > 0.3


@needs_espeak
def test_a_language_it_has_no_voice_for() -> None:
    assert not EspeakEngine().speaks("xx")


def test_it_is_not_there_when_it_is_not_on_path() -> None:
    engine = EspeakEngine("no-such-espeak")
    assert not engine.available()
    assert not engine.speaks("en")
    assert engine.version == ""
