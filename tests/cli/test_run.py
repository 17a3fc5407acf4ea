"""`evalkit run` and `record`: exit codes, folders, and what is printed where."""

import json
import os
import pty
from pathlib import Path

import pytest

from evalkit.runner.run_folder import read_run
from tests.cli.commands import Command, evalkit_process, only_run
from tests.runner.small import keep_references, typed, write_scenarios


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_scenarios(tmp_path, good=typed(more="tags: [nightly]"), other=typed())
    keep_references(root)
    return root


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_a_good_run(evalkit: Command, root: Path, out: Path) -> None:
    found = evalkit("run", root, "--out", out, "--repeat", "2", "--seed", "7", "--tag", "nightly", "--filter", "g*")
    assert (found.code, found.err) == (0, "")
    folder = only_run(out)
    assert found.out.startswith("✓ 2 passed · 0 failed")
    assert found.out.endswith(f"report: {folder}/report.html\n")
    assert "\x1b" not in found.out
    assert {path.name for path in folder.iterdir()} >= {"run.json", "results.jsonl", "report.html", "junit.xml"}
    assert (out / "index.html").is_file()
    assert read_run(folder).settings == {
        "paths": [str(root)],
        "endpoint": "replay",
        "model": "",
        "repeat": 2,
        "concurrency": 1,
        "filters": ["g*"],
        "tags": ["nightly"],
        "seed": 7,
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (typed(expect="nonsense"), 1),
        (typed(more="expected_failure: known"), 1),
        (typed(expect="nonsense", more="expected_failure: known"), 0),
        ("turns: [{text: Hi}]\nmock: {turns: [[{disconnect: {code: 1011}}]]}\n", 7),
        ("turns: [{text: Hi}]\nmock: {setup: {close: {code: 1007}}, turns: [[]]}\n", 4),
    ],
)
def test_exit_codes(evalkit: Command, tmp_path: Path, out: Path, text: str, code: int) -> None:
    root = write_scenarios(tmp_path, a=text, b=typed())
    found = evalkit("run", root, "--endpoint", "mock", "--out", out)
    assert (found.code, found.err) == (code, "")


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        (["nosuch"], 4, "error: there is no file or folder nosuch; check the path"),
        (["ROOT", "--filter", "x-y"], 5, "error: no scenario selected in ROOT; none of 2 there fits --filter x-y; "),
        (["ROOT", "--endpoint", "replai"], 4, "error: endpoint 'replai': unknown; did you mean 'replay'?"),
        (["ROOT", "--model", "m"], 4, "error: --model m cannot be used with --endpoint replay: "),
        (["ROOT", "--out", "ROOT/good.yaml"], 4, "error: cannot make the run's folder ROOT/good.yaml/"),
        (["ROOT", "--junit", "ROOT/good.yaml/j.xml"], 4, "error: cannot write ROOT/good.yaml/j.xml: "),
        (["ROOT", "--junit", "ROOT"], 4, "error: cannot write ROOT: it is a folder; choose another --junit"),
    ],
)
def test_mistakes_are_one_line_and_nothing_is_played(
    evalkit: Command, root: Path, out: Path, arguments: list[str], code: int, error: str
) -> None:
    given = [argument.replace("ROOT", str(root)) for argument in arguments]
    found = evalkit("run", *given, *([] if "--out" in given else ["--out", str(out)]))
    assert (found.code, found.out) == (code, "")
    assert found.err.startswith(error.replace("ROOT", str(root)))
    assert found.err.count("\n") == 1
    assert not out.exists()


def test_every_mistake_in_scenario_files_is_a_line(evalkit: Command, root: Path, out: Path) -> None:
    (root / "good.yaml").write_text("turns: []\n")
    (root / "other.yaml").write_text("turn: []\n")
    found = evalkit("run", root, "--out", out)
    assert found.code == 4
    lines = found.err.splitlines()
    assert len(lines) >= 2
    assert all(line.startswith(f"error: {root}/") for line in lines)


def test_junit_goes_where_it_is_wanted(evalkit: Command, root: Path, out: Path, tmp_path: Path) -> None:
    junit = tmp_path / "ci" / "results" / "junit.xml"
    assert evalkit("run", root, "--out", out, "--junit", junit).code == 0
    assert junit.read_bytes() == (only_run(out) / "junit.xml").read_bytes()
    assert junit.read_text().startswith("<?xml")


def test_reports_that_cannot_be_written(
    evalkit: Command, root: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", str(out / "index.html"))

    monkeypatch.setattr("evalkit.cli.reporting.write_index", full)
    found = evalkit("run", root, "--out", out)
    assert found.code == 4
    assert found.err == (
        f"error: cannot write {out}/index.html: No space left on device; "
        "the run itself is whole: evalkit report writes its reports again\n"
    )
    assert len(read_run(only_run(out)).attempts) == 2


def test_record_twice_gives_the_same_files(evalkit: Command, root: Path, out: Path) -> None:
    def files() -> dict[str, bytes]:
        return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}

    before = files()
    for _ in range(2):
        found = evalkit("record", root, "--out", out)
        assert (found.code, found.err) == (0, "")
        assert found.out.startswith("kept 2 of 2 recordings in ")
        assert files() == before


