import os
import struct
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile as sf
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from evalkit.errors import MediaError
from evalkit.media.decode import LONGEST_S, load_audio
from evalkit.media.pcm import level_dbfs, to_bytes
from tests.shared_data import SHARED, needs_shared_data

Save = Callable[..., Path]
Wave = NDArray[np.float32]

LOSSLESS = [
    ("WAV", "PCM_16"),
    ("WAV", "PCM_24"),
    ("WAV", "PCM_32"),
    ("WAV", "FLOAT"),
    ("WAV", "DOUBLE"),
    ("WAVEX", "PCM_16"),
    ("RF64", "PCM_16"),
    ("W64", "PCM_16"),
    ("AIFF", "PCM_16"),
    ("AU", "PCM_16"),
    ("CAF", "PCM_16"),
    ("FLAC", "PCM_16"),
    ("FLAC", "PCM_24"),
]
LOSSY = [("WAV", "PCM_U8"), ("WAV", "ULAW"), ("MP3", "MPEG_LAYER_III"), ("OGG", "VORBIS"), ("OGG", "OPUS")]
CONTAINERS = [("mp4", "aac"), ("webm", "libopus"), ("matroska", "aac"), ("adts", "aac"), ("asf", "wmav2")]


def tone(seconds: float = 1.0, rate_hz: int = 16_000, hz: float = 440.0) -> Wave:
    times = np.arange(round(seconds * rate_hz)) / rate_hz
    # Whole 16-bit steps, so that lossless kinds can be compared exactly.
    return np.asarray(np.rint(np.sin(2 * np.pi * hz * times) * 8_000) / 32_768, np.float32)


@cache
def encoded(kind: str, subtype: str, rate_hz: int = 16_000, seconds: float = 1.0) -> bytes:
    file = BytesIO()
    sf.write(file, tone(seconds, rate_hz), rate_hz, format=kind, subtype=subtype)
    return file.getvalue()


@cache
def contained(kind: str, codec: str, seconds: float = 1.0) -> bytes:
    file = BytesIO()
    with av.open(file, "w", format=kind) as container:
        stream = container.add_stream(codec, rate=48_000, layout="stereo", bit_rate=96_000)
        assert isinstance(stream, av.AudioStream)
        sound = av.AudioFrame.from_ndarray(np.stack([tone(seconds, 48_000)] * 2), format="fltp", layout="stereo")
        sound.sample_rate = 48_000
        size = stream.codec_context.frame_size or None
        pieces = av.AudioResampler(stream.format.name, "stereo", 48_000, size)
        for frame in [*pieces.resample(sound), *pieces.resample(None), None]:
            container.mux(stream.encode(frame))
    return file.getvalue()


def video_only() -> bytes:
    file = BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=10)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = 32, 32
        container.mux(stream.encode(av.VideoFrame(32, 32, "yuv420p")))
        container.mux(stream.encode(None))
    return file.getvalue()


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def write(content: bytes, name: str = "sound.bin") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def problem_of(path: Path) -> str:
    with pytest.raises(MediaError) as caught:
        load_audio(path)
    assert caught.value.path == path
    return str(caught.value).removeprefix(f"{path}: ")


def assert_read_or_refused(path: Path) -> None:
    try:
        samples = load_audio(path)
    except MediaError as error:
        assert "\n" not in str(error)  # noqa: PT017 (both outcomes are right)
    else:
        assert samples.dtype == np.int16
        assert samples.ndim == 1
        assert len(samples)


@pytest.mark.parametrize(("kind", "subtype"), LOSSLESS)
def test_lossless_kinds_come_back_sample_by_sample(kind: str, subtype: str, save: Save) -> None:
    samples = load_audio(save(encoded(kind, subtype)))
    assert samples.dtype == np.int16
    np.testing.assert_array_equal(samples, (tone() * 32_768).astype(np.int16))


@pytest.mark.parametrize(("kind", "subtype"), LOSSY)
def test_lossy_kinds_keep_the_sound_and_its_length(kind: str, subtype: str, save: Save) -> None:
    samples = load_audio(save(encoded(kind, subtype)))
    assert len(samples) == 16_000
    assert level_dbfs(samples[1_000:-1_000]) == pytest.approx(-15.26, abs=0.3)


