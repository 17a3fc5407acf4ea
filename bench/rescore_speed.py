"""How long scoring a stored run again takes: all of it, with one limit changed, and with nothing changed.

Run it with `python bench/rescore_speed.py`. Compare figures of one run only: machines and hours differ.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from evalkit.recording.store import read_recording
from evalkit.runner.rescoring import rescore, score_again, stored_attempts

ROOT = Path(__file__).resolve().parents[1]
ROUNDS, REPEAT = 5, 4
LIMIT, TIGHTER = "voice_to_voice_ms: {max: 2500}", "voice_to_voice_ms: {max: 600}"


def median_s(work: Callable[[], object]) -> float:
    """Median wall time of a call."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def played(folder: Path) -> Path:
    """A run of the built-in scenarios, each several times."""
    command = (sys.executable, "-m", "evalkit", "run", "scenarios/", "--repeat", str(REPEAT), "--out", str(folder))
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*/run.json")).parent


def changed(folder: Path) -> Path:
    """The built-in scenarios, and in one of them another limit."""
    scenarios = folder / "scenarios"
    shutil.copytree(ROOT / "scenarios", scenarios, ignore=shutil.ignore_patterns("recordings"))
    file = scenarios / "basics/multi_turn.yaml"
    text = file.read_text(encoding="utf-8")
    assert LIMIT in text, f"{file} has no such limit any more"
    file.write_text(text.replace(LIMIT, TIGHTER), encoding="utf-8")
    return scenarios


def main() -> None:
    """Prints seconds per hundred attempts, and the ratios between them."""
    with tempfile.TemporaryDirectory() as name:
        run, scenarios = played(Path(name) / "reports"), changed(Path(name))
        attempts = stored_attempts(run)
        result = rescore(run)
        talk_s = sum(attempt.duration_s or 0.0 for attempt in result.attempts)
        files_s = median_s(lambda: [path.read_bytes() for path in run.rglob("*") if path.is_file()])
        reading_s = median_s(lambda: [read_recording(attempt) for attempt in attempts])
        all_s = median_s(lambda: score_again(run, reuse=False))
        limit_s = median_s(lambda: score_again(run, (scenarios,)))
        same_s = median_s(lambda: score_again(run))
        reused = score_again(run, (scenarios,)).reused
    hundreds = len(attempts) / 100
    print(f"{len(attempts)} attempts, {talk_s:.0f} s of conversation; seconds per hundred attempts:")
    print(f"  {files_s / hundreds:.2f} s reading the bytes of all files")
    print(f"  {reading_s / hundreds:.2f} s reading the recordings")
    print(f"  {all_s / hundreds:.2f} s every attempt scored: {talk_s / all_s:.0f} times real time")
    print(f"  {limit_s / hundreds:.2f} s one limit changed, {reused} results reused: {limit_s / all_s:.0%} of all")
    print(f"  {same_s / hundreds:.2f} s nothing changed: {same_s / all_s:.0%} of all")
    print(f"scoring takes {all_s / reading_s:.1f} times as long as reading the recordings")


if __name__ == "__main__":
    main()
