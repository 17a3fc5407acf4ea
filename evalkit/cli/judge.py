"""`evalkit judge`: asks a model what the judges of a stored run want to know, and scores the run again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evalkit.cli.judging import judge_url_option
from evalkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalkit.judging.judge import Judge
    from evalkit.runner.annotating import Annotated
    from evalkit.runner.asking import Asked

__all__ = ["judge"]


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--judge-model", default="", metavar="NAME", help="The model that judges, such as gemini-3.8-flash.")
@click.option(
    "--endpoint",
    type=click.Choice(["gemini", "vertex"]),
    help="Where it is served.  [default: where there are credentials]",
)
@click.option("--project", default="", metavar="ID", help="Project on Vertex AI, before $GOOGLE_CLOUD_PROJECT.")
@click.option("--location", default="", metavar="PLACE", help="Place on Vertex AI, before $GOOGLE_CLOUD_LOCATION.")
@judge_url_option
@click.option("--dry-run", is_flag=True, help="Only say what would be asked; needs no credentials.")
def judge(run: Path, judge_model: str, dry_run: bool, **where: Any) -> int:
    """Ask a model for the votes that RUN (a folder below reports/, or reports/latest) still lacks, and score it again.

    Votes that are kept beside the recordings are not asked for again; failed and made-up ones are. Each is kept as it
    comes, so that what was paid for is never asked twice. It says before what it will ask and about what that costs.
    """
    from evalkit.cli.output import show
    from evalkit.runner.asking import pending
    from evalkit.runner.run_folder import named_run

    if not judge_model.strip() and not dry_run:
        raise UsageError("no judge is named", "give --judge-model, such as gemini-3.8-flash, or --dry-run")
    folder = named_run(run)
    asked = pending(folder)
    show(_plan(asked, judge_model.strip()))
    if dry_run:
        show("dry run: nobody was asked")
        return 0
    return _judge(folder, asked, judge_model.strip(), where)


def _judge(folder: Path, asked: Sequence[Asked], model: str, where: dict[str, Any]) -> int:
    from evalkit.cli.judging import made_judge
    from evalkit.cli.output import show
    from evalkit.cli.reporting import report_run
    from evalkit.cli.score_changes import change_lines
    from evalkit.errors import ExitCode
    from evalkit.runner.asking import pending
    from evalkit.runner.rescoring import score_again

    if asked:
        _ask(asked, made_judge(model, where["endpoint"], where["judge_url"], where["project"], where["location"]))
    found = score_again(folder, as_before=True)
    found.keep(folder)
    code = report_run(found.after, folder)
    show("")
    for line in change_lines(found):
        show(line)
    # Votes that did not come say nothing about the model, and nobody may take their absence for a pass.
    return ExitCode.INCONCLUSIVE if code == ExitCode.OK and pending(folder) else code


def _ask(asked: Sequence[Asked], judge: Judge) -> None:
    from evalkit.cli.judging import outcome_line
    from evalkit.cli.output import show
    from evalkit.runner.asking import ask

    def said(each: Asked, annotated: Annotated) -> None:
        header = each.recording.header
        show(f"{header.scenario_id} {header.attempt}: {outcome_line(annotated)}")

    ask(asked, judge, said)


def _plan(asked: Sequence[Asked], model: str) -> str:
    from evalkit.profiles.text_prices import AS_OF, text_price_of
    from evalkit.runner.asking import estimate

    if not asked:
        return "nothing to ask: every vote is kept, or no scenario of the run has a judge"
    price = text_price_of(model)
    found = estimate(asked, price)
    amount = f"{_count(found.questions, 'question')}, {_count(found.votes, 'vote')}, {found.audio_s:.0f} s of audio"
    if found.usd is None or price is None:
        return f"{amount}; {f'what {model} costs is not known here' if model else 'name a model to see what it costs'}"
    note = f"; {price.note}" if price.note else ""
    return f"{amount}; about ${found.usd:.4f} and what {model} thinks, at the prices of {AS_OF}{note}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
