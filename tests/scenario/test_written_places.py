"""Where in its file a scenario's key stands."""

from pathlib import Path

import pytest

from evalkit.scenario.mistakes import Mistake
from evalkit.scenario.written_places import placed_in_file
from evalkit.scenario.yaml_nodes import KeyPath

FILE = """\
setup:
  generation_config:
    response_modalities: [AUDIO, TEXT]
setup_unchecked:
  generation_config:
    newest: 1
tools:
  one: {return: {}, scheduling: SILENT}
  two:
    - {return: {}}
    - {return: {}, scheduling: SILENT}
turns: [{text: Hello}]
"""


@pytest.mark.parametrize(
    ("path", "place", "key"),
    [
        (("setup", "generation_config"), (2, 3), "setup.generation_config"),
        (
            ("setup", "generation_config", "response_modalities", 1),
            (3, 34),
            "setup.generation_config.response_modalities.1",
        ),
        (("setup", "generation_config", "newest"), (6, 5), "setup_unchecked.generation_config.newest"),
        (("tools", "one", 0, "scheduling"), (8, 21), "tools.one.scheduling"),
        (("tools", "two", 1, "scheduling"), (11, 20), "tools.two.1.scheduling"),
        (("turns",), (12, 1), "turns"),
        (("audio", "end"), (1, 1), ""),
    ],
)
def test_a_key_is_found_where_it_is_written(tmp_path: Path, path: KeyPath, place: tuple[int, int], key: str) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(FILE)
    [found] = placed_in_file([Mistake(path, "wrong", "mend it")], file, Path("shown.yaml"))
    assert (found.path, (found.line, found.column), found.key) == (Path("shown.yaml"), place, key)


def test_a_file_that_is_gone_has_no_lines(tmp_path: Path) -> None:
    [found] = placed_in_file([Mistake(("turns",), "wrong")], tmp_path / "gone.yaml", Path("gone.yaml"))
    assert str(found) == "gone.yaml: turns: wrong"
