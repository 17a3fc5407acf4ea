"""Speaks one text through the espeak-ng library: a script, run by `EspeakLibraryEngine` in a process of its own.

The library keeps the state of its wave generator from one text to the next, even over espeak_Terminate, so that only a
fresh process says the same text the same way every time. Nothing but the standard library and espeakng-loader is used.
"""

from __future__ import annotations

import ctypes
import importlib
import sys
import wave
from collections.abc import Sequence
from pathlib import Path
from typing import Any

__all__ = ["main"]

# Numbers of espeak-ng's speak_lib.h.
_AUDIO_OUTPUT_SYNCHRONOUS = 2
_INITIALIZE_DONT_EXIT = 0x8000
_POSITION_CHARACTER = 1
_CHARS_UTF8 = 1
_OK = 0

_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def main(arguments: Sequence[str]) -> None:
    """Speaks the text of a file into a WAV file.

    Args:
        arguments: The text's file, the file to write, the voice.

    Raises:
        SystemExit: The library does not start or has no such voice; the reason goes to standard error.
    """
    text_file, out, voice = arguments
    loader = importlib.import_module("espeakng_loader")
    library = ctypes.CDLL(loader.get_library_path())
    data = loader.get_data_path()
    rate_hz = library.espeak_Initialize(_AUDIO_OUTPUT_SYNCHRONOUS, 0, data.encode(), _INITIALIZE_DONT_EXIT)
    if rate_hz <= 0:
        raise SystemExit(f"the espeak-ng library does not start with the data in {data}")
    if library.espeak_SetVoiceByName(voice.encode()) != _OK:
        raise SystemExit(f"the espeak-ng library has no voice {voice!r}")
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, rate_hz, 0, "NONE", ""))
        file.writeframes(_spoken(library, Path(text_file).read_bytes()))


def _spoken(library: Any, text: bytes) -> bytes:
    heard = bytearray()

    def hear(samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            heard.extend(ctypes.string_at(samples, count * 2))
        return 0

    callback = _CALLBACK(hear)
    library.espeak_SetSynthCallback(callback)
    spoken = text.replace(b"\0", b" ") + b"\0"
    size = ctypes.c_size_t(len(spoken))
    result = library.espeak_Synth(spoken, size, 0, _POSITION_CHARACTER, 0, _CHARS_UTF8, None, None)
    if result != _OK:
        raise SystemExit(f"the espeak-ng library failed with error {result}")
    return bytes(heard)


if __name__ == "__main__":
    main(sys.argv[1:])
