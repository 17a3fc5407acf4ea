"""A recording's folder: written as the session happens, readable whatever moment it was cut off."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType

from evalkit.errors import RecordingError
from evalkit.recording.frames import FRAMES, FrameReader, FrameWriter
from evalkit.recording.header import decode_header, encode_header
from evalkit.recording.lanes import RESTORE, LaneWriter, lane_file, lane_path, read_lane, sync_folder, write_all
from evalkit.recording.model import Entry, Header, Item, Lane, Recording
from evalkit.recording.redact import Redactor
from evalkit.recording.wire import LANE_OF, LineError, LostFrame, NotJson, PastLaneEnd, decode_line, encode_item

__all__ = ["EVENTS", "RecordingWriter", "read_header", "read_recording", "write_recording"]

EVENTS = "events.jsonl"
_LANES: tuple[Lane, ...] = ("user", "model")


class RecordingWriter:
    """Writes one recording, item by item; a context manager.

    Audio reaches its lane and a picture its file before the line that names it is written, and nothing waits in a
    buffer of ours: after a kill at any moment, everything written is readable. `close` makes it durable and turns the
    lanes into FLAC, which takes about a millisecond for each second of audio: await it in a thread where that matters.

    Args:
        folder: where the recording goes; made when missing.
        header: the first line.
        redactor: removes secrets before anything is written.

    Raises:
        RecordingError: a recording is there already, the folder cannot be written, or the header is not JSON.
    """

    def __init__(self, folder: Path, header: Header, redactor: Redactor | None = None) -> None:
        self._path = folder / EVENTS
        self._folder = folder
        self._redactor = redactor
        self._frames = FrameWriter(folder)
        self._problem = ""
        line = self._encoded_header(header)
        _refuse_to_overwrite(folder)
        try:
            self._create(line)
        except OSError as error:
            raise RecordingError(self._path, 0, _refused(error)) from error

    def write(self, item: Item) -> None:
        """Stores one item; on return the system has it.

        Raises:
            RecordingError: the item cannot be stored, the disk refuses it, or the recording is closed. After a disk's
                refusal every later call fails too: a recording must not have a hole.
        """
        if self._problem:
            raise RecordingError(self._path, 0, self._problem)
        lane = self._lanes[LANE_OF[item.direction]] if isinstance(item, Entry) else None
        try:
            stored = encode_item(item, lane.length if lane else 0, self._redactor, self._frames.name_of)
        except ValueError as error:
            raise RecordingError(self._path, 0, str(error)) from error
        try:
            if lane is not None and stored.audio:
                lane.append(stored.audio)
            for name, data in stored.frames.items():
                self._frames.keep(name, data)
            self._append(stored.line)
        except OSError as error:
            self._problem = _refused(error)
            raise RecordingError(self._path, 0, self._problem, "what was written before is readable") from error

    def close(self) -> None:
        """Makes the recording durable and turns its lanes into FLAC; a second call does nothing.

        Raises:
            RecordingError: the disk refuses; what was written stays as it is.
        """
        if self._problem == _CLOSED:
            return
        self._problem = _CLOSED
        try:
            with ExitStack() as stack:
                for lane in self._lanes.values():
                    stack.callback(lane.finish)
                stack.callback(os.close, self._file)
                self._frames.sync()
                os.fsync(self._file)
        except OSError as error:
            raise RecordingError(self._path, 0, _refused(error)) from error

    def __enter__(self) -> RecordingWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _encoded_header(self, header: Header) -> bytes:
        try:
            return encode_header(header, self._redactor)
        except ValueError as error:
            raise RecordingError(self._path, 1, str(error)) from error

    def _create(self, header: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as undo:
            self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
            undo.callback(self._path.unlink)
            undo.callback(os.close, self._file)
            self._lanes: dict[Lane, LaneWriter] = {}
            for lane in _LANES:
                self._lanes[lane] = LaneWriter(self._folder, lane)
                undo.callback(self._lanes[lane].discard)
            self._length = 0
            self._append(header)
            sync_folder(self._folder)
            undo.pop_all()

    def _append(self, line: bytes) -> None:
        try:
            write_all(self._file, line)
        except OSError:
            # A full disk may have taken half of the line.
            with suppress(OSError):
                os.ftruncate(self._file, self._length)
            raise
        self._length += len(line)


_CLOSED = "the recording is closed"


def _refused(error: OSError) -> str:
    return f"cannot be written: {error.strerror or error}"


def write_recording(folder: Path, recording: Recording, redactor: Redactor | None = None) -> None:
    """Stores a whole recording; `read_recording` gives equal items back, times rounded to nanoseconds.

    Raises:
        RecordingError: as for `RecordingWriter`.
    """
    with RecordingWriter(folder, recording.header, redactor) as writer:
        for item in recording.items:
            writer.write(item)


def read_header(folder: Path) -> Header:
    """Reads the first line of the recording in `folder`, and nothing else.

    Raises:
        FormatVersionError: another version of evalkit wrote it, in a format unknown to this one.
        RecordingError: there is no recording, or its first line is damaged or cut off.
    """
    path = folder / EVENTS
    try:
        with path.open("rb") as file:
            line = file.readline()
    except OSError as error:
        raise RecordingError(path, 0, f"cannot be read: {error.strerror or error}") from error
    if not line.endswith(b"\n"):
        raise RecordingError(path, 1, _NO_HEADER, "record the scenario again")
    return decode_header(line, path)


_NO_HEADER = "the header is cut off; nothing was recorded"


def read_recording(folder: Path) -> Recording:
    """Reads the recording in `folder`.

    What a crash or a power loss leaves at the end of an unfinished file is dropped, and `Recording.torn` says so: a
    last line that is cut off or not JSON, and everything from the first line whose audio or picture had not reached
    the disk.

    Raises:
        FormatVersionError: another version of evalkit wrote it, in a format unknown to this one.
        RecordingError: there is no recording, or it is damaged elsewhere.
    """
    path = folder / EVENTS
    *lines, rest = _contents(folder, path).split(b"\n")
    if not lines:
        raise RecordingError(path, 1, _NO_HEADER, "record the scenario again")
    header = decode_header(lines[0], path)
    lanes = {lane: read_lane(folder, lane) for lane in _LANES}
    frames = FrameReader(folder)
    items: list[Item] = []
    torn = f"dropped {len(rest)} bytes: line {len(lines) + 1} is cut off" if rest else ""
    for number, line in enumerate(lines[1:], start=2):
        try:
            # In format 1 what looks like the marker of a frame is what the client sent.
            items.append(decode_line(line, lanes, None if header.format == 1 else frames))
        except (PastLaneEnd, LostFrame) as error:
            size = sum(len(line) + 1 for line in lines[number - 1 :]) + len(rest)
            torn = f"dropped {size} bytes from line {number} on: {_unwritten(path, number, error, lanes)}"
            break
        except LineError as error:
            if not isinstance(error, NotJson) or number < len(lines) or rest:
                raise RecordingError(path, number, str(error), RESTORE) from error
            torn = f"dropped {len(line) + 1} bytes: line {number} is not JSON"
    return Recording(header, tuple(items), torn, folder, frames.files)


def _unwritten(path: Path, number: int, error: PastLaneEnd | LostFrame, lanes: Mapping[Lane, bytes]) -> str:
    """What to say of media that are not there, as is only possible in a recording that was never finished."""
    if isinstance(error, PastLaneEnd):
        return _past_lane_end(path, number, error, lanes)
    # The writer makes both lanes with the header and turns them into FLAC as it ends.
    if any(lane_path(path.parent, lane, "pcm").exists() for lane in _LANES):
        return f"{error}, as it had not reached the disk"
    hint = f"put {FRAMES}/{error.name} back" if error.found is None else "is it from another recording?"
    raise RecordingError(path, number, str(error), hint) from error


def _past_lane_end(path: Path, number: int, error: PastLaneEnd, lanes: Mapping[Lane, bytes]) -> str:
    file = lane_file(path.parent, error.lane)
    if file is None:
        raise RecordingError(path, number, f"{error}, which is missing", f"put {error.lane}.flac back") from error
    if file.suffix == ".flac":
        problem = f"{error}: {file.name} holds {len(lanes[error.lane])}"
        raise RecordingError(path, number, problem, "is it from another recording?") from error
    return f"{error}, of which {len(lanes[error.lane])} bytes reached the disk"


def _contents(folder: Path, path: Path) -> bytes:
    try:
        if not folder.is_dir():
            problem = "a file, not a recording's folder" if folder.exists() else "there is no such folder"
            raise RecordingError(folder, 0, problem, f"give the folder that holds {EVENTS}")
        contents = path.read_bytes()
    except FileNotFoundError as error:
        raise RecordingError(folder, 0, f"holds no {EVENTS}, so it is not a recording") from error
    except OSError as error:
        raise RecordingError(path, 0, f"cannot be read: {error.strerror or error}", RESTORE) from error
    if not contents:
        raise RecordingError(path, 0, "is empty; nothing was recorded", "record the scenario again")
    return contents


def _refuse_to_overwrite(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise RecordingError(folder, 0, "a file, not a folder to record into")
    files = (
        folder / EVENTS,
        folder / FRAMES,
        *(file for lane in _LANES if (file := lane_file(folder, lane)) is not None),
    )
    found = next((file for file in files if file.exists()), None)
    if found is not None:
        raise RecordingError(found, 0, "a recording is already there", "delete it or choose another folder")
