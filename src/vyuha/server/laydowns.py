"""Where everything of a scenario would stand and how far it would reach, before anything is fought."""

from pathlib import Path

from vyuha.catalogue import load as load_catalogue
from vyuha.engine.assemble import AssemblyError, assemble
from vyuha.engine.ground import find_ground
from vyuha.engine.picture import picture
from vyuha.engine.refusal import located
from vyuha.outputs.scene_json import laydown_content
from vyuha.scenario import BUILT_IN, Scenario
from vyuha.scenario.doctrine import is_code
from vyuha.server.content import Content


def laydown(scenario: Scenario, text: str, home: Path) -> tuple[Content, tuple[str, ...]]:
    """The laydown of a checked scenario, and remarks on its ground. Raises `InputErrors`.

    Code that a doctrine brings is not run for it: who is shot first changes nothing on the map.
    """
    plain = without_code(scenario)
    ground = find_ground(plain, home, text)
    try:
        assembled = assemble(plain, load_catalogue(), ground, {})
    except AssemblyError as error:
        raise located(error, plain, text, "scenario") from error
    return laydown_content(picture(assembled, load_catalogue())), ground.remarks if ground else ()


def without_code(scenario: Scenario) -> Scenario:
    """The same without the functions that its doctrines bring."""
    doctrines = tuple(one.model_copy(update={"function": None}) for one in scenario.doctrines)
    defences = tuple(
        one.model_copy(update={"doctrine": next(iter(BUILT_IN))}) if is_code(one.doctrine) else one
        for one in scenario.defences
    )
    return scenario.model_copy(update={"defences": defences, "doctrines": doctrines})
