"""Faults of transcripts: where they stand, what they lack and what comes twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from evalkit.mock.faults.scene import Scene, Spoil, Steps, before_first, content, ends_turn
from evalkit.scenario.script import Hear, Raw, Say, Step

__all__ = ["TRANSCRIPT_FAULTS"]


def _transcript_before(steps: Steps, scene: Scene) -> Steps:
    return _moved_transcript(steps, scene, lambda said, text: (replace(text, after_ms=said.after_ms), _at_once(said)))


def _transcript_after(steps: Steps, scene: Scene) -> Steps:
    return _moved_transcript(steps, scene, lambda said, text: (said, text))


def _transcript_only(steps: Steps, scene: Scene) -> Steps:
    return _moved_transcript(steps, scene, lambda said, text: (replace(text, after_ms=said.after_ms),))


def _at_once(said: Say) -> Say:
    return replace(said, after_ms=0.0)


def _moved_transcript(steps: Steps, scene: Scene, place: Callable[[Say, Raw], Steps]) -> Steps:
    """Takes the transcript out of what is said and puts it where `place` has it."""
    if scene.setup.output_audio_transcription is None:
        return steps
    moved: list[Step] = []
    for number, step in enumerate(steps):
        if not isinstance(step, Say):
            moved.append(step)
            continue
        text = step.text if step.transcript is None else step.transcript
        parts = place(replace(step, transcript=""), Raw(content(outputTranscription={"text": text})))
        moved += parts
        if not isinstance(parts[-1], Say) and ends_turn(steps, number):
            moved.append(Raw(content(generationComplete=True)))
    return tuple(moved)


def _empty_transcript(steps: Steps, scene: Scene) -> Steps:
    return before_first(steps, Raw(content(outputTranscription={})))


def _finished_transcript(steps: Steps, scene: Scene) -> Steps:
    return _after_said(steps, Raw(content(outputTranscription={"finished": True})))


def _after_said(steps: Steps, *new: Step) -> Steps:
    found: list[Step] = []
    for number, step in enumerate(steps):
        found.append(step)
        if isinstance(step, Say):
            found += new
            if ends_turn(steps, number):
                found.append(Raw(content(generationComplete=True)))
    return tuple(found)


def _duplicate_transcript(steps: Steps, scene: Scene) -> Steps:
    return tuple(
        each for step in steps for each in ((step, replace(step, after_ms=0.0)) if isinstance(step, Hear) else (step,))
    )


TRANSCRIPT_FAULTS: Mapping[str, Spoil] = {
    "transcript-before-audio": _transcript_before,
    "transcript-after-audio": _transcript_after,
    "transcript-only": _transcript_only,
    "finished-transcript": _finished_transcript,
    "empty-transcript": _empty_transcript,
    "duplicate-transcript": _duplicate_transcript,
}
"""In the order in which they are applied."""
