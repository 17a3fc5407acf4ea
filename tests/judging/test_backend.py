"""Where a judge is asked: the address says no secret, and what is missing is named."""

from collections.abc import Mapping

import pytest

from evalkit.errors import UsageError
from evalkit.judging.backend import BackendName, make_backend
from tests.endpoints.google_login import NumberedTokens, log_in

KEY = {"GEMINI_API_KEY": "a-key-of-nobody"}
PLACE = {"GOOGLE_CLOUD_PROJECT": "p-1", "GOOGLE_CLOUD_LOCATION": "europe-west4"}
EXPRESS = {"GOOGLE_GENAI_USE_VERTEXAI": "true", "GOOGLE_API_KEY": "a-key-of-nobody"}
TUNED = "projects/p-2/locations/us-east1/endpoints/42"
DEVELOPER, VERTEX = "https://generativelanguage.googleapis.com/v1beta", "https://aiplatform.googleapis.com/v1"
GOOGLE_MODEL = "publishers/google/models/gemini-3.8-flash:generateContent"


@pytest.fixture(autouse=True)
def nobody_is_logged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    log_in(monkeypatch, NumberedTokens(), "p-login")


@pytest.mark.parametrize(
    ("name", "model", "environment", "base", "url"),
    [
        ("gemini", "gemini-3.8-flash", KEY, "", f"{DEVELOPER}/models/gemini-3.8-flash:generateContent"),
        (
            "gemini",
            "models/m",
            KEY,
            "https://gate.example/a/",
            "https://gate.example/a/v1beta/models/m:generateContent",
        ),
        (
            "gemini",
            "m",
            {**KEY, "GOOGLE_GEMINI_BASE_URL": "http://localhost:9"},
            "",
            "http://localhost:9/v1beta/models/m:generateContent",
        ),
        (
            "vertex",
            "gemini-3.8-flash",
            PLACE,
            "",
            f"https://europe-west4-aiplatform.googleapis.com/v1/projects/p-1/locations/europe-west4/{GOOGLE_MODEL}",
        ),
        ("vertex", "gemini-3.8-flash", {}, "", f"{VERTEX}/projects/p-login/locations/global/{GOOGLE_MODEL}"),
        ("vertex", "gemini-3.8-flash", EXPRESS, "", f"{VERTEX}/{GOOGLE_MODEL}"),
        ("vertex", TUNED, {}, "", f"https://us-east1-aiplatform.googleapis.com/v1/{TUNED}:generateContent"),
    ],
)
def test_addresses(name: BackendName, model: str, environment: Mapping[str, str], base: str, url: str) -> None:
    assert make_backend(name, model, environment, base).url == url


def test_credentials_travel_in_a_header() -> None:
    assert make_backend("gemini", "m", KEY).header() == ("x-goog-api-key", "a-key-of-nobody")
    assert make_backend("vertex", "m", EXPRESS).header() == ("x-goog-api-key", "a-key-of-nobody")
    assert make_backend("vertex", "m", PLACE).secrets == ()
    tokens = make_backend("vertex", "m", PLACE)
    assert tokens.header() == ("Authorization", "Bearer numbered-token-1")
    assert tokens.secrets == ("numbered-token-1",)
    assert tokens.renew()
    assert not make_backend("gemini", "m", KEY).renew()


@pytest.mark.parametrize(
    ("name", "model", "environment", "base", "said"),
    [
        ("gemini", "m", {}, "", "a judge on --endpoint gemini needs an API key; make one at"),
        ("gemini", "m", {"GEMINI_API_KEY": "auth_tokens/abc"}, "", "an ephemeral token opens the Live API only"),
        ("gemini", "a b", KEY, "", "'a b' is no model for --endpoint gemini"),
        ("gemini", "m", KEY, "ftp://x", "--judge-url is no base URL"),
        ("gemini", "m", KEY, "http://gate.example", "--judge-url would send credentials unencrypted"),
        ("vertex", "m", {**PLACE, "GOOGLE_CLOUD_LOCATION": "über"}, "", "'über' is no location of Vertex AI"),
    ],
)
def test_what_is_wrong_is_named(
    name: BackendName, model: str, environment: Mapping[str, str], base: str, said: str
) -> None:
    with pytest.raises(UsageError) as error:
        make_backend(name, model, environment, base)
    assert str(error.value).startswith(said)


def test_credentials_without_a_project(monkeypatch: pytest.MonkeyPatch) -> None:
    log_in(monkeypatch, NumberedTokens())
    with pytest.raises(UsageError, match="a judge on Vertex AI needs a project; give --project"):
        make_backend("vertex", "m", {})
