"""`evalkit schema`: prints the JSON Schema of scenario files."""

from __future__ import annotations

import json

import click

__all__ = ["schema"]


@click.command()
def schema() -> None:
    """Print the JSON Schema that editors complete and check scenario files from.

    Save it and start a scenario with `# yaml-language-server: $schema=scenario.schema.json`.
    """
    from evalkit.cli.output import show
    from evalkit.scenario.json_schema import json_schema

    show(json.dumps(json_schema(), indent=2, ensure_ascii=False))
