import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from evalkit.errors import MediaError
from evalkit.media.speech.process import output_of, speak_through

WRITES = "import shutil, sys; shutil.copy(sys.argv[2], sys.argv[3])"


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "sound.wav"
    sf.write(path, np.full(2_400, 1_000, np.int16), 24_000)
    return path


def program(code: str, *more: str) -> Callable[[Path, Path], Sequence[str]]:
    return lambda text_file, out: [sys.executable, "-c", code, str(text_file), *more, str(out)]


def problem_of(arguments_for: Callable[[Path, Path], Sequence[str]], timeout_s: float = 30.0) -> str:
    with pytest.raises(MediaError) as caught:
        speak_through(arguments_for, "hello", timeout_s)
    return str(caught.value).removeprefix(f"{sys.executable}: ")


def test_what_the_program_wrote_comes_back_at_16_khz(sound: Path) -> None:
    samples, rate_hz = speak_through(program(WRITES, str(sound)), "hello", 30.0)
    assert (len(samples), rate_hz) == (1_600, 16_000)


@pytest.mark.parametrize("text", ["-o /dev/null", "$(touch x); `id`", "日本語", "line"])
def test_the_text_is_in_the_file_and_on_standard_input(text: str, sound: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    code = f"""
import pathlib, shutil, sys
assert sys.stdin.buffer.read() == (text := pathlib.Path(sys.argv[1]).read_bytes())
pathlib.Path({str(copy)!r}).write_bytes(text)
shutil.copy(sys.argv[2], sys.argv[3])
"""
    speak_through(program(code, str(sound)), text, 30.0)
    assert copy.read_text(encoding="utf-8") == text + "\n"


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(MediaError) as caught:
        speak_through(lambda _, out: ["no-such-speaker", str(out)], "hello", 1.0)
    assert str(caught.value) == "no-such-speaker: cannot be run: No such file or directory"


def test_an_argument_that_no_program_can_take() -> None:
    with pytest.raises(MediaError, match="cannot be run: embedded null byte"):
        speak_through(lambda _, out: ["speaker", "a\0b"], "hello", 1.0)


def test_a_program_that_fails_is_quoted() -> None:
    code = "import sys; sys.exit('warming up\\n\\nno such voice: x\\n')"
    assert problem_of(program(code)) == "failed with exit status 1: no such voice: x"


def test_a_program_that_fails_silently() -> None:
    assert problem_of(program("raise SystemExit(7)")) == "failed with exit status 7"


def test_a_program_that_takes_too_long_is_stopped() -> None:
    said = problem_of(program("import time; time.sleep(60)"), 0.2)
    assert said == "was still speaking after 0.2 s; shorten the text"


def test_a_program_that_writes_nothing() -> None:
    assert problem_of(program("pass")) == "wrote no usable audio: it wrote no file"


def test_a_program_that_writes_something_else() -> None:
    code = "import sys; open(sys.argv[-1], 'w').write('this is not any audio')"
    assert problem_of(program(code)) == "wrote no usable audio: it is text, not audio"


def test_what_a_program_says_of_itself() -> None:
    assert output_of(sys.executable, "-c", "import sys; print(1, flush=True); print(2, file=sys.stderr)") == "1\n2\n"
    assert output_of("no-such-speaker", "--version") == ""
