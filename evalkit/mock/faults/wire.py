"""Faults of the wire: what is wrong with a mock server's frames, whatever they say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from evalkit.mock.model.performance import Delivery
from evalkit.mock.model.wire import Wire
from evalkit.recording.model import Data

__all__ = ["faulty_delivery", "faulty_wire", "spoiler"]

_BURST = 1e6
_OTHER_RATE_HZ = 16_000
_AUDIO_DATA = re.compile(rb'("data": ?")([^"]{4,})(")')


def faulty_wire(wire: Wire, faults: frozenset[str]) -> Wire:
    """Returns frame habits as the faults have them."""
    if "text-frames" in faults:
        wire = replace(wire, binary=False)
    if "no-rate" in faults:
        wire = replace(wire, audio_mime_type="audio/pcm")
    if "other-rate" in faults:
        mime_type = f"audio/pcm;rate={_OTHER_RATE_HZ}"
        wire = replace(wire, audio_mime_type=mime_type, audio_rate_hz=_OTHER_RATE_HZ)
    if "odd-bytes" in faults:
        wire = replace(wire, odd_bytes=True)
    return wire


def faulty_delivery(delivery: Delivery, faults: frozenset[str]) -> Delivery:
    """Returns how answers are put on the wire as the faults have it."""
    if "burst" in faults:
        delivery = replace(delivery, speed=_BURST)
    if "paced" in faults:
        delivery = replace(delivery, speed=1.0)
    if "call-without-id" in faults:
        delivery = replace(delivery, call_ids="none")
    return replace(
        delivery,
        bundled="bundled-frames" in faults,
        usage=delivery.usage and "usage-missing" not in faults,
        usage_everywhere="usage-repeated" in faults,
    )


def spoiler(faults: frozenset[str], strike: Callable[[str], bool]) -> Callable[[Data], Iterable[Data]]:
    """Returns what makes of each frame the frames that really leave.

    Args:
        faults: the switches that are on.
        strike: True when a fault that comes once a session is to come now.
    """

    def spoil(frame: Data) -> Iterator[Data]:
        text = frame.encode() if isinstance(frame, str) else frame
        # Before setupComplete a server that is to be understood says nothing else.
        if "empty-frames" in faults and b'"setupComplete"' not in text:
            yield _like(frame, b"{}\n")
            yield _like(frame, b'{\n  "serverContent": {}\n}\n')
        if b"serverContent" in text and strike("not-json"):
            yield _like(frame, text[: len(text) // 2])
            return
        if "bad-base64" in faults and b"inlineData" in text:
            text = _AUDIO_DATA.sub(rb"\1\2*\3", text)
        yield _like(frame, text)

    return spoil


def _like(frame: Data, text: bytes) -> Data:
    return text.decode("utf-8", "replace") if isinstance(frame, str) else text