@pytest.mark.parametrize(("kind", "codec"), CONTAINERS)
def test_what_libsndfile_does_not_know_goes_through_ffmpeg(kind: str, codec: str, save: Save) -> None:
    samples = load_audio(save(contained(kind, codec)))
    assert len(samples) == pytest.approx(16_000, abs=1_000)
    assert level_dbfs(samples[2_000:-2_000]) == pytest.approx(-15.26, abs=0.5)


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 22_050, 24_000, 44_100, 48_000, 96_000])
def test_any_rate_is_brought_to_the_one_asked_for(rate_hz: int, save: Save) -> None:
    path = save(encoded("WAV", "PCM_16", rate_hz))
    for wanted_hz in (16_000, 24_000):
        samples = load_audio(path, wanted_hz)
        assert len(samples) == wanted_hz
        assert np.argmax(np.abs(np.fft.rfft(samples))) == 440


@pytest.mark.parametrize("channels", [2, 3, 6, 8])
def test_channels_are_averaged(channels: int, save: Save) -> None:
    sound = np.zeros((1_600, channels), np.int16)
    sound[:, 0] = 8_000
    file = BytesIO()
    sf.write(file, sound, 16_000, format="WAV")
    assert set(load_audio(save(file.getvalue()))) == {round(8_000 / channels)}


def test_a_damaged_header_with_many_channels_is_survived(save: Save) -> None:
    header = b"caff\0\1\0\0desc" + struct.pack(">qd4sIIIII", 32, 16_000.0, b"lpcm", 0, 4, 1, 37, 16)
    sound = b"data" + struct.pack(">qI", 4 + 37 * 2 * 400, 0) + struct.pack(">h", 8_000) * (37 * 400)
    assert_read_or_refused(save(header + sound))


def test_opposite_channels_cancel_out(save: Save) -> None:
    file = BytesIO()
    sf.write(file, np.stack([tone(), -tone()], axis=1), 16_000, format="WAV", subtype="FLOAT")
    assert not load_audio(save(file.getvalue())).any()


def test_floats_beyond_full_scale_are_clipped(save: Save) -> None:
    file = BytesIO()
    sf.write(file, np.array([2.0, -2.0, 1.0, -1.0, 0.5]), 16_000, format="WAV", subtype="FLOAT")
    assert load_audio(save(file.getvalue())).tolist() == [32_767, -32_768, 32_767, -32_768, 16_384]


@pytest.mark.parametrize("suffix", [".pcm", ".raw", ".PCM"])
def test_raw_samples_are_16_khz_mono(suffix: str, save: Save) -> None:
    samples = (tone() * 32_768).astype(np.int16)
    np.testing.assert_array_equal(load_audio(save(to_bytes(samples), f"sound{suffix}")), samples)


@pytest.mark.parametrize(
    "name", ["sound.wav", "sound.mp3", "sound.raw", "sound", "sound.txt", "concat:a.mp3", "ä ?.m4a"]
)
@pytest.mark.parametrize(("kind", "subtype"), [("FLAC", "PCM_16"), ("WAV", "PCM_16"), ("OGG", "VORBIS")])
def test_the_content_decides_and_not_the_name(name: str, kind: str, subtype: str, save: Save) -> None:
    assert len(load_audio(save(encoded(kind, subtype), name))) == 16_000


def test_an_mp3_named_wav_is_read(save: Save) -> None:
    assert len(load_audio(save(encoded("MP3", "MPEG_LAYER_III"), "sound.wav"))) == 16_000


def test_an_m4a_named_wav_is_read_also_from_an_odd_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("concat:sound.wav")
    path.write_bytes(contained("mp4", "aac"))
    assert len(load_audio(path)) == pytest.approx(16_000, abs=1_000)


