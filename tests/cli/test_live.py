"""`make live`: what it would cost, what is missing, and what it plays once there are credentials."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from evalkit.cli import playing
from evalkit.cli.live import live
from evalkit.cli.playing import Request
from evalkit.endpoints.base import SETTINGS
from evalkit.errors import UsageError
from tests.endpoints.google_login import NumberedTokens, log_in

REPOSITORY = Path(__file__).resolve().parents[2]
COSTS = r"3 scenarios on gemini-3.8-live: about 9 s of audio in and 11 s out, $0.004 at the prices of 2026-09-30"


@pytest.fixture(autouse=True)
def nobody_is_logged_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))
    monkeypatch.chdir(REPOSITORY)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """What would be played; nothing is."""
    requests: list[Request] = []

    def play(request: Request) -> None:
        requests.append(request)
        raise UsageError("enough")

    monkeypatch.setattr(playing, "play", play)
    return requests


def test_without_credentials_it_says_what_is_missing_and_what_it_would_cost(asked: list[Request]) -> None:
    outcome = CliRunner().invoke(live)
    assert (outcome.exit_code, asked) == (0, [])
    lines = outcome.output.splitlines()
    assert lines[0].startswith(COSTS)
    assert lines[1] == "nothing was played: there are no credentials here. Set one of"
    assert "GEMINI_API_KEY=" in lines[2]
    assert "GOOGLE_CLOUD_PROJECT=" in lines[3]


def test_with_a_key_it_plays_three_scenarios(monkeypatch: pytest.MonkeyPatch, asked: list[Request]) -> None:
    monkeypatch.setenv("GOOGLE_API_KEY", "AIza-not-a-real-key")
    outcome = CliRunner().invoke(live)
    assert outcome.output.startswith(COSTS)
    (request,) = asked
    assert (request.endpoint, request.model, request.repeat) == ("gemini", "3.8", 1)
    assert [str(path) for path in request.paths] == [
        "scenarios/basics/spoken_question.yaml",
        "scenarios/basics/text_to_audio.yaml",
        "scenarios/tools/temperature.yaml",
    ]
    assert all(path.is_file() for path in request.paths)


def test_a_key_that_is_none_is_not_missing(monkeypatch: pytest.MonkeyPatch, asked: list[Request]) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "two words")
    outcome = CliRunner().invoke(live)
    assert "nothing was played" not in outcome.output
    assert asked[0].endpoint == "gemini"


def test_with_a_login_and_a_project_it_plays_on_vertex(monkeypatch: pytest.MonkeyPatch, asked: list[Request]) -> None:
    log_in(monkeypatch, NumberedTokens())
    assert "nothing was played" in CliRunner().invoke(live).output
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "my-project")
    CliRunner().invoke(live)
    monkeypatch.setenv("GOOGLE_CLOUD_LOCATION", "eu")
    CliRunner().invoke(live, ["--model", "gemini-3.8-live"])
    found = [(request.endpoint, request.model, request.location) for request in asked]
    assert found == [("vertex", "2.5", "us-central1"), ("vertex", "gemini-3.8-live", "")]


def test_a_model_without_a_price(asked: list[Request]) -> None:
    outcome = CliRunner().invoke(live, ["--model", "gemini-9-live", "--endpoint", "gemini"])
    assert outcome.output == "3 scenarios on gemini-9-live, whose price is not known here\n"
    assert asked[0].model == "gemini-9-live"
