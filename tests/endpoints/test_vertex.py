"""The `vertex` endpoint: what it refuses before anything is played, and whole runs against a server on this machine."""

import threading
from pathlib import Path

import pytest

from evalkit.endpoints import ENDPOINTS, base
from evalkit.endpoints.base import Endpoint, EndpointOptions
from evalkit.endpoints.credentials import AccessTokens
from evalkit.errors import UsageError
from evalkit.recording.store import read_recording
from evalkit.runner.exit_status import exit_status
from evalkit.runner.plan import Selection, select
from evalkit.runner.retry import RetryPolicy
from evalkit.scenario.model import Scenario
from evalkit.serving.settings import ServeSettings, cast_of
from evalkit.serving.threaded import serve_in_thread
from tests.endpoints.google_login import NumberedTokens, log_in
from tests.endpoints.live_server import live_server, texts_below
from tests.runner.small import TESTS_OPTIONS, run_on, typed, write_scenarios

PATH = "/ws/google.cloud.aiplatform.v1.LlmBidiService/BidiGenerateContent"
FULL = "projects/my-project/locations/us-central1/publishers/google/models/gemini-x"
SETTINGS = {"GOOGLE_CLOUD_PROJECT": "my-project", "GOOGLE_CLOUD_LOCATION": "us-central1"}


def endpoint(model: str = "gemini-x", **environment: str) -> Endpoint:
    assert environment.keys() <= set(base.SETTINGS), "the command line passes on no others"
    return ENDPOINTS.get("vertex")(EndpointOptions(TESTS_OPTIONS.speech, model, environment))


def only_scenario(root: Path) -> Scenario:
    (scenario,) = select(Selection((root,)))
    return scenario


def refusal(asked: Endpoint) -> str:
    with pytest.raises(UsageError) as error:
        asked.check(())
    return str(error.value)


@pytest.fixture
def tokens(monkeypatch: pytest.MonkeyPatch) -> NumberedTokens:
    """Whoever is logged in."""
    credentials = NumberedTokens()
    log_in(monkeypatch, credentials)
    return credentials


def test_what_it_calls_itself(tmp_path: Path, tokens: NumberedTokens) -> None:
    scenario = only_scenario(write_scenarios(tmp_path, a=typed()))
    asked = endpoint(**SETTINGS)
    assert (asked.name, asked.virtual_time, asked.secrets(), tokens.count) == ("vertex", False, (), 0)
    asked.check((scenario,))
    assert (asked.model(scenario), asked.provenance(scenario)) == (FULL, "recorded")
    assert (asked.secrets(), tokens.count) == (("numbered-token-1",), 1)


def test_a_model_must_be_named() -> None:
    expected = "--endpoint vertex needs a model; name it: --model gemini-live-2.5-flash-native-audio"
    assert refusal(endpoint(model="")) == expected


def test_a_location_must_be_set() -> None:
    hint = "give --location or set GOOGLE_CLOUD_LOCATION to one that serves the model, as in us-central1"
    for location in ("", "  "):
        asked = endpoint(GOOGLE_CLOUD_PROJECT="my-project", GOOGLE_CLOUD_LOCATION=location)
        assert refusal(asked) == f"--endpoint vertex needs a location; {hint}"


def test_the_project_is_set_or_comes_with_the_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = only_scenario(write_scenarios(tmp_path, a=typed()))
    log_in(monkeypatch, NumberedTokens(), "login-project")
    asked = endpoint(GOOGLE_CLOUD_LOCATION="us-central1")
    asked.check((scenario,))
    assert asked.model(scenario) == FULL.replace("my-project", "login-project")
    assert endpoint(**SETTINGS).model(scenario) == FULL


def test_no_project_anywhere(tokens: NumberedTokens) -> None:
    hint = "give --project or set GOOGLE_CLOUD_PROJECT, as the credentials name none"
    assert refusal(endpoint(GOOGLE_CLOUD_LOCATION="eu")) == f"--endpoint vertex needs a project; {hint}"


def test_a_full_resource_name_needs_no_settings_and_goes_before_them(tmp_path: Path, tokens: NumberedTokens) -> None:
    root = write_scenarios(tmp_path, a=typed(after_ms=5))
    elsewhere = FULL.replace("us-central1", "eu").replace("my-project", "their-project")
    asked = endpoint(elsewhere, **SETTINGS)
    asked.check(())
    assert asked.model(only_scenario(root)) == elsewhere
    endpoint(elsewhere).check(())


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"GOOGLE_CLOUD_LOCATION": "evil.example/"}, "'evil.example/' is no location of Vertex AI; "),
        ({"GOOGLE_CLOUD_PROJECT": "my project"}, "'my project' is no project of Google Cloud; "),
        ({"GOOGLE_VERTEX_BASE_URL": "http://far.example"}, "GOOGLE_VERTEX_BASE_URL would send credentials unencrypted"),
        ({"EVALKIT_VERTEX_API_VERSION": "v2"}, "--api-version or EVALKIT_VERTEX_API_VERSION: unknown version 'v2'; "),
    ],
)
def test_wrong_settings_are_known_before_anybody_logs_in(
    tokens: NumberedTokens, settings: dict[str, str], problem: str
) -> None:
    assert refusal(endpoint(**SETTINGS | settings)).startswith(problem)
    assert tokens.count == 0


