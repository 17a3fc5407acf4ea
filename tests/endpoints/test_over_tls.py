"""The live endpoints over TLS against the mock server: the path of a real run, but for the model.

Time is real here, so the scenarios are few and short; `python bench/live_over_tls.py` plays them all.
"""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from evalkit.endpoints import make_endpoint
from evalkit.endpoints.base import Endpoint, EndpointOptions
from evalkit.recording.store import read_recording
from evalkit.results import RunResult
from evalkit.runner.plan import Selection, make_plan, select
from evalkit.runner.preparation import prepare, speech_of
from evalkit.runner.retry import RetryPolicy
from evalkit.runner.run import RunOptions, run_plan
from evalkit.serving import live_server
from evalkit.serving.settings import ServeSettings, cast_of
from evalkit.serving.threaded import LiveServer, serve_in_thread
from tests.cli.commands import in_process
from tests.endpoints.google_login import NumberedTokens, log_in
from tests.endpoints.live_server import texts_below

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
IDS = ("basics/spoken_question", "basics/text_to_audio", "languages/french")
PATHS = tuple(SCENARIOS / f"{each}.yaml" for each in IDS)
KEY = "AIza-not-a-real-key"
VERTEX = {"GOOGLE_CLOUD_PROJECT": "my-project", "GOOGLE_CLOUD_LOCATION": "us-central1"}


def endpoint(name: str, model: str, **environment: str) -> Endpoint:
    return make_endpoint(name, EndpointOptions(speech_of(), model, environment))


def run_over_tls(
    asked: Endpoint, folder: Path, server: LiveServer, monkeypatch: pytest.MonkeyPatch, paths: tuple[Path, ...] = PATHS
) -> RunResult:
    """Plays scenarios at once, trusting the server's authority and no other."""
    monkeypatch.setenv("SSL_CERT_FILE", str(server.ca_file))
    plan = make_plan(select(Selection(paths)))
    asked.check(plan.scenarios)
    options = RunOptions(concurrency=len(paths), secrets=asked.secrets(), retry=RetryPolicy())
    folder.mkdir()
    return run_plan(plan, prepare(plan.scenarios, speech_of()), asked, folder, options)


def outcomes(run: RunResult) -> list[tuple[str, str, str]]:
    return [(each.scenario_id, each.status, each.failure.message if each.failure else "") for each in run.attempts]


def test_vertex_with_a_login_that_is_renewed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    expiring = NumberedTokens(life_s=60)  # Too short to be used twice: google-auth renews four minutes before the end.
    log_in(monkeypatch, expiring)
    tokens = tuple(f"numbered-token-{number}" for number in (1, 2, 3, 4))
    # The first is fetched before the run; the server takes the others alone.
    with serve_in_thread(ServeSettings(cast_of(PATHS), tls=True, credentials=tokens[1:])) as server:
        asked = endpoint("vertex", "2.5", GOOGLE_VERTEX_BASE_URL=server.base_url, **VERTEX)
        run = run_over_tls(asked, tmp_path / "run", server, monkeypatch)
    assert outcomes(run) == [(each, "passed", "") for each in IDS]
    assert asked.secrets() == tokens
    assert [(request.backend, request.credential) for request in server.requests] == [("vertex", "bearer")] * 3
    for result in run.attempts:
        assert read_recording(tmp_path / "run" / result.folder).header.model.startswith("projects/my-project/locations")
    for text in (texts_below(tmp_path / "run"), caplog.text, repr(run), repr(asked)):
        assert "numbered-token" not in text
        assert "Bearer" not in text


def test_gemini_with_a_key_from_the_command_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    evalkit = in_process(monkeypatch, capsys, tmp_path / "home")
    path = SCENARIOS / "basics" / "text_to_audio.yaml"
    command = ("run", str(path), "--endpoint", "gemini", "--model", "3.8", "--out", str(tmp_path / "out"))
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    with live_server(path, tls=True) as server:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", server.base_url)
        monkeypatch.setenv("SSL_CERT_FILE", str(server.ca_file))
        played = evalkit(*command)
        looked = evalkit("doctor", "--endpoint", "gemini", "--model", "3.8", "--connect")
    assert (played.code, looked.code) == (0, 0), played.err + looked.out
    assert " ms, setupComplete " in looked.out
    assert len(server.requests) == 2
    for text in (texts_below(tmp_path / "out"), caplog.text, played.out, played.err, looked.out, looked.err):
        assert KEY not in text


def test_a_certificate_that_is_not_trusted_ends_the_run_at_the_first_attempt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    evalkit = in_process(monkeypatch, capsys, tmp_path / "home")
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    with live_server(tls=True) as server:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", server.base_url)
        options = ("--endpoint", "gemini", "--model", "3.8", "--repeat", "5", "--out", tmp_path / "out")
        refused = evalkit("run", *PATHS, *options)
    assert refused.code == 4
    (line,) = next((tmp_path / "out").glob("*/results.jsonl")).read_text().splitlines()
    assert "its certificate is not trusted" in line
    assert "a certificate authority of your own is named in SSL_CERT_FILE" in line
    said = "stopping: credentials, address or model were refused, and every other attempt would be too; 14 attempts"
    assert said in " ".join(refused.err.split())
    assert server.requests == ()
