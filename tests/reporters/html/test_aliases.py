from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import evalkit.scorers
from evalkit.reporters.html.aliases import ALIASES, aliases
from evalkit.scorers.metric import Metric

REPORT = Path(__file__).resolve().parents[3] / "docs/report.md"


def known_metrics() -> set[str]:
    modules = [import_module(f"evalkit.scorers.{each.name}") for each in iter_modules(evalkit.scorers.__path__)]
    found = [metric for module in modules for metric in getattr(module, "METRICS", ())]
    return {f"{metric.scorer}.{metric.name}" for metric in found if isinstance(metric, Metric)}


def test_every_short_name_stands_for_metrics_that_exist() -> None:
    assert {name for names in ALIASES.values() for name in names} <= known_metrics()


def test_the_first_choice_that_was_measured_is_meant() -> None:
    both = {"latency.first_audible_ms", "latency.first_audio_ms", "wer.input_wer"}
    assert aliases(both) == {"ttfa": "latency.first_audible_ms", "wer": "wer.input_wer"}
    assert aliases({"latency.first_audio_ms"}) == {"ttfa": "latency.first_audio_ms"}
    assert aliases(()) == {}


def test_the_guide_has_the_same_table() -> None:
    text = REPORT.read_text(encoding="utf-8").partition("## Short names")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \|", text, re.MULTILINE)
    assert {short: tuple(re.findall(r"`([\w.]+)`", names)) for short, names in rows} == dict(ALIASES)


def test_no_short_name_is_a_word_of_the_language() -> None:
    fields = {"s", "status", "is", "tag", "name", "reason", "why", "from", "has", "duration", "attempts", "or"}
    assert not fields & ALIASES.keys()
