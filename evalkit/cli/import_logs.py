"""`evalkit import`: other recorders' files into a scored run."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["import_logs"]


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out", default=Path("reports"), show_default=True, type=click.Path(path_type=Path), help="Runs' folder."
)
def import_logs(files: tuple[Path, ...], out: Path) -> int:
    """Turn FILES (google/test-server `.websocket.log`) into recordings, score them and write OUT/<run-id>/.

    Such a file keeps no times, so latency stays unscored. A recording without a single user turn is imported but holds
    nothing to score.
    """
    from evalkit.cli.reporting import report_run
    from evalkit.runner.importing import import_run

    result, folder = import_run(files, out)
    return report_run(result, folder)