def test_nobody_is_logged_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))
    said = refusal(endpoint(**SETTINGS))
    assert said.startswith(f"no Google credentials: File {tmp_path}/none.json was not found")
    assert "; run `gcloud auth application-default login`, or " in said


def test_a_whole_run(tmp_path: Path, tokens: NumberedTokens) -> None:
    root = write_scenarios(tmp_path, a=typed(answer="Hello there. numbered-token-1", after_ms=5))
    scenario = only_scenario(root)
    assert scenario.script is not None
    with live_server(scenario.script) as server:
        asked = endpoint(**SETTINGS, GOOGLE_VERTEX_BASE_URL=server.url)
        asked.check((scenario,))
        run = run_on(asked, root, secrets=asked.secrets())
    (result,) = run.attempts
    assert (result.status, result.provenance, run.endpoint, run.model) == ("passed", "recorded", "vertex", FULL)
    assert server.paths == [PATH]
    assert server.sent("Authorization") == ["Bearer numbered-token-1"]
    sent_setup = read_recording(tmp_path / "run" / result.folder).entries[0].data
    assert isinstance(sent_setup, str)
    assert f'"{FULL}"' in sent_setup
    written = texts_below(tmp_path / "run")
    assert "Hello there. REDACTED" in written
    assert "numbered-token" not in written
    assert "Bearer" not in written


def test_each_attempt_connects_with_a_token_that_is_valid_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expiring = NumberedTokens(life_s=60)
    log_in(monkeypatch, expiring)
    # A server may say what it was sent: also the tokens that were not known when the run began.
    root = write_scenarios(tmp_path, a=typed(answer="there. numbered-token-2 numbered-token-3", after_ms=5))
    scenario = only_scenario(root)
    assert scenario.script is not None
    with live_server(scenario.script) as server:
        asked = endpoint(**SETTINGS, GOOGLE_VERTEX_BASE_URL=server.url, EVALKIT_VERTEX_API_VERSION="v1beta1")
        asked.check((scenario,))
        run = run_on(asked, root, repeat=2, concurrency=2, secrets=asked.secrets())
    assert [result.status for result in run.attempts] == ["passed", "passed"]
    assert server.paths == [PATH.replace("v1", "v1beta1")] * 2
    assert sorted(server.sent("Authorization")) == ["Bearer numbered-token-2", "Bearer numbered-token-3"]
    assert asked.secrets() == ("numbered-token-1", "numbered-token-2", "numbered-token-3")
    assert "there. REDACTED" in texts_below(tmp_path / "run")
    assert "numbered-token-2" not in texts_below(tmp_path / "run")
    # Renewing blocks: in the loop's own thread it would hold up the sessions that are open.
    assert expiring.threads[0] == threading.main_thread().name
    assert threading.main_thread().name not in expiring.threads[1:]


def test_a_token_that_was_revoked_before_its_time_is_renewed_once(tmp_path: Path, tokens: NumberedTokens) -> None:
    root = write_scenarios(tmp_path, a=typed(after_ms=5))
    cast = cast_of((root,))
    with serve_in_thread(ServeSettings(cast, credentials=("numbered-token-2",))) as server:
        asked = endpoint("gemini-live-2.5-flash", **SETTINGS, GOOGLE_VERTEX_BASE_URL=server.base_url)
        asked.check(())
        assert [result.status for result in run_on(asked, root).attempts] == ["passed"]
    assert tokens.count == 2
    with serve_in_thread(ServeSettings(cast, credentials=("another",))) as server:
        asked = endpoint("gemini-live-2.5-flash", **SETTINGS, GOOGLE_VERTEX_BASE_URL=server.base_url)
        (result,) = run_on(asked, root, name="refused").attempts
    assert result.failure is not None
    assert "HTTP 401" in result.failure.message
    assert (result.status, tokens.count) == ("invalid", 3)


def test_forgetting_a_refused_token_holds_up_no_open_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tokens: NumberedTokens
) -> None:
    threads: list[threading.Thread] = []
    forget = AccessTokens.discard

    def noted(self: AccessTokens) -> None:
        # It waits for the lock that another attempt holds while it gets a token over the network.
        threads.append(threading.current_thread())
        forget(self)

    monkeypatch.setattr(AccessTokens, "discard", noted)
    root = write_scenarios(tmp_path, a=typed(after_ms=5))
    with serve_in_thread(ServeSettings(cast_of((root,)), credentials=("numbered-token-2",))) as server:
        asked = endpoint("gemini-live-2.5-flash", **SETTINGS, GOOGLE_VERTEX_BASE_URL=server.base_url)
        assert [result.status for result in run_on(asked, root).attempts] == ["passed"]
    assert len(threads) == 1
    assert threading.main_thread() not in threads


