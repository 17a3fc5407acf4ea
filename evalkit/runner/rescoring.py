"""Scores stored attempts again; opens no connection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from evalkit.errors import FormatVersionError, RecordingError
from evalkit.recording.model import Header, Recording
from evalkit.recording.store import EVENTS, read_header, read_recording
from evalkit.results import AttemptResult, RunResult
from evalkit.runner.attempt import score_attempt
from evalkit.runner.judgement import AS_PLAYED, JUDGED_BY, Judgement, judgement_by_files, stored_judgement
from evalkit.runner.judging import judged_again
from evalkit.runner.reuse import Scored, attempt_digest, keep_scored, kept_scores, program_digest
from evalkit.runner.run_folder import RunFolder, attempt_number, read_plan, read_run
from evalkit.runner.scenario_changes import changed_scenarios
from evalkit.runner.tries import with_tries

__all__ = ["Rescoring", "rescore", "score_again", "stored_attempts"]

_AS_PLAYED = "judged by what it said when it was played"
_CHANGED = f"has changed since; {_AS_PLAYED}"

_ANSWER_FROM = ("mock", "replay")
"""Endpoints whose recordings have the provenance of what answered, also when every old result is lost."""


def stored_attempts(folder: Path) -> tuple[Path, ...]:
    """The attempt folders of a run, in order of scenario and attempt number."""
    found = [path.parent for path in (folder / "attempts").rglob(EVENTS)]
    return tuple(sorted(found, key=lambda path: (path.parent.as_posix(), attempt_number(path.name), path.name)))


@dataclass(frozen=True, slots=True)
class Rescoring:
    """A stored run as it was scored before and as it is scored now; nothing is written yet."""

    before: RunResult
    """Without attempts where the stored results are lost or damaged."""
    after: RunResult
    judgement: Judgement
    judged_before: Judgement
    program: str
    """Digest of the program before it scored."""
    scored: tuple[Scored, ...]
    reused: int
    """Results that were not made again, because nothing they follow from has changed."""

    def keep(self, folder: Path) -> None:
        """Writes `results.jsonl` anew, and by what it was judged; recordings are never touched.

        Raises:
            RecordingError: the disk refuses.
        """
        run_folder = RunFolder(folder)
        if self.judgement.expectations:
            run_folder.write_file(JUDGED_BY, self.judgement.to_json())
        run_folder.replace_results(self.after.attempts)
        keep_scored(run_folder, self.program, self.scored, self.after.attempts)
        if (self.after.settings, self.after.verdict) != (self.before.settings, self.before.verdict):
            run_folder.write_run(self.after)
        if not self.judgement.expectations:
            run_folder.remove_file(JUDGED_BY)


def rescore(folder: Path) -> RunResult:
    """Scores every finished attempt of a stored run with today's scorers and writes `results.jsonl` anew.

    What a scenario expected when it was played is what it is judged by; where its file says something else by now, a
    note says so. An attempt that was cut off has no result: the run then holds fewer than planned, and says so. Old
    results that are damaged are no obstacle: this is what mends them.

    Raises:
        RecordingError: the run, or one of its recordings, cannot be read; nothing was changed then.
    """
    found = score_again(folder)
    found.keep(folder)
    return found.after


def score_again(
    folder: Path, scenarios: tuple[Path, ...] = (), *, as_before: bool = False, reuse: bool = True
) -> Rescoring:
    """Scores every finished attempt of a stored run with today's scorers, and writes nothing.

    Args:
        folder: the run's.
        scenarios: files or folders of scenarios: what they expect by now is what their attempts are judged by.
        as_before: judges by what the stored results were judged by, without `scenarios`.
        reuse: takes a stored result as it is while nothing that it follows from has changed (`evalkit.runner.reuse`);
            the results are the same without.

    Raises:
        RecordingError: the run, or one of its recordings, cannot be read.
        ScenarioErrors, UsageError, NothingSelected: as `judgement_by_files`.
    """
    run, judged_before = _stored_run(folder), _judged_before(folder, needed=as_before)
    judgement = judged_before if as_before else AS_PLAYED
    if scenarios:
        judgement = judgement_by_files(scenarios, _headers(folder))
    program, kept = program_digest(), kept_scores(folder, run.attempts) if reuse else {}
    scored = tuple(_scored_again(folder, run, judgement, program, kept))
    results = tuple(with_tries(each.result, folder) for each in scored)
    if not results:
        raise RecordingError(folder, 0, "the run holds no finished attempt", "nothing can be scored")
    settings = {name: value for name, value in run.settings.items() if name != "judged_by"}
    after = replace(run, settings=settings | judgement.settings)
    ordered = _noted(_in_order(results, run.attempts), after, folder, judgement)
    reused = sum(kept.get(each.result.folder) is each for each in scored)
    after = replace(after, attempts=ordered)
    after = after if ordered == run.attempts else judged_again(after)
    return Rescoring(run, after, judgement, judged_before, program, scored, reused)


def _headers(folder: Path) -> tuple[Header, ...]:
    """The header of one attempt of each scenario that was played."""
    first = {attempt.parent: attempt for attempt in reversed(stored_attempts(folder)) if _was_begun(attempt)}
    return tuple(read_header(attempt) for attempt in first.values())


def _scored_again(
    folder: Path, run: RunResult, judgement: Judgement, program: str, kept: Mapping[str, Scored]
) -> Iterator[Scored]:
    before = {result.folder: result.reference for result in run.attempts}
    for attempt in stored_attempts(folder):
        if not _was_begun(attempt):
            continue
        judged = judgement.of(read_header(attempt))
        digest, name = attempt_digest(attempt, judged, program), attempt.relative_to(folder).as_posix()
        if name in kept and kept[name].digest == digest:
            yield kept[name]
            continue
        recording = read_recording(attempt)
        if _is_finished(recording):
            reference = before.get(name, _unknown_reference(recording.header, before))
            recording = replace(recording, header=replace(recording.header, scenario=judged))
            yield Scored(digest, score_attempt(recording, attempt, folder, reference))


def _unknown_reference(header: Header, known: Mapping[str, str]) -> str:
    """Killed between its end and its result, an attempt was answered by what the others were."""
    return header.provenance if any(known.values()) or header.endpoint in _ANSWER_FROM else ""


def _judged_before(folder: Path, *, needed: bool) -> Judgement:
    """Damaged, it is no obstacle to scoring by something else."""
    try:
        return stored_judgement(folder)
    except RecordingError:
        if needed:
            raise
        return AS_PLAYED


def _was_begun(attempt: Path) -> bool:
    """False when the run was killed before even the recording's header was written."""
    try:
        with (attempt / EVENTS).open("rb") as file:
            return file.readline().endswith(b"\n")
    except OSError as error:
        raise RecordingError(attempt / EVENTS, 0, f"cannot be read: {error.strerror or error}") from error


