"""What a session needs is there before anything connects, and what is wrong with a file is said with its place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from PIL import Image

from evalkit.errors import ScenarioErrors, SpeechUnavailable
from evalkit.media.speech.store import SpeechStore
from evalkit.runner.plan import Selection, select
from evalkit.runner.preparation import Prepared, prepare, speech_of
from tests.conversations import sound
from tests.media.pictures import BLUE, GREEN, RED, WHITE, colour_at, quarters, write_video
from tests.media.speech.fake_engine import FakeEngine
from tests.runner.small import write_scenarios

MIXED = "turns: [{text: Hi}, {audio: audio/beep.wav}, {silence_s: 1}, {say: Good evening.}]\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scenario root in the current folder, with a sound, a picture and two videos, one of them silent."""
    monkeypatch.chdir(tmp_path)
    root = write_scenarios(tmp_path, mixed=MIXED)
    (root / "audio").mkdir()
    sf.write(root / "audio/beep.wav", sound(1.0), 16_000, subtype="PCM_16")
    quarters(64, 64).save(root / "photo.png")
    shown = [(number / 10, quarters(64, 64)) for number in range(15)]
    write_video(root / "talk.mp4", shown, tone_s=1.5)
    write_video(root / "mute.mp4", shown)
    return root


def prepared(root: Path, turns: str, more: str = "", engines: tuple[FakeEngine, ...] = (FakeEngine(),)) -> Prepared:
    """What one scenario of these turns needs."""
    (root / "mixed.yaml").write_text(f"turns:\n  - {turns}\n{more}", encoding="utf-8")
    store = SpeechStore([], engines=engines, cache=root / "cache")
    return prepare(select(Selection((Path("scenarios/mixed.yaml"),))), lambda _: store)["mixed"]


def mistakes(root: Path, turns: str, more: str = "") -> list[str]:
    """What is wrong with a scenario of these turns, without the file's name."""
    with pytest.raises(ScenarioErrors) as raised:
        prepared(root, turns, more)
    return [str(error).removeprefix("scenarios/mixed.yaml:") for error in raised.value.errors]


def test_each_spoken_turn_has_its_audio(root: Path) -> None:
    engine = FakeEngine()
    store = SpeechStore([], engines=[engine], cache=root / "cache")
    spoken = prepare(select(Selection((root,))), lambda _: store)["mixed"].spoken
    assert sorted(spoken) == [1, 3]
    assert len(spoken[1].samples) == 16_000
    assert [text for text, _, _ in engine.spoken] == ["Good evening."]


def test_the_sound_of_a_video_is_what_the_user_says(root: Path) -> None:
    made = prepared(root, "{video: talk.mp4}")
    assert abs(len(made.spoken[0].samples) - 24_000) < 1_000
    assert len(made.spoken[0].speech) == 1
    assert [frame.t_s for frame in made.frames[0]] == [0, 1]


def test_beside_another_input_a_video_is_only_seen(root: Path) -> None:
    made = prepared(root, "{text: Hi, video: talk.mp4}\n  - {silence_s: 1, video: mute.mp4}")
    assert made.spoken == {}
    assert {turn: len(frames) for turn, frames in made.frames.items()} == {0: 2, 1: 2}


def test_images_come_first_in_order_and_at_the_beginning(root: Path) -> None:
    Image.new("RGB", (200, 100), BLUE).save(root / "blue.png")
    turns = "{say: Hi, image: [photo.png, {file: blue.png, fit: crop}, blue.png], video: mute.mp4}\n  - {say: Ho}"
    frames = prepared(root, turns).frames
    assert sorted(frames) == [0]
    assert [frame.t_s for frame in frames[0]] == [0, 0, 0, 0, 1]
    assert {frame.mime_type for frame in frames[0]} == {"image/jpeg"}
    photo, cropped, boxed = (frame.data for frame in frames[0][:3])
    assert [colour_at(photo, x, y) for y in (10, 757) for x in (10, 757)] == [RED, GREEN, BLUE, WHITE]
    assert colour_at(cropped, 384, 10) == BLUE
    assert colour_at(boxed, 384, 10) == (0, 0, 0)


def test_every_bad_file_is_known_before_anything_is_played(root: Path) -> None:
    (root / "audio/bad.wav").write_bytes(bytes(range(200)))
    (root / "bad.png").write_bytes(b"no picture at all, only words")
    (root / "bad.mp4").touch()
    write_scenarios(
        root.parent, other="turns:\n  - {audio: audio/bad.wav}\n  - {text: Hi, image: [photo.png, bad.png]}\n"
    )
    write_scenarios(root.parent, mixed="turns:\n  - say: Hi\n    video: {file: bad.mp4}\n")
    with pytest.raises(ScenarioErrors) as raised:
        prepare(select(Selection((Path("scenarios"),))), lambda _: SpeechStore([], engines=[], cache=root / "cache"))
    assert str(raised.value).splitlines() == [
        "scenarios/mixed.yaml:3:19: turns.0.video.file: bad.mp4: is empty; record it again",
        "scenarios/other.yaml:2:13: turns.0.audio: audio/bad.wav: is no audio file of a known kind, or is damaged; "
        "save it again as WAV or FLAC",
        "scenarios/other.yaml:3:35: turns.1.image.1: bad.png: is text, not an image; name an image file",
    ]


def test_a_video_without_sound_ends_no_turn(root: Path) -> None:
    [found] = mistakes(root, "{video: mute.mp4}")
    assert found == (
        "2:13: turns.0.video: mute.mp4: holds no audio; nothing ends the turn: add say, audio, text or silence_s "
        "beside the video"
    )


def test_a_video_that_should_speak_but_does_not_is_refused(root: Path) -> None:
    shown = [(number / 10, quarters(64, 64)) for number in range(5)]
    write_video(root / "quiet.mp4", shown, tone_s=0.5, loud=False)
    [found] = mistakes(root, "{video: {file: quiet.mp4}, transcript: hello}")
    assert found == (
        "2:20: turns.0.video.file: quiet.mp4: holds no speech, though the turn has a transcript; "
        "record it again, louder"
    )


def test_without_an_engine_it_says_what_to_install(root: Path) -> None:
    with pytest.raises(SpeechUnavailable, match=r"no engine here can say 'Hi' in en; .* install an engine"):
        prepared(root, "{say: Hi}", engines=())


def test_a_file_that_several_turns_name_is_read_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[tuple[str, str]] = []

    def read_image(path: Path, fit: str) -> bytes:
        read.append((path.name, fit))
        return b""

    monkeypatch.setattr("evalkit.runner.media_files.read_image", read_image)
    prepared(root, "{text: a, image: photo.png}\n  - {text: b, image: [photo.png, {file: photo.png, fit: crop}]}")
    assert read == [("photo.png", "letterbox"), ("photo.png", "crop")]


@pytest.mark.parametrize("keep", [True, False])
def test_speech_that_is_kept_becomes_part_of_the_scenarios(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keep: bool
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr("evalkit.media.speech.store.default_engines", lambda: [FakeEngine()])
    root = tmp_path / "scenarios"
    samples = speech_of(keep)(root).get("Good evening.", "user", "en")
    assert samples.dtype == np.int16
    kept = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.flac")]
    assert len(kept) == 1
    assert kept[0].startswith("scenarios/audio/say/" if keep else "home/.cache/evalkit/speech/")
