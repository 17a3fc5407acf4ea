"""Stands for GitHub's `gh`: lists the nights there were, and brings the history that one of them kept."""

import itertools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

NIGHTS = Path(os.environ["FAKE_GH"])


def runs() -> list[dict[str, object]]:
    """Newest first; the newest of all is a pull request's, which must not be asked for anything."""
    kept = sorted((int(path.name.removeprefix("night-")) for path in NIGHTS.glob("night-*")), reverse=True)
    scheduled = [{"databaseId": number, "event": "schedule"} for number in kept]
    return [{"databaseId": 666, "event": "pull_request"}, *scheduled]


def history(number: str) -> Path:
    return NIGHTS / f"night-{number}" / "artifacts" / "history"


def main(arguments: list[str]) -> None:
    assert os.environ["GH_TOKEN"] == "a-token"
    options = dict(itertools.pairwise(arguments))
    if arguments[:2] == ["run", "list"]:
        assert (options["--workflow"], options["--branch"]) == ("nightly.yml", "main")
        shown(runs(), options["--jq"])
    elif arguments[0] == "api":
        number = arguments[1].split("/runs/")[1].split("/")[0]
        assert number != "666"
        found = [{"expired": False}] if history(number).is_dir() else []
        shown({"artifacts": found}, options["--jq"])
    else:
        assert arguments[:2] == ["run", "download"]
        shutil.copytree(history(arguments[2]), options["--dir"])


def shown(data: object, query: str) -> None:
    """What gh, which has jq built in, would print."""
    print(
        subprocess.run(["jq", "-r", query], input=json.dumps(data), text=True, capture_output=True, check=True).stdout
    )


if __name__ == "__main__":
    main(sys.argv[1:])
