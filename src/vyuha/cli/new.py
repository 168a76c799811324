"""`vyuha new`: writes a first scenario to edit."""

from typing import Annotated

import typer

from vyuha.cli.console import refuse, say


def new(
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="Where to write it.")] = "my-raid.yaml",
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file if it is there.")] = False,
) -> None:
    """Write a first scenario, with comments, to edit.

    Example: vyuha new my-raid.yaml
    """
    from vyuha.scenario.template import template

    try:
        with open(file, "w" if force else "x", encoding="utf-8") as stream:
            stream.write(template())
    except FileExistsError:
        refuse(f"{file}: is there already; choose another name, or overwrite it with --force")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        refuse(f"{file}: cannot be written: {reason.lower()}")
    say(f"wrote {file}; next: vyuha check {file}")
