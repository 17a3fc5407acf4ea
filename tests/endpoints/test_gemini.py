"""The `gemini` endpoint: keys and ephemeral tokens, and whole runs against a server on this machine."""

from pathlib import Path

import pytest

from evalkit.endpoints import ENDPOINTS, base
from evalkit.endpoints.base import Endpoint, EndpointOptions
from evalkit.errors import UsageError
from evalkit.runner.plan import Selection, select
from evalkit.scenario.model import Scenario
from tests.cli.commands import in_process
from tests.endpoints.live_server import live_server, texts_below
from tests.runner.small import TESTS_OPTIONS, run_on, typed, write_scenarios

PATH = "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent"
KEY = "a-key-of-ours"


def endpoint(model: str = "gemini-x", **environment: str) -> Endpoint:
    assert environment.keys() <= set(base.SETTINGS), "the command line passes on no others"
    return ENDPOINTS.get("gemini")(EndpointOptions(TESTS_OPTIONS.speech, model, environment))


def only_scenario(root: Path) -> Scenario:
    (scenario,) = select(Selection((root,)))
    return scenario


def refusal(asked: Endpoint) -> str:
    with pytest.raises(UsageError) as error:
        asked.check(())
    assert KEY not in str(error.value)
    return str(error.value)


def test_what_it_calls_itself(tmp_path: Path) -> None:
    scenario = only_scenario(write_scenarios(tmp_path, a=typed()))
    asked = endpoint("models/gemini-x", GEMINI_API_KEY=KEY)
    asked.check((scenario,))
    assert (asked.name, asked.virtual_time, asked.secrets()) == ("gemini", False, (KEY,))
    assert (asked.model(scenario), asked.provenance(scenario)) == ("models/gemini-x", "recorded")


def test_a_model_must_be_named() -> None:
    expected = "--endpoint gemini needs a model; name it: --model gemini-3.8-live"
    assert refusal(endpoint("", GEMINI_API_KEY=KEY)) == expected


def test_a_key_must_be_set() -> None:
    assert refusal(endpoint()).startswith("--endpoint gemini needs an API key; make one at https://")


@pytest.mark.parametrize(
    ("model", "settings", "problem"),
    [
        ("publishers/google/models/x", {}, "model publishers/google/models/x is a name on Vertex AI, not on the "),
        ("x", {"GOOGLE_GEMINI_BASE_URL": "ws://far.example"}, "GOOGLE_GEMINI_BASE_URL would send credentials "),
        (
            "x",
            {"EVALKIT_GEMINI_API_VERSION": "v1"},
            "--api-version or EVALKIT_GEMINI_API_VERSION: unknown version 'v1'; ",
        ),
        ("x", {"GOOGLE_API_KEY": f"{KEY}\n{KEY}"}, "GOOGLE_API_KEY holds a character that no API key has; "),
    ],
)
def test_wrong_settings(model: str, settings: dict[str, str], problem: str) -> None:
    assert refusal(endpoint(model, **{"GEMINI_API_KEY": KEY} | settings)).startswith(problem)


def test_options_do_not_show_the_key() -> None:
    assert KEY not in repr(EndpointOptions(TESTS_OPTIONS.speech, "x", {"GEMINI_API_KEY": KEY}))


@pytest.mark.parametrize(
    ("settings", "path", "headers"),
    [
        ({"GEMINI_API_KEY": KEY}, PATH, {"x-goog-api-key": [KEY], "Authorization": []}),
        (
            {"GOOGLE_API_KEY": KEY, "GEMINI_API_KEY": "another-key", "EVALKIT_GEMINI_API_VERSION": "v1alpha"},
            PATH.replace("v1beta", "v1alpha"),
            {"x-goog-api-key": [KEY], "Authorization": []},
        ),
        (
            {"GEMINI_API_KEY": f"auth_tokens/{KEY}"},
            f"{PATH.replace('v1beta', 'v1alpha')}Constrained",
            {"x-goog-api-key": [], "Authorization": [f"Token auth_tokens/{KEY}"]},
        ),
    ],
    ids=["key", "another version", "ephemeral"],
)
def test_a_whole_run(tmp_path: Path, settings: dict[str, str], path: str, headers: dict[str, list[str]]) -> None:
    root = write_scenarios(tmp_path, a=typed(answer=f"Hello there. auth_tokens/{KEY} or {KEY}", after_ms=5))
    scenario = only_scenario(root)
    assert scenario.script is not None
    with live_server(scenario.script) as server:
        asked = endpoint(**settings, GOOGLE_GEMINI_BASE_URL=server.url)
        asked.check((scenario,))
        run = run_on(asked, root, secrets=asked.secrets())
    (result,) = run.attempts
    assert (result.status, result.provenance, run.endpoint, run.model) == (
        "passed",
        "recorded",
        "gemini",
        "models/gemini-x",
    )
    assert server.paths == [path]
    assert {name: server.sent(name) for name in headers} == headers
    written = texts_below(tmp_path / "run")
    assert "Hello there." in written
    assert "auth_tokens/a-key" not in written
    assert settings.get("GOOGLE_API_KEY", settings["GEMINI_API_KEY"]) not in written


def test_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write_scenarios(tmp_path, a=typed(answer=f"Hello there. {KEY}", after_ms=5))
    scenario = only_scenario(root)
    assert scenario.script is not None
    for name in base.SETTINGS:
        monkeypatch.delenv(name, raising=False)
    evalkit = in_process(monkeypatch, capsys, tmp_path / "home")
    command = ("run", root, "--endpoint", "gemini", "--model", "gemini-x", "--out", tmp_path / "out")
    with live_server(scenario.script) as server:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", server.url)
        refused = evalkit(*command)
        monkeypatch.setenv("GEMINI_API_KEY", KEY)
        played = evalkit(*command)
    assert (refused.code, played.code) == (4, 0)
    assert refused.err.startswith("error: --endpoint gemini needs an API key; make one at https://")
    assert server.sent("x-goog-api-key") == [KEY]
    assert KEY not in played.out + played.err
    assert KEY not in texts_below(tmp_path / "out")


@pytest.mark.parametrize("status", [401, 403, 404, 429, 503])
def test_a_server_that_refuses(tmp_path: Path, status: int) -> None:
    root = write_scenarios(tmp_path, a=typed())
    scenario = only_scenario(root)
    assert scenario.script is not None
    with live_server(scenario.script) as server:
        server.refusal = status
        asked = endpoint(GEMINI_API_KEY=KEY, GOOGLE_GEMINI_BASE_URL=f"{server.url}/prefix/")
        (result,) = run_on(asked, root).attempts
    assert server.paths == [f"/prefix{PATH}"]
    assert result.failure is not None
    expected = "infra" if status in (429, 503) else "invalid"  # No retry mends a wrong key or path.
    assert (result.status, result.failure.kind) == (expected, "ConnectError")
    assert result.failure.message.startswith(f"cannot connect to {server.url}/prefix{PATH}: HTTP {status}")
    assert KEY not in texts_below(tmp_path / "run")
