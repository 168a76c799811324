"""Where everything of a scenario would stand and how far it would reach, before anything is fought."""

from pathlib import Path
from typing import NamedTuple

from vyuha.catalogue import load as load_catalogue
from vyuha.engine.assemble import AssemblyError, assemble
from vyuha.engine.ground import find_ground
from vyuha.engine.picture import picture
from vyuha.engine.recorded import find_paths
from vyuha.engine.refusal import located
from vyuha.outputs.scene_json import laydown_content
from vyuha.scenario import BUILT_IN, Scenario
from vyuha.scenario.doctrine import is_code
from vyuha.scenario.files import paths_named
from vyuha.server.content import Content


class Laid(NamedTuple):
    """The laydown, remarks on the files that a scenario names, and the scenario filled by them."""

    content: Content
    remarks: tuple[str, ...]
    scenario: Scenario


def laydown(scenario: Scenario, text: str, home: Path) -> Laid:
    """The laydown of a checked scenario whose files lie in `home`. Raises `InputErrors`.

    Code that a doctrine brings is not run for it: who is shot first changes nothing on the map.
    """
    plain, catalogue = without_code(scenario), load_catalogue()
    ground = find_ground(plain, home, text)
    recorded = find_paths(plain, catalogue, ground, home, text)
    try:
        assembled = assemble(plain, catalogue, ground, {}, recorded)
    except AssemblyError as error:
        raise located(error, plain, text, "scenario") from error
    of_ground = ground.remarks if ground else ()
    return Laid(laydown_content(picture(assembled, catalogue)), (*of_ground, *recorded.remarks), assembled.scenario)


def filled(scenario: Scenario, text: str, home: Path) -> Scenario:
    """A checked scenario with what its files of recorded paths say in place of the stand-ins. Raises `InputErrors`."""
    if not any(paths_named(scenario)):
        return scenario
    ground = find_ground(scenario, home, text)
    return find_paths(scenario, load_catalogue(), ground, home, text).filled(scenario)


def without_code(scenario: Scenario) -> Scenario:
    """The same without the functions that its doctrines bring."""
    doctrines = tuple(one.model_copy(update={"function": None}) for one in scenario.doctrines)
    defences = tuple(
        one.model_copy(update={"doctrine": next(iter(BUILT_IN))}) if is_code(one.doctrine) else one
        for one in scenario.defences
    )
    return scenario.model_copy(update={"defences": defences, "doctrines": doctrines})
