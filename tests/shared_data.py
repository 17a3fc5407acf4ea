"""Where the shared test material lies, for the tests that use it when it is there."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"

needs_shared_data = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the shared recordings and speech are not beside this checkout (../shared/data)"
)
