"""Who jams a radar, and from where on it sees its target in spite of that.

Expected values: the closed forms of self-screening and stand-off burn-through (`sensors.jamming`, tested for itself),
found here by halving over the functions of a fight; the worked case of a radar of 250 kW and 40 dB of gain, 2 MHz wide,
against 1 kW over 200 MHz on 1 m2: sqrt(P G s Bj / (4 pi ERP Br)) = 4,460.31 m, with the receiver's own noise neglected;
the antenna's pattern; the closed form of the horizon; scans of a fight within five standard deviations of a binomial.
Controls: a tenth of the jammer's power, a jammer in the main lobe in place of a side lobe.
"""

import math
from collections.abc import Callable

import pytest

from tests.sensors.conftest import FALSE_ALARM, MAST, WAVELENGTH, Build, built, place, scan, steer, through
from vyuha.sensors.antenna import beam_gain
from vyuha.sensors.coverage import sight
from vyuha.sensors.detection import detection_probability
from vyuha.sensors.echo import free_space, signal_left
from vyuha.sensors.interference import find_jammers, jam_over_noise, pattern_of
from vyuha.sensors.jamming import self_screening_range, stand_off_range
from vyuha.sensors.range_equation import free_space_range
from vyuha.state.tables import Setup, State
from vyuha.world.propagation import horizon_range

LOOKS = 2_000
FIVE_SIGMA = 4.892


def signal_and_jamming(setup: Setup, state: State, i: int) -> tuple[float, float]:
    """Signal of threat `i` and jamming beside it, both over noise."""
    seen = sight(state.antenna[0], setup.frame[0].refraction, *state.fix[i, :3])
    count = find_jammers(setup, state, 0)
    signal, _ = signal_left(*through(setup, state), seen, 1.0, math.nan)
    return signal, jam_over_noise(setup.radar[0], state.jam, 0, count, seen)


def burn_through(setup: Setup, state: State, required: float, move: Callable[[float], None]) -> float:
    """Range [m] at which the signal of threat 0 comes up to `required` over noise and jamming."""
    near, far = 50.0, 390e3
    for _ in range(60):
        middle = 0.5 * (near + far)
        move(middle)
        signal, jam = signal_and_jamming(setup, state, 0)
        near, far = (middle, far) if signal / (1.0 + jam) >= required else (near, middle)
    return near


def along(state: State, i: int) -> Callable[[float], None]:
    """Moves threat `i` on a line 5 degrees over the horizon, in the east."""
    angle = math.radians(5.0)

    def move(distance: float) -> None:
        state.fix[i, :3] = distance * math.cos(angle), 0.0, MAST + distance * math.sin(angle)

    return move


def worked(power: float = 1e3) -> tuple[Setup, State]:
    """The worked case in tables: the reference range is where the radar has a signal of 1 without a jammer."""
    setup, state = built(jammers=1)
    radar = setup.radar[0]
    radar.gain, radar.bandwidth, radar.reference_snr = 1e4, 2e6, 1.0
    # A matched filter: the energy of the pulse is its power over the bandwidth.
    radar.reference_range = free_space_range(250e3 / 2e6, 1e4, WAVELENGTH, 1.0, float(radar.noise), 1.0, 1.0)
    setup.threat[0].jam_power = power
    return setup, state


def test_the_worked_case() -> None:
    setup, state = worked()
    expected = math.sqrt(250e3 * 1e4 * 1.0 * 200e6 / (4.0 * math.pi * 1e3 * 2e6))
    assert expected == pytest.approx(4460.31, abs=0.005)
    assert burn_through(setup, state, 1.0, along(state, 0)) == pytest.approx(4460.31, abs=0.01)
    # Control: a tenth of the power lets it see sqrt(10) times as far.
    setup, state = worked(100.0)
    farther = burn_through(setup, state, 1.0, along(state, 0))
    assert farther != pytest.approx(4460.31, rel=0.5)
    assert farther == pytest.approx(4460.31 * math.sqrt(10.0), abs=0.1)


