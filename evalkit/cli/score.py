"""`evalkit score`: scores a stored run again."""

from __future__ import annotations

from pathlib import Path

import click

from evalkit.errors import UsageError

__all__ = ["score"]


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--scenarios",
    multiple=True,
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="Judge by what these scenario files, or folders of them, expect by now; may be repeated.",
)
@click.option("--as-before", is_flag=True, help="Judge by what the stored results were judged by.")
@click.option("--afresh", is_flag=True, help="Score also the attempts of which nothing has changed.")
@click.option("--dry-run", is_flag=True, help="Only say what would change; write nothing.")
def score(run: Path, scenarios: tuple[Path, ...], as_before: bool, afresh: bool, dry_run: bool) -> int:
    """Score every attempt of RUN (a folder below reports/, or reports/latest) again, and write its reports again.

    Opens no connection: today's scorers read the recordings that are there, and judge by what each scenario expected
    when it was played. With --scenarios they judge by what the files expect by now, under expect and expected_failure;
    a scenario that plays something else by now keeps what it expected. What changed is printed, worst first. An attempt
    whose files, expectations and scorers are those of the last time keeps its result.
    """
    from evalkit.cli.output import show
    from evalkit.cli.reporting import report_run
    from evalkit.cli.score_changes import change_lines
    from evalkit.runner.exit_status import exit_status
    from evalkit.runner.rescoring import score_again
    from evalkit.runner.run_folder import named_run

    if scenarios and as_before:
        raise UsageError("--scenarios and --as-before each say by what to judge", "give one of them")
    folder = named_run(run)
    found = score_again(folder, scenarios, as_before=as_before, reuse=not afresh)
    if dry_run:
        code = exit_status(found.after)
    else:
        found.keep(folder)
        code = report_run(found.after, folder)
        show("")
    for line in change_lines(found):
        show(line)
    if dry_run:
        show("dry run: nothing was written")
    return code
