import shlex
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from evalkit.errors import MediaError, UsageError
from evalkit.media.speech.command import CommandEngine

EXAMPLE = "write it like `piper -m voice.onnx -i {text_file} -f {out}`"
SPEAKER = """
import json, pathlib, shutil, sys
sound, log, text_file, out, *more = sys.argv[1:]
pathlib.Path(log).write_text(json.dumps([pathlib.Path(text_file).read_text(encoding="utf-8"), *more]))
shutil.copy(sound, out)
"""


@pytest.fixture
def command(tmp_path: Path) -> str:
    sf.write(tmp_path / "sound.wav", np.full(1_600, 1_000, np.int16), 16_000)
    (tmp_path / "a speaker.py").write_text(SPEAKER)
    given = [sys.executable, str(tmp_path / "a speaker.py"), str(tmp_path / "sound.wav"), str(tmp_path / "log.json")]
    return f"{shlex.join(given)} {{text_file}} {{out}} --voice={{voice}} '{{language}} {{voice}}' '$HOME;' '{{}}'"


def test_the_places_are_filled_in_and_no_shell_sees_them(command: str, tmp_path: Path) -> None:
    engine = CommandEngine(command)
    samples, rate_hz = engine.speak("-o {out} $(id)", engine.voice_of("A", "en"), "en-US")
    assert (len(samples), rate_hz) == (1_600, 16_000)
    assert (tmp_path / "log.json").read_text() == ('["-o {out} $(id)\\n", "--voice=A", "en-US A", "$HOME;", "{}"]')


@pytest.mark.parametrize(
    ("speaker", "voice"),
    [("", "user"), ("model", "model"), ("A", "A"), ("--rm -rf", "rm_-rf"), ("{out}", "out_"), ("Köchin 1", "Köchin_1")],
)
def test_the_voice_is_the_speakers_name_made_harmless(speaker: str, voice: str) -> None:
    assert CommandEngine("say {out}").voice_of(speaker, "en") == voice


def test_it_is_asked_whatever_the_language_and_even_when_it_is_missing() -> None:
    engine = CommandEngine("no-such-speaker {out}")
    assert engine.available()
    assert engine.speaks("tlh")
    with pytest.raises(MediaError, match=r"^no-such-speaker: cannot be run: No such file or directory$"):
        engine.speak("hello", "user", "en")


def test_its_name_is_the_programs_without_arguments_that_may_be_secret() -> None:
    engine = CommandEngine("/opt/tts/piper --key hidden {text_file} {out}")
    assert (engine.name, engine.version) == ("piper", "")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("", f"speech command: it is empty; {EXAMPLE}"),
        ("   ", f"speech command: it is empty; {EXAMPLE}"),
        ("'' {out}", f"speech command: it is empty; {EXAMPLE}"),
        ("say 'it {out}", f"speech command: no closing quotation; {EXAMPLE}"),
        ("piper {text_file}", f"speech command: it has no {{out}}, the file to write; {EXAMPLE}"),
        ("piper {text_fil} {out}", "speech command: there is no {text_fil}; did you mean {text_file}?"),
        (
            "piper {x} {out}",
            "speech command: there is no {x}; there are {text_file}, {out}, {language}, {voice}",
        ),
    ],
)
def test_a_command_that_cannot_work_is_refused_at_once(command: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        CommandEngine(command)
    assert str(caught.value) == said
