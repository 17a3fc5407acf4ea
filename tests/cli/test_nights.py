"""`evalkit run --baseline`: judged, confirmed, kept; and what cannot be a night is refused before it is played."""

import json
import re
from pathlib import Path

import pytest

from evalkit.history.night import night_of
from evalkit.history.store import accepted_night, keep_night, read_history
from evalkit.outcome import Outcome
from evalkit.runner.run_folder import named_run, read_run
from tests.cli.commands import Command, only_run
from tests.runner.nights import Moody, nights_like, worse_answers
from tests.runner.small import keep_references, run_on, typed, write_scenarios

WORSE = "I cannot say."


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "history"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_scenarios(tmp_path, good=typed(), tools__other=typed())
    keep_references(root)
    return root


def accept_last(place: Path) -> None:
    night = read_history(place)[-1]
    accepted_night(place, night, "2026-11-22T00:00:00+00:00", "first")


def test_the_same_recordings_twice_are_a_pass(evalkit: Command, root: Path, out: Path, place: Path) -> None:
    first = evalkit("run", root, "--out", out, "--baseline", place)
    assert (first.code, first.err) == (0, "")
    assert first.out.startswith("+ NEW KEY — ")
    accept_last(place)
    second = evalkit("run", root, "--out", out, "--baseline", place)
    assert (second.code, second.err) == (0, "")
    assert second.out.startswith("✓ PASS — nothing changed\n")
    nights = read_history(place)
    assert [(night.outcome, bool(night.accepted_at)) for night in nights] == [
        (Outcome.NEW_KEY, True),
        (Outcome.PASS, False),
    ]


def test_a_worse_recording_is_named_everywhere(
    evalkit: Command, root: Path, out: Path, place: Path, tmp_path: Path
) -> None:
    evalkit("run", root, "--out", out, "--baseline", place)
    accept_last(place)
    write_scenarios(tmp_path, tools__other=typed(answer=WORSE))
    keep_references(root, name="recorded-again")
    found = evalkit("run", root, "--out", out, "--baseline", place)
    assert found.code == 6
    assert found.out.startswith("✗ REGRESSED — ")
    assert "tools/other" in found.out.splitlines()[0]
    assert "good" not in found.out.splitlines()[0]
    folder = named_run(out / "latest")
    for name in ("junit.xml", "summary.md", "report.html"):
        text = (folder / name).read_text()
        assert "REGRESSED" in text, name
        assert "other" in text, name
    verdict = read_run(folder).verdict
    assert verdict is not None
    assert [(each.scenario_id, each.worse) for each in verdict.changes] == [("tools/other", True)]
    assert evalkit("report", folder).code == 6


def test_the_seed_of_repeats_is_drawn_and_kept(evalkit: Command, root: Path, out: Path) -> None:
    assert evalkit("run", root, "--out", out, "--repeat", "2").code == 0
    seed = read_run(only_run(out)).settings["seed"]
    assert isinstance(seed, int)
    assert 0 <= seed < 2**32


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: Path) -> Moody:
    """Ten accepted nights of two scenarios on an endpoint that is live to the verdict, and fast."""
    root = write_scenarios(tmp_path / "live", a=typed(), b=typed())
    for night in nights_like(run_on(Moody(), root, repeat=5, name="before")):
        keep_night(place, night)
    moody = Moody(worse=worse_answers(tmp_path, root))
    monkeypatch.setattr("evalkit.cli.playing.make_endpoint", lambda *_: moody)
    return moody


def run_live(evalkit: Command, tmp_path: Path, *more: str | Path) -> tuple[int, str, str]:
    found = evalkit(
        "run", tmp_path / "live/scenarios", "--repeat", "5", "--seed", "1", "--out", tmp_path / "out", *more
    )
    return found.code, found.out, found.err


def test_what_looks_broken_is_played_again_and_stays_red(
    evalkit: Command, live: Moody, tmp_path: Path, place: Path
) -> None:
    live.bad = {"a": range(1, 16)}
    code, shown, said = run_live(evalkit, tmp_path, "--baseline", place)
    assert re.fullmatch(
        r"confirming: a \(0/5\) may be broken; 10 fresh attempts, about \d+ s one after the other "
        r"\(--no-confirm leaves that\)\n",
        said,
    )
    assert code == 6
    assert shown.startswith("✗ REGRESSED — broken: a (0/5, 50/50 before)")
    run = read_run(only_run(tmp_path / "out"))
    assert run.verdict is not None
    (broken,) = run.verdict.breaks
    assert (broken.confirmed, broken.fresh_passed, broken.fresh_attempts) == (True, 0, 10)
    kept = read_history(place)[-1]
    assert (kept.run_id, len(kept.played), kept.outcome) == (run.run_id, 10, Outcome.REGRESSED)
    assert kept == night_of(run)


