"""The radars at work: how often a scan detects, what it notes, its false plots, single looks, the turn of an antenna,
strobes, and antennas that move.

Expected values: the closed form of detection at the target's range, within five standard deviations of a binomial; the
Poisson law of the false plots (chi-square test); false alarm below 1e-6 each, fixed seeds. Controls: the closed form at
twice the cross-section and a Poisson law with a quarter more fail the same bounds.
"""

import math

import numpy as np
import pytest
from scipy import stats

from tests.sensors.conftest import FALSE_ALARM, MAST, Build, add_canceller, place, scan
from tests.tables import grow
from vyuha.sensors.detection import detection_probability, signal_to_noise
from vyuha.sensors.system import look_at
from vyuha.state.radar import ENGAGEMENT, MOST_FALSE_PLOTS
from vyuha.state.tables import Setup, State

SEED = 17
LOOKS = 4_000
FIVE_SIGMA = 4.892
PERIOD, PHASE = 5.0, 1.7
PLOT = ["x", "y", "z", "xx", "xy", "xz", "yy", "yz", "zz", "snr", "threat"]


def put(state: State, i: int, at: tuple[float, float, float]) -> None:
    state.fix[i, :3] = at


def look_time(k: int) -> float:
    return PHASE + k * PERIOD


def slant(at: tuple[float, float, float]) -> float:
    return math.dist(at, (0.0, 0.0, MAST))


def chance(setup: Setup, at: tuple[float, float, float], rcs: float, swerling: int) -> float:
    radar = setup.radar[0]
    snr = signal_to_noise(float(radar.reference_snr), 100e3, 1.0, slant(at), rcs)
    return detection_probability(snr, FALSE_ALARM, swerling)


def plots(state: State, count: int) -> list[tuple[float, ...]]:
    return [tuple(float(state.plot[k][name]) for name in PLOT) for k in range(count)]


@pytest.mark.parametrize("swerling, distance", [(1, 80e3), (1, 120e3), (1, 180e3), (3, 140e3), (0, 140e3), (0, 160e3)])
def test_a_scan_detects_as_often_as_the_closed_form(build: Build, swerling: int, distance: float) -> None:
    setup, state = build()
    setup.threat[0].swerling = swerling
    at = place(275.0, distance, 9e3)
    put(state, 0, at)
    hits = sum(scan(setup, state, SEED, 0, 0, look_time(k)) for k in range(LOOKS))
    expected = chance(setup, at, 1.0, swerling)
    bound = FIVE_SIGMA * math.sqrt(expected * (1.0 - expected) / LOOKS)
    assert 0.02 < expected < 0.98
    assert hits / LOOKS == pytest.approx(expected, abs=bound)
    assert state.threat[0].detections == hits
    # Control: twice the cross-section would be told apart.
    assert abs(hits / LOOKS - chance(setup, at, 2.0, swerling)) > bound


def test_replicates_detect_as_often_as_looks(build: Build) -> None:
    setup, state = build()
    at = place(275.0, 120e3, 9e3)
    put(state, 0, at)
    hits = sum(scan(setup, state, SEED, n, 0, look_time(3)) for n in range(LOOKS))
    expected = chance(setup, at, 1.0, 1)
    assert hits / LOOKS == pytest.approx(expected, abs=FIVE_SIGMA * math.sqrt(expected * (1.0 - expected) / LOOKS))


def test_a_hidden_or_distant_target_is_never_detected(build: Build) -> None:
    setup, state = build(threats=2)
    put(state, 0, place(275.0, 60e3, 50.0))
    put(state, 1, place(275.0, 450e3, 20e3))
    grow(setup, 1e4)
    assert sum(scan(setup, state, SEED, 0, 0, look_time(k)) for k in range(50)) == 0
    # Behind the horizon but in the coverage, and outside it.
    assert state.threat[0].coverage_time == look_time(0) and math.isnan(state.threat[0].horizon_time)
    assert math.isnan(state.threat[1].coverage_time)


