import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from evalkit.errors import FormatVersionError, RecordingError
from evalkit.recording.lanes import read_lane
from evalkit.recording.model import Close, Entry, Item, Mark, Recording
from evalkit.recording.redact import Redactor
from evalkit.recording.store import EVENTS, RecordingWriter, read_recording, write_recording
from tests.recording.samples import header, received_audio, sent_audio

ITEMS: tuple[Item, ...] = (
    Entry(0.0, "sent", '{"setup":{}}'),
    Entry(0.1, "received", b'{\n  "setupComplete": {}\n}\n'),
    Mark(0.2, "turn_started", 0),
    Entry(0.2, "sent", sent_audio(b"\1\2\3\4")),
    Entry(0.3, "sent", sent_audio(b"\5\6\7")),
    Mark(0.3, "input_ended", 0),
    Entry(0.5, "received", received_audio(b"\7" * 6)),
    Entry(0.6, "received", b"\xff\n"),
    Entry(0.7, "sent", sent_audio(b"\x08\x09")),
    Close(0.9, 1000, "bye", "local"),
)


def unfinished(folder: Path) -> Path:
    """A recording as a killed process leaves it: PCM lanes, every line there."""
    writer = RecordingWriter(folder, header())
    for item in ITEMS:
        writer.write(item)
    lanes = {lane: (folder / f"{lane}.pcm").read_bytes() for lane in ("user", "model")}
    writer.close()
    for lane, pcm in lanes.items():
        (folder / f"{lane}.flac").unlink()
        (folder / f"{lane}.pcm").write_bytes(pcm)
    return folder


def test_recording_comes_back_and_leaves_three_files(tmp_path: Path) -> None:
    folder = tmp_path / "attempts" / "1"
    write_recording(folder, Recording(header(), ITEMS))
    assert read_recording(folder) == Recording(header(), ITEMS, "", folder)
    assert sorted(file.name for file in folder.iterdir()) == [EVENTS, "model.flac", "user.flac"]
    assert read_lane(folder, "user") == b"\1\2\3\4\5\6\7\0\x08\x09"


def test_recording_without_audio_is_one_file(tmp_path: Path) -> None:
    write_recording(tmp_path, Recording(header(), ITEMS[:3]))
    assert [file.name for file in tmp_path.iterdir()] == [EVENTS]
    assert read_recording(tmp_path).items == ITEMS[:3]


def test_same_recording_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in "ab":
        write_recording(tmp_path / name, Recording(header(), ITEMS))
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


def test_every_item_is_readable_as_soon_as_it_is_written(tmp_path: Path) -> None:
    with RecordingWriter(tmp_path, header()) as writer:
        for count, item in enumerate(ITEMS):
            assert read_recording(tmp_path).items == ITEMS[:count]
            writer.write(item)
    assert read_recording(tmp_path).items == ITEMS


def test_file_cut_at_any_byte_gives_every_whole_line(tmp_path: Path) -> None:
    path = unfinished(tmp_path) / EVENTS
    whole = path.read_bytes()
    first = whole.index(b"\n") + 1
    for end in range(first, len(whole) + 1):
        path.write_bytes(whole[:end])
        found = read_recording(tmp_path)
        lines = whole[:end].count(b"\n")
        rest = end - (whole[:end].rindex(b"\n") + 1)
        assert found.items == ITEMS[: lines - 1]
        assert found.torn == (f"dropped {rest} bytes: line {lines + 1} is cut off" if rest else "")


def test_file_cut_within_its_header_says_so(tmp_path: Path) -> None:
    path = unfinished(tmp_path) / EVENTS
    whole = path.read_bytes()
    for end in range(1, whole.index(b"\n") + 1):
        path.write_bytes(whole[:end])
        with pytest.raises(RecordingError) as caught:
            read_recording(tmp_path)
        assert str(caught.value) == (
            f"{path}:1: the header is cut off; nothing was recorded; record the scenario again"
        )  # fmt: skip


