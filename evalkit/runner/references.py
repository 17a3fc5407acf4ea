"""Keeps an attempt's recording as its scenario's reference."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from evalkit.endpoints.replay import reference_folder
from evalkit.errors import RecordingError
from evalkit.recording.annotation_file import append_annotations
from evalkit.recording.store import read_recording, write_recording
from evalkit.runner.annotating import fitting_answers
from evalkit.scenario.model import Scenario

__all__ = ["keep_reference"]


def keep_reference(attempt_folder: Path, scenario: Scenario) -> Path:
    """Copies an attempt's recording to `recordings/<id>`, in place of an older one; returns that folder.

    What was said about it (`annotations.jsonl`) comes along, and so does what was said about the older one, as far as
    it answers the same question about the same answer.

    A synthetic recording loses the time and run it was made in, so that making it again changes nothing. Until the new
    one is whole on the disk, the older one stays where it is.

    Raises:
        RecordingError: the recording cannot be read, or the reference cannot be written.
    """
    recording = read_recording(attempt_folder)
    header = replace(recording.header, run_id="", attempt=1)
    if header.provenance == "synthetic":
        header = replace(header, started_at="")
    target = reference_folder(scenario)
    partial = target.with_name(f".{target.name}.partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        kept = fitting_answers(recording, attempt_folder, target)
        write_recording(partial, replace(recording, header=header))
        append_annotations(partial, kept)
        _take_the_place(partial, target)
    except OSError as error:
        raise RecordingError(target, 0, f"cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return target


def _take_the_place(new: Path, target: Path) -> None:
    """Renames `new` to `target`; a folder that is there is moved aside first and comes back if that fails."""
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
