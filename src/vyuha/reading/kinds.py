"""What kind of file a text is: each names its kind and version in its first key."""

from collections.abc import Iterator
from typing import Any

from vyuha.reading.problems import Problem
from vyuha.reading.tree import Node

SCENARIO, PLAN, PROGRAMME, STUDY = "vyuha", "vyuha-plan", "vyuha-programme", "vyuha-study"
_SAID = {
    SCENARIO: "this is a scenario: vyuha run, vyuha check",
    PLAN: "this is a plan: vyuha programme outcome",
    PROGRAMME: "this is a programme: vyuha programme forecast, vyuha programme record",
    STUDY: "this is a study: vyuha study",
}


def of_another_kind(tree: dict[str, Any], kind: str, root: Node, name: str) -> Iterator[Problem]:
    """The one problem with a file that is a good deal else than the `kind` it is read as."""
    others = [key for key in _SAID if key in tree]
    if kind not in tree and others:
        yield Problem(name, root.line, "", "", _SAID[others[0]])
