"""`vyuha programme schema`: prints the JSON Schema of programme and plan files."""

from typing import Annotated

import typer

from vyuha.cli.console import show


def schema(
    plan: Annotated[bool, typer.Option("--plan", help="That of plan files.")] = False,
) -> None:
    """Print the JSON Schema of programme files (or plans), with which an editor completes and checks while one types.

    Example: vyuha programme schema > programme.schema.json
    """
    import json

    from vyuha.programme.schema import plan_schema, programme_schema

    show(json.dumps(plan_schema() if plan else programme_schema(), indent=2))
