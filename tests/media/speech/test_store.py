import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import MediaError, SpeechUnavailable
from evalkit.media.speech.store import SpeechStore, default_cache, speech_file_name
from tests.media.speech.fake_engine import FakeEngine

TEXT = "What is the temperature in New York?"
NAME = "what-is-the-temperature-in-new-d1ffbc181342.flac"


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


def store(
    tmp_path: Path, *engines: FakeEngine, folders: tuple[Path, ...] = (), write_to: Path | None = None
) -> SpeechStore:
    return SpeechStore(folders, write_to, engines, tmp_path / "cache")


def put(folder: Path, level: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    sf.write(folder / NAME, np.full(1_600, level, np.int16), 16_000)
    return folder


def test_the_name_of_a_file_never_changes() -> None:
    assert speech_file_name(TEXT, "", "en") == NAME
    assert speech_file_name("  What is\n the  temperature in New York? ", "", "en") == NAME


def test_speaker_language_and_text_each_have_their_own_file() -> None:
    names = {
        speech_file_name(*said)
        for said in [
            ("hello", "", "en"), ("hello", "A", "en"), ("hello", "", "en-GB"), ("hello!", "", "en"),
            ("Hello", "", "en"), ("hello A", "", "en"), ("hello", "en", ""),
        ]
    }  # fmt: skip
    assert len(names) == 7


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Où est l'hôtel?", "ou-est-lhotel"),
        ("今日は", "speech"),
        ("../../etc/passwd", "etc-passwd"),
        ("-rf", "rf"),
        ("a" * 99, "a" * 40),
        ("one two three four five six seven", "one-two-three-four-five-six"),
    ],
)
def test_the_first_words_are_in_the_name(text: str, slug: str) -> None:
    assert speech_file_name(text, "", "en").rpartition("-")[0] == slug


@given(text=st.text(), speaker=st.text(), language=st.text())
def test_every_text_has_a_name_that_every_file_system_takes(text: str, speaker: str, language: str) -> None:
    name = speech_file_name(text, speaker, language)
    assert name.isascii()
    assert len(name) <= 60
    assert not set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789-.")


def test_speech_is_16_khz_at_an_even_level_and_without_long_silence(tmp_path: Path, engine: FakeEngine) -> None:
    samples = store(tmp_path, engine).get(TEXT, "", "en")
    assert samples.dtype == np.int16
    assert len(samples) == pytest.approx(16_000 * (0.5 + 2 * 0.05), abs=40)
    assert np.abs(samples.astype(int)).max() == pytest.approx(23_198, abs=1)


def test_speech_is_spoken_once_and_then_kept(tmp_path: Path, engine: FakeEngine) -> None:
    first = store(tmp_path, engine)
    spoken = first.get(TEXT, "", "en")
    assert first.get(f" {TEXT} ", "", "en") is spoken
    np.testing.assert_array_equal(store(tmp_path, engine).get(TEXT, "", "en"), spoken)
    assert engine.spoken == [(TEXT, "one", "en")]
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [NAME]


def test_what_was_given_out_cannot_be_changed(tmp_path: Path, engine: FakeEngine) -> None:
    samples = store(tmp_path, engine).get(TEXT, "", "en")
    with pytest.raises(ValueError, match="read-only"):
        samples[0] = 1


def test_the_file_says_who_spoke_what(tmp_path: Path, engine: FakeEngine) -> None:
    store(tmp_path, engine).get("Grüß Gott, 世界", "model", "de")
    (path,) = (tmp_path / "cache").iterdir()
    with sf.SoundFile(path) as sound:
        assert (sound.format, sound.subtype, sound.samplerate, sound.channels) == ("FLAC", "PCM_16", 16_000, 1)
        tags = sound.copy_metadata()
    assert tags["comment"] == "Grüß Gott, 世界"
    assert tags["artist"] == "two"
    assert tags["software"].startswith("evalkit; fake 1.0")


def test_the_same_speech_makes_the_same_file(tmp_path: Path, engine: FakeEngine) -> None:
    for folder in ("a", "b"):
        store(tmp_path / folder, engine).get(TEXT, "", "en")
    assert (tmp_path / "a/cache" / NAME).read_bytes() == (tmp_path / "b/cache" / NAME).read_bytes()


def test_a_committed_file_needs_no_engine(tmp_path: Path) -> None:
    folder = put(tmp_path / "say", 111)
    assert set(store(tmp_path, folders=(tmp_path / "gone", folder)).get(TEXT, "", "en")) == {111}


def test_the_first_folder_wins_then_where_it_is_written_then_the_cache(tmp_path: Path, engine: FakeEngine) -> None:
    folders = (put(tmp_path / "1", 111), put(tmp_path / "2", 222))
    write_to = put(tmp_path / "3", 333)
    put(tmp_path / "cache", 444)
    for level in (111, 222, 333, 444):
        assert set(store(tmp_path, engine, folders=folders, write_to=write_to).get(TEXT, "", "en")) == {level}
        if level < 444:
            (tmp_path / str(level // 111) / NAME).unlink()
    assert engine.spoken == []


def test_new_speech_goes_where_it_is_asked_for(tmp_path: Path, engine: FakeEngine) -> None:
    write_to = tmp_path / "scenarios" / "audio" / "say"
    store(tmp_path, engine, folders=(write_to,), write_to=write_to).get(TEXT, "", "en")
    assert [path.name for path in write_to.iterdir()] == [NAME]
    assert not (tmp_path / "cache").exists()


def test_speech_of_the_cache_is_copied_where_it_is_asked_for(tmp_path: Path, engine: FakeEngine) -> None:
    put(tmp_path / "cache", 444)
    store(tmp_path, engine, write_to=tmp_path / "say").get(TEXT, "", "en")
    assert (tmp_path / "say" / NAME).read_bytes() == (tmp_path / "cache" / NAME).read_bytes()


def test_nothing_is_written_to_the_folders(tmp_path: Path, engine: FakeEngine) -> None:
    folder = tmp_path / "say"
    folder.mkdir()
    store(tmp_path, engine, folders=(folder,)).get(TEXT, "", "en")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"fLaC nonsense that is no audio \x00\x01", b"text and not audio at all"])