@pytest.mark.parametrize("keep", [0, 1, 30])
def test_tail_of_zeros_is_dropped(tmp_path: Path, keep: int) -> None:
    path = unfinished(tmp_path) / EVENTS
    whole = path.read_bytes()
    last = whole[:-1].rindex(b"\n") + 1
    path.write_bytes(whole[: last + keep] + bytes(4096))
    found = read_recording(tmp_path)
    assert found.items == ITEMS[:-1]
    assert found.torn == f"dropped {keep + 4096} bytes: line {len(ITEMS) + 1} is cut off"


def test_last_line_that_is_not_json_is_dropped(tmp_path: Path) -> None:
    path = unfinished(tmp_path) / EVENTS
    path.write_bytes(path.read_bytes() + b'{"t":1.2,"se\n')
    found = read_recording(tmp_path)
    assert (found.items, found.torn) == (ITEMS, f"dropped 13 bytes: line {len(ITEMS) + 2} is not JSON")


@pytest.mark.parametrize(("lane", "counts"), [("user", [3] * 4 + [4] * 3 + [8] * 3 + [10]), ("model", [6] * 6 + [10])])
def test_lane_cut_at_any_byte_drops_the_lines_that_need_the_rest(tmp_path: Path, lane: str, counts: list[int]) -> None:
    path = unfinished(tmp_path) / f"{lane}.pcm"
    whole = path.read_bytes()
    for end in range(len(whole) + 1):
        path.write_bytes(whole[:end])
        found = read_recording(tmp_path)
        expected = counts[end]
        assert found.items == ITEMS[:expected], end
        assert bool(found.torn) is (expected < len(ITEMS))


def test_torn_lane_is_described(tmp_path: Path) -> None:
    path = unfinished(tmp_path) / "user.pcm"
    path.write_bytes(b"\1\2\3\4\5")
    events = (tmp_path / EVENTS).read_bytes()
    (tmp_path / EVENTS).write_bytes(events + b"{")
    dropped = len(b"".join(events.splitlines(keepends=True)[5:])) + 1
    assert read_recording(tmp_path).torn == (
        f"dropped {dropped} bytes from line 6 on: bytes 4:7 lie past the end of the user lane, "
        "of which 5 bytes reached the disk"
    )


def test_lane_that_was_finished_and_is_too_short_is_damage(tmp_path: Path) -> None:
    write_recording(tmp_path / "a", Recording(header(), ITEMS))
    write_recording(tmp_path / "b", Recording(header(), ITEMS[:4]))
    (tmp_path / "a" / "user.flac").write_bytes((tmp_path / "b" / "user.flac").read_bytes())
    with pytest.raises(RecordingError) as caught:
        read_recording(tmp_path / "a")
    assert str(caught.value) == (
        f"{tmp_path / 'a' / EVENTS}:6: bytes 4:7 lie past the end of the user lane: user.flac holds 4; "
        "is it from another recording?"
    )


def test_lane_that_is_missing_is_damage(tmp_path: Path) -> None:
    write_recording(tmp_path, Recording(header(), ITEMS))
    (tmp_path / "model.flac").unlink()
    with pytest.raises(RecordingError) as caught:
        read_recording(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path / EVENTS}:8: bytes 0:6 lie past the end of the model lane, which is missing; put model.flac back"
    )


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"{", "not JSON: "),
        (b"", "not JSON: "),
        (bytes(40), "not JSON (it holds NUL bytes): "),
        (b"{}", "a line holds one of sent, received, mark, close; this one holds none of them"),
        (b'{"t":1,"mark":"spoke"}', "unknown mark; known: "),
        (b'{"t":1,"sent":{"data":"@user[4:2]"}}', "the range 4:2 runs backwards"),
    ],
)
def test_damage_elsewhere_names_the_line(tmp_path: Path, line: bytes, problem: str) -> None:
    path = unfinished(tmp_path) / EVENTS
    lines = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join([*lines[:3], line, *lines[4:], b""]))
    with pytest.raises(RecordingError) as caught:
        read_recording(tmp_path)
    assert (caught.value.path, caught.value.line) == (path, 4)
    assert caught.value.problem.startswith(problem)


