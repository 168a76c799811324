"""KML: valid by the schema of the OGC with Google's extension (as fastkml brings them, checked by lxml), positions and
times those of the history.

Controls: documents with one fault each are refused by the same check.
"""

import io
import zipfile
from dataclasses import replace
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from fastkml.validator import get_schema_parser
from lxml import etree

from tests.outputs.far import PLACES, fought
from tests.outputs.test_moves import moved
from vyuha.outputs.kml import kml_bytes
from vyuha.outputs.scene import EPOCH
from vyuha.results.laydown import Area
from vyuha.state import threat

KML = {"kml": "http://www.opengis.net/kml/2.2", "gx": "http://www.google.com/kml/ext/2.2"}
ZONE = Area("free", "free", 0.0, 10e3, 10.0, None, (0.0, 9e3, 9e3, 0.0), (0.0, 0.0, 9e3, 0.0))


def faults(document: bytes) -> list[str]:
    schema = get_schema_parser()
    schema.validate(etree.fromstring(document))
    return [error.message for error in schema.error_log]


@pytest.fixture(scope="module")
def document(fight: Any) -> bytes:
    """With a zone and a site that moves."""
    return kml_bytes("x.kml", moved(fight.history()), fight.roster, replace(fight.laydown, zones=(ZONE,)))


def folder(document: bytes, name: str) -> list[ElementTree.Element]:
    root = ElementTree.fromstring(document)
    found = next(f for f in root.iterfind(".//kml:Folder", KML) if f.findtext("kml:name", "", KML) == name)
    return found.findall("kml:Placemark", KML)


def test_it_is_valid(document: bytes) -> None:
    assert faults(document) == []


@pytest.mark.parametrize("place", PLACES)
def test_it_is_valid_where_courses_are_cut(place: str) -> None:
    made = kml_bytes("x.kml", *fought(place))
    assert faults(made) == []
    assert b"gx:MultiTrack" in made


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"<name>Threats</name>", b"<nom>Threats</nom>"),
        (b"<altitudeMode>absolute</altitudeMode>", b"<altitudeMode>high</altitudeMode>"),
        (b"<when>2026-01-01T", b"<when>1 January 2026 "),
        (b"</gx:coord>\n</gx:Track>", b"</gx:coord>\n<when>2026-01-01T00:00:00Z</when>\n</gx:Track>"),
        (b"<color>ff", b"<color>red"),
    ],
)
def test_control_one_fault_is_refused(document: bytes, was: bytes, becomes: bytes) -> None:
    broken = document.replace(was, becomes, 1)
    assert broken != document
    assert faults(broken) != []


def test_tracks_are_the_courses_of_the_history(fight: Any, document: bytes) -> None:
    history = fight.history()
    marks = folder(document, "Threats")
    assert [mark.findtext("kml:name", "", KML) for mark in marks] == [row.id for row in fight.roster.threats]
    track = marks[0].find("gx:Track", KML)
    assert track is not None
    rows = [n for n, s in enumerate(history.samples) if s.kind == 1 and s.subject == 0]
    times = [datetime.fromisoformat(w.text or "") for w in track.iterfind("kml:when", KML)]
    assert len(times) == len(track.findall("gx:coord", KML)) == len(rows)
    for row, time, coord in zip(rows, times, track.iterfind("gx:coord", KML), strict=True):
        assert (time - datetime.fromisoformat(EPOCH)).total_seconds() == pytest.approx(
            history.samples[row].time, abs=1e-6
        )
        expected = [history.longitude[row], history.latitude[row], history.height[row]]
        assert [float(v) for v in (coord.text or "").split()] == pytest.approx(expected, abs=1e-3)


def test_everything_of_the_replicate_is_there(fight: Any, document: bytes) -> None:
    """Expected counts come from the made-up tables."""
    history = fight.history()
    assert len(folder(document, "Sites")) == len(fight.laydown.places)
    assert len(folder(document, "Rounds")) == len(history.block.shots)
    assert len(folder(document, "Reach of missiles")) == 3
    assert len(folder(document, "Radars, target at 100 m")) == 3
    assert len(folder(document, "Zones")) == 1
    killed = sum(1 for outcome in history.block.threats[0].outcome if outcome == threat.KILLED)
    styles = [mark.findtext("kml:styleUrl", "", KML) for mark in folder(document, "Events")]
    assert styles.count("#kill") == killed
    assert all(mark.find("kml:TimeSpan/kml:begin", KML) is not None for mark in folder(document, "Events"))


def test_a_site_that_moves_is_a_track(document: bytes, fight: Any) -> None:
    (mark,) = [mark for mark in folder(document, "Sites") if mark.find("gx:Track", KML) is not None]
    assert mark.findtext("kml:name", "", KML) == fight.roster.sites[2].name


def test_names_cannot_break_the_document(fight: Any) -> None:
    bad = replace(fight.laydown, title="a \x00 \x1b <b> & ]]> \U0001f600")
    made = kml_bytes("x.kml", fight.history(), fight.roster, bad)
    assert faults(made) == []
    name = ElementTree.fromstring(made).findtext("kml:Document/kml:name", "", KML)
    assert name == "a     <b> & ]]> \U0001f600, replicate 3"


def test_zipped_it_holds_the_same(fight: Any) -> None:
    names = (fight.history(), fight.roster, fight.laydown)
    made = kml_bytes("x.kmz", *names)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.namelist() == ["doc.kml"]
        assert archive.read("doc.kml") == kml_bytes("x.kml", *names).rstrip(b"\n")
    assert kml_bytes("x.kmz", *names) == made
