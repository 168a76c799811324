"""The assembler: every figure that the user or the catalogue gives lands in its column, in SI units.

Expected values: the catalogue's own values, looped over columns by name, and the scenario's text converted by hand.
"""

import math
from typing import Any

import numpy as np
import pytest

from tests.engine.layouts import REGIMENT, TEXT, built, catalogue, changed
from vyuha.base.random import entity_id
from vyuha.base.table import columns
from vyuha.catalogue.items import Radar as RadarItem
from vyuha.engine.assemble import AssemblyError, site_rows
from vyuha.scenario.doctrine import Doctrine as DoctrineText
from vyuha.scenario.doctrines import BUILT_IN
from vyuha.scenario.network import Link, Network
from vyuha.sensors.chance import chance_of
from vyuha.sensors.detection import SWERLING_1
from vyuha.sensors.integration import detection_chance, detection_threshold
from vyuha.sensors.multipath import HORIZONTAL, VERTICAL
from vyuha.state.radar import ENGAGEMENT, FAN, SEARCH, STEERED, Radar
from vyuha.state.weapon import ACTIVE, AUGMENTED, BY_URGENCY, PROPORTIONAL, TRACK_VIA_MISSILE, Doctrine, Missile
from vyuha.world.geodesy import local_to_geodetic

RADARS = ["post/91N6E", "alpha/92N6E", "alpha/96L6E", "bravo/92N6E", "bravo/96L6E"]


ALONE = {
    name: TEXT[: TEXT.index("defences:")]
    + f"defences: [{{id: {unit}, system: {system}, east: 1 km, north: 0 km}}]\n"
    + TEXT[TEXT.index("raids:") :].replace("[base, alpha]", "base")
    for name, unit, system in (
        ("helicopter", "heli", "ka-31/picket"),
        ("ship", "ship", "ins-vikramaditya/ship"),
        ("airport", "tower", "airport/radar"),
    )
}


def radar(name: str, text: str = TEXT) -> Any:
    found = built(text)
    return found.setup.radar[[row.id for row in found.roster.radars].index(name)]


def antenna(name: str, text: str = TEXT) -> Any:
    found = built(text)
    return found.setup.antenna[[row.id for row in found.roster.radars].index(name)]


def north_of(row: Any) -> float:
    """Latitude [deg] of a site."""
    return math.degrees(local_to_geodetic(built().setup.frame[0], row.x, row.y, row.z)[0])


def test_every_column_of_a_missile_is_the_catalogues_figure() -> None:
    found = built()
    for m, named in enumerate(found.roster.missiles):
        item, row = catalogue().missiles[named.id], found.setup.missile[m]
        for name in columns(Missile):
            if name not in ("guidance", "navigation"):
                figure = getattr(item, name, None)
                # What only guns and thrown missiles have is none here.
                assert row[name] == (figure.value if figure is not None else 0.0), (named.id, name)
        assert row.guidance == {"active": ACTIVE, "track-via-missile": TRACK_VIA_MISSILE}[item.guidance]
        assert row.navigation == {"proportional": PROPORTIONAL, "augmented": AUGMENTED}[item.navigation]
    # Control: types differ, so that a mix-up of rows would be seen.
    assert len({float(row.launch_mass) for row in found.setup.missile}) == len(found.setup.missile)


# Columns that are worked out from figures of the same name, or of another unit.
WORKED_OUT = {
    "first_sidelobe": lambda item: 10.0 ** (0.1 * item.first_sidelobe.value),
    "average_sidelobe": lambda item: 10.0 ** (0.1 * item.average_sidelobe.value),
    "back_lobe": lambda item: 10.0 ** (0.1 * item.back_lobe.value),
    "polarisation": lambda item: VERTICAL if item.polarisation == "vertical" else HORIZONTAL,
    # A search radar has none of the three.
    "dwell": lambda item: item.dwell.value if item.dwell else 0.0,
    "scan_exponent": lambda item: item.scan_exponent.value if item.scan_exponent else 0.0,
    "fan_axis": lambda item: item.fan_axis.value if item.fan_axis else 0.0,
}
# A search of the sector is for engagement radars that have to; a range may follow from physical parameters.
ELSEWHERE = ("search_frame", "reference_range")


