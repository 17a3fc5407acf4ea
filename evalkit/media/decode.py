"""Reads an audio file of any usual kind into mono PCM samples, and refuses with one clear error what is not one."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from io import FileIO
from itertools import chain
from pathlib import Path

import av
import numpy as np
import soundfile as sf
from numpy.typing import NDArray

from evalkit.errors import MediaError
from evalkit.media.files import COPY_AGAIN, FFMPEG_OPTIONS, check_file, reason, refuse_text
from evalkit.media.pcm import FULL_SCALE, Samples, resample, to_samples

__all__ = ["LONGEST_S", "NO_AUDIO", "load_audio"]

LONGEST_S = 15 * 60
"""The longest audio that is read, in seconds."""

NO_AUDIO = "holds no audio"
"""The problem of a file that is sound but has none in it, such as a video without a sound track."""

_RAW_SUFFIXES = {".pcm", ".raw"}
_RAW_RATE_HZ = 16_000
_RATES_HZ = range(1_000, 768_001)
_BLOCK_FRAMES = 65_536
_MAGIC = (b"RIFF", b"RF64", b"FORM", b"fLaC", b"OggS", b"ID3", b"caff", b"\x1aE\xdf\xa3")
_SNDFILE_MAGIC = (b"RIFF", b"RF64", b"riff", b"FORM", b".snd", b"fLaC", b"OggS", b"caff", b"ID3")
# libsndfile takes almost anything for one of its rarer kinds (HTK, MAT4), so only these are believed.
_SNDFILE_KINDS = {"WAV", "WAVEX", "RF64", "W64", "AIFF", "AU", "CAF", "FLAC", "OGG", "MP3"}
_DECLARES_LENGTH = ("mov,", "matroska,")
_TOLERANCE_S = 0.25
_SAVE_AGAIN = "save it again as WAV or FLAC"
# Programs that write a WAV to a pipe cannot know its length and put a number from here on.
_UNKNOWN_LENGTH = 0x7FFF_0000


def load_audio(path: Path, rate_hz: int = 16_000) -> NDArray[np.int16]:
    """Reads a file into mono samples at the rate asked for.

    The kind is found from the content: WAV, FLAC, MP3, OGG, Opus, AIFF, AU and CAF through libsndfile, then m4a, mp4,
    webm and the like through FFmpeg. Only a headerless `.pcm` or `.raw` goes by its name: 16 kHz, 16 bits,
    little-endian, mono. Channels are averaged; floats beyond full scale are clipped.

    Args:
        path: A regular file, up to 15 minutes long.
        rate_hz: Sample rate of the result.

    Returns:
        Shape (samples,), at least one sample.

    Raises:
        MediaError: The file cannot be read, is no audio, is damaged, or is too long. Nothing else is raised.
    """
    check_file(path, "audio")
    try:
        with path.open("rb", buffering=0) as file:
            samples, from_hz = _decode(path, file)
            resampled = resample(samples, from_hz, rate_hz)
    except MediaError:
        raise
    except OSError as error:
        raise MediaError(path, f"cannot be read: {reason(error)}") from None
    except Exception as error:  # a decoder's own failure on a damaged file can be of any type
        raise MediaError(path, f"cannot be decoded: {reason(error)}", _SAVE_AGAIN) from None
    if not len(resampled):
        raise MediaError(path, "holds no samples", "record it again")
    return resampled


def _decode(path: Path, file: FileIO) -> tuple[Samples, int]:
    head = file.read(64)
    refuse_text(path, head, "audio")
    if path.suffix.lower() in _RAW_SUFFIXES and not head.startswith(_MAGIC):
        return _read_raw(path, file)
    _refuse_truncated(path, file, head)
    known = head.startswith(_SNDFILE_MAGIC) or _is_mpeg_frame(head)
    return (_read_sndfile(path, file) if known else None) or _read_ffmpeg(path)


def _is_mpeg_frame(head: bytes) -> bool:
    """True for an MP3 without tags; libsndfile looks for one anywhere, and complains on stderr of what it finds."""
    return len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] >> 4 not in (0, 15)


def _read_raw(path: Path, file: FileIO) -> tuple[Samples, int]:
    size = file.seek(0, 2)
    if size % 2:
        raise MediaError(path, f"has {size} bytes, an odd number, so it is not 16-bit PCM", _SAVE_AGAIN)
    _refuse_long(path, size // 2, _RAW_RATE_HZ)
    file.seek(0)
    return to_samples(file.read()), _RAW_RATE_HZ


def _refuse_truncated(path: Path, file: FileIO, head: bytes) -> None:
    """Finds what the decoders forgive: a file shorter than its header says, an Ogg cut inside a page."""
    size = file.seek(0, 2)
    promised = _promised_size(file, size, head)
    if promised > size:
        raise MediaError(path, f"is truncated: {size} bytes of {promised}", COPY_AGAIN)


def _promised_size(file: FileIO, size: int, head: bytes) -> int:
    """Where the sound ends by the header's word; `size` for a kind or a header that does not say."""
    match head[:4]:
        case b"RIFF":
            return _promised_by_chunks(file, size, 12, "<4sI")
        case b"FORM":
            return _promised_by_chunks(file, size, 12, ">4sI")
        case b"caff":
            return _promised_by_chunks(file, size, 8, ">4sq")
        case b"OggS":
            return _promised_by_last_page(file, size)
        case b"RF64" if len(head) >= 28:
            return 8 + int.from_bytes(head[20:28], "little")
        case b"riff" if len(head) >= 24:  # Wave64
            return int.from_bytes(head[16:24], "little")
        case b".snd" if len(head) >= 12 and (length := int.from_bytes(head[8:12])) < _UNKNOWN_LENGTH:
            return int.from_bytes(head[4:8]) + length
    return size