def test_a_wav_from_a_pipe_with_an_unknown_length_is_read(save: Save) -> None:
    whole = bytearray(encoded("WAV", "PCM_16"))
    for place in (4, whole.index(b"data") + 4):
        whole[place : place + 4] = b"\xff\xff\xff\xff"
    assert len(load_audio(save(bytes(whole)))) == 16_000


@needs_shared_data
@pytest.mark.parametrize(
    ("name", "length"),
    [("jfk.flac", 176_000), ("english.wav", 43_919), ("french.aiff", 40_524), ("hello_are_you_there.pcm", 48_469)],
)
def test_real_speech(name: str, length: int) -> None:
    samples = load_audio(SHARED / "speech" / name)
    assert len(samples) == length
    assert level_dbfs(samples) > -45


def test_a_missing_file(tmp_path: Path) -> None:
    expected = "no such file; check the name; it is relative to the scenario file"
    assert problem_of(tmp_path / "gone.wav") == expected


def test_a_directory(tmp_path: Path) -> None:
    assert problem_of(tmp_path) == "is a directory; name one audio file in it"


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert problem_of(tmp_path / "pipe") == "is a pipe or a device; save its sound to a file first"


def test_a_device() -> None:
    assert problem_of(Path("/dev/zero")) == "is a pipe or a device; save its sound to a file first"


def test_an_impossible_name() -> None:
    assert problem_of(Path("a\0b")).startswith("cannot be read: ")
    assert problem_of(Path("a" * 5_000)).startswith("cannot be read: ")


