"""Pictures that the client sent: cut out, kept in files, put back byte for byte, and lost in every way."""

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import RecordingError
from evalkit.recording.frames import FrameReader, FrameWriter, frame_digest
from evalkit.recording.markers import LostFrame, cut_frames, is_marker, restore_media
from evalkit.recording.model import Close, Entry, Item, Lane, Recording
from evalkit.recording.redact import Redactor
from evalkit.recording.store import EVENTS, RecordingWriter, read_recording, write_recording
from evalkit.recording.wire import encode_item
from tests.recording.samples import header, received_audio, sent_audio

NO_LANES: dict[Lane, bytes] = {"user": b"", "model": b""}
JPEG, PNG = b"\xff\xd8\xff\xfe a dog", b"\x89PNG a cat"


def blob(data: bytes | str, mime: Any = "image/jpeg") -> dict[str, Any]:
    return {"mimeType": mime, "data": data if isinstance(data, str) else base64.b64encode(data).decode()}


def video(data: bytes | str, mime: str = "image/jpeg") -> str:
    return json.dumps({"realtimeInput": {"video": blob(data, mime)}}, separators=(",", ":"))


ITEMS: tuple[Item, ...] = (
    Entry(0.0, "sent", '{"setup":{}}'),
    Entry(0.1, "sent", video(JPEG)),
    Entry(0.2, "sent", sent_audio(b"\1\2")),
    Entry(0.3, "sent", video(PNG, "image/png")),
    Entry(0.4, "sent", video(JPEG)),
    Entry(0.5, "received", received_audio(b"\3\4")),
    Close(0.9, 1000, "", "local"),
)


def unfinished(folder: Path) -> Path:
    """What a killed process leaves: the lanes are still PCM."""
    writer = RecordingWriter(folder, header())
    for item in ITEMS:
        writer.write(item)
    lanes = {lane: (folder / f"{lane}.pcm").read_bytes() for lane in ("user", "model")}
    writer.close()
    for lane, pcm in lanes.items():
        (folder / f"{lane}.flac").unlink()
        (folder / f"{lane}.pcm").write_bytes(pcm)
    return folder


def test_pictures_are_files_beside_the_events_and_equal_ones_share_theirs(tmp_path: Path) -> None:
    write_recording(tmp_path, Recording(header(), ITEMS))
    assert {file.name: file.read_bytes() for file in (tmp_path / "frames").iterdir()} == {
        "0001.jpg": JPEG,
        "0002.png": PNG,
    }
    events = (tmp_path / EVENTS).read_text()
    assert events.count(f'"@frame[0001.jpg:{len(JPEG)}]"') == 2
    assert f'"@frame[0002.png:{len(PNG)}]"' in events
    found = read_recording(tmp_path)
    assert found == Recording(header(), ITEMS, "", tmp_path)
    assert found.frames == {frame_digest(JPEG): "frames/0001.jpg", frame_digest(PNG): "frames/0002.png"}


@pytest.mark.parametrize(
    "message",
    [
        {"realtime_input": {"video": {"mime_type": "image/webp", "data": "++//"}}},
        {"realtimeInput": {"mediaChunks": [blob(JPEG), blob(PNG, "IMAGE/PNG")]}},
        {"clientContent": {"turns": [{"parts": [{"text": "see"}, {"inlineData": blob("--__")}]}]}},
        {"realtimeInput": {"video": blob("AAA")}},
    ],
)
def test_every_place_a_client_may_put_a_picture(message: dict[str, Any], tmp_path: Path) -> None:
    items = tuple(Entry(0.1, "sent", write(message)) for write in (json.dumps, lambda it: json.dumps(it, indent=2)))
    write_recording(tmp_path, Recording(header(), items))
    assert "@frame[0001." in (tmp_path / EVENTS).read_text()
    assert read_recording(tmp_path).items == items