def _is_finished(recording: Recording) -> bool:
    """True when the connection was closed or never opened; another recorder's file says neither and is all there is."""
    failed = any(mark.name == "session_failed" for mark in recording.marks)
    return recording.close is not None or failed or bool(recording.header.source)


def _stored_run(folder: Path) -> RunResult:
    try:
        return read_run(folder)
    except FormatVersionError:
        raise
    except RecordingError:
        return read_plan(folder)


def _in_order(results: tuple[AttemptResult, ...], before: tuple[AttemptResult, ...]) -> tuple[AttemptResult, ...]:
    """Keeps the order in which attempts ended, where it is known."""
    position = {result.folder: index for index, result in enumerate(before)}
    return tuple(sorted(results, key=lambda result: position.get(result.folder, len(position))))


def _noted(
    results: tuple[AttemptResult, ...], run: RunResult, folder: Path, judgement: Judgement
) -> tuple[AttemptResult, ...]:
    changed = changed_scenarios(replace(run, attempts=results), folder, besides=judgement.named)
    notes = {id: f"{file} {_CHANGED}" for id, file in changed.items()}
    notes |= {id: f"{why}; {_AS_PLAYED}" for id, why in judgement.refused.items()}
    return tuple(
        replace(result, notes=(*result.notes, notes[result.scenario_id])) if result.scenario_id in notes else result
        for result in results
    )
