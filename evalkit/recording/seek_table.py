"""A table of where each block of a FLAC file begins, so that a player can jump; libsndfile writes none.

Without it Chromium refuses most jumps within a lane ("demuxer seek failed"), and then plays the file no more.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice

__all__ = ["with_seek_table"]

_STREAM_INFO, _SEEK_TABLE = 0, 3
_LAST = 0x80
_SYNC = b"\xff\xf8"
"""Begin of a frame of a fixed block size (RFC 9639 §9.1)."""
_POINT = struct.Struct(">QQH")
_STEP = 4
"""Frames from one seek point to the next: a fifth of a second of short frames, and 1 % of the file."""


def with_seek_table(flac: bytes) -> bytes:
    """Returns the same file with a seek point every few frames, before its other metadata (RFC 9639 §8.5).

    Args:
        flac: a whole native FLAC file of one fixed block size, as libsndfile writes it. Any other, and one that has a
            table already or whose frames are not where their numbers say, is returned as it is.
    """
    blocks, audio = _metadata(flac)
    if not blocks or blocks[0][0] != _STREAM_INFO or any(kind == _SEEK_TABLE for kind, _ in blocks):
        return flac
    info = blocks[0][1]
    size, samples = int.from_bytes(info[:2], "big"), int.from_bytes(info[13:18], "big") & (1 << 36) - 1
    places = list(_frames(flac, audio, -(-samples // size))) if size else []
    if not places or len(places) != -(-samples // size):
        return flac
    points = (
        _POINT.pack(number * size, place - audio, min(size, samples - number * size))
        for number, place in islice(enumerate(places), None, None, _STEP)
    )
    table = (_SEEK_TABLE, b"".join(points))
    return b"fLaC" + _joined([blocks[0], table, *blocks[1:]]) + flac[audio:]


def _metadata(flac: bytes) -> tuple[list[tuple[int, bytes]], int]:
    """The metadata blocks, each its kind and content, and where the audio begins; none of what is not FLAC."""
    blocks: list[tuple[int, bytes]] = []
    place, more = 4, flac[:4] == b"fLaC"
    while more and place + 4 <= len(flac):
        length = int.from_bytes(flac[place + 1 : place + 4], "big")
        blocks.append((flac[place] & 0x7F, flac[place + 4 : place + 4 + length]))
        more = not flac[place] & _LAST
        place += 4 + length
    return ([], 0) if more or place > len(flac) else (blocks, place)


def _joined(blocks: list[tuple[int, bytes]]) -> bytes:
    last = len(blocks) - 1
    return b"".join(
        bytes([kind | (_LAST if number == last else 0)]) + len(content).to_bytes(3, "big") + content
        for number, (kind, content) in enumerate(blocks)
    )


def _frames(flac: bytes, place: int, count: int) -> Iterator[int]:
    """Where each frame begins; ends early at a frame that is not found."""
    for number in range(count):
        coded = _coded(number)
        while (place := flac.find(_SYNC, place)) >= 0 and not _is_header(flac, place, coded):
            place += 1
        if place < 0:
            return
        yield place
        place += len(_SYNC)


def _is_header(flac: bytes, place: int, coded: bytes) -> bool:
    """Whether a frame of this number begins here: its checksum says so (RFC 9639 §9.1.8)."""
    if flac[place + 4 : place + 4 + len(coded)] != coded:
        return False
    size_code, rate_code = flac[place + 2] >> 4, flac[place + 2] & 15
    uncommon = {6: 1, 7: 2}.get(size_code, 0) + {12: 1, 13: 2, 14: 2}.get(rate_code, 0)
    end = place + 4 + len(coded) + uncommon
    return end < len(flac) and _crc8(flac[place:end]) == flac[end]


def _crc8(data: bytes) -> int:
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value << 1) ^ (0x107 if value & 0x80 else 0)
    return value


def _coded(number: int) -> bytes:
    """A frame's number as a header holds it: UTF-8's scheme, up to 36 bits (RFC 9639 §9.1.5)."""
    if number < 0x80:
        return bytes([number])
    length = 2
    while number >> (5 * length + 1):
        length += 1
    rest = [0x80 | (number >> shift & 0x3F) for shift in range(6 * (length - 2), -1, -6)]
    return bytes([(0xFF00 >> length & 0xFF) | number >> 6 * (length - 1), *rest])
