import random
from pathlib import Path

import numpy as np
import pytest
import soundfile

from evalkit.errors import RecordingError
from evalkit.recording.lanes import LaneWriter, finish_lane, lane_file, read_lane, write_all
from evalkit.recording.model import Lane


def pcm_of(samples: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(2 * samples)


def finished(folder: Path, lane: Lane, pcm: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    writer = LaneWriter(folder, lane)
    writer.append(pcm)
    writer.finish()
    return folder / f"{lane}.flac"


@pytest.mark.parametrize(("lane", "rate_hz"), [("user", 16_000), ("model", 24_000)])
def test_finished_lane_is_flac_that_any_player_reads(tmp_path: Path, lane: Lane, rate_hz: int) -> None:
    pcm = pcm_of(5000)
    path = finished(tmp_path, lane, pcm)
    info = soundfile.info(path)
    assert (info.format, info.subtype, info.samplerate, info.channels) == ("FLAC", "PCM_16", rate_hz, 1)
    samples, _ = soundfile.read(path, dtype="int16")
    assert samples.tobytes() == pcm
    assert read_lane(tmp_path, lane) == pcm
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_growing_lane_is_readable_at_once(tmp_path: Path) -> None:
    writer = LaneWriter(tmp_path, "user")
    writer.append(b"\1\2")
    writer.append(b"\3\4")
    assert read_lane(tmp_path, "user") == b"\1\2\3\4"
    assert writer.length == 4
    writer.close()
    writer.close()


def test_lane_longer_than_a_block_comes_back(tmp_path: Path) -> None:
    pcm = pcm_of((1 << 18) * 2 + 77)
    finished(tmp_path, "model", pcm)
    assert read_lane(tmp_path, "model") == pcm


def test_equal_pcm_gives_equal_files(tmp_path: Path) -> None:
    one, two = (finished(tmp_path / name, "user", pcm_of(3000)) for name in "ab")
    assert one.read_bytes() == two.read_bytes()


def test_empty_lane_leaves_no_file(tmp_path: Path) -> None:
    finished(tmp_path, "user", b"")
    assert list(tmp_path.iterdir()) == []
    assert read_lane(tmp_path, "user") == b""
    assert lane_file(tmp_path, "user") is None


def test_half_a_sample_left_by_a_crash_is_completed(tmp_path: Path) -> None:
    (tmp_path / "user.pcm").write_bytes(b"\1\2\3")
    finish_lane(tmp_path, "user")
    assert read_lane(tmp_path, "user") == b"\1\2\3\0"


def test_flac_is_preferred_when_a_crash_left_both(tmp_path: Path) -> None:
    finished(tmp_path, "user", b"\1\2")
    (tmp_path / "user.pcm").write_bytes(b"\1\2")
    (tmp_path / "user.flac.part").write_bytes(b"half")
    assert lane_file(tmp_path, "user") == tmp_path / "user.flac"
    finish_lane(tmp_path, "user")
    assert [file.name for file in tmp_path.iterdir()] == ["user.flac"]
    assert read_lane(tmp_path, "user") == b"\1\2"


def test_finishing_twice_changes_nothing(tmp_path: Path) -> None:
    path = finished(tmp_path, "user", b"\1\2")
    before = path.read_bytes()
    finish_lane(tmp_path, "user")
    assert path.read_bytes() == before


def test_lane_is_never_begun_twice(tmp_path: Path) -> None:
    LaneWriter(tmp_path, "user").close()
    with pytest.raises(FileExistsError):
        LaneWriter(tmp_path, "user")


def test_failed_flac_keeps_the_pcm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "user.pcm").write_bytes(b"\1\2")
    monkeypatch.setattr("evalkit.recording.lanes.os.replace", full)
    with pytest.raises(
        RecordingError, match=r"user\.flac: cannot be written: .*No space left.*; the audio is still in"
    ):
        finish_lane(tmp_path, "user")
    assert [file.name for file in tmp_path.iterdir()] == ["user.pcm"]
    assert read_lane(tmp_path, "user") == b"\1\2"


@pytest.mark.parametrize("damage", ["cut", "empty", "noise", "text", "header only", "flipped"])
def test_damaged_flac_is_a_recording_error_that_names_it(tmp_path: Path, damage: str) -> None:
    path = finished(tmp_path, "model", pcm_of(40_000))
    whole = path.read_bytes()
    damaged = {
        "cut": whole[: len(whole) // 2],
        "empty": b"",
        "noise": random.Random(3).randbytes(500),
        "text": b"version https://git-lfs.github.com/spec/v1\n",
        "header only": whole[:60],
        "flipped": whole[:4000] + bytes(byte ^ 255 for byte in whole[4000:12000]) + whole[12000:],
    }
    path.write_bytes(damaged[damage])
    with pytest.raises(RecordingError) as caught:
        read_lane(tmp_path, "model")
    assert caught.value.path == path
    assert str(path) in str(caught.value)


def test_every_cut_of_a_flac_is_noticed(tmp_path: Path) -> None:
    path = finished(tmp_path, "user", pcm_of(100))
    whole = path.read_bytes()
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        with pytest.raises(RecordingError):
            read_lane(tmp_path, "user")


def test_flac_of_another_kind_is_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "user.flac", np.zeros((10, 2), "int16"), 44_100, subtype="PCM_24", format="FLAC")
    with pytest.raises(RecordingError) as caught:
        read_lane(tmp_path, "user")
    assert caught.value.problem == "must be 16-bit mono FLAC at 16000 Hz, not FLAC PCM_24 at 44100 Hz with 2 channels"


def test_lane_that_is_a_folder_is_a_recording_error(tmp_path: Path) -> None:
    (tmp_path / "user.pcm").mkdir()
    with pytest.raises(RecordingError, match=r"user\.pcm: cannot be read: Is a directory$"):
        read_lane(tmp_path, "user")


def test_short_writes_of_the_system_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[bytes] = []

    def stingy(_: int, data: memoryview) -> int:
        taken.append(bytes(data[:3]))
        return len(taken[-1])

    monkeypatch.setattr("evalkit.recording.lanes.os.write", stingy)
    write_all(0, b"12345678")
    assert taken == [b"123", b"456", b"78"]