def test_a_bad_hour_that_passes_is_not_red(evalkit: Command, live: Moody, tmp_path: Path, place: Path) -> None:
    live.bad = {"a": range(1, 6)}
    code, shown, said = run_live(evalkit, tmp_path, "--baseline", place)
    assert said.startswith("confirming: a (0/5) may be broken")
    assert code == 0
    assert not shown.startswith("✗")
    run = read_run(only_run(tmp_path / "out"))
    assert run.verdict is not None
    assert [(each.confirmed, each.fresh_passed) for each in run.verdict.breaks] == [(False, 10)]


def test_no_confirm_leaves_the_red(evalkit: Command, live: Moody, tmp_path: Path, place: Path) -> None:
    live.bad = {"a": range(1, 6)}
    code, shown, said = run_live(evalkit, tmp_path, "--baseline", place, "--no-confirm")
    assert (code, said) == (6, "")
    assert "not confirmed" in shown
    assert live.counted == {"a": 5, "b": 5}


def test_confirm_plays_again_later(evalkit: Command, live: Moody, tmp_path: Path, place: Path) -> None:
    live.bad = {"a": range(1, 6)}
    run_live(evalkit, tmp_path, "--baseline", place, "--no-confirm")
    folder = only_run(tmp_path / "out")
    found = evalkit("confirm", folder)
    assert found.code == 0
    assert found.err.startswith("confirming: a (0/5) may be broken")
    assert live.counted == {"a": 15, "b": 5}
    assert read_history(place)[-1] == night_of(read_run(folder))
    # Nothing is left to confirm, so nothing is needed for it either.
    (tmp_path / "live/scenarios/a.yaml").unlink()
    again = evalkit("confirm", folder)
    assert (again.code, again.err) == (0, "")
    assert live.counted == {"a": 15, "b": 5}


def test_confirm_needs_the_scenarios_as_they_were(evalkit: Command, live: Moody, tmp_path: Path, place: Path) -> None:
    live.bad = {"a": range(1, 6)}
    run_live(evalkit, tmp_path, "--baseline", place, "--no-confirm")
    folder = only_run(tmp_path / "out")
    write_scenarios(tmp_path / "live", a=typed(says="Another thing?"))
    found = evalkit("confirm", folder)
    assert (found.code, found.out) == (4, "")
    assert found.err == f"error: not what {folder.name} played any more: a; run the scenarios again\n"


def test_confirm_needs_a_baseline(evalkit: Command, live: Moody, tmp_path: Path) -> None:
    run_live(evalkit, tmp_path)
    found = evalkit("confirm", only_run(tmp_path / "out"))
    name = only_run(tmp_path / "out").name
    assert (found.code, found.err) == (4, f"error: {name} has no baseline; name it: --baseline reports/history\n")


def test_refused_repeats_confirm_nothing(evalkit: Command, live: Moody, tmp_path: Path, place: Path) -> None:
    live.bad = {"a": range(1, 6)}
    live.refused = {"a": range(6, 100)}
    code, _, said = run_live(evalkit, tmp_path, "--baseline", place)
    assert said.startswith("confirming: a (0/5) may be broken")
    run = read_run(only_run(tmp_path / "out"))
    assert run.verdict is not None
    assert code == 6
    assert run.verdict.why.endswith("0 of 10 fresh repeats were measured, too few to confirm it or take it back")


def test_stopped_while_it_confirms_the_first_verdict_stands(
    evalkit: Command, live: Moody, tmp_path: Path, place: Path
) -> None:
    live.bad = {"a": range(1, 6)}
    live.stopped_at = ("a", 8)
    code, shown, said = run_live(evalkit, tmp_path, "--baseline", place)
    assert code == 6
    assert said.splitlines()[-1] == ("confirming ended early: interrupted; the verdict stands as it was, unconfirmed")
    assert shown.startswith("✗ REGRESSED — broken: a (0/5, 50/50 before)")
    run = read_run(only_run(tmp_path / "out"))
    assert run.verdict is not None
    assert (run.verdict.to_confirm, run.interrupted, sum(each.fresh for each in run.attempts)) == (("a",), False, 3)
    live.stopped_at = ("", 0)
    again = evalkit("confirm", only_run(tmp_path / "out"))
    assert again.code == 0
    assert sum(each.fresh for each in read_run(only_run(tmp_path / "out")).attempts) == 13


def test_a_run_that_was_stopped_is_not_confirmed(evalkit: Command, live: Moody, tmp_path: Path, place: Path) -> None:
    live.bad = {"a": range(1, 6)}
    live.stopped_at = ("b", 5)
    code, _, said = run_live(evalkit, tmp_path, "--baseline", place)
    assert code == 2
    assert "confirming" not in said


def test_without_a_baseline_nothing_is_judged(evalkit: Command, live: Moody, tmp_path: Path) -> None:
    live.bad = {"a": (1,)}
    code, shown, _ = run_live(evalkit, tmp_path)
    assert code == 1
    assert shown.startswith("✗ 9 passed · 1 failed")
    assert read_run(only_run(tmp_path / "out")).verdict is None


