"""Prints to standard output, whoever reads it and for however long."""

from __future__ import annotations

import os
import signal
import sys

import click

from evalkit.errors import UsageError

__all__ = ["discard_output", "ignore_interrupts", "prepare_output", "show"]


def show(text: str, end: str = "\n") -> None:
    """Prints; when the reader has left (`| head`), discards this and all later output and lets the command go on.

    So a run keeps its exit code and its reports whatever became of the terminal.

    Raises:
        UsageError: output goes to a file that cannot be written.
    """
    try:
        click.echo(text + end, nl=False)
    except BrokenPipeError:
        discard_output()
    except OSError as error:
        discard_output()
        raise UsageError(f"cannot write to standard output: {error.strerror or error}") from error


def discard_output() -> None:
    """Turns standard output into one that nobody reads, also for what is still buffered."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def ignore_interrupts() -> None:
    """Lets a command that has ended say so: one more ^C must not replace its exit code while Python shuts down."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def prepare_output() -> None:
    """Makes output go somewhere whatever the process was given.

    A character that the encoding lacks is replaced, so that a ✓ ends no run; a stream that is closed (`>&-`) is read by
    nobody.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