def test_a_link_to_itself(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert problem_of(tmp_path / "loop").startswith("cannot be read: ")


def test_an_unreadable_file(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = save(encoded("WAV", "PCM_16"))
    monkeypatch.setattr(Path, "open", refuse)
    assert problem_of(path) == "cannot be read: Permission denied"


@pytest.mark.parametrize("name", ["a.wav", "a.mp3", "a.pcm", "a.m4a"])
def test_an_empty_file(name: str, save: Save) -> None:
    assert problem_of(save(b"", name)) == "is empty; record it again"


@pytest.mark.parametrize("name", ["a.wav", "a.mp3", "a.pcm"])
def test_a_text_file(name: str, save: Save) -> None:
    assert problem_of(save(b"turns:\n  - say: hello there\n", name)) == "is text, not audio; name an audio file"


def test_a_playlist_is_not_followed(save: Save) -> None:
    save(encoded("WAV", "PCM_16"), "a.wav")
    playlist = b"\xef\xbb\xbf#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\na.wav\n#EXT-X-ENDLIST\n"
    expected = "is no audio file of a known kind, or is damaged; save it again as WAV or FLAC"
    assert problem_of(save(playlist, "list.m3u8")) == expected


def test_a_pointer_of_git_lfs(save: Save) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n"
    assert problem_of(save(pointer)) == "is a pointer of git-lfs, not the audio; run `git lfs pull`"


@pytest.mark.parametrize("kind", ["WAV", "AIFF", "AU"])
def test_a_file_without_samples(kind: str, save: Save) -> None:
    assert problem_of(save(encoded(kind, "PCM_16", 16_000, 0.0))) == "holds no samples; record it again"


def test_raw_samples_of_half_a_sample(save: Save) -> None:
    expected = "has 3 bytes, an odd number, so it is not 16-bit PCM; save it again as WAV or FLAC"
    assert problem_of(save(b"\1\2\3", "a.pcm")) == expected


@pytest.mark.parametrize(("kind", "subtype"), [*LOSSLESS, *LOSSY])
@pytest.mark.parametrize("part", [0.95, 0.5, 0.2])
def test_a_truncated_file(kind: str, subtype: str, part: float, save: Save) -> None:
    whole = encoded(kind, subtype, 16_000, 3.0)
    said = problem_of(save(whole[: int(len(whole) * part)]))
    assert "is truncated: " in said or "cannot be decoded: " in said


def test_a_truncated_file_says_by_how_much(save: Save) -> None:
    assert problem_of(save(encoded("WAV", "PCM_16")[:1_000])) == (
        "is truncated: 1000 bytes of 32044; copy or record it again"
    )


@pytest.mark.parametrize(("kind", "codec"), CONTAINERS)
def test_a_truncated_container(kind: str, codec: str, save: Save) -> None:
    whole = contained(kind, codec, 3.0)
    said = problem_of(save(whole[: len(whole) // 2 + 1]))
    assert said.startswith(("is truncated: 1.5 s of 3.0 s", "cannot be decoded: ", "is no audio file"))


def test_a_header_that_promises_more_than_there_is(save: Save) -> None:
    lying = bytearray(encoded("WAV", "PCM_16"))
    place = lying.index(b"data") + 4
    lying[place : place + 4] = struct.pack("<I", 64_000)
    assert problem_of(save(bytes(lying))) == "is truncated: 32044 bytes of 64044; copy or record it again"


@pytest.mark.parametrize("rate_hz", [0, 1, 999, 2_000_000_000])
def test_a_header_with_an_impossible_rate(rate_hz: int, save: Save) -> None:
    lying = bytearray(encoded("WAV", "PCM_16"))
    lying[24:28] = struct.pack("<I", rate_hz)
    said = problem_of(save(bytes(lying)))
    assert said.startswith((f"declares a sample rate of {rate_hz} Hz", "is no audio file", "cannot be"))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("subtype", ["FLOAT", "DOUBLE"])
def test_samples_that_are_no_numbers(value: float, subtype: str, save: Save) -> None:
    sound = tone().astype(np.float64)
    sound[9_000] = value
    file = BytesIO()
    sf.write(file, sound, 16_000, format="WAV", subtype=subtype)
    expected = "holds samples that are not numbers (NaN or infinity); save it again as WAV or FLAC"
    assert problem_of(save(file.getvalue())) == expected


def test_fifteen_minutes_are_read_and_one_sample_more_is_not(save: Save) -> None:
    longest = np.zeros(LONGEST_S * 16_000 + 1, np.int16)
    assert len(load_audio(save(to_bytes(longest[:-1]), "a.pcm"))) == LONGEST_S * 16_000
    expected = "is longer than 15 minutes; cut it into turns"
    assert problem_of(save(to_bytes(longest), "a.pcm")) == expected
    file = BytesIO()
    sf.write(file, longest[: LONGEST_S * 1_000 + 1], 1_000, format="WAV")
    assert problem_of(save(file.getvalue())) == expected


def test_media_without_audio(save: Save) -> None:
    assert problem_of(save(video_only())) == "holds no audio; name a file with a sound track"


def test_a_picture_is_no_audio(save: Save) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(200)
    assert problem_of(save(picture, "a.png")).startswith("is no audio file of a known kind")


# MP3 is not among them only because its decoder comments on damage on the standard error stream.
DAMAGED = st.sampled_from(
    [encoded(*kind) for kind in [*LOSSLESS, *LOSSY] if kind[0] != "MP3"] + [contained(*kind) for kind in CONTAINERS]
)


@settings(max_examples=150, deadline=None)
@given(
    whole=DAMAGED,
    part=st.floats(0.0, 1.0),
    changes=st.lists(st.tuples(st.floats(0.0, 0.999), st.integers(0, 255), st.booleans()), max_size=12),
    suffix=st.sampled_from([".wav", ".pcm", ""]),
)
def test_damage_is_a_media_error_and_nothing_else(
    whole: bytes,
    part: float,
    changes: list[tuple[float, int, bool]],
    suffix: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    damaged = bytearray(whole[: max(1, int(len(whole) * part))])
    for place, value, in_header in changes:
        damaged[int(place * min(len(damaged), 120 if in_header else len(damaged)))] = value
    path = tmp_path_factory.getbasetemp() / f"damaged{suffix}"
    path.write_bytes(damaged)
    assert_read_or_refused(path)


@settings(max_examples=60, deadline=None)
@given(content=st.binary(min_size=1, max_size=400), suffix=st.sampled_from([".wav", ".raw", ".m4a"]))
def test_noise_is_a_media_error_and_nothing_else(
    content: bytes, suffix: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / f"noise{suffix}"
    path.write_bytes(content)
    assert_read_or_refused(path)
