"""Reads a picture file into the JPEG that is sent, and refuses with one clear error what is not one."""

from __future__ import annotations

from pathlib import Path

from evalkit.errors import MediaError
from evalkit.media.files import check_file, reason, refuse_text
from evalkit.media.pictures import MOST_PIXELS, Fit, TooManyPixels, decoded, encoded, fitted

__all__ = ["read_image"]

_SAVE_AGAIN = "save it again as PNG, JPEG or WebP"


def read_image(path: Path, fit: Fit = "letterbox") -> bytes:
    """Reads a PNG, JPEG or WebP file as a JPEG of 768 x 768 pixels.

    The kind is found from the content. The orientation that a camera noted is obeyed, what is transparent becomes
    black, and of an animation the first picture counts. The same file gives the same bytes wherever Pillow is of the
    same version.

    Args:
        path: A regular file, up to 64 million pixels.
        fit: How the picture is made square.

    Raises:
        MediaError: The file cannot be read, is no picture of these kinds, is damaged, or is too large. Nothing else is
            raised.
    """
    check_file(path, "image")
    try:
        with path.open("rb") as file:
            refuse_text(path, file.read(64), "image")
            file.seek(0)
            return encoded(fitted(decoded(file), fit))
    except MediaError:
        raise
    except TooManyPixels:
        raise MediaError(path, f"has more than {MOST_PIXELS // 1_000_000} million pixels", "scale it down") from None
    except OSError as error:
        raise MediaError(path, _problem(error), _SAVE_AGAIN) from None
    except Exception as error:  # a decoder's own failure on a damaged file can be of any type
        raise MediaError(path, f"cannot be decoded: {reason(error)}", _SAVE_AGAIN) from None


def _problem(error: OSError) -> str:
    if type(error).__name__ == "UnidentifiedImageError":  # its text is the file object's own description
        return "is no picture of a known kind, or is damaged"
    said = reason(error)
    return f"cannot be {'read' if error.strerror else 'decoded'}: {said}"
