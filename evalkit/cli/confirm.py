"""`evalkit confirm`: plays again what looks worse in a stored run."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evalkit.cli.options import baseline_option, junit_option, speech_option
from evalkit.errors import UsageError

if TYPE_CHECKING:
    from evalkit.cli.playing import Request
    from evalkit.results import RunResult

__all__ = ["confirm"]

_KINDS = {"endpoint": str, "model": str, "repeat": int, "concurrency": int, "location": str, "api_version": str}


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@baseline_option
@click.option("--endpoint", default="", metavar="URL", help="Where, when its URL held a credential that is not kept.")
@click.option("--project", default="", metavar="ID", help="Project on Vertex AI, before $GOOGLE_CLOUD_PROJECT.")
@speech_option
@junit_option
def confirm(run: Path, baseline: str, junit: Path | None, **asked: Any) -> int:
    """Judge RUN (a folder below reports/, or reports/latest) again, and play again what looks worse in it.

    A run with --baseline does that itself; this is for one that could not: of evalkit merge, with --no-confirm, or
    stopped while it did. Where nothing looks worse, nothing is played. What it costs is said before. The scenarios must
    be those that the run played.
    """
    from evalkit.cli.nights import keep
    from evalkit.cli.playing import confirm as confirmed
    from evalkit.cli.reporting import check_target, report_run
    from evalkit.runner.run_folder import named_run, read_run

    if junit is not None:
        check_target(junit)
    folder = named_run(run)
    stored = read_run(folder)
    request = _request(stored, baseline, folder.parent, asked)
    found = confirmed(request, stored, folder)
    code = report_run(found, folder, junit)
    keep(found, request.baseline)
    return code


def _request(run: RunResult, baseline: str, out: Path, asked: dict[str, Any]) -> Request:
    """What the run was asked for, as far as its settings keep it."""
    from evalkit.cli.playing import Request

    kept = {field.name: run.settings[field.name] for field in fields(Request) if field.name in run.settings}
    paths, seed = kept.get("paths"), kept.get("seed")
    place = baseline or str(kept.get("baseline") or "")
    if not isinstance(paths, list) or not kept.get("endpoint"):
        raise UsageError(f"{run.run_id} does not say what was played", "only what evalkit run made can be played again")
    if not place and not any(each.arm for each in run.attempts):
        raise UsageError(f"{run.run_id} has no baseline", "name it: --baseline reports/history")
    for name, kind in _KINDS.items():
        if name in kept and type(kept[name]) is not kind:
            raise UsageError(f"{run.run_id}: run.json says {name} {kept[name]!r}", "run the scenarios again")
    given = {name: value for name, value in asked.items() if value}
    # A run that was merged has no concurrency of its own, nor has one of an older evalkit what came later.
    said = {
        "model": "",
        "repeat": 1,
        "concurrency": 1,
        **kept,
        "paths": tuple(map(Path, paths)),
        "filters": tuple(kept.get("filters") or ()),
        "tags": tuple(kept.get("tags") or ()),
        "seed": seed if isinstance(seed, int) else None,
        "out": out,
        "baseline": place,
        "interleave": _interleaved_with(run),
        "shard": "",
    }
    return Request(**{**said, **given})


def _interleaved_with(run: RunResult) -> Path | None:
    config = run.settings.get("interleave")
    file = config.get("file") if isinstance(config, dict) else None
    return Path(file) if isinstance(file, str) else None
