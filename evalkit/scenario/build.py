"""Turns a checked scenario file into the scenario the rest of evalkit works with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from evalkit.scenario.conditions_schema import BackgroundFile, ConditionsFile, NoiseBackground, SaySpeaker, SpeakerFile
from evalkit.scenario.model import (
    AudioInput,
    Background,
    Conditions,
    Image,
    SayInput,
    Scenario,
    ScorerSpec,
    SecondSpeaker,
    SilenceInput,
    SoundtrackInput,
    Start,
    TextInput,
    Timeouts,
    ToolAnswer,
    ToolStub,
    Turn,
    UserInput,
    Video,
)
from evalkit.scenario.pictures_schema import picture_files
from evalkit.scenario.quarantine import Quarantine
from evalkit.scenario.schema import (
    AnswerFile,
    AudioTurn,
    ExpectFile,
    QuarantineFile,
    SayTurn,
    ScenarioFile,
    SilenceTurn,
    TextTurn,
    TurnFile,
    VideoTurn,
)
from evalkit.scenario.script_build import build_script
from evalkit.scenario.setup_check import camel_case, merged_setup

__all__ = ["build_scenario"]


def build_scenario(
    file: ScenarioFile, document: Mapping[str, Any], scenario_id: str, source: Path | None, root: Path | None
) -> Scenario:
    """Returns the scenario of a file that holds no mistake.

    Args:
        file: the file, validated.
        document: the same file as plain data; kept without its `mock` section.
        scenario_id: see `Scenario.id`.
        source: the file, where there is one.
        root: the scenario root, where there is one.
    """
    return Scenario(
        id=scenario_id,
        turns=tuple(_turn(index, turn, file.conditions) for index, turn in enumerate(file.turns)),
        description=file.description,
        tags=tuple(file.tags),
        language=file.language,
        setup=_setup(merged_setup(file.setup, file.setup_unchecked)),
        tools=tuple(_stub(name, answers) for name, answers in file.tools.items()),
        expect=_specs(file.expect),
        timeouts=Timeouts(**file.timeouts.model_dump()),
        chunk_ms=file.audio.chunk_ms,
        tail_ms=file.audio.tail_ms,
        audio_end=file.audio.end,
        expected_failure=file.expected_failure,
        quarantine=_quarantine(file.quarantine),
        script=build_script(file.mock) if file.mock else None,
        source=source,
        root=root,
        document={key: value for key, value in document.items() if key != "mock"},
    )


def _quarantine(file: QuarantineFile | None) -> Quarantine | None:
    return None if file is None else Quarantine(date.fromisoformat(file.until), file.reason, file.longer)


def _setup(written: Mapping[str, Any]) -> dict[str, Any]:
    """The setup as the wire has it: there a system instruction is a content, never a bare text (reference §2.1)."""
    bare = {key for key, value in written.items() if camel_case(key) == "systemInstruction" and isinstance(value, str)}
    return {key: {"parts": [{"text": value}]} if key in bare else value for key, value in written.items()}


def _turn(index: int, turn: TurnFile, shared: ConditionsFile) -> Turn:
    video = picture_files(turn.video)
    return Turn(
        index,
        _input(turn),
        Start(turn.start.after, turn.start.delay_ms, turn.start.reconnect),
        _specs(turn.expect),
        Video(video[0].file, video[0].fit) if video else None,
        tuple(Image(image.file, image.fit) for image in picture_files(turn.image)),
        Conditions() if isinstance(turn, TextTurn) else _conditions(shared, turn.conditions),
    )


def _input(turn: TurnFile) -> UserInput:
    match turn:
        case TextTurn():
            return TextInput(turn.text)
        case AudioTurn():
            return AudioInput(turn.audio, turn.transcript)
        case SayTurn():
            return SayInput(turn.say, turn.speaker)
        case SilenceTurn():
            return SilenceInput(turn.silence_s)
        case VideoTurn():
            return SoundtrackInput(turn.transcript)


def _conditions(shared: ConditionsFile, own: ConditionsFile) -> Conditions:
    """What the turn gives goes before what the scenario gives, key by key; a null is given, too."""
    given = {name: getattr(each, name) for each in (shared, own) for name in each.model_fields_set}
    return Conditions(
        gain_db=given.get("gain_db", 0.0),
        background=_background(given.get("background")),
        second_speaker=_second_speaker(given.get("second_speaker")),
        channel=given.get("channel", "wideband"),
    )


def _background(file: BackgroundFile | None) -> Background | None:
    if file is None:
        return None
    if isinstance(file, NoiseBackground):
        return Background(file.snr_db, noise=file.noise, seed=file.seed)
    return Background(file.snr_db, path=file.file, seed=file.seed)


def _second_speaker(file: SpeakerFile | None) -> SecondSpeaker | None:
    if file is None:
        return None
    if isinstance(file, SaySpeaker):
        return SecondSpeaker(file.snr_db, say=file.say, speaker=file.speaker, delay_ms=file.delay_ms)
    return SecondSpeaker(file.snr_db, path=file.audio, delay_ms=file.delay_ms)


def _specs(expect: ExpectFile) -> tuple[ScorerSpec, ...]:
    return tuple(ScorerSpec(name, args) for name, args in expect.items())


def _stub(name: str, answers: list[AnswerFile] | AnswerFile) -> ToolStub:
    listed = answers if isinstance(answers, list) else [answers]
    return ToolStub(name, tuple(map(_answer, listed)))


def _answer(file: AnswerFile) -> ToolAnswer:
    return ToolAnswer(file.when, file.returns or {}, file.error, file.after_ms, file.scheduling)
