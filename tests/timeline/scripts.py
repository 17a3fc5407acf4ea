"""Reading what a timeline's script hands over to a page."""

import base64
import re
import zlib
from typing import Any

import orjson

__all__ = ["handed_over"]


def handed_over(script: bytes) -> Any:
    """The document in a script that is nothing but one call with one text."""
    found = re.fullmatch(rb'// format \d+\nevalkit\.put\("([A-Za-z0-9+/=]+)"\);\n', script)
    assert found is not None
    return orjson.loads(zlib.decompress(base64.b64decode(found[1])))