def test_the_chain_notes_the_first_time_of_every_link(build: Build) -> None:
    setup, state = build()
    grow(setup, 1e6)
    put(state, 0, place(275.0, 60e3, 50.0))
    scan(setup, state, SEED, 0, 0, look_time(4))
    put(state, 0, place(275.0, 40e3, 50.0))
    scan(setup, state, SEED, 0, 0, look_time(9))
    scan(setup, state, SEED, 0, 0, look_time(10))
    now = state.threat[0]
    assert (now.coverage_time, now.horizon_time, now.detection_time) == (look_time(4), look_time(9), look_time(9))
    assert now.detections == 2


def test_what_is_not_in_the_air_is_not_seen(build: Build) -> None:
    setup, state = build()
    grow(setup, 1e6)
    put(state, 0, place(275.0, 40e3, 5e3))
    state.threat[0].airborne = False
    assert scan(setup, state, SEED, 0, 0, look_time(1)) == 0 and math.isnan(state.threat[0].coverage_time)


def test_a_plot_is_strewn_around_the_target_as_declared(build: Build) -> None:
    setup, state = build()
    grow(setup, 100.0)
    at = place(275.0, 100e3, 9e3)
    put(state, 0, at)
    distances = []
    for k in range(1_000):
        if scan(setup, state, SEED, 0, 0, look_time(k)):
            p = state.plot[0]
            d = np.array([p.x, p.y, p.z]) - np.array(at)
            c = np.array([[p.xx, p.xy, p.xz], [p.xy, p.yy, p.yz], [p.xz, p.yz, p.zz]])
            distances.append(float(d @ np.linalg.solve(c, d)))
    assert len(distances) > 900
    assert stats.kstest(distances, "chi2", args=(3,)).pvalue > 1e-6
    assert stats.kstest(1.2 * np.array(distances), "chi2", args=(3,)).pvalue < 1e-6


def test_a_detected_signal_is_never_below_the_threshold(build: Build) -> None:
    """The errors of a faint target that was detected after all are those of a signal at the threshold."""
    setup, state = build()
    put(state, 0, place(275.0, 180e3, 9e3))
    found = []
    for k in range(300):
        if scan(setup, state, SEED, 0, 0, look_time(k)):
            found.append(float(state.plot[0].snr))
    assert len(found) > 20
    assert found == pytest.approx([-math.log(FALSE_ALARM)] * len(found))
    assert signal_to_noise(float(setup.radar[0].reference_snr), 100e3, 1.0, 180e3, 1.0) < 0.5 * found[0]


def test_draws_do_not_depend_on_other_radars_or_targets(build: Build) -> None:
    lone, crowd = build(), build(radars=3, threats=4)
    at = place(275.0, 110e3, 9e3)
    put(lone[1], 0, at)
    # The same radar and the same target, in other rows.
    crowd[0].radar[0].entity, crowd[0].radar[2].entity = 302, 300
    crowd[0].threat[0].entity, crowd[0].threat[3].entity = 903, 900
    for i, bearing in enumerate((20.0, 100.0, 275.0)):
        put(crowd[1], i, place(bearing, 90e3, 9e3))
    put(crowd[1], 3, at)
    seen = 0
    for k in range(40):
        alone = plots(lone[1], scan(*lone, SEED, 5, 0, look_time(k)))
        for r in (0, 1):
            scan(*crowd, SEED, 5, r, look_time(k))
        among = [p for p in plots(crowd[1], scan(*crowd, SEED, 5, 2, look_time(k))) if p[-1] == 3.0]
        assert [p[:-1] for p in among] == [p[:-1] for p in alone]
        seen += len(alone)
    assert 5 < seen < 40


def test_other_seeds_replicates_and_radars_draw_differently(build: Build) -> None:
    setup, state = build(radars=2)
    put(state, 0, place(275.0, 110e3, 9e3))

    def history(seed: int, replicate: int, r: int) -> list[int]:
        return [scan(setup, state, seed, replicate, r, look_time(k)) for k in range(64)]

    cases = [history(1, 1, 0), history(2, 1, 0), history(1, 2, 0), history(1, 1, 1)]
    assert len({tuple(case) for case in cases}) == 4
    assert history(1, 1, 0) == cases[0]


