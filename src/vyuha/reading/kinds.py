"""What kind of file a text is: each names its kind and version in its first key."""

from collections.abc import Iterator
from typing import Any

from vyuha.reading.problems import InputErrors, Problem
from vyuha.reading.tree import Node, plain, read

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


def mapping(text: str, name: str, otherwise: str) -> tuple[Node, dict[str, Any], list[Problem]]:
    """The tree of a text (`name` is its file) that has to be a mapping, the same as plain text, and what reading
    refused in it. Raises `InputErrors` for a text that is none, which `otherwise` says.
    """
    root, problems = read(text, name)
    if root is None:
        raise InputErrors(problems)
    tree = plain(root)
    if not isinstance(tree, dict):
        raise InputErrors([*problems, Problem(name, root.line, "", "", otherwise)])
    return root, tree, problems


def document(text: str, name: str, what: str, kind: str) -> tuple[Node, dict[str, Any], list[Problem]]:
    """The same for a file of one `kind`, which is `what` in words; raises `InputErrors` also for one of another."""
    root, tree, problems = mapping(text, name, f"{what} is a mapping (key: value)")
    other = list(of_another_kind(tree, kind, root, name))
    if other:
        raise InputErrors([*problems, *other])
    return root, tree, problems
