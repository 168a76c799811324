"""A file that is read as what it is not is told so in one line; expected: which command takes it."""

from pathlib import Path

import pytest

from vyuha.programme.load import load as load_programme
from vyuha.programme.plan import load_plan
from vyuha.reading.problems import InputErrors
from vyuha.scenario import load as load_scenario

SCENARIOS = Path(__file__).parents[2] / "scenarios"
RAID, PLAN = SCENARIOS / "one-on-one.yaml", SCENARIOS / "plans" / "india-s400.yaml"


@pytest.mark.parametrize(
    ("load", "file", "said"),
    [
        (load_scenario, PLAN, "this is a plan: vyuha programme outcome"),
        (load_plan, RAID, "this is a scenario: vyuha run, vyuha check"),
        (load_programme, RAID, "this is a scenario: vyuha run, vyuha check"),
        (load_programme, PLAN, "this is a plan: vyuha programme outcome"),
    ],
)
def test_a_file_of_another_kind(load, file: Path, said: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputErrors) as caught:
        load(file)
    assert str(caught.value).endswith(said) and len(caught.value.problems) == 1


def test_control_each_is_read_as_what_it_is() -> None:
    load_scenario(RAID)
    load_plan(PLAN)
