"""How much faster than real time the built-in scenarios replay, and what of it is start-up.

Run it with `python bench/replay_speed.py`. Compare figures of one run only: machines and hours differ.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5


def seconds(*command: str) -> float:
    """Wall time of one process."""
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Prints medians and the ratio between conversation and wall time."""
    evalkit = (sys.executable, "-m", "evalkit")
    with tempfile.TemporaryDirectory() as folder:
        seconds(*evalkit, "run", "scenarios/", "--out", folder)
        runs = [seconds(*evalkit, "run", "scenarios/", "--out", folder) for _ in range(ROUNDS)]
        results = next(Path(folder).glob("*/results.jsonl")).read_text(encoding="utf-8")
    helps = [seconds(*evalkit, "--help") for _ in range(ROUNDS)]
    talk_s = sum(json.loads(line)["duration_s"] for line in results.splitlines())
    run_s = statistics.median(runs)
    print(f"conversation {talk_s:.1f} s, replayed, scored and reported in {run_s:.2f} s: {talk_s / run_s:.0f} times")
    print(f"--help takes {statistics.median(helps) / run_s:.1%} of that run")


if __name__ == "__main__":
    main()
