"""Zones on the map and the risk to neutral and own aircraft in the report: what is written is what was handed over.

Expected values: the made-up zones and counts themselves.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.results import synthetic
from tests.results.test_recognised import REPLICATES, ROSTER, shared
from vyuha.outputs.plots_map import map_svg
from vyuha.outputs.plots_zones import RULES, zone_words
from vyuha.outputs.report_identity import recognised
from vyuha.outputs.report_text import map_alt
from vyuha.results.folder import RunFolder
from vyuha.results.laydown import Area
from vyuha.results.manifest import read_manifest
from vyuha.scenario.engagement import ControlZone

SQUARE = ((-4e3, 4e3, 4e3, -4e3, -4e3), (-4e3, -4e3, 4e3, 4e3, -4e3))
AREAS = tuple(Area(f"zone-{rule}", rule, 0.0, 9e3, 60.0, None, *SQUARE) for rule in RULES)


def test_every_rule_has_a_colour_and_words() -> None:
    for rule in RULES:
        ControlZone.model_validate({"id": "a", "rule": rule, "route": [{"east": 0.0, "north": 0.0}] * 2, "width": 5.0})
    assert zone_words(AREAS[0]) == "zone-free (weapons free zone, 0 to 9 km, 60 s to the end)"


def test_the_map_names_zones_in_picture_legend_and_words() -> None:
    laydown = replace(synthetic.laydown(), zones=AREAS)
    svg = map_svg(laydown, False, "a map")
    for area in AREAS:
        assert f">{RULES[area.rule][1]}<" in svg
        assert area.id in map_alt(laydown)
    # Control: without zones nothing of them.
    plain = map_svg(synthetic.laydown(), False, "a map")
    assert not any(words in plain for _, words in RULES.values())


def test_zones_come_back_from_the_folder(tmp_path: Path) -> None:
    plan = replace(synthetic.plan(), laydown=replace(synthetic.laydown(), zones=AREAS))
    with RunFolder.open_or_create(tmp_path / "run", plan) as opened:
        opened.write(synthetic.block(0, 2))
        opened.finish(2)
    assert read_manifest(tmp_path / "run" / "manifest.json").laydown.zones == AREAS


@pytest.mark.parametrize("asked", [True, False])
def test_the_report_says_who_was_shot_at_and_in_which_belief(tmp_path: Path, asked: bool) -> None:
    with RunFolder.open_or_create(tmp_path / "run", synthetic.plan(roster=ROSTER)) as opened:
        opened.write(shared(asked))
        summary = opened.finish(REPLICATES)
    page = recognised(summary)
    assert "Near misses per fight" in page
    assert "Taken for at launch" in page
    assert asked or "nobody asked" in page
    assert summary.recognised is not None
    for row in summary.recognised.fired:
        assert f">{row.total:,}<" in page
