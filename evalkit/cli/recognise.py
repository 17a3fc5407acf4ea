"""`evalkit recognise`: has a speech recogniser listen to a stored run, and scores the run again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evalkit.cli.recognising import asr_model_option
from evalkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalkit.runner.annotating import Annotated, Answerer
    from evalkit.runner.asking import Asked

__all__ = ["recognise"]


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@asr_model_option
@click.option("--dry-run", is_flag=True, help="Only say what would be listened to; needs no recogniser.")
def recognise(run: Path, asr_model: Path | None, dry_run: bool) -> int:
    """Listen to the answers of RUN (a folder below reports/, or reports/latest) that nobody has listened to.

    Needs evalkit[speech] and opens no connection. What was recognised is kept beside the recordings and is not asked
    for again; then the run is scored again. Only scenarios with `recognition` under `expect` are listened to.
    """
    from evalkit.cli.output import show
    from evalkit.runner.asking import pending
    from evalkit.runner.run_folder import named_run

    folder = named_run(run)
    asked = pending(folder, "recognition")
    show(_plan(asked))
    if dry_run:
        show("dry run: nobody has listened")
        return 0
    return _recognise(folder, asked, asr_model)


def _recognise(folder: Path, asked: Sequence[Asked], asr_model: Path | None) -> int:
    from evalkit.cli.recognising import recogniser_here
    from evalkit.cli.reporting import report_run
    from evalkit.errors import ExitCode
    from evalkit.runner.asking import pending
    from evalkit.runner.rescoring import score_again

    if asked:
        recogniser = recogniser_here(asr_model)
        if recogniser is None:
            raise UsageError("no speech recogniser is installed", "pip install 'evalkit[speech]'")
        _listen(asked, recogniser)
    found = score_again(folder, as_before=True)
    found.keep(folder)
    code = report_run(found.after, folder)
    return ExitCode.INCONCLUSIVE if code == ExitCode.OK and pending(folder, "recognition") else code


def _listen(asked: Sequence[Asked], recogniser: Answerer) -> None:
    from evalkit.cli.output import show
    from evalkit.runner.asking import ask

    show(f"listening with {recogniser.name}")

    def said(each: Asked, annotated: Annotated) -> None:
        header = each.recording.header
        missing = annotated.failed + annotated.left
        without = f", {missing} not" if missing else ""
        why = f": {annotated.problem}" if annotated.problem else ""
        show(f"{header.scenario_id} {header.attempt}: {annotated.asked} recognised{without}{why}")

    ask(asked, recogniser, said)


def _plan(asked: Sequence[Asked]) -> str:
    heard = [one.question.heard for each in asked for one in each.open]
    if not heard:
        return "nothing to listen to: every answer is recognised, or no scenario of the run has `recognition`"
    seconds = sum(float(audio.facts["seconds"]) for one in heard for audio in one)
    return f"{len(heard)} {'answer' if len(heard) == 1 else 'answers'}, {seconds:.0f} s of audio"