@pytest.mark.parametrize("text", [TEXT, *ALONE.values()], ids=["regiment", *ALONE])
def test_every_figure_of_a_radar_lands_in_its_column(text: str) -> None:
    found = built(text)
    if text == TEXT:
        assert [row.id for row in found.roster.radars] == RADARS
    shared = [name for name in columns(Radar) if name in RadarItem.model_fields and name not in ELSEWHERE]
    assert len(shared) >= 32
    for r, named in enumerate(found.roster.radars):
        item, row = catalogue().radars[named.kind], found.setup.radar[r]
        for name in shared:
            expected = WORKED_OUT[name](item) if name in WORKED_OUT else getattr(item, name).value
            assert row[name] == pytest.approx(expected, rel=1e-12), (named.id, name)
        assert row.wavelength == pytest.approx(299_792_458.0 / item.frequency.value)
        assert row.elevation_shape == (FAN if item.beam == "fan" else STEERED)
        # Control: kinds differ, so that a mix-up of rows would be seen.
    assert len({float(row.wavelength) for row in found.setup.radar}) == len({row.kind for row in found.roster.radars})


def test_radars_know_their_site_net_kind_and_place() -> None:
    found = built()
    for r, named in enumerate(found.roster.radars):
        row, antenna = found.setup.radar[r], found.setup.antenna[r]
        unit = named.id.split("/")[0]
        assert found.roster.sites[row.site].id == unit
        assert row.entity == entity_id(named.id)
        assert row.kind == (ENGAGEMENT if named.kind == "92N6E" else SEARCH)
        assert 0.0 <= row.phase < row.period
        # What turns hands over its plots in quarters; a steered sector is looked at whole.
        assert row.parts == {"92N6E": 1, "91N6E": 4, "96L6E": 2}[named.kind]
        height = local_to_geodetic(found.setup.frame[0], antenna.x, antenna.y, antenna.z)[2]
        assert height == pytest.approx(antenna.height, abs=1e-3)
        axes = np.array([[antenna[f"{axis}_{c}"] for c in "xyz"] for axis in ("east", "north", "up")])
        assert axes @ axes.T == pytest.approx(np.eye(3), abs=1e-12)
        assert np.linalg.det(axes) == pytest.approx(1.0)
        # Within 10 km of the origin the local axes are those of the frame to 0.1 degrees.
        assert axes == pytest.approx(np.eye(3), abs=2e-3)


def test_a_mast_lifts_only_the_radar_on_it_unless_the_scenario_says_no() -> None:
    items, mast = catalogue().radars, catalogue().masts["40V6M"].antenna_height.value
    assert antenna("alpha/96L6E").height == mast
    assert antenna("alpha/92N6E").height == items["92N6E"].antenna_height.value
    low = TEXT.replace("value: 11,", "value: 11, mast: false,")
    assert antenna("bravo/96L6E", low).height == items["96L6E"].antenna_height.value != mast
    assert antenna("alpha/96L6E", low).height == mast


def test_the_reference_signal_gives_the_claimed_probability() -> None:
    """The exact chance of as many pulses at the signal of the reference range is the probability that is claimed."""
    for text in (TEXT, *ALONE.values()):
        found = built(text)
        for r, named in enumerate(found.roster.radars):
            item, row = catalogue().radars[named.kind], found.setup.radar[r]
            alarm, pulses = item.false_alarm_probability.value, int(row.pulses)
            threshold = detection_threshold(alarm, pulses)
            chance = detection_chance(float(row.reference_snr), threshold, pulses, SWERLING_1)
            assert chance == pytest.approx(item.reference_pd.value, abs=1e-6)
            assert chance_of(
                found.setup.curve, int(row.chances), SWERLING_1, float(row.reference_snr)
            ) == pytest.approx(item.reference_pd.value, abs=2e-4)
            # Control: a tenth of a decibel more is another chance.
            assert detection_chance(1.023 * float(row.reference_snr), threshold, pulses, SWERLING_1) > chance + 1e-3


