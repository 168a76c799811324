"""`vyuha schema`: prints the JSON Schema of scenario files."""

from vyuha.cli.console import show


def schema() -> None:
    """Print the JSON Schema of scenario files, with which an editor completes and checks while one types.

    Example: vyuha schema > scenario.schema.json
    """
    import json

    from vyuha.scenario.schema import json_schema

    show(json.dumps(json_schema(), indent=2))
