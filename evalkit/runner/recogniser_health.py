"""Whether there is a speech recogniser here, by having it listen once."""

from __future__ import annotations

from evalkit.media.pcm import silence
from evalkit.recognition.whisper import missing_parts, whisper_here
from evalkit.runner.health import Finding

__all__ = ["recogniser"]

_INSTALL = "pip install 'evalkit[speech]'"
_NAME = "recogniser"


def recogniser() -> Finding:
    """Has the recogniser of the extra `speech` listen to 0.1 s of silence; none is needed, so none is no warning."""
    missing = missing_parts()
    found = None if missing else whisper_here()
    if found is None:
        some = f" ({' and '.join(missing)} missing)" if len(missing) == 1 else ""
        return Finding(_NAME, "ok", f"none{some}: `recognition` reads what is kept; {_INSTALL} to listen to more")
    try:
        heard = found.recognise(silence(0.1, 16_000), 16_000, "en").text
    except Exception as error:
        # A library that does not load says so in a way of its own.
        return Finding(_NAME, "warning", f"{type(error).__name__}: {error}", f"install it again: {_INSTALL}")
    if heard:
        return Finding(_NAME, "warning", f"{found.name}: hears words in silence", f"install it again: {_INSTALL}")
    return Finding(_NAME, "ok", found.name)
