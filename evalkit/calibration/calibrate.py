"""Every instrument by name, and the error bars of those that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from evalkit.calibration.damage import damage
from evalkit.calibration.speech import edges, server_ears
from evalkit.calibration.timelines import TIMINGS, timelines
from evalkit.calibration.trial import Bars
from evalkit.calibration.voice import Utterance
from evalkit.errors import UsageError, nearest

__all__ = ["INSTRUMENTS", "calibrate"]

_SPEECH = ("end_of_speech", "onset")
_EARS = ("server_ears",)
_DAMAGE = (
    "first_audible",
    "speech_level",
    "speech_length",
    "voice_found",
    "clipped_share",
    "dropouts",
    "click",
    "longest_tone",
    "looped",
    "abrupt_end",
    "pitch",
    "bandwidth",
)
INSTRUMENTS: tuple[str, ...] = (*_SPEECH, *_EARS, *_DAMAGE, *TIMINGS)
"""Names, in the order in which they are shown."""


def calibrate(
    names: Sequence[str] = (), *, size: int = 1, voices: Mapping[str, Sequence[Utterance]] | None = None
) -> tuple[Bars, ...]:
    """Returns the error bars of these instruments, or of all; the same on every call.

    Args:
        names: of `INSTRUMENTS`.
        size: how much material; 1 takes seconds.
        voices: speech beside the voice made in code, by what it is to be called; its ends are measured in noise.

    Raises:
        UsageError: a name is none of an instrument.
    """
    for name in names:
        if name not in INSTRUMENTS:
            near = nearest(name, INSTRUMENTS)
            hint = f"did you mean {near}?" if near else f"there are {', '.join(INSTRUMENTS)}"
            raise UsageError(f"there is no instrument {name!r}", hint)
    wanted = frozenset(names or INSTRUMENTS)
    found = [bars for bars in _measured(wanted, size, voices or {}) if bars.instrument in wanted]
    return tuple(sorted(found, key=lambda bars: INSTRUMENTS.index(bars.instrument)))


def _measured(wanted: frozenset[str], size: int, voices: Mapping[str, Sequence[Utterance]]) -> Iterator[Bars]:
    groups: Iterable[tuple[Sequence[str], Callable[[], Iterator[Bars]]]] = (
        (_SPEECH, lambda: edges(voices, size)),
        (_EARS, lambda: server_ears(size)),
        (_DAMAGE, lambda: damage(size, wanted)),
        (tuple(TIMINGS), lambda: timelines(size)),
    )
    for names, measure in groups:
        if wanted.intersection(names):
            yield from measure()
