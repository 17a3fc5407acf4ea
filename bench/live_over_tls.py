"""Plays every built-in scenario in real time over TLS, through both live endpoints, against the mock server.

Run it with `python bench/live_over_tls.py`; it takes as long as the longest scenario, twice. The credentials are made
up, and everything else is what a run against Google uses.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import google.auth
from google.auth.credentials import Credentials

from evalkit.endpoints import make_endpoint
from evalkit.endpoints.base import EndpointOptions
from evalkit.results import RunResult
from evalkit.runner.plan import Selection, make_plan, select
from evalkit.runner.preparation import prepare, speech_of
from evalkit.runner.retry import RetryPolicy
from evalkit.runner.run import RunOptions, run_plan
from evalkit.serving import live_server

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"


class MadeUp(Credentials):
    """A login whose every token is new."""

    count = 0

    def refresh(self, request: Any) -> None:
        self.count += 1
        self.token = f"made-up-{self.count}"
        self.expiry = datetime.now(UTC).replace(tzinfo=None) + timedelta(seconds=60)


def play(name: str, model: str, environment: dict[str, str], folder: Path) -> RunResult:
    """Plays everything at once, so that the quickest does not wait for the slowest."""
    endpoint = make_endpoint(name, EndpointOptions(speech_of(), model, environment))
    plan = make_plan(select(Selection((SCENARIOS,))))
    endpoint.check(plan.scenarios)
    folder.mkdir()
    options = RunOptions(len(plan.attempts), endpoint.secrets(), retry=RetryPolicy())
    return run_plan(plan, prepare(plan.scenarios, speech_of()), endpoint, folder, options)


def main() -> None:
    """Prints what became of each scenario; exits with 1 when one could not be measured."""
    login = MadeUp()  # type: ignore[no-untyped-call]
    setattr(google.auth, "default", lambda scopes: (login, "made-up-project"))  # noqa: B010
    unmeasured = 0
    with tempfile.TemporaryDirectory() as folder, live_server(SCENARIOS, tls=True) as server:
        os.environ["SSL_CERT_FILE"] = str(server.ca_file)
        vertex = {"GOOGLE_CLOUD_LOCATION": "us-central1", "GOOGLE_VERTEX_BASE_URL": server.base_url}
        # Proactive and affective models are served on v1alpha alone there.
        version = {"EVALKIT_GEMINI_API_VERSION": "v1alpha"}
        gemini = {"GEMINI_API_KEY": "made-up-key", "GOOGLE_GEMINI_BASE_URL": server.base_url} | version
        for name, model, environment in (("vertex", "2.5", vertex), ("gemini", "2.5", gemini)):
            run = play(name, model, environment, Path(folder) / name)
            for attempt in run.attempts:
                why = f": {attempt.failure.message}" if attempt.failure else ""
                print(f"{name}  {attempt.scenario_id:28}  {attempt.status}{why}")
                unmeasured += attempt.status in ("infra", "invalid")
    print(f"{login.count} tokens, {len(server.requests)} connections, {unmeasured} attempts not measured")
    sys.exit(1 if unmeasured else 0)


if __name__ == "__main__":
    main()
