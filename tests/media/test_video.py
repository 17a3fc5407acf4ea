import os
import random
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from evalkit.errors import MediaError
from evalkit.media.decode import load_audio
from evalkit.media.frames import Frame
from evalkit.media.video import LONGEST_S, read_frames, read_soundtrack
from tests.media.pictures import BLACK, BLUE, GREEN, RED, WHITE, Colour, colour_at, opened, quarters, write_video

_SIZE = (64, 48)
_CORNERS = (RED, GREEN, BLUE, WHITE)


def _plain(colour: Colour) -> Image.Image:
    return Image.new("RGB", _SIZE, colour)


def _steady(seconds: float, fps: int = 10, image: Image.Image | None = None) -> list[tuple[float, Image.Image]]:
    return [(number / fps, image or quarters(*_SIZE)) for number in range(round(seconds * fps))]


def _middles(frames: tuple[Frame, ...]) -> list[Colour]:
    return [colour_at(frame.data, 384, 384) for frame in frames]


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv", "a.avi", "a.ts"])
def test_one_picture_a_second_from_the_beginning(tmp_path: Path, name: str) -> None:
    frames = read_frames(write_video(tmp_path / name, _steady(2.5)))
    assert [frame.t_s for frame in frames] == [0, 1, 2]
    assert {frame.mime_type for frame in frames} == {"image/jpeg"}
    for frame in frames:
        assert (opened(frame.data).format, opened(frame.data).size) == ("JPEG", (768, 768))
        assert [colour_at(frame.data, *at) for at in [(10, 110), (757, 110), (10, 650), (757, 650)]] == [*_CORNERS]


def test_webm_and_mpeg_4_are_read_too(tmp_path: Path) -> None:
    for name, codec in [("a.webm", "libvpx"), ("b.mp4", "mpeg4")]:
        assert len(read_frames(write_video(tmp_path / name, _steady(1.5), codec=codec))) == 2


@pytest.mark.parametrize(("seconds", "count"), [(0.1, 1), (1.0, 1), (1.1, 2), (3.0, 3)])
def test_the_last_picture_is_shown_for_its_own_length_only(tmp_path: Path, seconds: float, count: int) -> None:
    assert len(read_frames(write_video(tmp_path / "a.mp4", _steady(seconds)))) == count


def test_another_rate_may_be_asked_for(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", _steady(2))
    assert [frame.t_s for frame in read_frames(path, rate_fps=2)] == [0, 0.5, 1, 1.5]
    assert [frame.t_s for frame in read_frames(path, rate_fps=0.5)] == [0]


def test_what_is_on_the_screen_counts_and_not_the_number_of_the_picture(tmp_path: Path) -> None:
    changes = [(0.0, RED), (0.05, RED), (0.1, GREEN), (0.99, GREEN), (1.01, BLUE), (1.9, WHITE), (4.5, BLACK)]
    frames = read_frames(write_video(tmp_path / "a.mp4", [(time_s, _plain(colour)) for time_s, colour in changes]))
    assert [frame.t_s for frame in frames][:5] == [0, 1, 2, 3, 4]
    assert _middles(frames)[:5] == [RED, GREEN, WHITE, WHITE, WHITE]


def test_a_picture_counts_from_its_very_moment_on(tmp_path: Path) -> None:
    shown = [(0.0, _plain(RED)), (1.0, _plain(GREEN)), (2.0, _plain(BLUE)), (2.5, _plain(BLUE))]
    assert _middles(read_frames(write_video(tmp_path / "a.mp4", shown)))[:3] == [RED, GREEN, BLUE]


def test_before_the_first_picture_the_first_is_shown(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mkv", [(1.2, _plain(RED)), (1.9, _plain(GREEN)), (2.5, _plain(BLUE))], tone_s=3)
    frames = read_frames(path)
    assert [frame.t_s for frame in frames] == [0, 1, 2]
    assert _middles(frames) == [RED, RED, GREEN]


@pytest.mark.parametrize(
    ("rotation", "seen"),
    [
        (90, (GREEN, WHITE, RED, BLUE)),
        (-90, (BLUE, RED, WHITE, GREEN)),
        (180, (WHITE, BLUE, GREEN, RED)),
    ],
)
def test_a_cameras_rotation_is_obeyed(tmp_path: Path, rotation: int, seen: tuple[Colour, ...]) -> None:
    path = write_video(tmp_path / "a.mp4", _steady(0.5), rotation=rotation)
    [frame] = read_frames(path)
    upright = abs(rotation) == 90
    corners = (
        [(110, 10), (650, 10), (110, 757), (650, 757)] if upright else [(10, 110), (757, 110), (10, 650), (757, 650)]
    )
    assert tuple(colour_at(frame.data, *place) for place in corners) == seen
    assert colour_at(frame.data, *((20, 384) if upright else (384, 20))) == BLACK


def test_a_phones_file_is_turned_clockwise(tmp_path: Path) -> None:
    """A phone held upright writes (0 1; -1 0) into `tkhd`: x goes down, y goes left (ISO 14496-12 §8.3.2)."""
    path = write_video(tmp_path / "a.mp4", _steady(0.5))
    data = bytearray(path.read_bytes())
    place = data.index(b"tkhd") + 44
    one, minus_one = (1 << 16).to_bytes(4), (0xFFFF0000).to_bytes(4)
    assert data[place : place + 4] == one
    data[place : place + 20] = bytes(4) + one + bytes(4) + minus_one + bytes(4)
    path.write_bytes(data)
    [frame] = read_frames(path)
    corners = [(110, 10), (650, 10), (110, 757), (650, 757)]
    assert [colour_at(frame.data, *at) for at in corners] == [BLUE, RED, WHITE, GREEN]


def test_pixels_that_are_not_square_are_obeyed(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", _steady(0.5), pixel_aspect=Fraction(3, 2))
    [frame] = read_frames(path)  # 64 x 48 becomes 2 : 1
    assert [colour_at(frame.data, *at) for at in [(384, 150), (10, 210), (757, 558)]] == [BLACK, RED, WHITE]


def test_fit_is_obeyed(tmp_path: Path) -> None:
    [frame] = read_frames(write_video(tmp_path / "a.mp4", _steady(0.5)), "crop")
    assert [colour_at(frame.data, *at) for at in [(10, 10), (757, 757)]] == [RED, WHITE]


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", _steady(2))
    assert read_frames(path) == read_frames(path)


def test_the_sound_of_a_video_is_read_like_any_other(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", _steady(1), tone_s=1.0)
    assert abs(len(read_soundtrack(path)) - 16_000) < 1_000
    assert (read_soundtrack(path) == load_audio(path)).all()
    with pytest.raises(MediaError, match="holds no audio; name a file with a sound track"):
        read_soundtrack(write_video(tmp_path / "b.mp4", _steady(0.3)))


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_sound_that_begins_later_than_the_pictures_keeps_its_place(tmp_path: Path, name: str) -> None:
    path = write_video(tmp_path / name, _steady(2), tone_s=1.0, tone_from_s=0.6)
    late = len(read_soundtrack(path)) - len(load_audio(path))
    assert late / 16_000 == pytest.approx(0.6, abs=0.05)
    assert not read_soundtrack(path)[: late - 400].any()


def _song(path: Path) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=48_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 4800), np.int16), "s16", "mono")
        frame.sample_rate = 48_000
        container.mux([*stream.encode(frame), *stream.encode(None)])


_KNOWN = "is no video file of a known kind, or is damaged; save it again as MP4 (H.264) or WebM"
_BAD = {
    "empty": (b"", "is empty; record it again"),
    "text": (b"this is no video but a text", "is text, not a video; name a video file"),
    "playlist": (b"#EXTM3U\n#EXTINF:1,\nhttp://example.com/a.ts\n", "is text, not a video; name a video file"),
    "hidden_playlist": (b"\xef\xbb\xbf#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", _KNOWN),
    "concat": (b"\xff\nffconcat version 1.0\nfile /etc/passwd\n", _KNOWN),
    "bytes": (random.Random(1).randbytes(5000), _KNOWN),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), _KNOWN),
    "git_lfs": (b"version https://git-lfs.github.com/spec/v1\n", "is a pointer of git-lfs, not the video; run "),
}


