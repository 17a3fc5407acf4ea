"""The command line as a whole: help, mistakes, exit codes, and output that nobody reads."""

import subprocess
import sys
from pathlib import Path

import pytest

from evalkit.cli import main as main_module
from evalkit.cli.main import main
from evalkit.version import __version__
from tests.cli.commands import Command, evalkit_process
from tests.runner.small import keep_references, typed, write_scenarios

_NAMES = """
init run record serve score judge recognise accept history merge confirm compare report import doctor check
calibrate schema selftest-stats
"""
COMMANDS = _NAMES.split()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_explains_itself(evalkit: Command, command: str, option: str) -> None:
    found = evalkit(command, option)
    assert (found.code, found.err) == (0, "")
    assert found.out.startswith(f"Usage: evalkit {command} ")


def test_help_names_every_command_and_exit_code(evalkit: Command) -> None:
    found = evalkit("--help")
    assert found.code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in found.out
    for code in ("0 ok", "1 a scenario failed", "2 interrupted", "3 internal error", "5 nothing selected"):
        assert code in " ".join(found.out.split())


def test_help_fits_a_terminal(evalkit: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for command in COMMANDS:
        assert max(map(len, evalkit(command, "--help").out.splitlines())) <= 80


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_version(evalkit: Command, option: str) -> None:
    assert evalkit(option).out == f"evalkit {__version__}\n"


def test_no_command_at_all_shows_the_help_and_is_a_mistake(evalkit: Command) -> None:
    found = evalkit()
    assert (found.code, found.out) == (4, "")
    assert found.err.startswith("Usage: evalkit [OPTIONS] COMMAND [ARGS]...\n")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["rum"], "no command 'rum'; did you mean 'run'? (try evalkit --help)"),
        (
            ["zzz"],
            "no command 'zzz'; known: init, run, record, serve, score, judge, recognise, accept, history, merge, "
            "confirm, compare, report, view, import, doctor, check, calibrate, schema, selftest-stats "
            "(try evalkit --help)",
        ),
        (["run"], "Missing argument 'PATH...'. (try evalkit run --help)"),
        (["score"], "Missing argument 'RUN'. (try evalkit score --help)"),
        (["report"], "Missing argument 'RUN...'. (try evalkit report --help)"),
        (["import"], "Missing argument 'FILE...'. (try evalkit import --help)"),
        (["schema", "x"], "Got unexpected extra argument (x) (try evalkit schema --help)"),
    ],
)
def test_mistakes_on_the_command_line(evalkit: Command, arguments: list[str], error: str) -> None:
    found = evalkit(*arguments)
    assert (found.code, found.out, found.err) == (4, "", f"error: {error}\n")


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["run", "x", "--repeet", "3"], ["--repeet", "--repeat", "(try evalkit run --help)"]),
        (["run", "x", "--repeat", "0"], ["--repeat", "0"]),
        (["run", "x", "--concurrency", "many"], ["--concurrency", "many"]),
        (["run", "x", "--seed", "pi"], ["--seed", "pi"]),
        (["run", "x", "--seed", str(10**30)], ["--seed", str(10**30)]),
        (["--bogus"], ["--bogus", "(try evalkit --help)"]),
    ],
)
def test_wrong_options_are_named(evalkit: Command, arguments: list[str], parts: list[str]) -> None:
    found = evalkit(*arguments)
    assert (found.code, found.out, found.err.count("\n")) == (4, "", 1)
    for part in parts:
        assert part in found.err


def broken(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr("evalkit.cli.schema.schema.callback", fail)


def test_a_mistake_of_ours_is_one_line(evalkit: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, KeyError("two\nlines"))
    monkeypatch.delenv("EVALKIT_TRACEBACK", raising=False)
    found = evalkit("schema")
    assert (found.code, found.out) == (3, "")
    assert found.err == (
        "internal error: KeyError: 'two\\nlines'; set EVALKIT_TRACEBACK=1 to see where, and report it\n"
    )


def test_a_traceback_for_those_who_ask_for_it(evalkit: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, ValueError("two\nlines"))
    monkeypatch.setenv("EVALKIT_TRACEBACK", "1")
    found = evalkit("schema")
    assert found.code == 3
    assert found.err.startswith("Traceback (most recent call last):\n")
    assert "internal error: ValueError: two lines;" in found.err.splitlines()[-1]


def test_control_c_anywhere_is_one_word(evalkit: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, KeyboardInterrupt())
    found = evalkit("schema")
    assert (found.code, found.out, found.err) == (2, "", "\ninterrupted\n")


def test_python_m_evalkit() -> None:
    assert main_module.main is main
    found = subprocess.run([sys.executable, "-m", "evalkit", "-V"], capture_output=True, text=True, check=True)
    assert found.stdout == f"evalkit {__version__}\n"


@pytest.mark.parametrize("what", ["schema", "--help", "run"])
def test_a_reader_that_leaves_early_changes_nothing(tmp_path: Path, what: str) -> None:
    root = write_scenarios(tmp_path, a=typed(expect="nonsense"))
    arguments: list[str | Path] = (
        ["run", root, "--endpoint", "mock", "--out", tmp_path / "out"] if what == "run" else [what]
    )
    process = evalkit_process(tmp_path, *arguments)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    with process:
        assert process.stderr.read() == ""
    assert process.returncode == (1 if what == "run" else 0)
    assert len(list(tmp_path.glob("out/*/report.html"))) == (1 if what == "run" else 0)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_an_encoding_that_lacks_a_character_ends_no_run(tmp_path: Path, encoding: str) -> None:
    root = write_scenarios(tmp_path, a=typed())
    keep_references(root)
    environment = {"PYTHONIOENCODING": encoding}
    arguments: list[str | Path] = ["run", root, "--out", tmp_path / "out"]
    with evalkit_process(tmp_path, *arguments, environment=environment, encoding="latin-1") as process:
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert " 1 passed " in out


def test_output_that_cannot_be_written(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full, evalkit_process(tmp_path, "schema", stdout=full) as process:
        assert process.communicate(timeout=60)[1] == (
            "error: cannot write to standard output: No space left on device\n"
        )
    assert process.returncode == 4


def test_closed_output_is_read_by_nobody(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=typed())
    command = [sys.executable, "-m", "evalkit", "run", str(root), "--endpoint", "mock", "--out", str(tmp_path / "out")]
    closed = subprocess.run(["sh", "-c", '"$@" >&- 2>&-', "sh", *command], check=False, timeout=60)
    assert closed.returncode == 0
    assert len(list(tmp_path.glob("out/*/report.html"))) == 1