@pytest.mark.parametrize(
    "entry",
    [
        Entry(0.1, "received", video(JPEG)),
        Entry(0.1, "sent", video(JPEG, "image/gif")),
        Entry(0.1, "sent", json.dumps({"video": blob(JPEG, 7)}, separators=(",", ":"))),
        Entry(0.1, "sent", video("AAB=")),
        Entry(0.1, "sent", video("")),
    ],
)
def test_anything_else_stays_in_its_message(entry: Entry, tmp_path: Path) -> None:
    write_recording(tmp_path, Recording(header(), (entry,)))
    assert not (tmp_path / "frames").exists()
    assert read_recording(tmp_path).items == (entry,)


@pytest.mark.parametrize(
    "text", ["@frame[0001.jpg:3]", "see @frame[", "@frame[../../secret:9]", "\\u0040frame[0001.jpg:3]"]
)
def test_message_that_speaks_of_frames_comes_back_as_it_was(text: str, tmp_path: Path) -> None:
    entry = Entry(0.1, "sent", f'{{"a":{{"mimeType":"image/jpeg","data":"{text}"}}}}')
    write_recording(tmp_path, Recording(header(), (Entry(0.0, "sent", video(b"abc")), entry)))
    assert read_recording(tmp_path).items[1] == entry


@pytest.mark.parametrize(
    "marker",
    [
        "@frame[../user.flac:3]",
        "@frame[/etc/passwd:3]",
        "@frame[0001.jpg/../../x:3]",
        "@frame[0001.exe:3]",
        "@frame[001.jpg:3]",
        "@frame[0001.jpg]",
        "@frame[٠٠٠١.jpg:3]",
        "@frame[0001.jpg\x00:3]",
    ],
)
def test_marker_can_name_nothing_outside_its_folder(marker: str) -> None:
    asked: list[str] = []

    def read(name: str) -> bytes:
        asked.append(name)
        return b"abc"

    message = blob(marker)
    restore_media(message, NO_LANES, read)
    assert (message, asked, is_marker(marker)) == (blob(marker), [], False)


def test_recording_of_format_1_has_no_frames(tmp_path: Path) -> None:
    write_recording(tmp_path, Recording(header(), ()))
    path = tmp_path / EVENTS
    line = '{"t":1,"sent":{"data":"@frame[0001.jpg:3]"}}\n'
    path.write_text(path.read_text().replace('"format":2', '"format":1') + line)
    assert read_recording(tmp_path).entries == (Entry(1, "sent", '{"data":"@frame[0001.jpg:3]"}'),)


@pytest.mark.parametrize(("left", "what"), [(None, "is missing"), (3, f"holds 3 of {len(PNG)} bytes")])
def test_picture_that_never_reached_the_disk_tears_an_unfinished_recording(
    left: int | None, what: str, tmp_path: Path
) -> None:
    path = unfinished(tmp_path) / "frames" / "0002.png"
    path.unlink() if left is None else path.write_bytes(PNG[:left])
    found = read_recording(tmp_path)
    dropped = len(b"".join((tmp_path / EVENTS).read_bytes().splitlines(keepends=True)[4:]))
    assert found.items == ITEMS[:3]
    assert (
        found.torn == f"dropped {dropped} bytes from line 5 on: frames/0002.png {what}, as it had not reached the disk"
    )


@pytest.mark.parametrize(
    ("left", "problem"),
    [
        (None, "frames/0002.png is missing; put frames/0002.png back"),
        (b"", f"frames/0002.png holds 0 of {len(PNG)} bytes; is it from another recording?"),
        (PNG + b"!", f"frames/0002.png holds {len(PNG) + 1} of {len(PNG)} bytes; is it from another recording?"),
    ],
)
def test_picture_lost_from_a_finished_recording_is_damage(left: bytes | None, problem: str, tmp_path: Path) -> None:
    write_recording(tmp_path, Recording(header(), ITEMS))
    path = tmp_path / "frames" / "0002.png"
    path.unlink() if left is None else path.write_bytes(left)
    with pytest.raises(RecordingError) as caught:
        read_recording(tmp_path)
    assert str(caught.value) == f"{tmp_path / EVENTS}:5: {problem}"


