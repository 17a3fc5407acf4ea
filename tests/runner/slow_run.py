"""A run in real time that does not end by itself, for tests that stop it: `python -m tests.runner.slow_run FOLDER`."""

import sys
from pathlib import Path

from evalkit.runner.exit_status import exit_status
from tests.runner.small import StubEndpoint, run_on, typed, write_scenarios

if __name__ == "__main__":
    scenarios = write_scenarios(
        Path(sys.argv[1]), a_fast=typed(after_ms=1), b_slow=typed(after_ms=30_000), c_never=typed()
    )
    run = run_on(
        StubEndpoint(virtual_time=False),
        scenarios,
        concurrency=2,
        repeat=2,
        on_stop=lambda grace_s: print(f"stopping: {grace_s:g} s", flush=True),
    )
    sys.exit(exit_status(run))
