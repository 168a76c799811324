"""The list of formats: everything that it offers can be written, named and found by its ending.

Expected values: first bytes of each format, as its specification has them.
"""

import io
import json
from typing import Any

import polars as pl
import pytest

from vyuha.exports import formats
from vyuha.exports.formats import FORMATS, Format, FormatError, Rendered, Replicate, by_ending, named, render

BEGINS = {
    ".acmi": b"\xef\xbb\xbfFileType=text/acmi/tacview",
    ".zip.acmi": b"PK\x03\x04",
    ".czml": b'[{"id":"document"',
    ".kml": b"<?xml version='1.0' encoding='utf-8'?>\n<kml xmlns=",
    ".kmz": b"PK\x03\x04",
    ".geojson": b'{"type":"FeatureCollection"',
    ".ast": b"\x22",
    ".pcap": b"\xd4\xc3\xb2\xa1",
    ".dis.pcap": b"\xd4\xc3\xb2\xa1",
    ".csv": b"time_s,what,",
    ".parquet": b"PAR1",
}


@pytest.fixture(scope="module")
def one(fight: Any) -> Replicate:
    return Replicate(fight.history(), fight.roster, fight.laydown)


@pytest.mark.parametrize("ending", [ending for chosen in FORMATS for ending in chosen.endings])
def test_each_ending_is_written_and_found(one: Replicate, ending: str) -> None:
    chosen = next(f for f in FORMATS if ending in f.endings)
    made = render(chosen.name, one, f"Fight{ending.upper()}")
    assert made.data.startswith(BEGINS[ending])
    assert by_ending(f"a.b{ending.upper()}") is chosen
    assert render(chosen.name, one, f"Fight{ending}").data == made.data


def test_without_a_name_the_first_form(one: Replicate) -> None:
    for chosen in FORMATS:
        assert render(chosen.name, one).data.startswith(BEGINS[chosen.endings[0]])
    json.loads(render("geojson", one).data)
    assert pl.read_parquet(io.BytesIO(render("parquet", one).data)).height > 100


def test_what_there_is_not_is_refused_with_what_there_is() -> None:
    with pytest.raises(FormatError, match=r"'vhs': no such format; there are acmi \(Tacview.*\); czml"):
        named("vhs")
    with pytest.raises(FormatError, match=r"x\.txt: its ending says no format; there are \.acmi, \.zip\.acmi"):
        by_ending("x.txt")


def test_an_ending_of_two_formats_is_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    another = Format("other", (".pcap",), "nothing", lambda one, file: Rendered(b""))
    monkeypatch.setattr(formats, "FORMATS", (*FORMATS, another))
    with pytest.raises(FormatError, match="asterix and other have this ending; say which"):
        by_ending("x.pcap")
    assert by_ending("x.ast").name == "asterix"


def test_names_and_endings_are_told_apart() -> None:
    assert len({chosen.name for chosen in FORMATS}) == len(FORMATS)
    assert all(ending.startswith(".") and ending.islower() for chosen in FORMATS for ending in chosen.endings)
