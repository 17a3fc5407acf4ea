import shutil

import pytest

from evalkit.errors import MediaError
from evalkit.media.speech.flite import FliteEngine
from tests.media.speech.real_engine import assert_speaks

needs_flite = pytest.mark.skipif(not shutil.which("flite"), reason="flite is not installed (apt install flite)")


@needs_flite
def test_it_speaks_english_with_four_voices() -> None:
    assert_speaks(FliteEngine(), "en-US", "What is the temperature in New York?")


@needs_flite
def test_it_tells_its_version() -> None:
    assert FliteEngine().version[0].isdigit()


@needs_flite
def test_the_user_is_slt_and_the_model_rms() -> None:
    assert [FliteEngine().voice_of(speaker, "en") for speaker in ("", "model")] == ["slt", "rms"]


@needs_flite
@pytest.mark.parametrize("text", ["--help", "-o x", "/etc/hostname is a file", "<b>bold</b> & more", "naïve café"])
def test_texts_that_look_like_something_else_are_spoken(text: str) -> None:
    samples, rate_hz = FliteEngine().speak(text, "kal16", "en")
    assert len(samples) / rate_hz > 0.3


@pytest.mark.parametrize(
    ("language", "known"), [("en", True), ("en-GB", True), ("EN_us", True), ("de", False), ("enm", False)]
)
def test_it_speaks_english_only(language: str, known: bool) -> None:
    assert FliteEngine().speaks(language) is known


def test_it_is_not_there_when_it_is_not_on_path() -> None:
    engine = FliteEngine("no-such-flite")
    assert not engine.available()
    assert engine.version == ""
    with pytest.raises(MediaError, match=r"^no-such-flite: cannot be run: No such file or directory$"):
        engine.speak("hello", "slt", "en")
