"""The `evalkit` command: finds the subcommand, and turns every error into a line and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Mapping
from importlib import import_module

import click

from evalkit.cli.output import discard_output, ignore_interrupts, prepare_output
from evalkit.errors import EvalkitError, ExitCode, nearest
from evalkit.version import __version__

__all__ = ["evalkit", "main"]

# The one-line help stands here so that `--help` imports no command.
_COMMANDS: Mapping[str, tuple[str, str]] = {
    "init": ("evalkit.cli.init:init", "Begins: a first scenario, a nightly job, a .gitignore."),
    "run": ("evalkit.cli.run:run", "Plays scenarios, scores them and writes the report."),
    "record": ("evalkit.cli.record:record", "Plays scenarios and keeps each recording as the reference."),
    "serve": ("evalkit.cli.serve:serve", "Serves the mock Live API on this machine, for any client."),
    "score": ("evalkit.cli.score:score", "Scores a stored run again; opens no connection."),
    "judge": ("evalkit.cli.judge:judge", "Asks a model for the votes that a stored run lacks."),
    "recognise": ("evalkit.cli.recognise:recognise", "Has a recogniser listen to what a stored run lacks."),
    "accept": ("evalkit.cli.accept:accept", "Makes a run one that later runs are compared with."),
    "history": ("evalkit.cli.history:history", "Shows the nights that runs are compared with."),
    "merge": ("evalkit.cli.merge:merge", "Makes one run of the parts that were played with --shard."),
    "confirm": ("evalkit.cli.confirm:confirm", "Plays again what looks worse in a stored run."),
    "compare": ("evalkit.cli.compare:compare", "Compares two stored runs: what got worse, and how sure that is."),
    "report": ("evalkit.cli.report:report", "Writes the reports of stored runs again."),
    "view": ("evalkit.cli.view:view", "Shows a folder of runs in a browser, and follows those being played."),
    "import": ("evalkit.cli.import_logs:import_logs", "Turns other recorders' files into a scored run."),
    "doctor": ("evalkit.cli.doctor:doctor", "Says what works here and what to do about the rest."),
    "check": ("evalkit.cli.check:check", "Validates scenario files without connecting."),
    "calibrate": ("evalkit.cli.calibrate:calibrate", "Measures the scorers themselves: their error bars."),
    "schema": ("evalkit.cli.schema:schema", "Prints the JSON Schema of scenario files, for editors."),
    "selftest-stats": ("evalkit.cli.selftest:selftest_stats", "Counts how often the verdict is wrong."),
}


class _Commands(click.Group):
    """Subcommands that are imported only when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in _COMMANDS:
            close = nearest(args[0], _COMMANDS)
            hint = f"did you mean {close!r}?" if close else f"known: {', '.join(_COMMANDS)}"
            raise click.UsageError(f"no command {args[0]!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_text) for name, (_, help_text) in _COMMANDS.items()])


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    subcommand_metavar="COMMAND [ARGS]...",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s")
@click.pass_context
def evalkit(context: click.Context) -> None:
    """Evaluation and regression tests for voice models that speak the Gemini Live protocol.

    `evalkit run scenarios/` replays the scenarios' recordings, scores them and writes reports/<run-id>/report.html.

    Exit codes: 0 ok, 1 a scenario failed, 2 interrupted, 3 internal error, 4 usage, configuration or scenario
    invalid, 5 nothing selected, 6 worse than the baseline, 7 inconclusive (infrastructure).
    """
    if context.invoked_subcommand is None:
        _say(context.get_help())
        context.exit(ExitCode.INVALID)


def main(command: click.Command | None = None) -> None:
    """Runs the command line, or a command that is none of its own, and exits."""
    prepare_output()
    code = _run(command or evalkit)
    ignore_interrupts()
    sys.exit(code)


def _run(command: click.Command) -> int:
    try:
        outcome = command.main(prog_name="evalkit", standalone_mode=False)
        return int(outcome) if isinstance(outcome, int) else ExitCode.OK
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        _say(_with_help(error))
        return ExitCode.INVALID
    except EvalkitError as error:
        _say("\n".join(f"error: {line}" for line in str(error).splitlines()))
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        ignore_interrupts()
        _say("interrupted")
        return ExitCode.INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # Whoever read our help has left (`| head`), which click leaves by the latter; nobody is there to tell.
        discard_output()
        return ExitCode.OK
    except Exception as error:
        return _internal(error)


def _internal(error: Exception) -> ExitCode:
    if os.environ.get("EVALKIT_TRACEBACK"):
        traceback.print_exception(error)
    said = " ".join(f"{type(error).__name__}: {error}".split())
    _say(f"internal error: {said}; set EVALKIT_TRACEBACK=1 to see where, and report it")
    return ExitCode.INTERNAL


def _with_help(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "evalkit"
    return f"error: {error.format_message()} (try {command} --help)"


def _say(text: str) -> None:
    click.echo(text, err=True)