@pytest.mark.parametrize("mean", [0.5, 3.0])
def test_false_plots_are_poisson(build: Build, mean: float) -> None:
    setup, state = build()
    state.threat[0].airborne = False
    setup.radar[0].false_plots = mean
    counts = np.array([scan(setup, state, SEED, 0, 0, look_time(k)) for k in range(LOOKS)])
    # The last class holds all that is more: the table of plots ends a burst at eight.
    classes = 4 if mean < 1.0 else 8
    observed = np.bincount(np.minimum(counts, classes), minlength=classes + 1)

    def p_value(m: float) -> float:
        shares = np.append(stats.poisson.pmf(np.arange(classes), m), stats.poisson.sf(classes - 1, m))
        return float(stats.chisquare(observed, LOOKS * shares).pvalue)

    assert p_value(mean) > 1e-6
    assert p_value(1.25 * mean) < 1e-6
    assert counts.max() <= MOST_FALSE_PLOTS


def test_false_plots_lie_in_the_coverage_and_belong_to_nobody(build: Build) -> None:
    setup, state = build()
    state.threat[0].airborne = False
    radar = setup.radar[0]
    radar.false_plots, radar.sector_centre, radar.sector_half_width = 4.0, math.radians(275.0), math.radians(60.0)
    ranges, bearings = [], []
    for k in range(500):
        for p in plots(state, scan(setup, state, SEED, 0, 0, look_time(k))):
            assert p[-1] == -1.0
            ranges.append(slant(p[:3]))
            bearings.append(math.degrees(math.atan2(p[0], p[1])) % 360.0)
            assert 0.0 <= math.asin((p[2] - MAST) / ranges[-1]) <= 0.2
    assert min(ranges) >= 1e3 and max(ranges) <= 400e3
    assert stats.kstest(ranges, "uniform", args=(1e3, 399e3)).pvalue > 1e-6
    assert stats.kstest(bearings, "uniform", args=(215.0, 120.0)).pvalue > 1e-6


def test_without_false_plots_an_empty_sky_is_empty(build: Build) -> None:
    setup, state = build()
    state.threat[0].airborne = False
    assert sum(scan(setup, state, SEED, 0, 0, look_time(k)) for k in range(50)) == 0


def test_a_look_takes_every_target_in_its_gate(build: Build) -> None:
    setup, state = build(threats=4)
    grow(setup, 1e6)
    x, y, z = place(275.0, 60e3, 9e3)
    for i, away in enumerate((900.0, 300.0, 5000.0, 1499.0)):
        put(state, i, (x + away, y, z))
    time = look_time(2)

    def found(east: float, gate: float) -> list[int]:
        count = look_at(setup, state, SEED, 0, 0, time, (x + east, y, z), gate)
        return [int(state.plot[k].threat) for k in range(count)]

    assert found(0.0, 1500.0) == [0, 1, 3]
    assert [int(row.detections) for row in state.threat] == [1, 1, 0, 1]
    assert found(4000.0, 1500.0) == [2]
    assert found(0.0, 250.0) == []
    state.threat[1].airborne = False
    assert found(0.0, 1500.0) == [0, 3]
    # Only what it looked at has been covered.
    assert not math.isnan(state.threat[2].coverage_time)
    setup, state = build(threats=1)
    put(state, 0, (x, y, z))
    assert look_at(setup, state, SEED, 0, 0, time, (x, y, z + 2000.0), 1500.0) == 0
    assert math.isnan(state.threat[0].coverage_time)


def test_a_look_finds_as_often_as_a_scan(build: Build) -> None:
    setup, state = build()
    at = place(275.0, 120e3, 9e3)
    put(state, 0, at)
    looks = [look_at(setup, state, SEED, 0, 0, look_time(k), at, 1000.0) for k in range(200)]
    assert looks == [scan(setup, state, SEED, 0, 0, look_time(k)) for k in range(200)]
    assert 0 < sum(looks) < 200


def test_a_look_below_the_horizon_finds_nothing(build: Build) -> None:
    setup, state = build()
    grow(setup, 1e6)
    at = place(275.0, 60e3, 50.0)
    put(state, 0, at)
    assert look_at(setup, state, SEED, 0, 0, look_time(0), at, 1000.0) == 0