def test_last_line_of_unknown_kind_is_damage_and_not_torn(tmp_path: Path) -> None:
    path = unfinished(tmp_path) / EVENTS
    path.write_bytes(path.read_bytes() + b'{"t":1,"thought":2}\n')
    with pytest.raises(RecordingError, match=rf"{EVENTS}:12: a line holds one of"):
        read_recording(tmp_path)


def test_unknown_format_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / EVENTS).write_text('{"format":7}\n')
    with pytest.raises(
        FormatVersionError, match=r"events\.jsonl:1: format 7 is unknown; this version reads formats 1 and 2"
    ):
        read_recording(tmp_path)


def test_what_is_no_recording_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "none").mkdir()
    (tmp_path / "folder" / EVENTS).mkdir(parents=True)
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / EVENTS).touch()
    expected = {
        "lost": "lost: there is no such folder; give the folder that holds events.jsonl",
        "file": "file: a file, not a recording's folder; give the folder that holds events.jsonl",
        "file/x": "file/x: there is no such folder; give the folder that holds events.jsonl",
        "none": "none: holds no events.jsonl, so it is not a recording",
        "folder": "folder/events.jsonl: cannot be read: Is a directory; "
        "take it again from where it was copied, or record the scenario again",
        "empty": "empty/events.jsonl: is empty; nothing was recorded; record the scenario again",
    }
    for name, text in expected.items():
        with pytest.raises(RecordingError) as caught:
            read_recording(tmp_path / name)
        assert str(caught.value) == f"{tmp_path}/{text}"


@pytest.mark.parametrize("name", [EVENTS, "user.pcm", "model.flac"])
def test_existing_recording_is_never_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"precious")
    with pytest.raises(RecordingError) as caught:
        RecordingWriter(tmp_path, header())
    assert str(caught.value) == f"{tmp_path / name}: a recording is already there; delete it or choose another folder"
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [(name, b"precious")]


def test_folder_that_cannot_be_made_is_a_recording_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RecordingError, match=r"file: a file, not a folder to record into$"):
        RecordingWriter(tmp_path / "file", header())
    with pytest.raises(RecordingError, match=r"file/x/events\.jsonl: cannot be written: Not a directory$"):
        RecordingWriter(tmp_path / "file" / "x", header())


def test_header_that_is_not_json_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"events\.jsonl:1: the header cannot be written as JSON: "):
        RecordingWriter(tmp_path / "new", replace(header(), scenario={"a": object()}))
    assert not (tmp_path / "new").exists()


def test_writer_that_cannot_begin_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evalkit.recording.store.write_all", _full)
    with pytest.raises(RecordingError, match=r"events\.jsonl: cannot be written: No space left on device$"):
        RecordingWriter(tmp_path, header())
    assert list(tmp_path.iterdir()) == []


def test_disk_that_fills_up_leaves_no_half_line_and_no_hole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with RecordingWriter(tmp_path, header()) as writer:
        writer.write(ITEMS[0])
        with monkeypatch.context() as patch:
            patch.setattr("evalkit.recording.store.write_all", _half_then_full)
            with pytest.raises(RecordingError) as caught:
                writer.write(ITEMS[1])
        problem = f"{tmp_path / EVENTS}: cannot be written: No space left on device"
        assert str(caught.value) == f"{problem}; what was written before is readable"
        with pytest.raises(RecordingError) as again:
            writer.write(ITEMS[2])
        assert str(again.value) == problem
    assert read_recording(tmp_path) == Recording(header(), ITEMS[:1], "", tmp_path)


