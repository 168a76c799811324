"""What the engine refuses, as problems of the scenario file: with the line and the path of what it is about."""

from vyuha.reading.explain import problem_at
from vyuha.reading.problems import InputErrors, Problem
from vyuha.reading.tree import Location, read
from vyuha.scenario.model import Scenario


def refusal(findings: list[tuple[Location, str]], text: str, name: str) -> InputErrors:
    """The `findings` on the scenario `text` of the file `name`; without the text there are no lines."""
    root = read(text, name)[0] if text else None
    if root is None:
        return InputErrors([Problem(name, 0, _path(at), "", message) for at, message in findings])
    return InputErrors([problem_at(at, message, root, name) for at, message in findings])


def located(error: ValueError, scenario: Scenario, text: str, name: str) -> InputErrors:
    """What assembling the scenario refused, at the raid, the flight or the defence with whose id the message begins; at
    the whole scenario if it begins otherwise.
    """
    said = str(error)
    ids = [("raids", i, f"raid {raid.id}") for i, raid in enumerate(scenario.raids)]
    ids += [("traffic", i, f"traffic {flight.id}") for i, flight in enumerate(scenario.traffic)]
    ids += [("defences", i, defence.id) for i, defence in enumerate(scenario.defences)]
    for kind, index, start in ids:
        if said.startswith((f"{start}:", f"{start} ", f"{start}/")):
            return refusal([((kind, index), said)], text, name)
    return refusal([((), said)], text, name)


def _path(at: Location) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in at).removeprefix(".")
