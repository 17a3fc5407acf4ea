"""Several connections in one recording: how the last of them ended, and that all come back from the disk."""

from pathlib import Path

import pytest

from evalkit.recording.model import Close, Entry, Item, Mark, Recording
from evalkit.recording.store import read_recording, write_recording
from tests.recording.samples import header, received_audio, sent_audio

FIRST, REFUSED, LAST = (Close(t, code, "", "local") for t, code in ((1.0, 1000), (2.5, 1011), (9.0, 1001)))
GOING = Mark(1.0, "reconnecting", 0, {"reason": "goAway"})
STANDS = Mark(4.0, "reconnected", 0, {"connection": 2, "resumed": True})
FAILED = Mark(5.0, "session_failed", None, {"kind": "SetupError"})
SETUP = Entry(2.0, "sent", '{"setup":{}}')


@pytest.mark.parametrize(
    ("items", "close"),
    [
        ((), None),
        ((SETUP,), None),
        ((SETUP, FIRST), FIRST),
        ((SETUP, FIRST, FAILED), FIRST),
        ((SETUP, FIRST, GOING), None),
        ((SETUP, FIRST, GOING, SETUP), None),
        ((SETUP, FIRST, GOING, SETUP, REFUSED), None),
        ((SETUP, FIRST, GOING, SETUP, REFUSED, FAILED), REFUSED),
        ((SETUP, FIRST, GOING, FAILED), FIRST),
        ((SETUP, FIRST, GOING, SETUP, STANDS), None),
        ((SETUP, FIRST, GOING, SETUP, REFUSED, SETUP, STANDS, SETUP, LAST), LAST),
        ((SETUP, FIRST, GOING, SETUP, STANDS, LAST, GOING), None),
    ],
)
def test_close_is_that_of_the_last_connection(items: tuple[Item, ...], close: Close | None) -> None:
    assert Recording(header(), items).close == close


def test_several_connections_share_the_lanes_and_come_back(tmp_path: Path) -> None:
    talk: tuple[Item, ...] = (
        SETUP,
        Entry(2.1, "sent", sent_audio(b"\1\2")),
        Entry(2.2, "received", received_audio(b"\3\4")),
    )
    items = (*talk, FIRST, GOING, *talk, STANDS, LAST)
    write_recording(tmp_path, Recording(header(), items))
    assert read_recording(tmp_path).items == items
    assert (tmp_path / "events.jsonl").read_text().count("@user[2:4]") == 1
