"""`evalkit merge`: makes one run of its shards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from evalkit.cli.options import baseline_option, junit_option, out_option

__all__ = ["merge"]


@click.command()
@click.argument("runs", nargs=-1, required=True, metavar="RUN...", type=click.Path(path_type=Path))
@out_option
@baseline_option
@junit_option
def merge(runs: tuple[Path, ...], out: Path, baseline: str, junit: Path | None) -> int:
    """Make one run of every RUN that was played with --shard, write its reports, and judge it as one.

    All shards must be there, and be parts of one plan, played by one version of evalkit. They are left as they are;
    audio is not stored twice where the disk can help it. What looks worse is not played again here: evalkit confirm
    does that.
    """
    from evalkit.cli.nights import keep
    from evalkit.cli.reporting import check_target, report_run
    from evalkit.history.store import read_history
    from evalkit.reporters.html.index import beside_runs
    from evalkit.runner.judging import judged
    from evalkit.runner.merging import merge as merged
    from evalkit.runner.run_folder import RunFolder, named_run

    if junit is not None:
        check_target(junit)
    history = read_history(baseline) if baseline else ()
    # `played/*` names the index beside the runs too.
    run, folder = merged([named_run(path) for path in runs if not beside_runs(path.name)], out)
    if baseline:
        run = judged(replace(run, settings={**run.settings, "baseline": baseline}), history)
        RunFolder(folder).write_run(run)
    code = report_run(run, folder, junit)
    keep(run, baseline)
    return code
