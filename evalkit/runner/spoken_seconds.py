"""How long both sides speak in scenarios, as their reference recordings have it: what a run is priced by."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evalkit.endpoints.replay import reference_folder
from evalkit.profiles.prices import TurnAudio
from evalkit.recording.store import read_recording
from evalkit.runner.plan import Selection, select
from evalkit.scoring import score_recording

__all__ = ["spoken_seconds"]


def spoken_seconds(scenarios: Path, ids: Sequence[str]) -> tuple[tuple[TurnAudio, ...], ...]:
    """Returns the seconds of audio of each turn of each scenario.

    Args:
        scenarios: a scenario root.
        ids: which of its scenarios.

    Raises:
        ScenarioErrors: one of them is not right.
        UsageError: one of them is not there.
        RecordingError: one of them has no reference recording.
    """
    chosen = select(Selection(tuple(scenarios / f"{each}.yaml" for each in ids)))
    return tuple(_of(reference_folder(scenario)) for scenario in chosen)


def _of(folder: Path) -> tuple[TurnAudio, ...]:
    turns = score_recording(read_recording(folder)).turns
    return tuple(TurnAudio(_length(turn.user_audio_s), _length(turn.model_audio_s)) for turn in turns)


def _length(span: tuple[float, float] | None) -> float:
    return 0.0 if span is None else span[1] - span[0]
