"""Expected values: the catalogue, the horizon formula of `world.propagation`, and the errors that a person needs."""

import math

import polars as pl
import pytest

import vyuha
from vyuha.catalogue import load
from vyuha.engine.envelope import SIZE, EnvelopeError, make_envelope
from vyuha.results.envelope import Envelope
from vyuha.world.propagation import horizon_range


@pytest.fixture(scope="module")
def fighter() -> Envelope:
    return make_envelope(load(), "48N6E3", "su-30mki", workers=2)


def test_it_takes_speed_and_height_of_the_catalogue(fighter: Envelope) -> None:
    threat = load().threats["su-30mki"]
    assert (fighter.speed, fighter.height) == (threat.speed.value, threat.height.value)
    assert fighter.points.height == (SIZE[0] + 1) * SIZE[1] * SIZE[2]
    assert fighter.possible
    rows = fighter.at(fighter.height)
    assert rows["aspect_deg"].to_list() == pytest.approx([10.0 * k for k in range(19)])
    assert rows["height_km"].to_list() == pytest.approx([8.0] * 19)
    assert rows["farthest_km"].to_list() == pytest.approx([250.0] * 19)
    assert (rows["hits_apart"] == 0.0).all()
    # A target that comes in is farther away when the missile leaves than where it is met.
    first, last = rows.row(0, named=True), rows.row(-1, named=True)
    assert first["launch_farthest_km"] == pytest.approx(250.0 + 0.26 * first["time_s"], rel=0.01)
    assert last["launch_farthest_km"] == pytest.approx(250.0 - 0.26 * last["time_s"], rel=0.01)


def test_limits_are_named(fighter: Envelope) -> None:
    top = fighter.edges.filter(pl.col("height_km") == 27.0)
    assert set(top["farthest_limit"]) <= {"falls short", "misses", "not seen by the seeker"}
    level = fighter.at(8e3)
    assert set(level["farthest_limit"]) == {"outside the published limits"}


def test_hits_are_within_the_lethal_radius(fighter: Envelope) -> None:
    hit = fighter.points.filter(pl.col("result") == "hit")
    misses = hit["miss_m"].to_list()
    assert max(misses) <= load().missiles["48N6E3"].lethal_radius.value
    short = fighter.points.filter(pl.col("result") == "falls short")
    assert short["time_s"].null_count() == short.height


def test_horizon_is_the_formula(fighter: Envelope) -> None:
    for height, seen in fighter.horizon.iter_rows():
        assert seen == pytest.approx(horizon_range(24.0, 1e3 * height, 4.0 / 3.0) / 1e3)


@pytest.mark.parametrize(
    ("missile", "target", "words"),
    [
        ("96L6E", "su-30mki", "96L6E is a radar; an envelope is of a missile: 40N6E, 48N6E3"),
        ("su-30mki", "su-30mki", "su-30mki is a threat; an envelope is of a missile"),
        ("48n6", "su-30mki", "nothing is called '48n6'; did you mean 48N6E3"),
        ("48N6E3", "fatah-2", "flies a ballistic arc; an envelope is flown against level targets: su-30mki"),
        ("48N6E3", "9M96E", "9M96E is a missile; a target is a threat: su-30mki"),
        ("48N6E3", "zzz", "nothing is called 'zzz'; there are: su-30mki"),
    ],
)
def test_what_is_no_missile_or_target_is_refused(missile: str, target: str, words: str) -> None:
    with pytest.raises(EnvelopeError) as refusal:
        make_envelope(load(), missile, target)
    assert words in str(refusal.value)


@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf])
def test_values_that_make_no_sense_are_refused(value: float) -> None:
    with pytest.raises(EnvelopeError, match="speed"):
        make_envelope(load(), "9M96E", "su-30mki", speed=value)


def test_the_call_from_python_is_the_same(fighter: Envelope) -> None:
    again = vyuha.envelope("48N6E3", "su-30mki", workers=1)
    assert again.edges.equals(fighter.edges)
    assert again.points.equals(fighter.points)