def test_a_model_that_is_not_there_ends_the_run_after_one_connection(tmp_path: Path, tokens: NumberedTokens) -> None:
    root = write_scenarios(tmp_path, a=typed(), b=typed())
    with serve_in_thread(ServeSettings(cast_of((root,)))) as server:
        asked = endpoint("gemini-9-live", **SETTINGS, GOOGLE_VERTEX_BASE_URL=server.base_url)
        run = run_on(asked, root, repeat=5, retry=RetryPolicy())
    (result,) = run.attempts
    assert result.failure is not None
    assert "1008 'Publisher Model `" in result.failure.message
    assert (len(server.requests), run.planned, exit_status(run)) == (1, 10, 4)
    assert run.settings["stopped"].startswith("credentials, address or model were refused")


EXPRESS = {"GOOGLE_GENAI_USE_VERTEXAI": "true", "GOOGLE_API_KEY": "AIza-not-a-real-key"}


def test_a_whole_run_with_an_api_key(tmp_path: Path, tokens: NumberedTokens) -> None:
    root = write_scenarios(tmp_path, a=typed(answer="Hello there. AIza-not-a-real-key", after_ms=5))
    scenario = only_scenario(root)
    assert scenario.script is not None
    with live_server(scenario.script) as server:
        asked = endpoint(**EXPRESS, GOOGLE_VERTEX_BASE_URL=server.url)
        asked.check((scenario,))
        run = run_on(asked, root, secrets=asked.secrets())
    assert (run.attempts[0].status, run.model) == ("passed", "publishers/google/models/gemini-x")
    assert (server.paths, server.sent("x-goog-api-key")) == ([PATH], [EXPRESS["GOOGLE_API_KEY"]])
    assert (server.sent("Authorization"), tokens.count) == ([], 0)
    assert "AIza" not in texts_below(tmp_path / "run")


@pytest.mark.parametrize("more", [SETTINGS, {"GOOGLE_GENAI_USE_VERTEXAI": "false"} | SETTINGS])
def test_a_place_in_the_settings_goes_before_an_api_key(tokens: NumberedTokens, more: dict[str, str]) -> None:
    asked = endpoint(**EXPRESS | more)
    asked.check(())
    assert (asked.secrets(), tokens.count) == (("numbered-token-1",), 1)


def test_a_key_for_the_developer_api_is_not_sent_to_vertex(tokens: NumberedTokens) -> None:
    said = refusal(endpoint(GOOGLE_API_KEY=EXPRESS["GOOGLE_API_KEY"]))
    assert said.startswith("--endpoint vertex needs a location")
    ephemeral = refusal(endpoint(**EXPRESS | {"GOOGLE_API_KEY": "auth_tokens/abc"}))
    expected = "GOOGLE_API_KEY holds an ephemeral token, which Vertex AI does not know; choose --endpoint gemini, or"
    assert ephemeral.startswith(expected)


def test_a_short_name(tmp_path: Path, tokens: NumberedTokens) -> None:
    scenario = only_scenario(write_scenarios(tmp_path, a=typed()))
    assert endpoint("2.5", **SETTINGS).model(scenario).endswith("/models/gemini-live-2.5-flash-native-audio")


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, "the credentials are missing, wrong or expired"),
        (403, "the credentials may not be used for this"),
        (404, "check the URL's path and its API version"),
        (429, "the quota is used up"),
    ],
)
def test_a_server_that_refuses(tmp_path: Path, tokens: NumberedTokens, status: int, reason: str) -> None:
    root = write_scenarios(tmp_path, a=typed())
    scenario = only_scenario(root)
    assert scenario.script is not None
    with live_server(scenario.script) as server:
        server.refusal = status
        run = run_on(endpoint(**SETTINGS, GOOGLE_VERTEX_BASE_URL=server.url), root)
    (result,) = run.attempts
    assert result.failure is not None
    expected = "infra" if status in (429, 503) else "invalid"  # No retry mends a wrong key or path.
    assert (result.status, result.failure.kind) == (expected, "ConnectError")
    assert result.failure.message.startswith(f"cannot connect to {server.url}{PATH}: HTTP {status}")
    assert reason in result.failure.message
    assert "numbered-token" not in texts_below(tmp_path / "run")


def test_a_login_that_ends_in_the_middle_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expiring = NumberedTokens(life_s=60)
    log_in(monkeypatch, expiring)
    root = write_scenarios(tmp_path, a=typed(after_ms=5))
    asked = endpoint(**SETTINGS)
    asked.check(())
    expiring.problem = ValueError("numbered-token-1 was revoked")
    (result,) = run_on(asked, root, secrets=asked.secrets()).attempts
    assert result.failure is not None
    assert (result.status, result.failure.kind) == ("invalid", "UsageError")
    said = "the Google credentials were refused: REDACTED was revoked (ValueError); run `gcloud auth"
    assert result.failure.message.startswith(said)
    assert "numbered-token" not in texts_below(tmp_path / "run")
