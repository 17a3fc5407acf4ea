"""One run from its shards: refused unless they are parts of the same plan, made by the same program, and all there."""

from __future__ import annotations

import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evalkit.errors import RecordingError, UsageError
from evalkit.results import RunResult
from evalkit.runner.judgement import JUDGED_BY
from evalkit.runner.run_folder import RunFolder, new_run_folder, read_run
from evalkit.runner.shards import Shard, parse_shard

__all__ = ["merge"]

_OF_EACH = ("shard", "seed", "stopped", "concurrency", "tries")
"""Settings in which shards of one plan may differ."""
_NEVER_CHANGED = (".flac", ".jpg", ".png", ".webp")
"""What may be one file in both runs; whatever may be written again later is copied."""


@dataclass(frozen=True, slots=True)
class _Part:
    shard: Shard
    run: RunResult
    folder: Path


def merge(folders: Sequence[Path], out: Path) -> tuple[RunResult, Path]:
    """Makes one run of the runs that were played with `--shard`, below `out`; the shards are left as they are.

    Returns:
        The run, which no baseline has judged yet, and its folder.

    Raises:
        UsageError: they are not the shards of one run; nothing was written.
        RecordingError: one cannot be read, or the disk refuses.
    """
    parts = sorted((_part(folder) for folder in folders), key=lambda part: part.shard.number)
    _refuse_incomplete(parts)
    _refuse_different(parts)
    _refuse_overlapping(parts)
    started = min(part.run.started_at for part in parts)
    folder = new_run_folder(out, f"{parts[0].run.endpoint}-merged", _clock(started))
    run = _merged(parts, folder.name)
    for part in parts:
        _copy_media(part.folder, folder)
    target = RunFolder(folder)
    target.replace_results(run.attempts)
    target.write_run(run)
    return run, folder


def _part(folder: Path) -> _Part:
    run = read_run(folder)
    shard = run.settings.get("shard")
    if not isinstance(shard, str):
        raise UsageError(f"{folder} was not played with --shard", "name the shards of one run")
    if (folder / JUDGED_BY).exists():
        raise UsageError(
            f"{folder} was scored by other files since", f"score it as it was played: evalkit score {folder}"
        )
    return _Part(parse_shard(shard), run, folder)


def _refuse_incomplete(parts: Sequence[_Part]) -> None:
    sizes = sorted({part.shard.of for part in parts})
    if len(sizes) > 1:
        raise UsageError(f"shards of {' and of '.join(map(str, sizes))} are parts of different runs")
    played = Counter(part.shard.number for part in parts)
    twice = [number for number, count in sorted(played.items()) if count > 1]
    if twice:
        folders = ", ".join(str(part.folder) for part in parts if part.shard.number == twice[0])
        raise UsageError(
            f"shard {twice[0]}/{sizes[0]} is there {played[twice[0]]} times: {folders}", "name one of them"
        )
    missing = [f"{number}/{sizes[0]}" for number in range(1, sizes[0] + 1) if number not in played]
    if missing:
        raise UsageError(
            f"missing: shard {', '.join(missing)}", "name every shard; one that failed can be played again"
        )


def _refuse_different(parts: Sequence[_Part]) -> None:
    first = parts[0]
    for part in parts[1:]:
        for what, one, other in _differences(first.run, part.run):
            said = f"{first.folder} has {what} {one!r}, and {part.folder} {other!r}"
            raise UsageError(f"not shards of one run: {said}", "play them again with the same settings")
    versions = _metric_versions(parts)
    mixed = next((name for name, known in sorted(versions.items()) if len(known) > 1), None)
    if mixed is not None:
        found = ", ".join(f"{folder} version {version}" for version, folder in sorted(versions[mixed].items()))
        raise UsageError(
            f"{mixed} does not mean the same in all shards: {found}", "score the older ones: evalkit score"
        )