def test_every_item_is_readable_as_soon_as_it_is_written(tmp_path: Path) -> None:
    with RecordingWriter(tmp_path, header()) as writer:
        for count, item in enumerate(ITEMS):
            assert read_recording(tmp_path).items == ITEMS[:count]
            writer.write(item)


def test_picture_reaches_the_system_before_the_line_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    keep, append = FrameWriter.keep, RecordingWriter._append

    def spy_keep(self: FrameWriter, name: str, data: bytes) -> None:
        keep(self, name, data)
        seen.append((tmp_path / "frames" / name).read_bytes().hex())

    def spy_append(self: RecordingWriter, line: bytes) -> None:
        seen.append("line")
        append(self, line)

    with RecordingWriter(tmp_path, header()) as writer:
        monkeypatch.setattr(FrameWriter, "keep", spy_keep)
        monkeypatch.setattr(RecordingWriter, "_append", spy_append)
        writer.write(ITEMS[1])
    assert seen == [JPEG.hex(), "line"]


def test_disk_that_fills_up_leaves_no_half_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half_then_full(file: int, data: bytes) -> None:
        os.write(file, data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    with RecordingWriter(tmp_path, header()) as writer:
        writer.write(ITEMS[0])
        with monkeypatch.context() as patch:
            patch.setattr("evalkit.recording.frames.write_all", half_then_full)
            with pytest.raises(RecordingError, match=r"cannot be written: No space left on device; what was written"):
                writer.write(ITEMS[1])
    assert list((tmp_path / "frames").iterdir()) == []
    assert read_recording(tmp_path).items == ITEMS[:1]


def test_existing_frames_are_never_mixed_with_new_ones(tmp_path: Path) -> None:
    (tmp_path / "frames").mkdir()
    with pytest.raises(RecordingError) as caught:
        RecordingWriter(tmp_path, header())
    assert str(caught.value) == (
        f"{tmp_path / 'frames'}: a recording is already there; delete it or choose another folder"
    )


def test_frame_that_cannot_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_recording(tmp_path, Recording(header(), ITEMS))

    def refused(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(RecordingError, match=r"frames/0001\.jpg: cannot be read: Permission denied$"):
        FrameReader(tmp_path)("0001.jpg")


def test_picture_that_spells_a_secret_is_untouched(tmp_path: Path) -> None:
    picture = base64.b64decode("topsecret123") * 2
    item = Entry(1, "sent", video(picture))
    write_recording(tmp_path, Recording(header(), (item,)), Redactor(["topsecret123", "0001.jpg"]))
    assert read_recording(tmp_path).items == (item,)


def test_without_somebody_to_name_it_a_picture_stays() -> None:
    assert base64.b64encode(JPEG) in encode_item(ITEMS[1]).line


pictures = st.binary(min_size=1, max_size=30)
mimes = st.sampled_from(["image/jpeg", "image/png", "image/webp", "image/gif"])


@settings(max_examples=60)
@given(st.lists(st.tuples(pictures, mimes, st.booleans(), st.booleans()), max_size=6))
def test_cut_and_restored_gives_the_same_message(chunks: list[tuple[bytes, str, bool, bool]]) -> None:
    texts = [
        (base64.urlsafe_b64encode(data) if urlsafe else base64.b64encode(data)).decode().rstrip("=" if bare else "")
        for data, _, urlsafe, bare in chunks
    ]
    message = [blob(text, mime) for text, (_, mime, _, _) in zip(texts, chunks, strict=True)]
    kept: dict[str, bytes] = {}
    writer = FrameWriter(Path("nowhere"))
    kept |= cut_frames(message, writer.name_of)
    distinct = {(data, mime) for data, mime, _, _ in chunks if mime != "image/gif"}
    assert set(kept.values()) == {data for data, _ in distinct}
    assert len(kept) == len(distinct)
    restore_media(message, NO_LANES, kept.get)
    assert [item["data"] for item in message] == texts


def test_lost_frame_says_what_is_left() -> None:
    with pytest.raises(LostFrame, match=r"^frames/0001\.jpg holds 2 of 3 bytes$"):
        restore_media(blob("@frame[0001.jpg:3]"), NO_LANES, lambda _: b"ab")
