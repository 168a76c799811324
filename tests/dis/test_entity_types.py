"""Entity types: everything of the catalogue has one, and what comes in is taken for something of its class.

Expected values: the table of SISO-REF-010, typed again here for those on which outcomes turn; the catalogue's own ids.
"""

import re
from pathlib import Path

import pytest

from vyuha.catalogue import load
from vyuha.dis.entity_types import entity_type, parse_type, threat_like
from vyuha.dis.pdus import EntityType


def test_everything_of_the_catalogue_has_a_type() -> None:
    catalogue = load()
    for kind in (*catalogue.threats, *catalogue.rounds, *catalogue.systems, "asset"):
        assert entity_type(kind).kind, kind
    for kind in catalogue.threats:
        assert entity_type(kind).domain, kind
    assert entity_type("nothing that is known") == EntityType()


def test_codes_of_the_document() -> None:
    assert entity_type("shahed-136") == (1, 2, 222, 50, 12, 2, 0)
    assert entity_type("su-30mki") == (1, 2, 222, 1, 19, 3, 0)
    assert entity_type("48N6E3") == (2, 1, 222, 1, 44, 3, 0)
    assert parse_type("1.2.222.50") == (1, 2, 222, 50, 0, 0, 0)
    with pytest.raises(ValueError, match="at most 7"):
        parse_type("1.2.3.4.5.6.7.8")


@pytest.mark.parametrize(
    ("type", "kind"),
    [
        ("1.2.222.50.12.2", "shahed-136"),
        ("1.2.222.50.12.1", "shahed-136"),  # another model of the same
        ("1.2.225.50.7", "shahed-136"),  # a drone of somebody else
        ("1.2.222.1.2.9", "mig-29k"),
        ("1.2.225.1.3.3", "mig-29k"),  # a fighter of somebody else
        ("1.2.225.20.1", "ka-28"),
        ("2.9.165.1.1", "babur"),
        ("2.9.225.1.7", "babur"),
        ("2.4.225.1.1", "mar-1"),
        ("2.1.222.1.44.3", None),  # a round against aircraft
        ("1.1.222.28.24", None),  # on the ground
        ("1.3.99.1", None),  # a ship
        ("0", None),
    ],
)
def test_what_comes_in_is_taken_for_its_like(type: str, kind: str | None) -> None:
    assert threat_like(parse_type(type)) == kind
    assert kind is None or kind in load().threats


def test_what_goes_out_is_taken_for_itself() -> None:
    for kind in ("su-30mki", "mig-29k", "babur", "brahmos", "mar-1", "shahed-136", "ka-28"):
        assert threat_like(entity_type(kind)) == kind


def test_the_page_has_the_same_tables() -> None:
    page = (Path(__file__).parents[2] / "docs" / "dis.md").read_text(encoding="utf-8")
    said = dict(re.findall(r"^\| ([\w/.-]+) \| `([\d.]+)` \|$", page, flags=re.M))
    assert {kind: parse_type(text) for kind, text in said.items()} == {kind: entity_type(kind) for kind in said}
    catalogue = load()
    assert set(said) == {*catalogue.threats, *catalogue.rounds, *catalogue.systems, "asset"}
    likes = re.findall(r"^\| `([\d.]+)` \| ([\w-]+) \|$", page, flags=re.M)
    # A type of its class of which nothing else is known.
    assert likes and all(threat_like(parse_type(text)) == kind for text, kind in likes)