def _promised_by_chunks(file: FileIO, size: int, place: int, header: str) -> int:
    """Where the chunk with the sound ends; the chunks begin at `place` and each has a name and a length."""
    wide = struct.calcsize(header)
    while place + wide <= size:
        file.seek(place)
        name, length = struct.unpack(header, file.read(wide))
        if name in (b"data", b"SSND") or length < 0:
            return place + wide + length if 0 <= length < _UNKNOWN_LENGTH else size
        # RIFF and AIFF chunks begin at even places, those of CAF anywhere.
        place += wide + length + (length % 2 if wide == 8 else 0)
    return size


def _promised_by_last_page(file: FileIO, size: int) -> int:
    """Where the last Ogg page ends (RFC 3533 §6: a 27-byte header, a table of segment lengths, the segments)."""
    start = max(0, size - 65_307)
    file.seek(start)
    tail = file.read()
    place = tail.rfind(b"OggS")
    if place < 0:
        return size
    page = tail[place:]
    if len(page) < 27 or len(page) < 27 + page[26]:
        return size + 1
    return start + place + 27 + page[26] + sum(page[27 : 27 + page[26]])


def _read_sndfile(path: Path, file: FileIO) -> tuple[Samples, int] | None:
    """Decodes through libsndfile; None when it does not know the kind of file."""
    file.seek(0)
    try:
        # The descriptor: by name a `.raw` would not be looked into, and as an object it complains on stderr.
        sound = sf.SoundFile(file.fileno(), closefd=False)
    except sf.SoundFileError:
        return None
    with sound:
        if sound.format not in _SNDFILE_KINDS:
            return None
        _refuse_rate(path, sound.samplerate)
        # A FLAC that was never closed declares no length, which libsndfile shows as the greatest number there is.
        declared = sound.frames if sound.frames < 1 << 40 else 0
        _refuse_long(path, declared, sound.samplerate)
        samples = _gather(path, _sndfile_blocks(sound), sound.samplerate)
        if len(samples) < declared:
            raise MediaError(path, f"is truncated: {len(samples)} samples of {declared}", COPY_AGAIN)
        return samples, sound.samplerate


def _sndfile_blocks(sound: sf.SoundFile) -> Iterator[NDArray[np.float32]]:
    while len(block := sound.read(_BLOCK_FRAMES, dtype="float32", always_2d=True)):
        yield block.mean(axis=1)


def _read_ffmpeg(path: Path) -> tuple[Samples, int]:
    try:
        container = av.open(f"file:{path}", mode="r", options=FFMPEG_OPTIONS, metadata_errors="replace")
    except (av.FFmpegError, ValueError):
        raise MediaError(path, "is no audio file of a known kind, or is damaged", _SAVE_AGAIN) from None
    with container:
        if not container.streams.audio:
            raise MediaError(path, NO_AUDIO, "name a file with a sound track")
        stream = container.streams.audio[0]
        from_hz = getattr(stream, "rate", None) or 0  # a stream of an unknown codec has none
        _refuse_rate(path, from_hz)
        samples = _gather(path, _ffmpeg_blocks(container, stream), from_hz)
        declared_s = _declared_s(container, stream)
    if len(samples) / from_hz < declared_s - _TOLERANCE_S:
        found = f"{len(samples) / from_hz:.1f} s of {declared_s:.1f} s"
        raise MediaError(path, f"is truncated: {found}", COPY_AGAIN)
    return samples, from_hz


def _ffmpeg_blocks(
    container: av.container.InputContainer, stream: av.audio.stream.AudioStream
) -> Iterator[NDArray[np.float32]]:
    # Interleaved, because PyAV reads past the end of a planar frame of more than eight channels.
    interleaved = av.AudioResampler(format="flt", rate=stream.rate)
    for frame in chain(container.decode(stream), (None,)):
        for block in interleaved.resample(frame):
            yield block.to_ndarray().reshape(-1, block.layout.nb_channels).mean(axis=1)


def _declared_s(container: av.container.InputContainer, stream: av.audio.stream.AudioStream) -> float:
    """Length by the header's word; 0 for a kind whose length FFmpeg only estimates."""
    if not container.format.name.startswith(_DECLARES_LENGTH):
        return 0.0
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    alone = len(container.streams) == 1 and container.duration is not None
    return (container.duration or 0) / 1_000_000 if alone else 0.0


def _gather(path: Path, blocks: Iterable[NDArray[np.float32]], rate_hz: int) -> Samples:
    gathered: list[Samples] = []
    frames = 0
    for block in blocks:
        if not np.isfinite(block).all():
            raise MediaError(path, "holds samples that are not numbers (NaN or infinity)", _SAVE_AGAIN)
        frames += len(block)
        _refuse_long(path, frames, rate_hz)
        gathered.append(_quantise(block))
    if not frames:
        raise MediaError(path, "holds no samples", "record it again")
    return np.concatenate(gathered)


def _quantise(block: NDArray[np.float32]) -> Samples:
    samples: Samples = np.clip(np.rint(block * FULL_SCALE), -FULL_SCALE, FULL_SCALE - 1).astype(np.int16)
    return samples


def _refuse_rate(path: Path, rate_hz: int) -> None:
    if rate_hz not in _RATES_HZ:
        raise MediaError(path, f"declares a sample rate of {rate_hz} Hz", _SAVE_AGAIN)


def _refuse_long(path: Path, frames: int, rate_hz: int) -> None:
    if frames > LONGEST_S * rate_hz:
        raise MediaError(path, f"is longer than {LONGEST_S // 60} minutes", "cut it into turns")
