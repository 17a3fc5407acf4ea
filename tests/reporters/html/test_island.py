from __future__ import annotations

import base64
import json
import re
import zlib
from pathlib import Path

from evalkit.reporters.html.island import packed, sidecar, write_parts

HOSTILE = {"</template><script>": "\u2028 ✓ \N{SNOWMAN}", "n": [1, None, 2.5]}


def test_packed_data_is_inert_and_comes_back() -> None:
    text = packed(HOSTILE)
    assert re.fullmatch(r"[A-Za-z0-9+/]+=*", text)
    assert json.loads(zlib.decompress(base64.b64decode(text))) == HOSTILE


def test_a_sidecar_hands_it_over() -> None:
    assert sidecar("QUJD") == 'evalkit.put("QUJD")\n'


def test_parts_are_written_beside_the_page(tmp_path: Path) -> None:
    write_parts(tmp_path / "page.html", {"page.parts/00-0000.js": "QUJD"})
    assert (tmp_path / "page.parts" / "00-0000.js").read_text() == 'evalkit.put("QUJD")\n'
