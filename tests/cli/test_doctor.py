"""`evalkit doctor` on the command line: its exit code, its words, its JSON, and never a secret."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evalkit.endpoints.base import SETTINGS
from evalkit.scenario.script import Script
from tests.cli.commands import Command
from tests.endpoints.live_server import live_server

KEY = "AIza-not-a-real-key"


@pytest.fixture(autouse=True)
def nobody_is_logged_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))
    monkeypatch.chdir(tmp_path)


def findings(printed: str) -> dict[str, str]:
    """The state of each finding, by name."""
    return {each["name"]: each["state"] for each in json.loads(printed)["findings"]}


def test_without_an_endpoint_nothing_that_google_wants_is_a_problem(evalkit: Command) -> None:
    outcome = evalkit("doctor")
    assert outcome.code == 0, outcome.out
    assert not outcome.err
    lines = [line.split(maxsplit=2) for line in outcome.out.splitlines()]
    assert ["ok", "python"] in [line[:2] for line in lines]
    assert ["warning", "gemini", "key"] in [[*line[:1], *" ".join(line[1:]).split()[:2]] for line in lines if line]
    assert "→ make one at https://aistudio.google.com/apikey" in outcome.out
    assert outcome.out.splitlines()[-1].endswith("warnings")
    assert not any(line.endswith(" ") for line in outcome.out.splitlines())


def test_what_an_endpoint_lacks_is_a_problem(evalkit: Command) -> None:
    outcome = evalkit("doctor", "--endpoint", "vertex", "--model", "2.5", "--json")
    assert outcome.code == 4
    found = findings(outcome.out)
    assert {name: found[name] for name in found if name.startswith("vertex") or name == "model"} == {
        "vertex credentials": "problem",
        "vertex project": "problem",
        "vertex location": "problem",
        "model": "ok",
    }
    assert json.loads(outcome.out)["ok"] is False
    assert "gemini key" not in found


def test_a_key_is_named_and_not_shown(evalkit: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    outcome = evalkit("doctor", "--endpoint", "gemini", "--model", "3.8")
    assert (outcome.code, KEY in outcome.out) == (0, False)
    assert "API key in GEMINI_API_KEY" in outcome.out
    assert outcome.out.rstrip().endswith("everything is fine")


def test_flags_count_as_what_is_set(evalkit: Command) -> None:
    asked = ("--endpoint", "vertex", "--project", "mine", "--location", "eu", "--json")
    found = {each["name"]: each["detail"] for each in json.loads(evalkit("doctor", *asked).out)["findings"]}
    assert found["vertex project"] == "mine, from --project or GOOGLE_CLOUD_PROJECT"
    assert found["vertex address"] == "aiplatform.eu.rep.googleapis.com"


@pytest.mark.parametrize(
    ("endpoint", "setting", "version"),
    [("gemini", "EVALKIT_GEMINI_API_VERSION", "v1"), ("vertex", "EVALKIT_VERTEX_API_VERSION", "v1alpha")],
)
def test_a_version_that_is_none(
    evalkit: Command, monkeypatch: pytest.MonkeyPatch, endpoint: str, setting: str, version: str
) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    monkeypatch.setenv("GOOGLE_CLOUD_LOCATION", "eu")
    asked = ("doctor", "--endpoint", endpoint, "--json")
    outcomes = [evalkit(*asked, "--api-version", version)]
    monkeypatch.setenv(setting, version)
    outcomes.append(evalkit(*asked))
    for outcome in outcomes:
        found = {each["name"]: each for each in json.loads(outcome.out)["findings"]}[f"{endpoint} address"]
        assert (outcome.code, found["state"]) == (4, "problem")
        assert found["detail"] == f"--api-version or {setting}: unknown version '{version}'"


def test_a_url_is_named_without_its_secret(evalkit: Command) -> None:
    outcome = evalkit("doctor", "--endpoint", f"wss://u:{KEY}@h.example:1/p?key={KEY}", "--json")
    assert outcome.code == 0
    assert json.loads(outcome.out)["findings"][-1] == {
        "name": "address",
        "state": "ok",
        "detail": "h.example:1",
        "hint": "",
    }


def test_it_connects(evalkit: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    with live_server(Script(())) as server:
        monkeypatch.setenv("GEMINI_API_KEY", KEY)
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", server.url)
        asked = ("doctor", "--endpoint", "gemini", "--model", "3.8", "--connect")
        outcome = evalkit(*asked)
        server.refusal = 403
        refused = evalkit(*asked)
        url = evalkit("doctor", "--endpoint", f"{server.url}/?key={KEY}", "--model", "models/x", "--connect")
    assert (outcome.code, refused.code, url.code) == (0, 4, 4)
    assert " ms, setupComplete " in outcome.out
    assert "HTTP 403" in refused.out
    assert "→ the credentials may not be used for this" in refused.out
    assert server.sent("x-goog-api-key") == [KEY] * 2
    assert KEY not in outcome.out + refused.out + url.out


def test_it_does_not_connect_without_credentials(evalkit: Command) -> None:
    outcome = evalkit("doctor", "--endpoint", "gemini", "--model", "3.8", "--connect", "--json")
    found = json.loads(outcome.out)["findings"][-1]
    expected = {"name": "connection", "state": "warning", "detail": "not tried", "hint": "mend what is above first"}
    assert (outcome.code, found) == (4, expected)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--endpoint", "replay"], "--endpoint replay: there is nothing to look after; choose vertex, gemini or a URL"),
        (["--model", "3.8"], "--model needs --endpoint; as in --endpoint gemini --model gemini-3.8-live"),
        (["--connect"], "--connect needs --endpoint and --model; as in --endpoint gemini --model gemini-3.8-live"),
        (
            ["--endpoint", "gemini", "--location", "eu"],
            "--location eu means nothing to this endpoint; choose --endpoint vertex, or leave it out",
        ),
        (
            ["--endpoint", "ws://h", "--project", "p"],
            "--project p means nothing to this endpoint; choose --endpoint vertex, or leave it out",
        ),
    ],
)
def test_mistakes(evalkit: Command, arguments: list[str], message: str) -> None:
    outcome = evalkit("doctor", *arguments)
    assert (outcome.code, outcome.out, outcome.err) == (4, "", f"error: {message}\n")


def test_an_address_that_is_longer_than_a_line_is_whole(evalkit: Command) -> None:
    path = "a" * 150 + "end"
    outcome = evalkit("doctor", "--endpoint", f"ws://127.0.0.1:1/{path}", "--model", "m", "--connect")
    assert f"ws://127.0.0.1:1/{path}" in "".join(outcome.out.split())


@pytest.mark.parametrize("more", [(), ("--model", "m", "--connect")])
def test_a_url_that_is_none(evalkit: Command, more: tuple[str, ...]) -> None:
    outcome = evalkit("doctor", "--endpoint", "http://h", *more)
    assert outcome.code == 4
    assert "--endpoint http://h: only ws:// and wss:// can be connected to" in outcome.out
    assert "→ did you mean ws://?" in outcome.out
