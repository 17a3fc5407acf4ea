from importlib.util import find_spec
from pathlib import Path

import pytest

from evalkit.errors import MediaError
from evalkit.media.speech.espeak_library import EspeakLibraryEngine
from tests.media.speech.real_engine import assert_speaks

needs_library = pytest.mark.skipif(
    not find_spec("espeakng_loader"), reason="espeakng-loader is not installed (pip install 'evalkit[tts]')"
)


@needs_library
@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "What is the temperature in New York?"), ("de-DE", "Wie warm ist es in Köln?"), ("fr", "Bonjour, ça va?")],
)
def test_it_speaks_with_four_voices(language: str, text: str) -> None:
    assert_speaks(EspeakLibraryEngine(), language, text)


@needs_library
@pytest.mark.parametrize(
    ("language", "voice"),
    [
        ("en", "gmw/en-US"),
        ("en-GB", "gmw/en"),
        ("fr-CA", "roa/fr"),
        ("zh-CN", "sit/cmn"),
        ("ja", "jpx/ja"),
        ("hi", "inc/hi"),
    ],
)
def test_a_language_gets_the_voice_made_for_it(language: str, voice: str) -> None:
    assert EspeakLibraryEngine().voice_of("", language) == voice


@needs_library
def test_it_tells_its_version_and_knows_what_it_cannot_speak() -> None:
    assert EspeakLibraryEngine().version[0].isdigit()
    assert not EspeakLibraryEngine().speaks("xx")


@needs_library
def test_an_unknown_voice_is_an_error() -> None:
    with pytest.raises(MediaError, match=r"failed with exit status 1: the espeak-ng library has no voice 'xx'$"):
        EspeakLibraryEngine().speak("hello", "xx", "xx")


@needs_library
@pytest.mark.parametrize(
    "text", ["--help", "a\0b", "[[hello]] there", "<voice name='x'>bold</voice>", "half \ud800 pair"]
)
def test_texts_that_look_like_something_else_are_spoken(text: str) -> None:
    samples, rate_hz = EspeakLibraryEngine().speak(text, "gmw/en-US", "en")
    assert len(samples) / rate_hz > 0.3


def test_without_the_package_it_is_passed_over() -> None:
    engine = EspeakLibraryEngine("no_such_package")
    assert not engine.available()
    assert not engine.speaks("en")
    assert engine.version == ""
    with pytest.raises(MediaError, match=r"^no_such_package: is not installed; run `pip install 'evalkit\[tts\]'`$"):
        engine.speak("hello", "en", "en")


def test_a_package_without_voices_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "voiceless_loader.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    assert not EspeakLibraryEngine("voiceless_loader").available()