@pytest.mark.parametrize("place", ["say", "cache"])
def test_a_damaged_file_is_named(content: bytes, place: str, tmp_path: Path, engine: FakeEngine) -> None:
    folder = tmp_path / place
    folder.mkdir()
    (folder / NAME).write_bytes(content)
    with pytest.raises(MediaError) as caught:
        store(tmp_path, engine, folders=(tmp_path / "say",)).get(TEXT, "", "en")
    assert not isinstance(caught.value, SpeechUnavailable)
    assert str(caught.value).startswith(f"{folder / NAME}: stored speech ")
    assert str(caught.value).endswith("; delete it, and it is spoken again")


def test_no_engine_says_what_to_do(tmp_path: Path) -> None:
    expected = tmp_path / "say" / NAME
    with pytest.raises(SpeechUnavailable) as caught:
        store(tmp_path, folders=(tmp_path / "say",)).get(TEXT, "", "en")
    assert str(caught.value) == (
        f"{expected}: no such file, and no engine here can say 'What is the temperature in New York?' in en; "
        "commit that file, or install an engine: `apt install flite` or `pip install 'evalkit[tts]'`"
    )


def test_a_long_text_is_shortened_in_the_message(tmp_path: Path) -> None:
    with pytest.raises(SpeechUnavailable, match="can say 'word word word word word word word word…' in en;"):
        store(tmp_path).get("word " * 30, "", "en")


def test_absent_and_ignorant_engines_are_passed_over(tmp_path: Path) -> None:
    absent, ignorant, last = FakeEngine(there=False), FakeEngine(languages=("en",)), FakeEngine()
    store(tmp_path, absent, ignorant, last).get("Guten Tag", "", "de")
    assert [engine.spoken for engine in (absent, ignorant)] == [[], []]
    assert last.spoken == [("Guten Tag", "one", "de")]


def test_an_engine_that_fails_is_not_silently_replaced(tmp_path: Path) -> None:
    broken, other = FakeEngine("piper", failure=MediaError(Path("piper"), "failed with exit status 1")), FakeEngine()
    with pytest.raises(SpeechUnavailable) as caught:
        store(tmp_path, broken, other).get("Hi", "", "en")
    assert "piper could not say 'Hi' in en: piper: failed with exit status 1; " in str(caught.value)
    assert other.spoken == []


@pytest.mark.parametrize(("peak", "rate_hz"), [(0, 16_000), (20, 16_000), (0, 24_000)])
def test_an_engine_that_says_nothing(peak: int, rate_hz: int, tmp_path: Path) -> None:
    with pytest.raises(SpeechUnavailable, match=r"fake is silent at '\.\.\.' in en; give `say` speakable words"):
        store(tmp_path, FakeEngine(peak=peak, rate_hz=rate_hz)).get("...", "", "en")
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_no_text(text: str, tmp_path: Path, engine: FakeEngine) -> None:
    with pytest.raises(SpeechUnavailable, match="there is no text to say; give `say` some words"):
        store(tmp_path, engine).get(text, "", "en")
    assert engine.spoken == []


@pytest.mark.parametrize("text", ["a\0b", "half \ud800 pair", "-n", "{out}", "🎈"])
def test_odd_texts_are_spoken_and_found_again(text: str, tmp_path: Path, engine: FakeEngine) -> None:
    samples = store(tmp_path, engine).get(text, "", "en")
    np.testing.assert_array_equal(store(tmp_path).get(text, "", "en"), samples)


def test_a_folder_that_cannot_be_written(tmp_path: Path, engine: FakeEngine) -> None:
    (tmp_path / "say").write_text("a file, not a folder")
    with pytest.raises(MediaError) as caught:
        store(tmp_path, engine, write_to=tmp_path / "say").get(TEXT, "", "en")
    assert str(caught.value).startswith(f"{tmp_path / 'say' / NAME}: cannot be written: ")


def test_a_cache_that_cannot_be_written_does_no_harm(tmp_path: Path, engine: FakeEngine) -> None:
    (tmp_path / "cache").write_text("a file, not a folder")
    assert len(store(tmp_path, engine).get(TEXT, "", "en"))


def test_a_failed_write_leaves_nothing_behind(
    tmp_path: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(MediaError, match="cannot be written: No space left on device"):
        store(tmp_path, engine, write_to=tmp_path / "say").get(TEXT, "", "en")
    assert list((tmp_path / "say").iterdir()) == []


def test_many_threads_make_one_file(tmp_path: Path, engine: FakeEngine) -> None:
    shared = store(tmp_path, engine)
    threads = [threading.Thread(target=shared.get, args=(TEXT, "", "en")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(engine.spoken) == 1


def test_the_cache_is_where_xdg_says(tmp_path: Path) -> None:
    assert default_cache(str(tmp_path)) == tmp_path / "evalkit" / "speech"


@pytest.mark.parametrize("given", ["", "not/absolute"])
def test_else_the_cache_is_in_the_users_own(given: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert default_cache(given) == tmp_path / ".cache" / "evalkit" / "speech"


def test_an_account_without_a_home_has_a_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    assert default_cache().parts[-3:] == (".cache", "evalkit", "speech")