def test_record_does_not_keep_what_could_not_be_measured(evalkit: Command, tmp_path: Path, out: Path) -> None:
    leaves = "turns: [{text: Hi}]\nmock: {turns: [[{disconnect: {code: 1011}}]]}\n"
    root = write_scenarios(tmp_path, a=typed(), leaves=leaves)
    found = evalkit("record", root, "--out", out)
    assert found.code == 7
    assert found.out.startswith("not kept: leaves, which could not be measured\nkept 1 of 2 recordings in ")
    assert [path.name for path in (root / "recordings").iterdir()] == ["a"]
    assert evalkit("record", root / "a.yaml", "--out", out).out.startswith("kept 1 of 1 recording in ")


def test_record_says_what_has_changed(evalkit: Command, tmp_path: Path, out: Path) -> None:
    root = write_scenarios(tmp_path, a=typed(), b=typed(), c=typed())
    first = evalkit("record", root, "--out", out)
    assert "changed" not in first.out
    write_scenarios(tmp_path, a=typed(answer="Hello over there."))
    (root / "recordings" / "c" / "events.jsonl").write_text("nonsense\n")
    lines = evalkit("record", root, "--out", out).out.splitlines()
    assert lines[0].startswith("kept 3 of 3 recordings in ")
    assert lines[1:3] == ["changed: a", "  turn 1, said: Hello {+over+} there."]
    assert lines[3] == "changed: c"
    assert lines[4].startswith("  its older recording cannot be compared: ")
    assert "changed: b" not in lines


def test_record_of_a_replay_makes_no_sense(evalkit: Command, root: Path, out: Path) -> None:
    found = evalkit("record", root, "--endpoint", "replay", "--out", out)
    assert (found.code, found.out) == (4, "")
    assert found.err == (
        "error: --endpoint replay only repeats what is recorded already; choose mock or a live endpoint\n"
    )
    assert not out.exists()


def on_a_terminal(tmp_path: Path, *arguments: str | Path, **environment: str) -> str:
    """What `evalkit ARGUMENTS` writes to a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    with evalkit_process(
        tmp_path,
        *arguments,
        stdout=theirs,
        stderr=theirs,
        environment={"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24", "NO_COLOR": "", **environment},
    ) as process:
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
        process.wait(60)
    os.close(ours)
    return shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that the other side has closed
        return b""


def test_colours_and_a_progress_bar_only_on_a_terminal(root: Path, out: Path, tmp_path: Path) -> None:
    shown = on_a_terminal(tmp_path, "run", root, "--out", out, "--repeat", "5")
    assert "\x1b[1;32m✓" in shown
    assert "10/10" in shown
    with evalkit_process(tmp_path, "run", root, "--out", out) as piped:
        out_text, err_text = piped.communicate(timeout=60)
    assert "\x1b" not in out_text
    assert err_text == ""


def test_no_color_is_respected(root: Path, out: Path, tmp_path: Path) -> None:
    shown = on_a_terminal(tmp_path, "run", root, "--out", out, NO_COLOR="1")
    assert "✓ 2 passed" in shown
    assert "\x1b[1;32m" not in shown
    assert "[32m" not in shown


def test_a_ci_log_is_wider_than_a_terminal(tmp_path: Path, out: Path) -> None:
    root = write_scenarios(tmp_path, a=typed(answer="An answer long enough to be cut after eighty columns of a line."))
    arguments: list[str | Path] = ["run", root, "--endpoint", "mock", "--out", out]
    with evalkit_process(tmp_path, *arguments) as process:
        lines = process.communicate(timeout=60)[0].splitlines()
    assert process.returncode == 1
    assert 80 < max(len(line) for line in lines if not line.startswith("report")) <= 120


def test_run_json_holds_no_environment(evalkit: Command, root: Path, out: Path) -> None:
    evalkit("run", root, "--out", out)
    document = json.loads((only_run(out) / "run.json").read_text())
    assert "home" not in document["settings"]
    assert "junit" not in document["settings"]


def test_flags_of_google_are_refused_elsewhere_and_kept_where_given(evalkit: Command, root: Path, out: Path) -> None:
    refused = evalkit("run", root, "--project", "mine", "--out", out)
    said = "--project mine means nothing to this endpoint; choose --endpoint vertex, or leave it out"
    assert (refused.code, refused.err) == (4, f"error: {said}\n")
    assert evalkit("run", root, "--endpoint", "mock", "--out", out).code == 0
    settings = read_run(only_run(out)).settings
    assert not {"project", "location", "api_version"} & settings.keys()
