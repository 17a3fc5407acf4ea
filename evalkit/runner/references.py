"""Keeps an attempt's recording as its scenario's reference."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from evalkit.endpoints.replay import reference_folder
from evalkit.recording.store import read_recording, write_recording
from evalkit.scenario.model import Scenario

__all__ = ["keep_reference"]


def keep_reference(attempt_folder: Path, scenario: Scenario) -> Path:
    """Copies an attempt's recording to `recordings/<id>`, in place of an older one; returns that folder.

    A synthetic recording loses the time and run it was made in, so that making it again changes nothing.
    """
    recording = read_recording(attempt_folder)
    header = replace(recording.header, run_id="", attempt=1)
    if header.provenance == "synthetic":
        header = replace(header, started_at="")
    target = reference_folder(scenario)
    partial = target.with_name(f".{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    write_recording(partial, replace(recording, header=header))
    shutil.rmtree(target, ignore_errors=True)
    partial.rename(target)
    return target
