"""`evalkit judge` and `--judge`: says what it will ask, asks, scores again, and keeps no credential."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.commands import Command, only_run
from tests.judging.judge_server import KEY, JudgeServer, Served, judge_server, reply, votes_of
from tests.runner.judging import judged_scenario, votes_in
from tests.runner.small import run_mock, typed, write_scenarios

MODEL = ("--judge-model", "gemini-3.8-flash")
REFUSED = Served({"error": {"code": 403, "message": f"{KEY} may not"}}, 403)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[JudgeServer]:
    for name in ("GOOGLE_API_KEY", "GOOGLE_CLOUD_PROJECT", "GOOGLE_GENAI_USE_VERTEXAI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with judge_server(Served(reply(votes_of(kind="0.75")))) as found:
        monkeypatch.setenv("EVALKIT_JUDGE_URL", found.url)
        yield found


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_scenarios(tmp_path / "reports", a=judged_scenario(), plain=typed())


@pytest.fixture
def run(root: Path) -> Path:
    run_mock(root)
    return root.parent / "run"


def no_secret_below(folder: Path) -> bool:
    return not any(KEY.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_asks_scores_again_and_says_what_changed(evalkit: Command, run: Path, server: JudgeServer) -> None:
    found = evalkit("judge", run, *MODEL)
    assert (found.code, found.err) == (0, "")
    first, second, *_ = found.out.splitlines()
    assert first.startswith("1 question, 3 votes, 0 s of audio; about $0.00")
    assert " and what gemini-3.8-flash thinks, at the prices of 2026-10-07; half price until 2026-12-31" in first
    assert second == "a 1: 3 votes came"
    assert "judge.judge_score" in found.out
    assert votes_in(run / "attempts/a/1") == [(vote, "gemini-3.8-flash-001") for vote in (1, 2, 3)]
    assert [each.body["generationConfig"]["seed"] for each in server.asked] == [1, 2, 3]
    assert no_secret_below(run.parent)
    again = evalkit("judge", run, *MODEL)
    assert (again.code, len(server.asked)) == (0, 3)
    assert again.out.startswith("nothing to ask: every vote is kept, or no scenario of the run has a judge\n")


def test_a_dry_run_asks_nobody_and_needs_no_key(
    evalkit: Command, run: Path, server: JudgeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GEMINI_API_KEY")
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    found = evalkit("judge", run, "--dry-run")
    assert (found.code, found.err) == (0, "")
    assert found.out == (
        "1 question, 3 votes, 0 s of audio; name a model to see what it costs\ndry run: nobody was asked\n"
    )
    unknown = evalkit("judge", run, "--dry-run", "--judge-model", "gemini-9")
    assert "; what gemini-9 costs is not known here\n" in unknown.out
    assert {path: path.read_bytes() for path in run.rglob("*") if path.is_file()} == before
    assert server.asked == []


def test_votes_that_did_not_come_leave_it_inconclusive(evalkit: Command, run: Path, server: JudgeServer) -> None:
    server.answers = (Served(reply("", candidates=[])), Served(reply(votes_of(kind="1"))))
    found = evalkit("judge", run, *MODEL)
    assert (found.code, found.err) == (7, "")
    assert "a 1: 2 votes came, 1 did not\n" in found.out
    assert evalkit("judge", run, *MODEL).code == 0
    assert len(server.asked) == 4


def test_a_refused_key_is_told_once_and_kept_nowhere(evalkit: Command, run: Path, server: JudgeServer) -> None:
    server.answers = (REFUSED,)
    found = evalkit("judge", run, *MODEL)
    assert found.code == 7
    assert (
        f"a 1: 0 votes came, 3 did not: the judge gemini-3.8-flash at {server.url}/v1beta/models/gemini-3.8-flash:"
        "generateContent: HTTP 403: REDACTED may not; see that the credentials may use the model"
    ) in found.out
    assert len(server.asked) == 1
    assert no_secret_below(run.parent)


def test_a_missed_limit_fails(evalkit: Command, run: Path, server: JudgeServer) -> None:
    server.answers = (Served(reply(votes_of(kind="0.25"))),)
    found = evalkit("judge", run, *MODEL)
    assert found.code == 1
    assert "judged by gemini-3.8-flash-001, 3 of 3 votes: kind 0.25, not ≥ 0.5:" in found.out


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        ((), {}, "error: no judge is named; give --judge-model, such as gemini-3.8-flash, or --dry-run\n"),
        (MODEL, {"GEMINI_API_KEY": ""}, "error: a judge needs credentials, and there are none here; set GEMINI_API_K"),
        ((*MODEL, "--judge-url", "http://x.example"), {}, "error: --judge-url would send credentials unencrypted"),
    ],
)
def test_what_is_wrong_is_said_before_anybody_is_asked(
    evalkit: Command,
    run: Path,
    server: JudgeServer,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    environment: dict[str, str],
    said: str,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    found = evalkit("judge", run, *arguments)
    assert found.code == 4
    assert found.err.startswith(said)
    assert server.asked == []


def test_a_run_is_judged_as_its_attempts_end(evalkit: Command, root: Path, server: JudgeServer, tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = evalkit("run", root, "--endpoint", "mock", "--judge", "gemini-3.8-flash", "--out", out)
    assert (found.code, found.err) == (0, "")
    assert votes_in(only_run(out) / "attempts/a/1") == [(vote, "gemini-3.8-flash-001") for vote in (1, 2, 3)]
    assert '"judge": "gemini-3.8-flash"' in (only_run(out) / "run.json").read_text(encoding="utf-8")
    assert no_secret_below(out)


def test_a_run_whose_judge_fails_says_so_and_is_no_worse(
    evalkit: Command, root: Path, server: JudgeServer, tmp_path: Path
) -> None:
    server.answers = (REFUSED,)
    found = evalkit("run", root, "--endpoint", "mock", "--judge", "gemini-3.8-flash", "--out", tmp_path / "out")
    assert found.code == 0
    assert found.err.startswith("a: 0 answers came, 3 did not: the judge gemini-3.8-flash at ")
    assert KEY not in found.err


def test_a_judge_without_credentials_stops_a_run_before_it_begins(
    evalkit: Command, root: Path, server: JudgeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GEMINI_API_KEY")
    found = evalkit("run", root, "--endpoint", "mock", "--judge", "gemini-3.8-flash", "--out", tmp_path / "out")
    assert found.code == 4
    assert not (tmp_path / "out").exists()


def test_check_refuses_a_judge_as_the_only_gate(evalkit: Command, tmp_path: Path) -> None:
    alone = judged_scenario().replace("      transcript: {contains: there}\n", "")
    root = write_scenarios(tmp_path, a=alone)
    found = evalkit("check", root)
    assert found.code == 4
    assert "a judge's limit is the only expectation, and a judge is never the only gate; add something" in found.err