@pytest.mark.parametrize("power", [0.1, 10.0, 1e3])
@pytest.mark.parametrize("required", [1.0, 20.0])
def test_self_screening_with_the_receivers_own_noise(power: float, required: float) -> None:
    setup, state = built(jammers=1)
    setup.threat[0].jam_power = power
    move = along(state, 0)
    move(50e3)
    signal, jam = signal_and_jamming(setup, state, 0)
    expected = self_screening_range(signal, jam, required, 50e3)
    assert burn_through(setup, state, required, move) == pytest.approx(expected, rel=1e-6)
    setup.threat[0].jam_power = 0.1 * power
    assert burn_through(setup, state, required, move) > 1.01 * expected


@pytest.mark.parametrize("aside", [0.0, 0.5, 2.0, 10.0, 90.0, 180.0])
def test_stand_off_through_main_lobe_side_lobe_and_back_lobe(aside: float) -> None:
    setup, state = built(threats=2, jammers=2)
    setup.threat[0].jam_power = 0.0
    angle = math.radians(90.0 + aside)
    state.fix[1, :3] = 150e3 * math.sin(angle), 150e3 * math.cos(angle), 10e3
    move = along(state, 0)
    move(50e3)
    signal, jam = signal_and_jamming(setup, state, 0)
    expected = stand_off_range(signal, jam, 20.0, 50e3)
    assert burn_through(setup, state, 20.0, move) == pytest.approx(expected, rel=1e-6)
    # What is heard is what the pattern lets in of the strength at the peak; elevations count for nothing in this beam.
    assert jam == pytest.approx(
        float(state.jam[0].strength) * beam_gain(pattern_of(setup.radar[0]), math.radians(aside), 0.0), rel=1e-6
    )
    main = stand_off_range(signal, float(state.jam[0].strength), 20.0, 50e3)
    assert (expected > 1.5 * main) == (aside > 1.5), "a side lobe gives most of the range back"


def test_the_strength_is_that_of_the_one_way_equation() -> None:
    """100 km away: 1 kW / 200 MHz = 5 uW/Hz, G (lambda / 4 pi R)^2, over k T F."""
    setup, state = built(jammers=1)
    state.fix[0, :3] = 0.0, 100e3, 9e3
    assert find_jammers(setup, state, 0) == 1
    slant = math.dist((0.0, 100e3, 9e3), (0.0, 0.0, MAST))
    spread = (WAVELENGTH / (4.0 * math.pi * slant)) ** 2
    expected = 1e3 / 200e6 * float(setup.radar[0].gain) * spread / (1.380649e-23 * 290.0 * 2.0)
    assert state.jam[0].strength == pytest.approx(expected)
    assert (state.jam[0].radar, state.jam[0].threat, state.jam[0].slant) == (0, 0, slant)
    assert state.jam[0].azimuth == pytest.approx(0.0)
    # A jammer narrower than the receiver is felt over the receiver's band.
    setup.threat[0].jam_bandwidth = 1e3
    find_jammers(setup, state, 0)
    assert state.jam[0].strength == pytest.approx(expected * 200e6 / 2e6)


def test_a_jammer_below_the_horizon_is_not_heard() -> None:
    setup, state = built(jammers=1)
    reach = horizon_range(MAST, 100.0, 4.0 / 3.0)
    for factor, heard in ((0.99, 1), (1.01, 0)):
        state.fix[0, :3] = place(275.0, factor * reach, 100.0)
        assert find_jammers(setup, state, 0) == heard
    # Above it a jammer is heard however far, and outside the sector.
    setup.radar[0].sector_half_width, setup.radar[0].sector_centre = 0.5, math.radians(95.0)
    state.fix[0, :3] = place(275.0, 420e3, 12e3)
    assert find_jammers(setup, state, 0) == 1
    state.threat[0].airborne = False
    assert find_jammers(setup, state, 0) == 0


