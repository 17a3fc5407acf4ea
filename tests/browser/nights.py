"""Two nights of the built-in scenarios, of which the second got worse, played and judged by the shipped commands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

__all__ = ["BARGE_IN", "COMPARE", "HISTORY", "TEMPERATURE", "evalkit", "first_and_last", "play_nights", "session"]

_SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
TEMPERATURE = "tools/temperature"
"""A scenario that breaks: the wrong city is asked for, and the answer is another."""
_CHANGES = {
    "tools/temperature.yaml": (
        (r"call: {get_temperature: {location: New York}}", "call: {get_temperature: {location: Newark}}"),
        (r"It is twelve degrees Celsius in New York\.", "I am afraid I could not find that city."),
    ),
    "barge_in/stop.yaml": ((r"(say: The third little pig.*after_ms: )\d+", r"\g<1>1980"),),
}
BARGE_IN = "barge_in/stop"
"""A scenario whose second answer comes too late; in the first the user cuts in, so that both voices sound at once."""
COMPARE, HISTORY = "compare.html", "history/index.html"
"""Where the pages of two runs and of the nights are written, below the folder of the runs."""


def play_nights(reports: Path, before: int = 1) -> None:
    """Plays and accepts `before` nights that differ in their times only, then one that got worse; writes every page."""
    scenarios = reports.parent / f"{reports.name}-scenarios"
    shutil.copytree(_SCENARIOS, scenarios, dirs_exist_ok=True)
    # Named as a user beside them would: some pages show what was typed.
    name, history = reports.name, f"{reports.name}/history"
    play = ("run", scenarios.name, "--endpoint", "mock", "--out", name, "--baseline", history)
    for number in range(before):
        if number:
            _jitter(scenarios, Random(number))
        evalkit(reports.parent, *play, codes=(0, 6))
        evalkit(reports.parent, "accept", f"{name}/latest", "--history", history, "--reason", "as it should be")
    _break(scenarios)
    evalkit(reports.parent, *play, codes=(6,))
    evalkit(reports.parent, "history", history, "--html", f"{name}/{HISTORY}")
    runs = [f"{name}/{run.name}" for run in first_and_last(reports)]
    evalkit(reports.parent, "compare", *runs, "--html", f"{name}/{COMPARE}", codes=(6,))


def first_and_last(reports: Path) -> tuple[Path, Path]:
    """The folders of the first run and of the one that got worse."""
    runs = sorted(path.parent for path in reports.glob("*/run.json"))
    return runs[0], runs[-1]


def session(reports: Path, scenario: str) -> Path:
    """The folder of a scenario's only attempt in the run that got worse."""
    return first_and_last(reports)[1] / "attempts" / scenario / "1"


def evalkit(folder: Path, *arguments: str, codes: tuple[int, ...] = (0,)) -> str:
    """Runs a command in a folder, in a process of its own as a loop may be running in this one; returns its output."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("GOOGLE_", "GEMINI_"))}
    command = [sys.executable, "-m", "evalkit", *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=100, cwd=folder, env=plain, check=False)
    assert ran.returncode in codes, f"{' '.join(arguments)}: {ran.returncode}\n{ran.stdout}\n{ran.stderr}"
    return ran.stdout


def _break(scenarios: Path) -> None:
    for name, changes in _CHANGES.items():
        path = scenarios / name
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            text, found = re.subn(old, new, text)
            assert found == 1, f"{name} has {found} times {old!r}"
        path.write_text(text, encoding="utf-8")


def _jitter(scenarios: Path, random: Random) -> None:
    """Moves every answer's beginning by a few percent; the scripts are no part of what a scenario is."""

    def moved(found: re.Match[str]) -> str:
        return f"after_ms: {round(int(found[1]) * random.uniform(0.96, 1.04))}"

    for path in sorted(scenarios.rglob("*.yaml")):
        script = path.read_text(encoding="utf-8").partition("\nmock:")
        jittered = re.sub(r"after_ms: (\d+)", moved, script[2])
        path.write_text("".join((*script[:2], jittered)), encoding="utf-8")