def test_a_range_follows_from_physical_parameters() -> None:
    """The airport radar: the radar equation by hand, in decibels; and 60 nmi for 1 m2 at 0.8, as quoted, lie near."""
    row, item = radar("tower/airport-radar", ALONE["airport"]), catalogue().radars["airport-radar"]
    assert item.peak_power and item.pulse_length and item.system_loss
    decibels = (
        10.0 * math.log10(item.peak_power.value * item.pulse_length.value)
        + 20.0 * math.log10(float(row.gain))
        + 20.0 * math.log10(float(row.wavelength))
        - 30.0 * math.log10(4.0 * math.pi)
        - 10.0 * math.log10(1.380649e-23 * 290.0)
        - item.noise_figure.value
        - item.system_loss.value
        - 10.0 * math.log10(float(row.reference_snr))
    )
    assert row.reference_range == pytest.approx(10.0 ** (decibels / 40.0), rel=1e-9)
    assert 0.7 * 60.0 * 1852.0 < row.reference_range < 1.4 * 60.0 * 1852.0
    # Control: twice the loss in decibels is another range.
    assert row.reference_range != pytest.approx(10.0 ** ((decibels - item.system_loss.value) / 40.0), rel=0.1)


def test_an_aircraft_and_a_ship_carry_their_antennas() -> None:
    for name, text, height in (("heli", ALONE["helicopter"], 3.5e3), ("ship", ALONE["ship"], 40.0)):
        found = built(text)
        row, stand = found.setup.radar[0], found.setup.antenna[0]
        system = found.units[0].system
        assert system.carrier_speed and system.carrier_radius, name
        assert row.orbit_radius * row.orbit_rate == pytest.approx(system.carrier_speed.value)
        assert row.orbit_radius == system.carrier_radius.value
        assert 0.0 <= row.orbit_phase < 2.0 * math.pi
        assert stand.height == height
        assert local_to_geodetic(found.setup.frame[0], stand.x, stand.y, stand.z)[2] == pytest.approx(height, abs=1e-3)
    assert (built().setup.radar.orbit_rate == 0.0).all()


def test_what_searches_with_its_engagement_radar() -> None:
    """Of a unit with a search radar only if the scenario says so; the figure is the catalogue's."""
    frame = catalogue().radars["92N6E"].search_frame
    assert frame is not None
    assert radar("alpha/92N6E").search_frame == 0.0
    told = TEXT.replace("value: 11,", "value: 11, search: true,")
    assert radar("bravo/92N6E", told).search_frame == frame.value
    assert radar("alpha/92N6E", told).search_frame == 0.0


def test_clutter_is_cancelled_by_its_spread_and_by_what_the_radar_can() -> None:
    """A sea that moves is cancelled less well than fields; never better than the catalogue's limit."""
    quiet, wild = built(), built(TEXT.replace("origin:", "environment: {ground: sea}\norigin:"))
    for r in range(len(quiet.setup.radar)):
        item = catalogue().radars[quiet.roster.radars[r].kind]
        limit = 10.0 ** (0.1 * item.improvement_limit.value)
        if item.canceller.value < 2:
            assert quiet.setup.radar[r].improvement == 1.0
        else:
            assert 1.0 < wild.setup.radar[r].improvement < quiet.setup.radar[r].improvement < limit
    assert (wild.setup.background[0].water, quiet.setup.background[0].water) == (True, False)