def test_a_toss_that_is_lost_now_and_then_is_not_red(evalkit: Command, live: Moody, tmp_path: Path) -> None:
    live.bad = {"a": (1, 6)}
    before = run_on(live, tmp_path / "live/scenarios", repeat=5, name="wavering")
    for night in nights_like(before):
        keep_night(tmp_path / "wavering", night)
    code, shown, said = run_live(evalkit, tmp_path, "--baseline", tmp_path / "wavering")
    assert (code, said) == (0, "")
    assert "9 passed · 1 failed" in shown


def test_a_history_that_cannot_be_read_costs_nothing(evalkit: Command, root: Path, out: Path, place: Path) -> None:
    place.mkdir()
    (place / "20260101-000000-replay.json").write_text("{}")
    found = evalkit("run", root, "--out", out, "--baseline", place)
    assert (found.code, found.out) == (4, "")
    assert found.err.startswith(f"error: {place}/20260101-000000-replay.json: ")
    assert not out.exists()


def test_a_history_that_cannot_be_written_leaves_the_reports(
    evalkit: Command, root: Path, out: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write_text("")
    monkeypatch.setattr("evalkit.cli.playing.read_history", lambda _: ())
    found = evalkit("run", root, "--out", out, "--baseline", place)
    assert found.code == 4
    assert found.out.startswith("+ NEW KEY — ")
    assert found.err.startswith(f"error: {place}")
    assert (only_run(out) / "report.html").is_file()


def test_another_run_of_the_same_name_is_not_replaced(
    evalkit: Command, root: Path, out: Path, place: Path, tmp_path: Path
) -> None:
    evalkit("run", root, "--out", out, "--baseline", place)
    (night,) = read_history(place)
    folder = only_run(out)
    evalkit("confirm", folder, "--baseline", place)
    assert read_history(place) == (night,)
    other = json.loads((folder / "run.json").read_text()) | {"started_at": "2026-11-22T00:00:00.000+00:00"}
    (folder / "run.json").write_text(json.dumps(other))
    found = evalkit("confirm", folder, "--baseline", place)
    assert found.code == 4
    assert found.err == (
        f"error: {place}: another run is called {folder.name} too; "
        "that one is kept; a run's name tells seconds apart, so play this one again\n"
    )
    assert read_history(place) == (night,)


def test_a_web_address_is_only_read(evalkit: Command, root: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evalkit.cli.playing.read_history", lambda _: ())
    found = evalkit("run", root, "--out", out, "--baseline", "https://example.test/nights")
    assert (found.code, found.err) == (0, "the night is not kept: a web address can only be read\n")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (
            ["--shard", "1/2", "--baseline", "h"],
            "--shard 1/2 with --baseline: a part of a run is not judged by itself; "
            "give --baseline to evalkit merge, when all parts have been played",
        ),
        (
            ["--shard", "1/2", "--interleave", "b.yaml"],
            "--shard 1/2 with --interleave: the two arms are compared over all scenarios; leave one of them out",
        ),
        (["--shard", "3/2"], "--shard 3/2 is no part of a run; write 1/4 for the first of four, up to 4/4"),
        (["--interleave", "none.yaml"], "--interleave none.yaml: No such file or directory; name a YAML file"),
        (
            ["--interleave", "FILE"],
            "--interleave is for live endpoints: what replay answers is the same at any hour; "
            "play it twice, and compare the runs: evalkit compare A B",
        ),
    ],
)
def test_what_does_not_fit_is_refused(
    evalkit: Command, root: Path, out: Path, tmp_path: Path, arguments: list[str], error: str
) -> None:
    file = tmp_path / "before.yaml"
    file.write_text("endpoint: mock\n")
    found = evalkit("run", root, "--out", out, *(each.replace("FILE", str(file)) for each in arguments))
    assert (found.code, found.out, found.err) == (4, "", f"error: {error}\n")
    assert not out.exists()


def test_two_configurations_in_turn(
    evalkit: Command, tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_scenarios(tmp_path / "live", a=typed(after_ms=1))
    arms = {"candidate": Moody(virtual_time=False), "before": Moody(virtual_time=False, name="before")}
    monkeypatch.setattr("evalkit.cli.playing.make_endpoint", lambda *_: arms["candidate"])
    monkeypatch.setattr("evalkit.cli.nights.make_endpoint", lambda *_: arms["before"])
    file = tmp_path / "before.yaml"
    file.write_text("model: older\nsetup: {generation_config: {temperature: 0.5}}\n")
    found = evalkit("run", root, "--interleave", file, "--repeat", "2", "--out", out)
    assert (found.code, found.err) == (0, "")
    run = read_run(only_run(out))
    assert sorted(each.folder for each in run.attempts) == [
        "attempts/a/baseline-2",
        "attempts/a/baseline-4",
        "attempts/a/candidate-1",
        "attempts/a/candidate-3",
    ]
    assert (arms["candidate"].counted, arms["before"].counted) == ({"a": 2}, {"a": 2})
    assert run.verdict is not None
    assert run.verdict.outcome is Outcome.NO_EVIDENCE
    assert json.loads((only_run(out) / "run.json").read_text())["settings"]["interleave"] == {
        "file": str(file),
        "model": "older",
        "setup": {"generation_config": {"temperature": 0.5}},
    }
