"""The first scenario that `vyuha new` writes."""

from importlib.resources import files


def template() -> str:
    """The text of a small scenario with comments, which passes every check."""
    return files("vyuha.scenario").joinpath("template.yaml").read_text(encoding="utf-8")