def test_rain_and_rays_go_into_tables_that_radars_of_a_kind_share() -> None:
    dry, wet = built().setup, built(TEXT.replace("origin:", "environment: {rain: 25 mm/h}\norigin:")).setup
    rays = 301
    for row, soaked in zip(dry.radar, wet.radar, strict=True):
        # By gases for 161 ranges, ray by ray, then by rain.
        gases, rain = slice(0, 161 * rays), slice(161 * rays, 162 * rays)
        without, within = dry.curve[row.losses :], wet.curve[soaked.losses :]
        assert without[rain].max() == 0.0 < within[rain].min()
        assert np.array_equal(without[gases], within[gases])
    kinds = {(float(r.wavelength), float(a.height)): r.losses for r, a in zip(dry.radar, dry.antenna, strict=True)}
    assert len(set(dry.radar.losses.tolist())) == len(kinds) < len(dry.radar)
    # Each range that is published contains its own loss in clear air: some decibels at hundreds of kilometres.
    assert (dry.radar.reference_loss > 0.3).all() and (dry.radar.reference_loss < 6.0).all()


def test_sectors_are_the_scenarios_or_face_the_mean_raid() -> None:
    """Raids from 300 and 60 degrees, weighted by their numbers, have their mean between them (the unit's offset from
    the target shifts it a bit); search radars look all round.
    """
    given, free = radar("alpha/92N6E"), radar("bravo/92N6E")
    assert (given.sector_centre, given.sector_half_width) == pytest.approx((math.radians(300), math.radians(45)))
    width = catalogue().radars["92N6E"].sector_width.value
    assert free.sector_half_width == pytest.approx(0.5 * width)
    counts = {math.degrees(raid.origin.a): raid.count for raid in built().scenario.raids}
    east = sum(count * math.sin(math.radians(bearing)) for bearing, count in counts.items())
    north = sum(count * math.cos(math.radians(bearing)) for bearing, count in counts.items())
    away = math.remainder(free.sector_centre - math.atan2(east, north), 2.0 * math.pi)
    assert abs(math.degrees(away)) < 8.0
    assert radar("alpha/96L6E").sector_half_width == math.pi
    assert radar("post/91N6E").sector_half_width == math.pi


def test_sites_assets_first() -> None:
    found = built()
    assert [row.id for row in found.roster.sites] == ["base", "town", "post", "alpha", "bravo"]
    base, town, _, alpha, bravo = found.setup.site
    assert (base.value, base.hits_to_kill, base.radius, base.is_asset) == (70.0, 3, 400.0, True)
    assert (town.value, town.hits_to_kill, town.radius) == (100.0, 1, 500.0)
    system = catalogue().systems["s-400/battalion"]
    assert system.value and system.hits_to_kill and system.radius
    assert (alpha.value, alpha.radius) == (system.value.value, system.radius.value)
    assert alpha.hits_to_kill == round(system.hits_to_kill.value)
    assert not alpha.is_asset
    assert (bravo.value, bravo.hits_to_kill, bravo.radius) == (11.0, 4, 150.0)
    assert (base.x, base.y) == pytest.approx((1e3, 2e3), abs=1.0)
    assert math.hypot(alpha.up_x, alpha.up_y, alpha.up_z) == pytest.approx(1.0)
    assert base.entity == entity_id("base")


def test_units_that_share_a_commander_share_a_net() -> None:
    setup = built().setup
    # Those of the start first, then those of units that may come to command themselves.
    assert len(setup.net) == 3
    by_name = {row.id: setup.radar[r].net for r, row in enumerate(built().roster.radars)}
    assert [int(by_name[name]) for name in RADARS] == [0, 0, 0, 1, 1]
    assert [int(unit.net) for unit in setup.fire_unit] == [0, 1]
    assert [built().roster.sites[net.site].id for net in setup.net] == ["post", "bravo", "alpha"]
    alone = changed("    command: post\n", "").setup
    assert len(alone.net) == 3
    assert [int(unit.net) for unit in alone.fire_unit] == [1, 2]


