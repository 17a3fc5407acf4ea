"""Whole runs against a server that fails in ways that pass, and in ways that do not, in virtual time."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from evalkit.errors import ConnectError, RecordingError
from evalkit.recording.store import read_recording
from evalkit.results import RunResult
from evalkit.runner.exit_status import exit_status
from evalkit.runner.rescoring import rescore, score_again
from evalkit.runner.retry import RetryPolicy
from evalkit.runner.run_folder import read_run
from evalkit.runner.tries import keep_try
from evalkit.scenario.model import Scenario
from evalkit.transport.base import Transport
from tests.runner.small import StubEndpoint, run_on, typed, write_scenarios

DOWN = ConnectError("wss://h", "HTTP 503", "try again later", http_status=503)
BUSY = ConnectError("wss://h", "HTTP 429", "the quota is used up", http_status=429, retry_after_s=7.0)
WRONG_KEY = ConnectError("wss://h", "HTTP 401", "renew them", configuration=True, http_status=401)
LEAVES = "turns: [{text: Hi}]\nmock: {turns: [[{disconnect: {code: 1011, reason: overloaded}}]]}\n"
REFUSES = "turns: [{text: Hi}]\nmock: {setup: {close: {code: 1007, reason: no such voice}}, turns: [[]]}\n"


@dataclass
class Unreliable(StubEndpoint):
    """Fails to connect with each of `failures` in turn, None standing for a connection, and then connects."""

    failures: Sequence[Exception | None] = ()
    times: list[float] = field(default_factory=list)
    """When each connection was asked for."""

    @asynccontextmanager
    async def connect(self, scenario: Scenario, number: int = 0) -> AsyncIterator[Transport]:
        before = len(self.times)
        self.times.append(asyncio.get_running_loop().time())
        if before < len(self.failures) and (failure := self.failures[before]) is not None:
            raise failure
        async with StubEndpoint.connect(self, scenario) as transport:
            yield transport


def run(endpoint: StubEndpoint, tmp_path: Path, repeat: int = 1, **options: Any) -> RunResult:
    """Plays `a`, as often as told, with the usual patience."""
    root = write_scenarios(tmp_path, a=typed())
    return run_on(endpoint, root, repeat, retry=RetryPolicy(), **options)


def test_three_failures_and_then_an_answer_is_a_pass_and_says_so(tmp_path: Path) -> None:
    endpoint = Unreliable(failures=[DOWN] * 3)
    (result,) = run(endpoint, tmp_path).attempts
    assert result.status == "passed"
    assert result.notes == ("tried 3 times before: cannot connect to wss://h: HTTP 503; try again later (3 times)",)
    waits = [later - sooner for sooner, later in zip(endpoint.times, endpoint.times[1:], strict=False)]
    assert [wait_s <= limit_s for wait_s, limit_s in zip(waits, (1, 2, 4), strict=True)] == [True] * 3
    for number in (1, 2, 3):
        kept = read_recording(tmp_path / f"run/tries/a/1/{number}")
        assert [mark.name for mark in kept.marks] == ["session_failed"]
    assert rescore(tmp_path / "run").attempts[0].notes == result.notes


def test_a_run_keeps_its_results_for_the_next_scoring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The sources may be edited while a test runs.
    for module in ("run", "rescoring", "reuse"):
        monkeypatch.setattr(f"evalkit.runner.{module}.program_digest", lambda: "program")
    found = run(Unreliable(failures=[DOWN] * 2), tmp_path, repeat=2)
    again = score_again(tmp_path / "run")
    assert (again.reused, again.after.attempts) == (2, found.attempts)
    assert score_again(tmp_path / "run", reuse=False).after.attempts == found.attempts


def test_the_time_a_server_asks_for_is_waited(tmp_path: Path) -> None:
    endpoint, said = Unreliable(failures=[BUSY]), list[tuple[str, str, float]]()
    played = run(endpoint, tmp_path, on_retry=lambda planned, *why: said.append((planned.scenario.id, *why)))
    assert played.attempts[0].status == "passed"
    assert endpoint.times[1] - endpoint.times[0] >= 7
    assert said == [("a", "quota", 7.0)]


def test_a_used_up_quota_halves_what_is_open_at_once(tmp_path: Path) -> None:
    for failures, most_open in ((0, 4), (1, 2), (3, 1)):
        endpoint = Unreliable(failures=[BUSY] * failures)
        run_ = run(endpoint, tmp_path, repeat=12, concurrency=4, name=f"after-{failures}")
        assert [result.status for result in run_.attempts] == ["passed"] * 12
        assert endpoint.most_open == most_open


@dataclass
class Narrow(StubEndpoint):
    """Takes so many sessions at once and refuses more, as a small quota does; each connection takes 0.1 s to open."""

    places: int = 2
    taken: int = 0

    @asynccontextmanager
    async def connect(self, scenario: Scenario, number: int = 0) -> AsyncIterator[Transport]:
        await asyncio.sleep(0.1)
        if self.taken == self.places:
            raise BUSY
        self.taken += 1
        try:
            async with StubEndpoint.connect(self, scenario) as transport:
                await asyncio.sleep(5)
                yield transport
        finally:
            self.taken -= 1


def test_a_quota_that_many_sessions_meet_at_once_is_one_reason_to_slow_down(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=typed())
    run_ = run_on(Narrow(), root, 60, retry=RetryPolicy(), concurrency=8)
    statuses = [result.status for result in run_.attempts]
    assert run_.settings.get("stopped") is None
    # The tries that the budget allows are spent on the first waves; later ones fit in what the server takes.
    assert (len(statuses), statuses[-40:]) == (60, ["passed"] * 40)


def test_after_four_tries_it_is_infra(tmp_path: Path) -> None:
    endpoint = Unreliable(failures=[DOWN] * 9)
    run_ = run(endpoint, tmp_path)
    (result,) = run_.attempts
    assert (result.status, len(endpoint.times), exit_status(run_)) == ("infra", 4, 7)
    assert result.failure is not None
    assert result.failure.message == "cannot connect to wss://h: HTTP 503; try again later"
    assert run_.settings.get("stopped") is None  # Nothing was left to be started.


def test_a_server_that_stays_away_ends_the_run_within_five_tries(tmp_path: Path) -> None:
    endpoint, said = Unreliable(failures=[DOWN] * 99), list[tuple[str, int]]()
    run_ = run(endpoint, tmp_path, repeat=20, on_give_up=lambda reason, left: said.append((reason, left)))
    assert said == [("5 failures in a row for the same reason (HTTP 503)", 18)]
    assert (len(endpoint.times), len(run_.attempts), run_.planned, exit_status(run_)) == (5, 2, 20, 7)
    assert endpoint.times[-1] < 60
    assert read_run(tmp_path / "run").settings["stopped"] == said[0][0]


def test_wrong_credentials_end_the_run_at_the_first_attempt(tmp_path: Path) -> None:
    endpoint, said = Unreliable(failures=[None, *[WRONG_KEY] * 99]), list[tuple[str, int]]()
    run_ = run(endpoint, tmp_path, repeat=20, on_give_up=lambda reason, left: said.append((reason, left)))
    assert said == [("credentials, address or model were refused, and every other attempt would be too", 18)]
    assert [result.status for result in run_.attempts] == ["passed", "invalid"]
    assert (len(endpoint.times), run_.interrupted, exit_status(run_)) == (2, False, 4)


def test_what_waits_for_a_lane_is_not_begun_once_the_run_gives_up(tmp_path: Path) -> None:
    endpoint, said = Unreliable(failures=[BUSY, *[WRONG_KEY] * 99]), list[int]()
    run_ = run(endpoint, tmp_path, repeat=12, concurrency=4, on_give_up=lambda _, left: said.append(left))
    # The quota leaves two lanes, and both of their attempts meet the wrong key at the same moment.
    assert len(endpoint.times) <= 4
    assert said == [12 - len({result.attempt for result in run_.attempts})]
    assert exit_status(run_) == 4


def test_an_interrupt_ends_the_wait_and_keeps_what_is_known(tmp_path: Path) -> None:
    endpoint = Unreliable(failures=[BUSY] * 9)
    run_ = run(endpoint, tmp_path, repeat=3, on_retry=lambda *_: os.kill(os.getpid(), signal.SIGINT))
    assert (run_.interrupted, len(endpoint.times), exit_status(run_)) == (True, 1, 2)
    assert [result.status for result in run_.attempts] == ["infra"]
    assert not (tmp_path / "run/tries").exists()


def test_one_scenarios_refused_setup_does_not_end_the_others(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a_refuses=REFUSES, b_works=typed())
    run_ = run_on(StubEndpoint(), root, retry=RetryPolicy())
    assert [result.status for result in run_.attempts] == ["invalid", "passed"]
    assert not (tmp_path / "run/tries").exists()


def test_a_session_that_is_lost_in_the_middle_is_played_anew(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=LEAVES)
    (result,) = run_on(StubEndpoint(), root, retry=RetryPolicy()).attempts
    assert result.status == "infra"
    assert "tried 3 times before: " in result.notes[-1]
    assert "connection closed by the server: 1011 'overloaded'" in result.notes[-1]
    assert len(list((tmp_path / "run/tries/a/1").iterdir())) == 3


def test_what_was_measured_is_never_tried_again(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=typed(expect="nonsense"), b=typed())
    run_ = run_on(endpoint := Unreliable(), root, retry=RetryPolicy())
    assert [result.status for result in run_.attempts] == ["failed", "passed"]
    assert len(endpoint.times) == 2


def test_without_a_policy_nothing_is_tried_again(tmp_path: Path) -> None:
    endpoint = Unreliable(failures=[WRONG_KEY, DOWN])
    run_ = run_on(endpoint, write_scenarios(tmp_path, a=typed()), 3)
    assert [result.status for result in run_.attempts] == ["invalid", "infra", "passed"]


def test_a_try_that_cannot_be_kept_ends_the_run(tmp_path: Path) -> None:
    attempt = tmp_path / "attempts/a/1"
    with pytest.raises(RecordingError, match=r"cannot be moved to .*tries/a/1/1: No such file or directory"):
        keep_try(attempt, tmp_path)