TURN = 8.0


def turning(build: Build, threats: int = 1) -> tuple[Setup, State]:
    """An antenna that turns in 8 s and hands over quarters 0.6 s late; it sees everything, to a metre."""
    setup, state = build(threats=threats)
    grow(setup, 1e6)
    setup.threat.swerling[:] = 0
    radar = setup.radar[0]
    radar.parts, radar.latency, radar.period = 4, 0.6, TURN
    radar.range_error = radar.range_error_floor = 1.0
    radar.azimuth_error = radar.elevation_error = radar.angle_error_floor = 1e-6
    return setup, state


def part_at(k: int) -> float:
    """When the plots of quarter `k` since the start reach the tracker."""
    return PHASE + 0.6 + k * TURN / 4.0


@pytest.mark.parametrize("bearing", [1.0, 45.0, 89.0, 91.0, 200.0, 359.0])
def test_a_turning_antenna_measures_a_target_where_it_was_when_the_beam_came_by(build: Build, bearing: float) -> None:
    """A quarter begins at its edge and ends when it is handed over, `latency` later: the beam was at a bearing of b
    (1 - 4 (b - edge) / turn) of a quarter's time before that. A crossing target at 300 m/s shows where it was.
    """
    setup, state = turning(build)
    x, y, _ = place(bearing, 60e3, 9e3)
    across = math.radians(bearing + 90.0)
    velocity = np.array([300.0 * math.sin(across), 300.0 * math.cos(across), 0.0])
    seen = {}
    for k in range(8, 12):
        state.fix[0, :6] = [x, y, 9e3, *velocity]
        if scan(setup, state, SEED, 0, 0, part_at(k)):
            seen[k % 4] = [float(state.plot[0][name]) for name in ("age", "x", "y", "z")]
    assert list(seen) == [int(bearing // 90.0)], "each target is seen once a turn, in its own quarter"
    age, *at = seen[int(bearing // 90.0)]
    expected = 0.6 + (1.0 - bearing % 90.0 / 90.0) * TURN / 4.0
    assert 0.6 <= age <= 0.6 + TURN / 4.0
    # The place's bearing differs by a hundredth of a degree from that of the circle on the ground.
    assert age == pytest.approx(expected, abs=2e-3)
    assert at == pytest.approx([x - age * velocity[0], y - age * velocity[1], 9e3], abs=6.0)
    # Control: not where it is by now.
    assert math.dist(at, (x, y, 9e3)) > 150.0


def test_all_round_each_is_seen_once_a_turn(build: Build) -> None:
    setup, state = turning(build, threats=12)
    for i in range(12):
        state.fix[i, :3] = place(7.0 + 30.0 * i, 60e3, 9e3)
    # All set out before the beam of the first quarter began its way.
    state.threat.begin[:] = -PERIOD
    counts = [scan(setup, state, SEED, 0, 0, part_at(k)) for k in range(8)]
    assert counts == [3] * 8
    assert [int(row.detections) for row in state.threat] == [2] * 12
    # Control: looking at once it would see all of them each time.
    setup.radar[0].parts = 1
    assert scan(setup, state, SEED, 0, 0, PHASE + 0.6 + 80.0) == 12


def test_a_part_has_its_number_and_its_false_plots_stay_in_it(build: Build) -> None:
    setup, state = turning(build)
    state.threat[0].airborne = False
    setup.radar[0].false_plots = 12.0
    number = 0
    for k in range(400):
        count = scan(setup, state, SEED, 0, 0, part_at(k))
        assert (state.antenna[0].look, state.antenna[0].part) == (k, k % 4)
        for n in range(count):
            bearing = math.degrees(math.atan2(state.plot[n].x, state.plot[n].y)) % 360.0
            assert 90.0 * (k % 4) - 1e-6 <= bearing <= 90.0 * (k % 4 + 1) + 1e-6
        number += count
    # A quarter of the mean each time: 1,200 in all, within five standard deviations.
    assert number == pytest.approx(1200.0, abs=FIVE_SIGMA * math.sqrt(1200.0))


def jammed(build: Build, power: float) -> tuple[Setup, State]:
    """A target at 100 km in the west that carries a jammer, and a quiet one in the north."""
    setup, state = build(threats=2, jammers=1)
    setup.threat[0].jam_power = power
    put(state, 0, place(275.0, 100e3, 9e3))
    put(state, 1, place(5.0, 50e3, 9e3))
    return setup, state


def strobes(state: State, count: int) -> list[int]:
    return [k for k in range(count) if state.plot[k].strobe]


def test_a_jammer_that_hides_its_carrier_shows_its_direction_only(build: Build) -> None:
    setup, state = jammed(build, 1e5)
    azimuths, elevations = [], []
    x, y, z = state.fix[0, :3]
    for k in range(400):
        count = scan(setup, state, SEED, 0, 0, look_time(k))
        found = strobes(state, count)
        assert [int(state.plot[j].threat) for j in found] == [0]
        plot = state.plot[found[0]]
        # In range it says nothing: half of what the radar shows, give or take as much.
        assert plot.slant == pytest.approx(200e3)
        beam = np.array([plot.x, plot.y, plot.z - MAST]) / 200e3
        cross = np.array([[plot.xx, plot.xy, plot.xz], [plot.xy, plot.yy, plot.yz], [plot.xz, plot.yz, plot.zz]])
        assert math.sqrt(beam @ cross @ beam) == pytest.approx(200e3, rel=1e-3)
        azimuths.append(plot.azimuth - math.atan2(x, y))
        elevations.append(math.asin(beam[2]) - math.asin((z - MAST) / slant((x, y, z))))
    assert state.threat[0].strobes == 400 and state.threat[0].detections == 0
    assert state.threat[1].strobes == 0
    # As accurate as a signal as strong as the jamming would be, down to the floor.
    strength = float(state.jam[0].strength)
    sigma = max(5e-4, 3e-3 * math.sqrt(float(setup.radar[0].reference_snr) / strength))
    low, high = (math.sqrt(q / 400) for q in stats.chi2.ppf([5e-7, 1.0 - 5e-7], 400))
    assert low < np.std(azimuths) / sigma < high
    # Control: a quarter less is told apart.
    assert np.std(azimuths) / (0.6 * sigma) > high
    assert abs(np.mean(azimuths)) < FIVE_SIGMA * sigma / 20.0
    rise = max(5e-4, 5e-3 * math.sqrt(float(setup.radar[0].reference_snr) / strength))
    assert low < np.std(elevations) / rise < high


def test_a_jammer_that_is_seen_gives_a_plot_and_no_strobe(build: Build) -> None:
    setup, state = jammed(build, 1e5)
    grow(setup, 1e9)
    count = scan(setup, state, SEED, 0, 0, look_time(0))
    assert strobes(state, count) == [] and count == 2
    # And one that is too weak to show gives neither.
    setup, state = jammed(build, 1e-4)
    grow(setup, 1e-6)
    assert scan(setup, state, SEED, 0, 0, look_time(0)) == 0
    assert 0.0 < state.jam[0].strength < 10.0


def test_strobes_keep_to_the_sector_and_to_the_part_of_the_turn(build: Build) -> None:
    setup, state = jammed(build, 1e5)
    setup.radar[0].sector_centre, setup.radar[0].sector_half_width = math.radians(5.0), math.radians(60.0)
    assert strobes(state, scan(setup, state, SEED, 0, 0, look_time(0))) == []
    setup.radar[0].sector_half_width = math.pi
    setup.radar[0].parts, setup.radar[0].period = 4, TURN
    # Bearing 275: the last quarter of the turn.
    found = [len(strobes(state, scan(setup, state, SEED, 0, 0, PHASE + 2.0 * k))) for k in range(8)]
    assert found == [0, 0, 0, 1, 0, 0, 0, 1]


def test_a_look_at_one_place_gives_no_strobes(build: Build) -> None:
    setup, state = jammed(build, 1e5)
    at = tuple(float(v) for v in state.fix[0, :3])
    assert look_at(setup, state, SEED, 0, 0, look_time(0), (at[0], at[1], at[2]), 1000.0) == 0
    assert state.threat[0].strobes == 0


def test_an_antenna_in_the_air_sees_what_the_mast_cannot(build: Build) -> None:
    """A low flyer 120 km out is far below the horizon of the mast and well above that from 3.5 km."""
    setup, state = build(radars=2)
    grow(setup, 1e4)
    put(state, 0, place(275.0, 120e3, 50.0))
    radar, home = setup.radar[1], setup.antenna[1]
    home.z = home.height = 3.5e3
    radar.orbit_radius, radar.orbit_rate = 5e3, 28.0 / 5e3
    radar.minimum_elevation = math.radians(-30.0)
    state.antenna[1] = home
    places = []
    for k in range(20):
        assert scan(setup, state, SEED, 0, 0, look_time(k)) == 0
        assert scan(setup, state, SEED, 0, 1, look_time(k)) == 1
        now, plot = state.antenna[1], state.plot[0]
        places.append((float(now.x), float(now.y)))
        # The plot was taken from where the antenna was by then, not from its station.
        assert (plot.origin_x, plot.origin_y, plot.origin_z) == (now.x, now.y, now.z)
        assert plot.slant == pytest.approx(math.dist(state.fix[0, :3], (now.x, now.y, now.z)), abs=400.0)
    flown = [math.dist(a, b) for a, b in zip(places, places[1:], strict=False)]
    # 28 m/s for 5 s; the chord is shorter by a hundred thousandth.
    assert flown == pytest.approx([140.0] * 19, rel=1e-3)


def test_slow_targets_are_lost_in_the_notch(build: Build) -> None:
    """A drone across the line of sight hides from a canceller; the same drone on its way in does not."""
    setup, state = build()
    grow(setup, 100.0)
    add_canceller(setup, 3, 0.15)
    x, y, z = place(275.0, 60e3, 300.0)
    toward = np.array([-x, -y]) / math.hypot(x, y)
    for velocity, seen in ((50.0 * toward, 50), (50.0 * toward[::-1] * (1.0, -1.0), 0)):
        state.fix[0, :6] = [x, y, z, *velocity, 0.0]
        assert sum(scan(setup, state, SEED, 0, 0, look_time(k)) for k in range(50)) == pytest.approx(seen, abs=1)


def test_an_echo_says_how_large_it_seems(build: Build) -> None:
    """Of a target that does not fluctuate the size itself; of one that does, an exponential law around it."""
    setup, state = build()
    grow(setup, 4.0)
    put(state, 0, place(275.0, 60e3, 9e3))
    setup.threat[0].swerling = 0
    assert scan(setup, state, SEED, 0, 0, look_time(0)) == 1
    assert state.plot[0].apparent_rcs == pytest.approx(4.0)
    grow(setup, 1e6)
    setup.threat[0].swerling, sizes = 1, []
    for k in range(1000):
        if scan(setup, state, SEED, 0, 0, look_time(k)):
            sizes.append(float(state.plot[0].apparent_rcs) / 1e6)
    assert len(sizes) > 990
    assert stats.kstest(sizes, "expon").pvalue > 1e-6
    assert stats.kstest(1.3 * np.array(sizes), "expon").pvalue < 1e-6


def test_searches_of_an_engagement_radar_have_numbers_of_their_own(build: Build) -> None:
    """Its looks at targets and its searches draw different numbers although they are counted alike."""
    setup, state = build()
    setup.radar[0].kind = ENGAGEMENT
    at = place(275.0, 120e3, 9e3)
    put(state, 0, at)
    looks = [look_at(setup, state, SEED, 0, 0, look_time(k), at, 1000.0) for k in range(1, 200)]
    searches = [scan(setup, state, SEED, 0, 0, look_time(k)) for k in range(1, 200)]
    assert state.antenna[0].searches == 199
    assert looks != searches
    expected = chance(setup, at, 1.0, 1)
    bound = FIVE_SIGMA * math.sqrt(expected * (1.0 - expected) / 199)
    assert sum(searches) / 199 == pytest.approx(expected, abs=bound)