def _differences(one: RunResult, other: RunResult) -> Iterator[tuple[str, Any, Any]]:
    yield from _unequal("evalkit", one.evalkit, other.evalkit)
    yield from _unequal("endpoint", one.endpoint, other.endpoint)
    mine, theirs = _plan_of(one), _plan_of(other)
    for name in sorted({*mine, *theirs}):
        yield from _unequal(name, mine.get(name), theirs.get(name))
    # Recordings each have a model of their own, and an empty shard has met none.
    if one.endpoint not in ("replay", "mock") and one.model and other.model:
        yield from _unequal("model", one.model, other.model)


def _unequal(what: str, one: Any, other: Any) -> Iterator[tuple[str, Any, Any]]:
    if one != other:
        yield what, one, other


def _plan_of(run: RunResult) -> dict[str, Any]:
    return {name: value for name, value in run.settings.items() if name not in _OF_EACH}


def _metric_versions(parts: Sequence[_Part]) -> Mapping[str, dict[int, Path]]:
    """By metric its versions, each with a shard that has it."""
    found: defaultdict[str, dict[int, Path]] = defaultdict(dict)
    for part in parts:
        for attempt in part.run.attempts:
            for score in attempt.scores:
                found[f"{score.scorer}.{score.metric}"].setdefault(score.version, part.folder)
    return found


def _refuse_overlapping(parts: Sequence[_Part]) -> None:
    owner: dict[str, Path] = {}
    for part in parts:
        for attempt in part.run.attempts:
            if attempt.folder in owner:
                problem = f"{owner[attempt.folder]} and {part.folder} both hold {attempt.folder}"
                raise UsageError(problem, "play the shards again from the same scenarios")
            owner[attempt.folder] = part.folder


def _merged(parts: Sequence[_Part], run_id: str) -> RunResult:
    runs = [part.run for part in parts]
    models = {model for run in runs for model in run.model.split(", ") if model}
    return RunResult(
        run_id=run_id,
        endpoint=runs[0].endpoint,
        model=", ".join(sorted(models)),
        started_at=min(run.started_at for run in runs),
        finished_at=max(run.finished_at for run in runs) if all(run.finished_at for run in runs) else "",
        planned=sum(run.planned for run in runs),
        interrupted=any(run.interrupted for run in runs),
        evalkit=runs[0].evalkit,
        settings=_settings(parts),
        attempts=tuple(attempt for run in runs for attempt in run.attempts),
    )


def _settings(parts: Sequence[_Part]) -> dict[str, Any]:
    settings = {**_plan_of(parts[0].run), "shards": [part.run.run_id for part in parts]}
    seeds = [part.run.settings.get("seed") for part in parts]
    settings["seed"] = seeds[0] if len(set(seeds)) == 1 else seeds
    stopped = [f"shard {part.shard}: {part.run.stopped}" for part in parts if part.run.stopped]
    return {**settings, "stopped": "; ".join(stopped)} if stopped else settings


def _copy_media(source: Path, target: Path) -> None:
    """Copies what was recorded; audio and pictures become one file in two folders where the disk can do that."""
    for name in ("attempts", "tries"):
        for place, _, files in os.walk(source / name):
            below = target / Path(place).relative_to(source)
            for file in sorted(files):
                _copy(Path(place) / file, below / file)


def _copy(source: Path, target: Path) -> None:
    if source.is_symlink():
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix in _NEVER_CHANGED:
            with suppress(OSError):
                os.link(source, target)
                return
        shutil.copyfile(source, target)
    except OSError as error:
        raise RecordingError(source, 0, f"cannot be copied to {target}: {error.strerror or error}") from error


def _clock(started_at: str) -> Callable[[], datetime]:
    """When the first shard began: a merged run is named by when it was played, however late it is merged."""
    try:
        began = datetime.fromisoformat(started_at).astimezone(UTC)
    except ValueError as error:
        raise UsageError(f"a shard does not say when it began, but {started_at!r}") from error
    return lambda: began