def test_a_net_has_its_commanders_figures() -> None:
    setup = built().setup
    for net, id in zip(setup.net, ("55K6E", "battalion-post", "battalion-post"), strict=True):
        post = catalogue().command_posts[id]
        for name in ("cycle", "coast_time", "process_noise", "confirm_hits", "confirm_looks"):
            assert net[name] == getattr(post, name).value, name


def test_fire_units_and_the_rows_that_are_theirs() -> None:
    setup, item = built().setup, catalogue().radars["92N6E"]
    assert item.target_channels and item.missile_channels
    targets, missiles = round(item.target_channels.value), round(item.missile_channels.value)
    launcher = catalogue().launchers["5P85TE2"].launch_interval.value
    reaction = catalogue().command_posts["battalion-post"].reaction_time.value
    for u, unit in enumerate(setup.fire_unit):
        assert (unit.target_channels, unit.missile_channels) == (targets, missiles)
        assert (unit.first_engagement, unit.last_engagement) == (u * targets, (u + 1) * targets - 1)
        assert (unit.first_interceptor, unit.last_interceptor) == (u * missiles, (u + 1) * missiles - 1)
        assert (unit.launch_interval, unit.reaction_time) == (launcher, reaction)
        assert setup.radar[unit.radar].kind == ENGAGEMENT
        assert setup.radar[unit.radar].site == unit.site
        for g in range(unit.first_magazine, unit.last_magazine + 1):
            assert setup.magazine[g].fire_unit == u


def load_of(found: Any, u: int) -> dict[str, int]:
    names, unit = found.roster.missiles, found.setup.fire_unit[u]
    own = [found.setup.magazine[g] for g in range(unit.first_magazine, unit.last_magazine + 1)]
    return {names[row.missile].id: int(row.rounds) for row in own}


def test_loads_are_the_scenarios_or_the_systems() -> None:
    assert load_of(built(), 0) == {"48N6E3": 4, "9M96E2": 8}
    assert load_of(built(), 1) == dict(catalogue().systems["s-400/battalion"].default_load)


def test_a_unit_without_rounds_has_no_magazine() -> None:
    found = changed("{48N6E3: 4, 9M96E2: 8, 40N6E: 0}", "{48N6E3: 0}")
    assert load_of(found, 0) == {}
    assert load_of(found, 1) == load_of(built(), 1)


def test_doctrines_built_in_and_own() -> None:
    setup = built().setup
    mine = setup.doctrine[setup.fire_unit[0].doctrine]
    assert {name: mine[name] for name in columns(Doctrine)} == {
        "salvo": 2,
        "most_rounds": 4,
        "assessment_delay": 6.0,
        "false_alive": 0.1,
        "false_dead": 0.2,
        "reopen_time": 30.0,
        "zone_from": 5e3,
        "zone_to": 60e3,
        "second": 2,
        "third": 2,
        "later": 2,
        "interval": 0.0,
        "least_kill": 0.0,
        "allocation": BY_URGENCY,
        "round_price": 0.0,
        "score": 0,
        "count": 0,
        "particular": False,
        "remote": False,
        "spare_speed": 0.0,
        "spare_time": 0.0,
    }
    usual = setup.doctrine[setup.fire_unit[1].doctrine]
    for name in ("salvo", "most_rounds", "assessment_delay", "false_alive", "false_dead", "reopen_time", "zone_to"):
        assert usual[name] == getattr(BUILT_IN["shoot-look-shoot"], name)


