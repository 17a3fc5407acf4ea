"""`evalkit import`: other recorders' files into a scored run."""

from __future__ import annotations

from pathlib import Path

import click

from evalkit.cli.options import out_option

__all__ = ["import_logs"]


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@out_option
def import_logs(files: tuple[Path, ...], out: Path) -> int:
    """Turn each FILE (google/test-server `.websocket.log`) into a recording, score it and write OUT/<run-id>/.

    Such a file keeps no times, so latency stays unscored, and it expects nothing, so nothing in it fails. A recording
    without a single user turn is imported but holds nothing to score.
    """
    from evalkit.cli.output import show
    from evalkit.cli.reporting import report_run
    from evalkit.runner.importing import import_run

    result, folder = import_run(files, out)
    count = len(result.attempts)
    show(f"imported {count:,} recording{'' if count == 1 else 's'}, of which nothing is expected: nothing can fail")
    return report_run(result, folder)