@pytest.mark.parametrize(("data", "message"), _BAD.values(), ids=_BAD)
def test_what_is_no_video_is_refused(
    tmp_path: Path, data: bytes, message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(data)
    with pytest.raises(MediaError) as raised:
        read_frames(path)
    assert str(raised.value).startswith(f"{path}: {message}")
    assert capfd.readouterr() == ("", "")


def test_sound_alone_is_refused(tmp_path: Path) -> None:
    _song(tmp_path / "a.m4a")
    with pytest.raises(MediaError, match=r"a\.m4a: holds no pictures; name a file with a video track"):
        read_frames(tmp_path / "a.m4a")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, problem in [("none", "no such file"), (".", "is a directory"), ("pipe", "is a pipe or a device")]:
        with pytest.raises(MediaError, match=problem):
            read_frames(tmp_path / name)


def test_a_video_that_is_too_long_is_refused(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mkv", [(0.0, _plain(RED)), (LONGEST_S + 1.0, _plain(RED))])
    with pytest.raises(MediaError, match="is longer than 15 minutes; cut it into turns"):
        read_frames(path)


def test_pictures_that_are_too_large_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_video(tmp_path / "a.mp4", _steady(0.3))
    monkeypatch.setattr("evalkit.media.video._MOST_PIXELS", 64 * 48 - 1)
    with pytest.raises(MediaError, match="has pictures of 64 x 48 pixels; scale it down"):
        read_frames(path)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.webm"])
def test_a_file_cut_off_is_refused(tmp_path: Path, name: str) -> None:
    """The index stands first, as for the web: without it nothing could be read at all."""
    grain = np.random.default_rng(1).integers(0, 256, (40, 48, 64, 3), dtype=np.uint8)
    shown = [(number / 10, Image.fromarray(pixels)) for number, pixels in enumerate(grain)]
    codec = "libvpx" if name.endswith("webm") else "libx264"
    path = write_video(tmp_path / name, shown, codec=codec, index_first=name.endswith("mp4"))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(MediaError, match=r"is truncated: \d\.\d s of \d\.\d s; copy or record it again"):
        read_frames(path)


def _outcome(path: Path) -> int | str:
    try:
        return len(read_frames(path))
    except MediaError as error:
        return str(error)


def test_a_damaged_file_gives_frames_or_a_media_error(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    whole = write_video(tmp_path / "a.mp4", _steady(2)).read_bytes()
    generator, outcomes = random.Random(7), set[int | str]()
    for number in range(60):
        damaged = bytearray(whole)
        for _ in range(generator.randrange(1, 5)):
            damaged[generator.randrange(len(damaged))] ^= 1 << generator.randrange(8)
        path = tmp_path / "b.mp4"
        path.write_bytes(damaged[: generator.randrange(len(damaged))] if number % 2 else damaged)
        outcomes.add(_outcome(path))
    assert 2 in outcomes
    messages = [outcome for outcome in outcomes if isinstance(outcome, str)]
    assert messages
    assert all(message.startswith(f"{path}: ") and "\n" not in message for message in messages)
    assert capfd.readouterr() == ("", "")