def _full(_: int, __: bytes) -> None:
    raise OSError(28, "No space left on device")


def _half_then_full(file: int, data: bytes) -> None:
    os.write(file, data[: len(data) // 2])
    raise OSError(28, "No space left on device")


def test_item_that_is_not_json_is_refused_and_the_recording_goes_on(tmp_path: Path) -> None:
    with RecordingWriter(tmp_path, header()) as writer:
        with pytest.raises(RecordingError, match=r"events\.jsonl: this cannot be written as JSON: "):
            writer.write(Mark(1, "stalled", 0, {"what": object()}))
        writer.write(ITEMS[0])
    assert read_recording(tmp_path).items == ITEMS[:1]


def test_closed_writer_stays_closed(tmp_path: Path) -> None:
    writer = RecordingWriter(tmp_path, header())
    writer.close()
    writer.close()
    with pytest.raises(RecordingError, match=r"events\.jsonl: the recording is closed$"):
        writer.write(ITEMS[0])


def test_disk_that_refuses_the_close_is_a_recording_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: int) -> None:
        raise OSError(5, "Input/output error")

    writer = RecordingWriter(tmp_path, header())
    writer.write(ITEMS[3])
    with monkeypatch.context() as patch:
        patch.setattr("evalkit.recording.store.os.fsync", broken)
        with pytest.raises(RecordingError, match=r"events\.jsonl: cannot be written: Input/output error$"):
            writer.close()
    assert read_recording(tmp_path).items == ITEMS[3:4]


def test_lane_reaches_the_disk_before_the_line_that_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    seen: list[tuple[str, int]] = []

    def spy(file: int, data: bytes) -> int:
        seen.append((os.path.basename(os.readlink(f"/proc/self/fd/{file}")), len(data)))
        return real(file, data)

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("needs /proc to name an open file")
    with RecordingWriter(tmp_path, header()) as writer:
        monkeypatch.setattr("evalkit.recording.lanes.os.write", spy)
        writer.write(ITEMS[3])
        monkeypatch.undo()
    assert [name for name, _ in seen] == ["user.pcm", EVENTS]
    assert seen[0] == ("user.pcm", 4)


def test_secrets_never_reach_the_disk(tmp_path: Path) -> None:
    secret = "AIzaSyD-0123456789abcdefghijklmnopqrstu"
    items = (Entry(0, "sent", f'{{"setup":{{"x":"{secret}"}}}}'), Close(1, 1008, f"key {secret} is bad", "remote"))
    values = replace(header(), endpoint=f"wss://host/path?key={secret}")
    write_recording(tmp_path, Recording(values, items), Redactor([secret]))
    assert secret.encode() not in (tmp_path / EVENTS).read_bytes()
    assert read_recording(tmp_path).entries[0].data == '{"setup":{"x":"REDACTED"}}'
    assert read_recording(tmp_path).header.endpoint == "wss://host/path?key=REDACTED"


CHILD = """
import sys
from pathlib import Path
from evalkit.recording.model import Entry
from evalkit.recording.store import RecordingWriter
from tests.recording.samples import header, sent_audio
writer = RecordingWriter(Path(sys.argv[1]), header())
for number in range(1_000_000):
    writer.write(Entry(number / 100, "sent", sent_audio(number.to_bytes(4, "little") * 160)))
    if number == 50:
        print("recording", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_killed_process_leaves_a_readable_recording(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path)], stdout=subprocess.PIPE, cwd=root) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"recording\n"
        child.send_signal(signal.SIGKILL)
    found = read_recording(tmp_path)
    assert len(found.items) > 50
    for number, entry in enumerate(found.entries):
        assert entry == Entry(number / 100, "sent", sent_audio(number.to_bytes(4, "little") * 160))
    assert sorted(file.suffix for file in tmp_path.iterdir()) == [".jsonl", ".pcm", ".pcm"]
