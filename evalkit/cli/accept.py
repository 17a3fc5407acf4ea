"""`evalkit accept`: makes a run one that later runs are compared with."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evalkit.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from evalkit.history.night import Night

__all__ = ["accept"]

_HISTORY = "history"
_REPORTS = Path("reports")


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--reason", default="", metavar="WORDS", help="Why its results are what is expected from now on.")
@click.option(
    "--history", "place", default="", metavar="PLACE", help="Folder or bucket.  [default: history beside RUN]"
)
@click.option("--undo", is_flag=True, help="Take the acceptance back; the night stays in the history.")
@click.option("--anyway", is_flag=True, help="Also a run that was interrupted or is inconclusive.")
def accept(run: Path, reason: str, place: str, undo: bool, anyway: bool) -> int:
    """Accept RUN as baseline, whatever was said of it: what it measured is what is expected from now on.

    RUN is a folder below reports/, such as reports/latest, or the name of a night that the history has. Later runs of
    the same endpoint, model and place (of replays: of the same endpoint) are compared with the newest 30 accepted
    nights.
    """
    from evalkit.cli.output import show
    from evalkit.cli.reporting import renew_index
    from evalkit.history.store import accepted_night, read_history, refused_night

    where = place or str(_beside(run))
    night = _named_night(run, where)
    if undo:
        if not night.accepted_at:
            raise UsageError(f"{night.run_id} is not accepted in {where}", "there is nothing to take back")
        refused_night(where, night)
        show(f"no longer accepted: {night.run_id} (was: {night.reason})")
    else:
        words = _reason(reason)
        if not anyway:
            _check(night)
        accepted_night(where, night, datetime.now(UTC).isoformat(timespec="seconds"), words)
        show(f"accepted: {night.run_id} ({words})")
    for line in _baseline(night, read_history(where)):
        show(line)
    renew_index(where)
    return ExitCode.OK


def _beside(run: Path) -> Path:
    return (run.resolve().parent if run.is_dir() or run.name == "latest" else _REPORTS) / _HISTORY


def _named_night(run: Path, place: str) -> Night:
    """The night as the run's folder has it by now, with what was said of it, and whether it is accepted already."""
    from dataclasses import replace

    from evalkit.history.night import night_of
    from evalkit.history.store import read_night
    from evalkit.runner.run_folder import named_run, read_run

    folder = named_run(run)
    if not folder.is_dir():
        kept = read_night(place, folder.name) if folder == Path(folder.name) else None
        if kept is None:
            raise UsageError(f"{run}: no run's folder, and no night in {place}", "evalkit history lists its nights")
        return kept
    night = night_of(read_run(folder))
    kept = read_night(place, night.run_id)
    if kept is None:
        return night
    night = replace(night, accepted_at=kept.accepted_at, reason=kept.reason)
    return night if night.outcome else replace(night, outcome=kept.outcome, why=kept.why)


def _reason(words: str) -> str:
    reason = " ".join(words.encode("utf-8", "replace").decode("utf-8").split())
    if not reason:
        raise UsageError("no reason given", 'say why in words: --reason "the new prompt is shorter"')
    return reason


def _check(night: Night) -> None:
    """Refuses what says too little to be compared with.

    Raises:
        UsageError: it was interrupted, or too much of it could not be measured.
    """
    from evalkit.outcome import Outcome
    from evalkit.verdict.judge import judge

    hint = "run it again; or add --anyway, and every later run is compared with what is missing here"
    if night.interrupted:
        raise UsageError(f"{night.run_id} was interrupted", hint)
    if not any(played.measured for played in night.played):
        raise UsageError(f"{night.run_id} measured nothing", hint)
    # Without a history nothing but the run itself is asked about: whether enough of it was measured.
    by_itself = judge(night, ())
    for said in (night, by_itself):
        if said.outcome is Outcome.INCONCLUSIVE:
            raise UsageError(f"{night.run_id} is inconclusive: {said.why}", hint)


def _baseline(night: Night, history: tuple[Night, ...]) -> list[str]:
    from evalkit.history.night import EXACT_ENDPOINTS
    from evalkit.outcome import Outcome
    from evalkit.verdict.policy import DEFAULT

    series = [each for each in history if each.key == night.key and each.accepted_at]
    known = (night.endpoint,) if night.endpoint in EXACT_ENDPOINTS else (night.endpoint, night.model, night.place)
    what = " · ".join(part for part in known if part)
    if not series:
        return [f"baseline of {what}: none; the next run says NEW KEY"]
    newest = series[-DEFAULT.baseline_nights :]
    days = " to ".join(dict.fromkeys(each.started_at[:10] for each in (newest[0], newest[-1])))
    lines = [f"baseline of {what}: {len(newest)} accepted night{'' if len(newest) == 1 else 's'}, {days}"]
    if any(each.run_id == night.run_id and each.outcome is Outcome.REGRESSED for each in newest):
        lines.append("  it was REGRESSED: what got worse in it is what is expected from it on")
    waits = {"single scenarios": DEFAULT.break_least_nights, "first audio": DEFAULT.latency_least_nights}
    missing = [f"{name} from {nights} nights on" for name, nights in waits.items() if len(newest) < nights]
    if missing and night.endpoint not in EXACT_ENDPOINTS:
        lines.append(f"  judged later: {', '.join(missing)}")
    return lines
