"""The two audio lanes of a recording: raw PCM while they grow, FLAC once the attempt has ended."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Literal

from evalkit.errors import RecordingError
from evalkit.recording.model import LANE_RATE_HZ, Lane
from evalkit.recording.seek_table import with_seek_table

__all__ = ["RESTORE", "LaneWriter", "finish_lane", "lane_file", "lane_path", "read_lane", "sync_folder", "write_all"]

RESTORE = "take it again from where it was copied, or record the scenario again"
"""What to do about a damaged file of a recording."""

_BLOCK_SAMPLES = 1 << 18
_SHORT_SAMPLES = 40 * 4096
_SHORT_FRAMES = 0.25
"""libsndfile's compression level of short lanes: frames of 1152 samples, not 4096. Chromium cannot jump in a FLAC file
of fewer than about sixteen frames, with or without a seek table; the price is a sixth more bytes."""


class LaneWriter:
    """Appends PCM (16 bit, little-endian, mono) to one lane; every append is handed to the system at once.

    The file is made at once too, empty: a lane that is missing later was lost, not unused.

    Raises:
        FileExistsError: the lane is there already.
        OSError: it cannot be written.
    """

    def __init__(self, folder: Path, lane: Lane) -> None:
        self._folder = folder
        self._lane = lane
        self._file = os.open(lane_path(folder, lane, "pcm"), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
        self._open = True
        self.length = 0
        """Bytes in the lane so far."""

    def append(self, pcm: bytes) -> None:
        """Adds PCM at the end; `pcm` must be whole samples."""
        write_all(self._file, pcm)
        self.length += len(pcm)

    def close(self) -> None:
        """Closes the file after its bytes have reached the disk; the PCM stays."""
        if self._open:
            self._open = False
            try:
                os.fsync(self._file)
            finally:
                os.close(self._file)

    def finish(self) -> None:
        """Closes the lane and turns it into FLAC (`finish_lane`)."""
        self.close()
        finish_lane(self._folder, self._lane)

    def discard(self) -> None:
        """Closes the lane and removes it, when the recording did not come to be."""
        self.close()
        lane_path(self._folder, self._lane, "pcm").unlink()


def lane_path(folder: Path, lane: Lane, suffix: Literal["pcm", "flac"]) -> Path:
    """Returns where a lane is kept."""
    return folder / f"{lane}.{suffix}"


def lane_file(folder: Path, lane: Lane) -> Path | None:
    """Returns the file that holds a lane: the FLAC, else the PCM, else None."""
    paths = (lane_path(folder, lane, "flac"), lane_path(folder, lane, "pcm"))
    return next((path for path in paths if path.exists()), None)


def finish_lane(folder: Path, lane: Lane) -> None:
    """Turns a lane's PCM into FLAC, losslessly; an empty lane goes, and one without PCM is left as it is.

    The PCM goes only when the FLAC is complete on disk, so a crash at any moment loses nothing. Equal PCM gives equal
    files with the same libsndfile.

    Raises:
        RecordingError: the FLAC cannot be written; the PCM is still there.
    """
    pcm, flac = lane_path(folder, lane, "pcm"), lane_path(folder, lane, "flac")
    part = flac.with_name(f"{flac.name}.part")
    try:
        if not pcm.exists():
            return
        if pcm.stat().st_size:
            _encode(pcm, part, LANE_RATE_HZ[lane])
            os.replace(part, flac)
            sync_folder(folder)
        pcm.unlink()
    except (OSError, RuntimeError) as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise RecordingError(flac, 0, f"cannot be written: {error}", f"the audio is still in {pcm.name}") from error


def read_lane(folder: Path, lane: Lane) -> bytes:
    """Returns a lane's PCM: 16 bit, little-endian, mono, `LANE_RATE_HZ[lane]`; empty when there is no such lane.

    Raises:
        RecordingError: the lane's file cannot be read.
    """
    path = lane_file(folder, lane)
    if path is None:
        return b""
    try:
        return path.read_bytes() if path.suffix == ".pcm" else b"".join(_decode(path, LANE_RATE_HZ[lane]))
    except OSError as error:
        raise RecordingError(path, 0, f"cannot be read: {error.strerror or error}") from error


def write_all(file: int, data: bytes) -> None:
    """Writes to a file descriptor without a buffer of our own; usually one system call."""
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]


def sync_folder(folder: Path) -> None:
    """Makes the folder's names as durable as their bytes, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _encode(pcm: Path, flac: Path, rate_hz: int) -> None:
    import soundfile  # heavy; a recording that is only read as text does not need it

    level = _SHORT_FRAMES if pcm.stat().st_size < 2 * _SHORT_SAMPLES else None
    with pcm.open("rb") as source, flac.open("w+b") as target:
        with soundfile.SoundFile(
            target, "w", rate_hz, 1, subtype="PCM_16", format="FLAC", compression_level=level
        ) as encoder:
            for block in _blocks(source):
                encoder.buffer_write(block, dtype="int16")
        target.seek(0)
        whole = with_seek_table(target.read())
        target.seek(0)
        target.write(whole)
        target.flush()
        os.fsync(target.fileno())


def _blocks(source: BinaryIO) -> Iterator[bytes]:
    while block := source.read(2 * _BLOCK_SAMPLES):
        # Half a sample at the end is what a crash left of an append.
        yield block + b"\0" * (len(block) % 2)


def _decode(path: Path, rate_hz: int) -> Iterator[bytes]:
    import soundfile

    try:
        with path.open("rb") as source, soundfile.SoundFile(source) as decoder:
            found = (decoder.format, decoder.subtype, decoder.samplerate, decoder.channels)
            if found != ("FLAC", "PCM_16", rate_hz, 1):
                problem = f"must be 16-bit mono FLAC at {rate_hz} Hz, not {_described(found)}"
                raise RecordingError(path, 0, problem, RESTORE)
            # In blocks: a damaged header may claim more samples than there is memory.
            count = 0
            while block := bytes(decoder.buffer_read(_BLOCK_SAMPLES, dtype="int16")):
                count += len(block) // 2
                yield block
            if count != decoder.frames:
                raise RecordingError(path, 0, f"is cut short: {count} of {decoder.frames} samples", RESTORE)
    except (RuntimeError, ValueError, MemoryError, OverflowError) as error:
        # libsndfile's own message repeats the file, as an object of Python's.
        problem = str(error).rpartition("Error : ")[2].strip(". ")
        raise RecordingError(path, 0, f"cannot be read as FLAC: {problem}", RESTORE) from error


def _described(found: tuple[str, str, int, int]) -> str:
    return f"{found[0]} {found[1]} at {found[2]} Hz with {found[3]} channel{'s' if found[3] != 1 else ''}"
