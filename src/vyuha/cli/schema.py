"""`vyuha schema`: prints the JSON Schema of scenario and study files."""

from typing import Annotated

import typer

from vyuha.cli.console import show


def schema(
    study: Annotated[bool, typer.Option("--study", help="That of study files.")] = False,
) -> None:
    """Print the JSON Schema of scenario files (or studies), with which an editor completes and checks while one types.

    Example: vyuha schema > scenario.schema.json
    """
    import json

    from vyuha.scenario.schema import json_schema

    if study:
        from vyuha.studies.schema import study_schema

        show(json.dumps(study_schema(), indent=2))
    else:
        show(json.dumps(json_schema(), indent=2))
