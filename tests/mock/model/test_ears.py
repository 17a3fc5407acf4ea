"""When the mock takes the user to have begun and stopped speaking."""

import re
from typing import Any

import numpy as np
import pytest

from evalkit.errors import RemoteProtocolError
from evalkit.media.pcm import Samples
from evalkit.mock.model.ears import Ears, UserStarted, UserStopped, rate_of
from evalkit.protocol.messages import Blob
from tests.conversations import sound


def config(**detection: Any) -> dict[str, Any]:
    return {"automaticActivityDetection": detection}


def heard(
    samples: Samples, chunk: int = 320, rate_hz: int = 16_000, settings: dict[str, Any] | None = None
) -> list[tuple[float, UserStarted | UserStopped]]:
    """What is heard of audio that arrives in real time from 0 s on: (when known, what)."""
    ears = Ears(settings)
    found = []
    for start in range(0, len(samples), chunk):
        data = samples[start : start + chunk].astype("<i2").tobytes()
        t = min(start + chunk, len(samples)) / rate_hz
        found += [(round(t, 6), it) for it in ears.hear(Blob(mime_type=f"audio/pcm;rate={rate_hz}", data=data), t)]
    return found


def between(seconds: float, rate_hz: int = 16_000) -> Samples:
    return np.concatenate((np.zeros(rate_hz // 2, np.int16), sound(seconds, rate_hz), np.zeros(rate_hz, np.int16)))


@pytest.mark.parametrize("rate_hz", [8000, 16_000, 24_000])
@pytest.mark.parametrize("chunk_ms", [20, 40, 100])
def test_the_end_is_where_speech_ended_however_late_it_is_known(rate_hz: int, chunk_ms: int) -> None:
    (began, started), (ended, stopped) = heard(between(1.0, rate_hz), rate_hz * chunk_ms // 1000, rate_hz)
    assert isinstance(started, UserStarted)
    assert isinstance(stopped, UserStopped)
    assert (started.t, stopped.t) == pytest.approx((0.5, 1.5))
    assert 0.56 <= began <= 0.56 + chunk_ms / 1000
    assert 2.0 <= ended <= 2.0 + chunk_ms / 1000


def test_the_setups_durations_are_obeyed() -> None:
    # The pause of 100 ms in the middle ends the utterance.
    kinds = [type(it) for _, it in heard(between(1.0), settings=config(silenceDurationMs=60, prefixPaddingMs="20"))]
    assert kinds == [UserStarted, UserStopped, UserStarted, UserStopped]


def test_a_click_is_no_speech() -> None:
    assert heard(between(0.04)) == []


def test_half_a_sample_is_no_sample() -> None:
    assert Ears(None).hear(Blob(mime_type="audio/pcm", data=b"\x01"), 0.0) == []


@pytest.mark.parametrize(
    ("mime_type", "rate_hz"),
    [
        ("audio/pcm;rate=24000", 24_000),
        ("audio/pcm", 16_000),
        ("audio/pcm; RATE=8000", 8000),
        ("audio/pcm;rate=0", 16_000),
    ],
)
def test_a_rate_that_is_not_named_is_16_khz(mime_type: str, rate_hz: int) -> None:
    assert rate_of(Blob(mime_type=mime_type)) == rate_hz


@pytest.mark.parametrize("value", ["soon", [], {}, -1, float("nan"), float("inf"), True, 10**400])
@pytest.mark.parametrize("name", ["silenceDurationMs", "prefixPaddingMs"])
def test_what_is_no_duration_is_refused_with_its_place(name: str, value: Any) -> None:
    where = re.escape(f"setup.realtimeInputConfig.automaticActivityDetection.{name}: expected milliseconds from 0 to")
    with pytest.raises(RemoteProtocolError, match=where):
        Ears(config(**{name: value}))


@pytest.mark.parametrize(
    "settings", [None, {}, config(), config(silenceDurationMs=None), {"automaticActivityDetection": 1}]
)
def test_without_durations_there_are_defaults(settings: dict[str, Any] | None) -> None:
    assert len(heard(between(0.5), settings=settings)) == 2


def listened(*chunks: Samples, rate_hz: int = 16_000) -> tuple[Ears, list[UserStarted | UserStopped]]:
    ears, found, t = Ears(None), [], 0.0
    for chunk in chunks:
        t += len(chunk) / rate_hz
        found += ears.hear(Blob(mime_type=f"audio/pcm;rate={rate_hz}", data=chunk.astype("<i2").tobytes()), t)
    return ears, found


QUIET = np.zeros(16_000, np.int16)


def test_what_was_said_is_kept_from_its_beginning_to_its_end() -> None:
    _, (started, stopped) = listened(QUIET, QUIET, sound(0.8), QUIET)
    assert isinstance(stopped, UserStopped)
    assert (started.offset_s, stopped.offset_s) == (2.0, 2.8)
    assert np.array_equal(stopped.samples, sound(0.8))


def test_speech_of_another_rate_is_kept_at_16_khz_and_goes_on_counting() -> None:
    ears, _ = listened(QUIET)
    chunk = sound(0.5, 8_000)
    ears.hear(Blob(mime_type="audio/pcm;rate=8000", data=chunk.astype("<i2").tobytes()), 1.5)
    [stopped] = ears.hear(Blob(mime_type="audio/pcm;rate=8000", data=bytes(16_000)), 2.5)
    assert isinstance(stopped, UserStopped)
    assert stopped.offset_s == 1.5
    assert len(stopped.samples) == 8_000


def test_the_end_of_the_stream_ends_speech_at_its_last_sample() -> None:
    ears, [started] = listened(sound(0.5))
    assert started == UserStarted(0.0)
    assert ears.stream_ends(3.0) == [UserStopped(3.0)]
    assert ears.stream_ends(4.0) == []
