"""`evalkit calibrate`: error bars of every acoustic and timing scorer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from evalkit.calibration.voice import Utterance
    from evalkit.media.speech.engine import Engine

__all__ = ["calibrate"]

_THOROUGH = 5
_SENTENCES = (
    "What is the capital of Australia?",
    "A table for two at half past eight.",
    "No, I was at the cinema.",
    "Will the meeting start at ten?",
    "Two cups of sugar.",
    "She sells fish.",
    "Turn the heating off, please.",
    "Yes.",
)


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--json", "as_json", is_flag=True, help="Print the table as JSON.")
@click.option(
    "--thorough",
    is_flag=True,
    help="Five times the material; also the speech kept in scenarios/ and the text-to-speech found here (minutes).",
)
def calibrate(names: tuple[str, ...], as_json: bool, thorough: bool) -> None:
    """Measure the scorers themselves, on material of which the truth is known, and print their error bars.

    Each NAME is an instrument, such as end_of_speech or stop_ms; all of them without one. The material is made in code
    and the same everywhere. Nothing is connected to and nothing is written.
    """
    import json

    from evalkit.calibration.calibrate import calibrate as measure
    from evalkit.calibration.table import as_data, plain
    from evalkit.cli.output import show

    found = measure(names, size=_THOROUGH, voices=dict(_voices())) if thorough else measure(names)
    show(json.dumps(as_data(found), indent=2, ensure_ascii=False) if as_json else plain(found))


def _voices() -> Iterator[tuple[str, Sequence[Utterance]]]:
    """The speech kept here, and each text-to-speech engine with its first voice, by name."""
    from evalkit.media.speech.engines import default_engines

    if kept := tuple(_kept()):
        yield "kept speech", kept
    for engine in default_engines():
        if engine.available() and engine.speaks("en"):
            yield engine.name, tuple(_spoken(engine))


def _kept() -> Iterator[Utterance]:
    from pathlib import Path

    from evalkit.calibration.voice import RATE_HZ, spoken
    from evalkit.media.decode import load_audio

    for path in sorted(Path("scenarios/audio/say").glob("*.flac")):
        if (utterance := spoken(path.stem, load_audio(path, RATE_HZ))) is not None:
            yield utterance


def _spoken(engine: Engine) -> Iterator[Utterance]:
    from evalkit.calibration.voice import RATE_HZ, spoken
    from evalkit.media.pcm import resample
    from evalkit.media.speech.loudness import even_out

    for sentence in _SENTENCES:
        samples, rate_hz = engine.speak(sentence, engine.voice_of("", "en"), "en")
        even = even_out(resample(samples, rate_hz, RATE_HZ), RATE_HZ)
        if (utterance := spoken(sentence, even)) is not None:
            yield utterance
