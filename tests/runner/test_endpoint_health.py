"""What is said of credentials, places and models before anything is connected to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from evalkit.endpoints.credentials import AccessTokens
from evalkit.runner.endpoint_health import gemini_findings, model_finding, vertex_findings
from evalkit.runner.health import Finding, State
from tests.endpoints.google_login import NumberedTokens, log_in

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEY = "AIza-not-a-real-key"


def vertex(environment: Mapping[str, str] = {}, model: str = "", missing: State = "problem") -> dict[str, Finding]:
    found = vertex_findings(environment, model, AccessTokens(), NOW, missing)
    return {each.name.removeprefix("vertex "): each for each in found}


def gemini(environment: Mapping[str, str] = {}, missing: State = "problem") -> dict[str, Finding]:
    return {each.name.removeprefix("gemini "): each for each in gemini_findings(environment, missing)}


class Known(NumberedTokens):
    """Credentials that say whose they are."""

    def get_cred_info(self) -> dict[str, Any]:
        return {
            "credential_source": "/home/me/key.json",
            "credential_type": "service account credentials",
            "principal": "bot@my-project.iam.gserviceaccount.com",
        }


def test_whoever_is_logged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = Known()
    log_in(monkeypatch, tokens, "their-project")
    found = vertex({"GOOGLE_CLOUD_LOCATION": "eu"})
    said = "service account credentials of bot@my-project.iam.gserviceaccount.com from /home/me/key.json"
    assert found["credentials"] == Finding("vertex credentials", "ok", said)
    assert found["project"].detail == "their-project, from the credentials"
    assert found["address"].detail == "aiplatform.eu.rep.googleapis.com"
    assert tokens.count == 0  # Only this machine was asked.


@pytest.mark.parametrize(("hours", "said"), [(-1, "expired 2026-11-22 11:00"), (1, "valid until 2026-11-22 13:00")])
def test_the_token_at_hand(monkeypatch: pytest.MonkeyPatch, hours: int, said: str) -> None:
    tokens = NumberedTokens()
    tokens.token, tokens.expiry = "numbered-token-0", (NOW + timedelta(hours=hours)).replace(tzinfo=None)
    log_in(monkeypatch, tokens)
    detail = vertex()["credentials"].detail
    assert detail.endswith(f"; token {said} UTC, renewed at each connection")
    assert "numbered" not in detail


def test_flags_and_names_go_before_the_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    log_in(monkeypatch, NumberedTokens(), "their-project")
    settings = {"GOOGLE_CLOUD_PROJECT": "my-project", "GOOGLE_CLOUD_LOCATION": "us-central1"}
    assert vertex(settings)["project"].detail == "my-project, from --project or GOOGLE_CLOUD_PROJECT"
    full = "projects/named/locations/global/publishers/google/models/m"
    found = vertex(settings, full)
    assert found["project"].detail == "named, from the model's name"
    assert found["address"].detail == "aiplatform.googleapis.com"


@pytest.mark.parametrize("missing", ["problem", "warning"])
def test_nothing_is_set(monkeypatch: pytest.MonkeyPatch, missing: State) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere/none.json")
    found = vertex(missing=missing)
    assert {name: each.state for name, each in found.items()} == dict.fromkeys(
        ("credentials", "project", "location"), missing
    )
    assert "/nowhere/none.json was not found" in found["credentials"].detail
    assert found["project"].hint == "give --project or set GOOGLE_CLOUD_PROJECT"
    assert [each.state for each in gemini(missing=missing).values()] == [missing]


def test_an_api_key_on_vertex() -> None:
    found = vertex({"GOOGLE_GENAI_USE_VERTEXAI": "true", "GOOGLE_API_KEY": KEY})
    assert found["credentials"].detail == "API key in GOOGLE_API_KEY (express mode)"
    assert found["project"].state == "warning"
    assert found["address"].detail == "aiplatform.googleapis.com"
    token = vertex({"GOOGLE_GENAI_USE_VERTEXAI": "1", "GOOGLE_API_KEY": "auth_tokens/abc"})
    assert [(each.state, each.detail) for each in token.values()] == [
        ("problem", "GOOGLE_API_KEY holds an ephemeral token, which Vertex AI does not know")
    ]


@pytest.mark.parametrize(
    ("environment", "state", "detail"),
    [
        ({"GOOGLE_API_KEY": KEY}, "ok", "API key in GOOGLE_API_KEY"),
        ({"GEMINI_API_KEY": KEY}, "ok", "API key in GEMINI_API_KEY"),
        (
            {"GEMINI_API_KEY": KEY, "GOOGLE_API_KEY": "other"},
            "ok",
            "API key in GOOGLE_API_KEY, which goes before GEMINI_API_KEY",
        ),
        (
            {"GEMINI_API_KEY": "auth_tokens/abc"},
            "warning",
            "an ephemeral token in GEMINI_API_KEY, by default good for one session",
        ),
        ({"GEMINI_API_KEY": "two\nlines"}, "problem", "GEMINI_API_KEY holds a character that no API key has"),
    ],
)
def test_keys(environment: dict[str, str], state: State, detail: str) -> None:
    found = gemini(environment)["key"]
    assert ("--connect, which uses it up" in found.hint) is ("ephemeral" in detail)
    assert (found.state, found.detail) == (state, detail)


def test_another_server_in_googles_place() -> None:
    there = gemini({"GEMINI_API_KEY": KEY, "GOOGLE_GEMINI_BASE_URL": "https://gate.example/x"})["address"]
    assert (there.state, there.detail) == ("warning", "gate.example, from GOOGLE_GEMINI_BASE_URL, in Google's place")
    unsafe = gemini({"GEMINI_API_KEY": KEY, "GOOGLE_GEMINI_BASE_URL": "http://gate.example"})["address"]
    assert unsafe.state == "problem"
    assert unsafe.detail == "GOOGLE_GEMINI_BASE_URL would send credentials unencrypted to another machine"


@pytest.mark.parametrize(
    ("name", "backend", "state", "part"),
    [
        ("3.8", "gemini", "ok", "gemini-3.8-live: "),
        ("gemini-live-2.5-flash-native-audio", "vertex", "ok", "gemini-live-2.5-flash-native-audio: "),
        ("gemini-live-2.5-flash-native-audio", "gemini", "problem", "is served by Vertex AI, not by the Gemini"),
        ("gemini-2.5-flash-native-audio-latest", "vertex", "problem", "is served by the Gemini Developer API, not by"),
        ("3.1", "vertex", "problem", "model 3.1 is not served on --endpoint vertex"),
        ("gemini-3.1-flash-live-preview", "vertex", "problem", "is served as"),
        ("gemini-9-live", "gemini", "warning", "a model this version knows nothing of"),
        ("gemini-2.0-flash-live-001", "gemini", "warning", "retired since 2025-12"),
    ],
)
def test_models(name: str, backend: Any, state: State, part: str) -> None:
    found = model_finding(name, backend)
    assert (found.state, part in found.detail) == (state, True), found


def test_no_finding_holds_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    log_in(monkeypatch, Known(), "p")
    for found in (*gemini({"GOOGLE_API_KEY": KEY}).values(), *vertex({"GOOGLE_CLOUD_LOCATION": "eu"}).values()):
        assert KEY not in f"{found.detail}{found.hint}"
        assert "numbered" not in f"{found.detail}{found.hint}"
