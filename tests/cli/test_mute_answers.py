"""Answers that nobody can hear, from the mock server to the words a user reads: none is speech, each has its name."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from evalkit.recording.store import read_recording
from evalkit.scenario.document import scenario_from_document
from evalkit.scorers import SCORERS
from evalkit.scorers.base import Score
from evalkit.trace.build import build_trace
from tests.cli.commands import Command, only_run

SPEECH = Path(__file__).resolve().parents[2] / "scenarios" / "audio" / "say"
SCENARIO = """
setup:
  generation_config: {{response_modalities: [AUDIO]}}
  input_audio_transcription: {{}}
  output_audio_transcription: {{}}
turns:
  - say: Are you still there?
mock:
  turns:
    - - {{hear: Are you still there?, after_ms: 540}}
      - {answer}
"""
"""One spoken turn, and no expectation named."""
NO_AUDIO = "the answer has no audio"


@dataclass(frozen=True)
class Mute:
    """What the server does, and what is to be read of it."""

    answer: str
    form: str
    words: str
    latency: str
    """Why there is no audible sample."""
    level: str = NO_AUDIO
    """Why there is no level; empty where there is one."""


MUTE = {
    "near-zero audio": Mute(
        '{say: "Yes, I am here.", after_ms: 350, gain_db: -80}',
        "inaudible_audio",
        "audio came that nobody can hear",
        "the answer's audio is too quiet to be heard",
        "",
    ),
    "rejected": Mute(
        "{complete: {reason: RESPONSE_REJECTED}, after_ms: 200}",
        "empty_turn_reason",
        "the turn ended without content: RESPONSE_REJECTED",
        "the turn was never answered (turn_complete)",
        "the turn was never answered (turn_complete)",
    ),
    "empty turn": Mute(
        "{complete: true, after_ms: 200}",
        "empty_turn",
        "the turn ended without content",
        "the turn was never answered (turn_complete)",
        "the turn was never answered (turn_complete)",
    ),
    "text only": Mute(
        '{write: "Yes, I am here.", after_ms: 350}', "text_only", "text came, and no audio", NO_AUDIO, NO_AUDIO
    ),
}


def played(evalkit: Command, folder: Path, answer: str) -> tuple[int, str, Path]:
    """Plays the scenario with this answer; the exit code, what was printed, and the folder of the run."""
    root = folder / "scenarios"
    (root / "audio" / "say").mkdir(parents=True)
    for kept in (*SPEECH.glob("are-you-still-there-*.flac"), *SPEECH.glob("yes-i-am-here-*.flac")):
        shutil.copy(kept, root / "audio" / "say")
    (root / "still_there.yaml").write_text(SCENARIO.format(answer=answer), encoding="utf-8")
    found = evalkit("run", root, "--endpoint", "mock", "--out", folder / "reports")
    assert found.err == ""
    return found.code, found.out, only_run(folder / "reports")


def scored(run: Path, scorer: str, **args: object) -> dict[str, Score]:
    """What a scorer makes of the recorded turn with no expectation named."""
    (events,) = (run / "attempts").rglob("events.jsonl")
    recording = read_recording(events.parent)
    scenario = scenario_from_document(recording.header.scenario, "still_there")
    trace = build_trace(recording, scenario)
    return {score.metric: score for score in SCORERS.get(scorer)(**args)(trace, trace.turns[0])}


@pytest.mark.parametrize("name", MUTE)
def test_a_user_reads_what_was_wrong(evalkit: Command, tmp_path: Path, name: str) -> None:
    mute = MUTE[name]
    code, out, run = played(evalkit, tmp_path, mute.answer)
    assert code == 1
    assert mute.words in out
    for file in ("report.html", "summary.md", "junit.xml"):
        # Markdown escapes what it would take for emphasis.
        assert mute.words in (run / file).read_text(encoding="utf-8").replace("\\_", "_")


@pytest.mark.parametrize("name", MUTE)
def test_no_scorer_takes_it_for_speech(evalkit: Command, tmp_path: Path, name: str) -> None:
    mute = MUTE[name]
    run = played(evalkit, tmp_path, mute.answer)[2]
    answer = scored(run, "heard")["answer"]
    assert (answer.value, answer.passed, answer.explanation) == (0.0, False, mute.words)
    for label, metric, value in (("silent", "kept_silent", 1.0), ("speak", "spoke_up", 0.0)):
        silence = scored(run, "silence", label=label)[metric]
        assert (silence.value, silence.detail["form"]) == (value, mute.form)
        # One turn, and nothing shows that the model was there to choose.
        assert silence.explanation == f"{mute.words}; no later turn was answered, so the model may be broken"
    for metric in ("first_audible_ms", "voice_to_voice_ms"):
        latency = scored(run, "latency")[metric]
        assert (latency.value, latency.explanation) == (None, mute.latency)
    level = scored(run, "audio")["active_level_dbfs"]
    assert (level.passed, level.explanation) == (False, mute.level)
    assert level.value is None if mute.level else (level.value or 0.0) < -60
    # It did end: how a turn ends says nothing of what was heard.
    assert scored(run, "turn", completed=True)["completed"].passed is True


def test_the_same_answer_aloud_is_heard(evalkit: Command, tmp_path: Path) -> None:
    code, _, run = played(evalkit, tmp_path, '{say: "Yes, I am here.", after_ms: 350}')
    assert code == 0
    answer = scored(run, "heard")["answer"]
    assert (answer.value, answer.passed, answer.explanation) == (1.0, True, "")