def test_every_threat_has_the_raids_plan() -> None:
    found, item = built(), catalogue().threats["shahed-136"]
    threats = found.setup.threat[:5]
    assert [row.id for row in found.roster.threats] == [f"drones/{n}" for n in range(1, 6)] + [
        "missiles/1",
        "missiles/2",
    ]
    for n, row in enumerate(threats):
        assert row.entity == entity_id(f"drones/{n + 1}")
        assert found.roster.sites[row.target].id == ("base", "alpha")[n % 2] == found.roster.targets[n]
        assert (row.start_time, row.mean_gap, row.ordinal) == (90.0 + 20.0 * n, 0.0, n)
        assert (row.timing_error, row.cross_track_error, row.height_error) == (4.0, 120.0, 15.0)
        assert row.formation_offset == 200.0 * (n - 2)
        assert (row.rcs, row.swerling) == (item.rcs.value, item.swerling)
        for name in ("side_rcs", "tail_rcs", "low_band", "span"):
            assert row[name] == getattr(item, name).value, name
        assert row.jam_power == 0.0
        assert (row.vulnerability, row.warhead_hits) == (item.vulnerability.value, round(item.warhead_hits.value))
        # Of a circular Gaussian half falls within 1.1774 standard deviations.
        assert row.aim_error == pytest.approx(item.cep.value / math.sqrt(2.0 * math.log(2.0)))
        assert math.hypot(row.across_x, row.across_y, row.across_z) == pytest.approx(1.0)


def test_a_ballistic_raid_has_no_height_error_and_may_come_at_random() -> None:
    first, second = built().setup.threat[5:]
    assert first.height_error == 0.0
    assert (first.start_time, first.mean_gap, first.ordinal) == (0.0, 30.0, 0)
    assert (second.start_time, second.mean_gap, second.ordinal) == (0.0, 30.0, 1)


def test_a_course_starts_where_and_ends_at_what_the_raid_says() -> None:
    found = built()
    setup = found.setup
    for threat, start, speed in ((setup.threat[0], 50e3, 200.0 / 3.6), (setup.threat[1], 50e3, 200.0 / 3.6)):
        first, last, site = setup.knot[threat.first_knot], setup.knot[threat.last_knot], setup.site[threat.target]
        assert (last.x, last.y) == pytest.approx((site.x, site.y), abs=1.0)
        assert math.hypot(first.vx, first.vy, first.vz) == pytest.approx(speed, rel=1e-3)
        assert local_to_geodetic(setup.frame[0], first.x, first.y, first.z)[2] == pytest.approx(300.0, abs=1.0)
        base = setup.site[0]
        assert math.hypot(first.x - base.x, first.y - base.y) == pytest.approx(start, abs=30.0)
    # The raid's bearing counts from its first target for all of them.
    one, two = setup.knot[setup.threat[0].first_knot], setup.knot[setup.threat[1].first_knot]
    assert (one.x, one.y) == pytest.approx((two.x, two.y), abs=1e-6)


def test_mission_and_fixed_kill_probability() -> None:
    mission = built().setup.mission[0]
    assert (mission.duration, mission.fixed_kill) == (1200.0, -1.0)
    fixed = changed("seed: 7", "seed: 7, fixed_kill_probability: 0.6").setup.mission[0]
    assert fixed.fixed_kill == 0.6


def test_the_response_time_is_the_quickest_reaction_and_flight() -> None:
    found = built()
    reaction = min(float(unit.reaction_time) for unit in found.setup.fire_unit)
    assert found.response_time == pytest.approx(reaction + np.nanmin(found.setup.flyout_time))
    assert reaction < found.response_time < reaction + 15.0


def test_without_a_defence() -> None:
    start, stop = TEXT.index("defences:"), TEXT.index("raids:")
    text = TEXT[:start] + TEXT[stop:].replace("target: [base, alpha]", "target: base")
    found = built(text)
    assert found.response_time == math.inf
    assert [len(table) for table in found.setup[3:5]] == [0, 0]
    assert len(found.setup.fire_unit) == 0
    assert found.roster.fire_units == ()


def test_a_regiment_can_be_a_target_through_its_command_post() -> None:
    found = built(REGIMENT)
    assert found.roster.targets == ("reg/post", "charlie")
    assert [found.roster.sites[row.target].id for row in found.setup.threat] == ["reg/post", "charlie"]
    rows = site_rows(found.scenario, found.units)
    assert rows["reg"] == rows["reg/post"]


