"""What the page may ask for as a job, by kind, checked before anything is started."""

import re
from typing import Any, NamedTuple

from vyuha.server.refusal import Refused, missing

# A run's name, and that of a new scenario file, as the page may give them.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
FILE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}\.yaml")
MOST_REPLICATES, MOST_TEXT = 1_000_000, 1_000_000


class Kind(NamedTuple):
    """A kind of job: what people call it, the id that it needs, and what else may be asked of it."""

    title: str
    needs: str
    takes: tuple[str, ...]


# `vyuha.server.job_kinds.KINDS` does them; a test holds the two against each other.
ASKED = {
    "run": Kind("Fights", "scenario", ("text", "name", "replicates", "seed")),
    "blame": Kind("Blame of each link", "run", ("replicates",)),
    "sensitivity": Kind("Sensitivity to assumed figures", "run", ("replicates",)),
}


def checked(asked: Any) -> dict[str, Any]:
    """What is asked for, if it makes sense. Raises `Refused`."""
    # Looked for in a list, since what is asked for may have no hash.
    if not isinstance(asked, dict) or asked.get("kind") not in list(ASKED):
        raise Refused(400, f"There is no such kind of job here; there are {', '.join(ASKED)}.")
    kind = ASKED[asked["kind"]]
    allowed = ("kind", kind.needs, *kind.takes)
    unknown = [str(key)[:40] for key in asked if key not in allowed]
    if unknown:
        raise Refused(400, f"{unknown[0]} is not asked of this kind of job; give {', '.join(allowed)}.")
    if not isinstance(asked.get(kind.needs), str) or len(asked[kind.needs]) > 64:
        raise Refused(400, f"Say which {kind.needs}.")
    if "text" in asked and not (isinstance(asked["text"], str) and len(asked["text"]) <= MOST_TEXT):
        raise Refused(413, "The text of a scenario has at most 1 MB.")
    if "name" in asked and not (isinstance(asked["name"], str) and NAME.fullmatch(asked["name"])):
        raise Refused(400, "A name has letters, digits, dots, dashes and underscores, at most 64.")
    _check_whole(asked, "replicates", "The number of fights", 1, MOST_REPLICATES)
    _check_whole(asked, "seed", "The seed", 0, 2**63 - 1)
    if "text" not in asked and FILE_NAME.fullmatch(asked[kind.needs]):
        raise missing()
    return dict(asked)


def _check_whole(asked: dict[str, Any], key: str, said: str, low: int, high: int) -> None:
    value = asked.get(key, low)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise Refused(400, f"{said} is a whole number from {low:,} to {high:,}.")