@pytest.mark.parametrize("shortest, longest, heard", [(0.03, 0.3, 1), (0.1, 0.1, 1), (0.03, 0.09, 0), (0.11, 0.3, 0)])
def test_a_jammer_has_its_bands(shortest: float, longest: float, heard: int) -> None:
    setup, state = built(jammers=1)
    setup.threat[0].jam_shortest, setup.threat[0].jam_longest = shortest, longest
    setup.radar[0].wavelength = 0.1
    state.fix[0, :3] = place(275.0, 60e3, 9e3)
    assert find_jammers(setup, state, 0) == heard


def test_several_add_up() -> None:
    setup, state = built(threats=4, jammers=3)
    for i, bearing in enumerate((275.0, 276.0, 300.0, 275.0)):
        state.fix[i, :3] = place(bearing, 90e3 + 10e3 * i, 9e3)
    seen = sight(state.antenna[0], setup.frame[0].refraction, *state.fix[3, :3])
    assert find_jammers(setup, state, 0) == 3
    together = jam_over_noise(setup.radar[0], state.jam, 0, 3, seen)
    single = []
    for alone in range(3):
        for i in range(3):
            state.threat[i].airborne = i == alone
        assert find_jammers(setup, state, 0) == 1
        single.append(jam_over_noise(setup.radar[0], state.jam, 0, 1, seen))
    assert together == pytest.approx(sum(single), rel=1e-12)
    assert min(single) > 0.0 and together > 1.01 * max(single)
    # What another radar has heard is none of this one's business.
    state.jam[0].radar = 5
    assert jam_over_noise(setup.radar[0], state.jam, 0, 1, seen) == 0.0


def test_a_pencil_beam_counts_elevations_too() -> None:
    setup, state = built(threats=2, jammers=2)
    steer(setup, 2.0)
    setup.threat[0].jam_power = 0.0
    state.fix[0, :3], state.fix[1, :3] = (100e3, 0.0, 3e3), (100e3, 0.0, 13e3)
    _, jam = signal_and_jamming(setup, state, 0)
    seen = [sight(state.antenna[0], setup.frame[0].refraction, *state.fix[i, :3]) for i in (0, 1)]
    pattern = pattern_of(setup.radar[0])
    expected = float(state.jam[0].strength) * beam_gain(pattern, 0.0, seen[1].elevation - seen[0].elevation)
    assert jam == pytest.approx(expected) and jam < 1e-2 * state.jam[0].strength


@pytest.mark.parametrize("power, distance", [(0.3, 60e3), (3.0, 30e3), (3.0, 20e3)])
def test_scans_detect_as_often_as_signal_over_jamming_says(build: Build, power: float, distance: float) -> None:
    setup, state = build(jammers=1)
    setup.threat[0].jam_power = power
    state.fix[0, :3] = place(275.0, distance, 9e3)
    seen = sight(state.antenna[0], setup.frame[0].refraction, *state.fix[0, :3])
    scan(setup, state, 5, 0, 0, 1.7)
    jam = float(state.jam[0].strength)
    chance = detection_probability(free_space(setup.radar[0], seen.slant, 1.0) / (1.0 + jam), FALSE_ALARM, 1)
    before = int(state.threat[0].detections)
    for k in range(1, LOOKS + 1):
        scan(setup, state, 5, 0, 0, 1.7 + 5.0 * k)
    share = (int(state.threat[0].detections) - before) / LOOKS
    assert 0.02 < chance < 0.98 and jam > 1.0
    bound = FIVE_SIGMA * math.sqrt(chance * (1.0 - chance) / LOOKS)
    assert share == pytest.approx(chance, abs=bound)
    # Control: without the jammer, and with twice of it.
    clear = detection_probability(free_space(setup.radar[0], seen.slant, 1.0), FALSE_ALARM, 1)
    twice = detection_probability(free_space(setup.radar[0], seen.slant, 1.0) / (1.0 + 2.0 * jam), FALSE_ALARM, 1)
    assert abs(share - clear) > bound and abs(share - twice) > bound