def test_names_whose_streams_collide_are_refused() -> None:
    """CRC-32 of these two names is the same (found by search)."""
    one, two = collision()
    assert entity_id(one) == entity_id(two)
    text = TEXT.replace("id: town", f"id: {one}").replace(
        "  - {id: base,", f"  - {{id: {two}, east: 9 km, north: 9 km}}\n  - {{id: base,"
    )
    with pytest.raises(AssemblyError, match="share one random stream"):
        built(text)


def collision() -> tuple[str, str]:
    """Two names of ten letters with one CRC-32, by the birthday of some hundred thousand tries."""
    seen: dict[int, str] = {}
    generator = np.random.default_rng(1)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    while True:
        for name in map("".join, letters[generator.integers(0, 26, (50_000, 10))]):
            other = seen.setdefault(entity_id(name), name)
            if other != name:
                return other, name


def test_costs_and_classes_of_the_roster() -> None:
    roster = built().roster
    drone, item = roster.threats[0], catalogue().threats["shahed-136"]
    assert (drone.kind, drone.group, drone.name, drone.cost) == (
        "shahed-136",
        "drones",
        item.threat_class,
        item.unit_cost.value,
    )
    assert [unit.id for unit in roster.fire_units] == ["alpha", "bravo"]
    assert {row.id: row.cost for row in roster.missiles} == {
        id: catalogue().missiles[id].unit_cost.value for id in ("40N6E", "48N6E3", "9M96E2")
    }


# One value for every key of a doctrine, and of what unit and links may say, each other than the usual one.
GIVEN = {
    "doctrine": {
        "salvo": "3",
        "then": "[2, 1]",
        "interval": "7 s",
        "most_rounds": "9",
        "assessment_delay": "8 s",
        "false_alive": "0.2",
        "false_dead": "0.3",
        "reopen_time": "44 s",
        "zone": "{from: 6 km, to: 50 km}",
        "ranking": "value",
        "least_kill": "0.4",
        "prefer": "{drone: [48N6E3]}",
        "keep": "{48N6E3: [drone]}",
        "reserve": "{48N6E3: {rounds: 2, for: [drone]}}",
        "allocation": "marginal-return",
        "remote": "true",
        "spare": "{slower_than: 100 m/s, until: 60 s}",
        "shutdown": "{within: 20 s}",
        "round_price": "2",
    },
    "link": {"latency": "2 s", "loss": "0.1", "tracks": "9", "cut": "{from: 5 min}"},
    "network": {"switch_over": "45 s"},
}
EVERY_KEY = [(part, key) for part, given in GIVEN.items() for key in given]


def tables_of(part: str = "", more: str = "") -> dict[str, bytes]:
    """All tables of the test's scenario with `more` in one part of it."""
    said = {name: more if part == name else "" for name in GIVEN}
    text = TEXT[: TEXT.index("doctrines:")] + f"doctrines:\n  - {{id: mine{said['doctrine']}}}\n"
    text += f"network:\n  links: [{{between: [alpha, post]{said['link']}}}]\n"
    text += f"  {said['network']}\n" if said["network"] else ""
    return {name: np.asarray(table).tobytes() for name, table in built(text).setup._asdict().items()}


def test_the_list_of_keys_is_whole() -> None:
    functions = {"id", "function"}
    assert set(DoctrineText.model_fields) - functions == set(GIVEN["doctrine"])
    assert set(Link.model_fields) - {"between"} == set(GIVEN["link"])
    assert set(Network.model_fields) - {"links"} == set(GIVEN["network"])


@pytest.mark.parametrize(("part", "key"), EVERY_KEY, ids=[f"{part} {key}" for part, key in EVERY_KEY])
def test_every_key_reaches_a_table(part: str, key: str) -> None:
    """What a key says of a fight that no table holds would be read, checked and forgotten."""
    separator = "" if part == "network" else ", "
    assert tables_of(part, f"{separator}{key}: {GIVEN[part][key]}") != tables_of()
