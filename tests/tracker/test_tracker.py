"""Expected values: the known truth of simulated skies, the same scans in order."""

import math
from typing import Any

import numpy as np
import pytest

import vyuha
from tests.tracker.scenes import PERIOD, SIGMA, radar, sky, spherical
from vyuha.tracker.metrics import AirPicture, match
from vyuha.tracker.options import Hits, Motion, Score, TrackingSensor
from vyuha.tracker.tracker import Tracker


def run(tracker: Tracker, targets: int, clutter: float, scans: int, seed: int) -> tuple[Any, Any]:
    """Result of the measures over the settled part, and the share of updates by the right plot."""
    quality, right, taken = AirPicture(cutoff=1000.0), 0, 0
    for k, (places, plots, owner) in enumerate(sky(targets, clutter, scans, seed)):
        tracks = tracker.scan(PERIOD * k, plots)
        if k >= 8:
            quality.add(PERIOD * k, range(targets), places, np.zeros((targets, 3)), tracks)
            for i, j in match(places, tracks["position"], 1000.0):
                if tracks["plot"][j] >= 0:
                    taken += 1
                    right += owner[tracks["plot"][j]] == i
    return quality.result(), right / taken


CHOICES: dict[str, dict[str, Any]] = {
    "gnn": {},
    "jpda": {"association": "jpda"},
    "ukf": {"method": "ukf"},
    "score": {"logic": Score()},
    "imm": {"motions": [Motion("cv", noise=0.1), Motion("turn", extra_noise=1e-4)], "association": "jpda"},
}


@pytest.mark.parametrize("name", CHOICES)
def test_a_sky_with_false_plots_is_followed(name: str) -> None:
    result, right = run(Tracker(radar(50.0), **CHOICES[name]), 50, 50.0, 25, seed=1)
    assert result.completeness > 0.97 and result.spuriousness < 0.03 and result.ambiguity < 1.02
    assert result.swaps == 0 and right > 0.99


def test_control_a_tracker_that_confirms_at_once_sees_ghosts() -> None:
    result, _ = run(Tracker(radar(50.0), logic=Hits(1, 1, 3)), 50, 50.0, 25, seed=1)
    assert result.spuriousness > 0.3


def test_position_plots_and_the_linear_filter() -> None:
    sensor = TrackingSensor("position", (40.0, 40.0, 60.0), clutter_density=1e-14)
    tracker, errors = Tracker(sensor, method="kf"), []
    g = np.random.default_rng(2)
    for k, (places, _, _) in enumerate(sky(30, 0.0, 20, seed=2)):
        tracks = tracker.scan(PERIOD * k, places + g.normal(size=places.shape) * sensor.sigma)
        errors += [np.linalg.norm(places[i] - tracks["position"][j]) for i, j in match(places, tracks["position"], 1e3)]
    assert len(tracks) == 30
    assert math.sqrt(np.mean(np.square(errors[-300:]))) < math.sqrt(2.0 * 40.0**2 + 60.0**2)


def sweep(tracker: Tracker, order: Any, scans: Any) -> Any:
    for i in order:
        tracker.scan(*scans[i])
    return tracker.tracks


def test_late_scans_lead_to_the_tracks_of_scans_in_order() -> None:
    """Two radars, scans shuffled within 12 s: bit for bit. Controls: scans dropped for being late give other tracks,
    and too late a scan is refused.
    """
    sensors = [
        radar(30.0),
        TrackingSensor("radar", SIGMA, (5e3, -3e3, 0.0), clutter_density=radar(30.0).clutter_density),
    ]
    scans: list[Any] = []
    for k, (places, plots, _) in enumerate(sky(20, 30.0, 24, seed=3)):
        scans.append((PERIOD * k, plots, 0))
        scans.append((PERIOD * k + 2.0, spherical(places - [5e3, -3e3, 0.0]), 1))
    g = np.random.default_rng(4)
    arrival = np.argsort([time + g.uniform(0.0, 12.0) for time, _, _ in scans])
    assert sum(np.diff(arrival) < 0) > 5
    for choice in ({}, {"association": "jpda", "motions": [Motion("cv"), Motion("ca", noise=5.0)]}):
        in_order = sweep(Tracker(sensors, **choice), range(len(scans)), scans)
        late = sweep(Tracker(sensors, lateness=12.0, **choice), arrival, scans)
        assert late.tobytes() == in_order.tobytes()
    newest, dropped = -1, []
    for i in arrival:
        if i > newest:
            newest = i
            dropped.append(i)
    assert sweep(Tracker(sensors), dropped, scans).tobytes() != sweep(Tracker(sensors), range(48), scans).tobytes()
    tracker = Tracker(sensors, lateness=5.0)
    tracker.scan(20.0, scans[0][1])
    with pytest.raises(ValueError, match="late"):
        tracker.scan(14.9, scans[0][1])


def test_sensors_of_different_latency_lead_to_one_picture() -> None:
    """Three radars whose scans come 0, 3 and 9 s late: bit for bit the tracks of scans in order. Control: taken at the
    time at which they come, the tracks are far from the targets.
    """
    sites = np.array([[0.0, 0.0, 0.0], [20e3, 5e3, 0.0], [-15e3, 10e3, 0.0]])
    sensors = [TrackingSensor("radar", SIGMA, site, clutter_density=1e-7) for site in sites]
    latency = (0.0, 3.0, 9.0)
    g, scans, truth = np.random.default_rng(9), [], {}
    for k, (places, _, _) in enumerate(sky(20, 0.0, 24, seed=8)):
        truth[PERIOD * k] = places
        for s, site in enumerate(sites):
            z = spherical(places - site) + g.normal(size=places.shape) * SIGMA
            scans.append((PERIOD * k, z[g.random(20) < 0.9], s))
    arrival = sorted(range(len(scans)), key=lambda i: (scans[i][0] + latency[scans[i][2]], i))
    assert sum(np.diff(arrival) < 0) > 20
    in_order = sweep(Tracker(sensors), range(len(scans)), scans)
    late = Tracker(sensors, lateness=10.0)
    assert len(in_order) >= 20
    assert np.sort(sweep(late, arrival, scans), order="number").tobytes() == np.sort(in_order, order="number").tobytes()
    naive = Tracker(sensors)
    for i in arrival:
        naive.scan(scans[i][0] + latency[scans[i][2]], *scans[i][1:])
    assert len(match(truth[PERIOD * 23], in_order["position"], 150.0)) == 20
    assert len(match(truth[PERIOD * 23], naive.confirmed["position"], 150.0)) < 10


RUNS: dict[str, dict[str, Any]] = {
    "gnn": {},
    "distance": {"cost": "distance", "speed_sigma": (300.0, 300.0, 100.0), "logic": Hits(3, 5, 4, 2)},
    "jpda": {"association": "jpda", "motions": [Motion("cv"), Motion("turn", extra_noise=1e-4)]},
    "late": {"lateness": 6.0},
}


@pytest.mark.parametrize("name", RUNS)
def test_a_recording_in_one_go_is_its_scans(name: str) -> None:
    """Two sensors and a sector that turns; many more rows and tracks than are made room for at first."""
    sensors = [radar(60.0), TrackingSensor("radar", SIGMA, (5e3, -3e3, 0.0), clutter_density=1e-6)]
    scans, which, sectors = [], [], []
    for k, (places, plots, _) in enumerate(sky(80, 60.0, 40, seed=3)):
        scans += [plots, spherical(places - [5e3, -3e3, 0.0])[::2]]
        which += [0, 1]
        sectors += [(0.0, 2.0 * math.pi), (0.1 * k, 3.0)]
    times = np.repeat(PERIOD * np.arange(40), 2) + np.tile([0.0, 2.0], 40)
    one, many = Tracker(sensors, **RUNS[name]), Tracker(sensors, **RUNS[name])
    half = one.run(times[:50], scans[:50], which[:50], sectors=sectors[:50], tentative=True)
    rest = one.run(times[50:], scans[50:], which[50:], sectors=sectors[50:])
    for k, (time, plots, sensor, sector) in enumerate(zip(times, scans, which, sectors, strict=True)):
        many.scan(time, plots, sensor, sector=sector)
        found = half[half["scan"] == k] if k < 50 else rest[rest["scan"] == k - 50]
        expected = (many.tracks if k < 50 else many.confirmed).copy()
        expected["scan"] = found["scan"]
        assert found.tobytes() == expected.tobytes()
    assert one.time == many.time and one.tracks.tobytes() == many.tracks.tobytes()
    if name == "late":
        for tracker in (one, many):
            tracker.scan(times[-1] - 3.0, scans[0])
        assert one.tracks.tobytes() == many.tracks.tobytes()


def test_what_a_recording_refuses() -> None:
    tracker = Tracker(TrackingSensor())
    plots = [[[1e4, 0.0, 0.0]]] * 2
    for arguments, complaint in (
        (([0.0], plots), "as many"),
        (([1.0, 0.0], plots), "go back"),
        (([0.0, math.nan], plots), "finite"),
        (([0.0, 1.0], plots, 1), "sensors"),
        (([0.0, 1.0], plots, 0, [np.eye(3)]), "as many"),
        (([0.0, 1.0], [[[1.0, 2.0]]] * 2), "shape"),
        (([0.0, 1.0], plots, 0, None, (0.0, 7.0)), "sectors"),
    ):
        with pytest.raises(ValueError, match=complaint):
            tracker.run(*arguments)
    assert len(tracker.run([], [])) == 0 and len(tracker.tracks) == 0
    tracker.run([5.0], [[[1e4, 0.0, 0.0]]])
    with pytest.raises(ValueError, match="go back"):
        tracker.run([4.0], [[]])


def test_quality_and_sigma_say_what_the_covariance_says() -> None:
    """Plots with 100 m on each axis, then ten times better ones. Control: the worse ones have the lower quality."""
    found = {}
    for sigma in (100.0, 10.0):
        tracker = Tracker(TrackingSensor("position", (sigma,) * 3, clutter_density=1e-14))
        for k in range(4):
            tracks = tracker.scan(float(k), [[10e3, 10e3, 5e3]])
        assert tracks["sigma"][0] == pytest.approx(math.sqrt(np.trace(tracks["covariance"][0, :3, :3])))
        found[sigma] = int(tracks["quality"][0])
        steps = 2.0 * math.log2(max(tracks["sigma"][0] / 25.0, 1.0))
        assert found[sigma] == max(15 - math.ceil(steps), 1)
        tracker.scan(4.0, [[-10e3, 10e3, 5e3]])
        assert tracker.tracks["quality"][~tracker.tracks["confirmed"]].tolist() == [0]
    assert found[100.0] < found[10.0] == 15


def cross(association: Any, noise: float, seed: int) -> tuple[bool, int]:
    """Two targets whose ways cross at 4 degrees, 7 m/s each across, followed with this noise of motion [m2/s3]: whether
    they left with each other's track, and how many tracks there are at the end.
    """
    g, before = np.random.default_rng(seed), {}
    tracker = Tracker(radar(5.0), [Motion("cv", noise=noise)], association=association)
    for k in range(40):
        t = PERIOD * k - 80.0
        places = np.array([[200.0 * t, 40e3 + 7.0 * t, 8e3], [200.0 * t, 40e3 - 7.0 * t, 8e3]])
        plots = spherical(places) + g.normal(size=(2, 3)) * SIGMA
        tracks = tracker.scan(PERIOD * k, plots[g.random(2) < 0.9])
        held = {i: int(tracks["number"][j]) for i, j in match(places, tracks["position"], 800.0)}
        before = held if k == 10 else before
    return any(before.get(i, n) != n for i, n in held.items()), len(tracks)


@pytest.mark.parametrize("association", ["gnn", "jpda"])
def test_crossing_targets_keep_their_tracks(association: Any) -> None:
    """None of 40 pairs changes tracks, although their plots are alike for a dozen scans: velocities tell them apart.
    Control: a filter that believes in no velocity changes them for many.
    """
    calm = [cross(association, 0.1, seed) for seed in range(40)]
    assert {count for _, count in calm} == {2}
    assert sum(changed for changed, _ in calm) <= 1
    assert sum(cross(association, 400.0, seed)[0] for seed in range(40)) >= 5


def test_jpda_keeps_tracks_that_assignment_changes() -> None:
    """With some belief in velocity (10 m2/s3) assignment changes 8 of 40 pairs, JPDA 1 (measured); the same seeds."""
    changed = {name: sum(cross(name, 10.0, seed)[0] for seed in range(40)) for name in ("gnn", "jpda")}
    assert changed["jpda"] + 3 <= changed["gnn"]


def test_a_falling_body_needs_a_model_that_falls() -> None:
    """A warhead seen every second from 60 km down: CV lags, gravity and drag do not (errors of the last 10 s)."""
    truth = np.array([60e3, 40e3, 60e3, -900.0, -600.0, -1200.0, 3e-4])
    from tests.tracker.builders import scratch
    from vyuha.tracker.motion import DRAG, move

    sensor = radar(1.0)
    trackers = {
        "falls": Tracker(sensor, [Motion("drag", noise=1.0, extra_noise=1e-12)], speed_sigma=1000.0),
        "straight": Tracker(sensor, [Motion("cv", noise=1.0)], speed_sigma=1000.0),
    }
    errors: dict[str, list[float]] = {name: [] for name in trackers}
    g = np.random.default_rng(5)
    for k in range(40):
        move(DRAG, truth, 1.0, scratch())
        plot = spherical(truth[None, :3]) + g.normal(size=(1, 3)) * SIGMA
        for name, tracker in trackers.items():
            tracks = tracker.scan(float(k), plot)
            if k >= 25 and len(tracks) > 0:
                errors[name].append(min(np.linalg.norm(tracks["position"] - truth[:3], axis=1)))
    assert len(errors["falls"]) == 15
    assert np.mean(errors["falls"]) < 100.0
    assert len(errors["straight"]) == 0 or np.mean(errors["straight"]) > 1.5 * np.mean(errors["falls"])


def test_silence_and_reach() -> None:
    """Empty scans end a track, unless it is where the sensor does not reach."""
    for reach, left in ((math.inf, 0), (50e3, 1)):
        tracker = Tracker(TrackingSensor(reach=reach))
        for k in range(5):
            tracker.scan(float(k), [[60e3, 0.5, 0.1]])
        assert len(tracker.confirmed) == 1 and tracker.confirmed["updates"][0] == 5
        for k in range(5, 12):
            tracker.scan(float(k), [])
        assert len(tracker.tracks) == left


def test_two_runs_are_equal_and_vyuha_offers_it() -> None:
    both = [vyuha.Tracker(radar(20.0)) for _ in range(2)]
    for k, (_, plots, _) in enumerate(sky(20, 20.0, 10, seed=6)):
        first, second = (tracker.scan(PERIOD * k, plots) for tracker in both)
        assert first.tobytes() == second.tobytes()
    assert vyuha.Tracker is Tracker and vyuha.TrackingSensor is TrackingSensor and vyuha.Motion is Motion


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"association": "mht"}, "gnn or jpda"),
        ({"method": "kf"}, "measure positions"),
        ({"method": "pf"}, "kf, ekf or ukf"),
        ({"motions": []}, "at least one motion"),
        ({"sensors": []}, "at least one sensor"),
        ({"lateness": -1.0}, "lateness"),
        ({"sojourn": 0.0}, "sojourn"),
        ({"gate_probability": 1.0}, "gate_probability"),
        ({"cost": "price"}, "likelihood or distance"),
        ({"speed_sigma": 0.0}, "speed_sigma"),
        ({"speed_sigma": (300.0, 100.0)}, "speed_sigma"),
    ],
)
def test_choices_that_are_refused(given: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Tracker(**({"sensors": TrackingSensor()} | given))


def test_scans_that_are_refused() -> None:
    tracker = Tracker(TrackingSensor())
    for arguments, complaint in (
        ((0.0, [[1.0, 2.0]]), "shape"),
        ((0.0, [[1e4, 0.0, math.nan]]), "finite"),
        ((math.nan, [[1e4, 0.0, 0.0]]), "time"),
        ((0.0, [[1e4, 0.0, 0.0]], 1), "sensor 1"),
    ):
        with pytest.raises(ValueError, match=complaint):
            tracker.scan(*arguments)
    with pytest.raises(ValueError, match="hits"):
        Hits(4, 3)
    with pytest.raises(ValueError, match="score"):
        Score(0.0)


def test_a_track_misses_nothing_where_its_sensor_does_not_look() -> None:
    """The sweep of an antenna in four sectors is to a track what a scan of the whole circle is; the control has the
    sensor look everywhere each time, so that three sectors of four are misses.
    """
    sensor = TrackingSensor("position", (50.0, 50.0, 50.0), clutter_density=1e-15)
    quarter = math.pi / 2.0
    looks, survivors = [], []
    for whole in (False, True):
        tracker = Tracker(sensor, logic=Hits(3, 3, misses=3))
        for step in range(40):
            plots = [[20e3 + 50.0 * step, 20e3, 5e3]] if step % 4 == 0 else []
            sector = (0.0, 2.0 * math.pi) if whole else (step % 4 * quarter, quarter)
            tracker.scan(float(step), plots, sector=sector)
        survivors.append(len(tracker.confirmed))
        looks += tracker.confirmed["looks"].tolist()
    assert survivors == [1, 0] and looks == [10]
    with pytest.raises(ValueError, match="sector"):
        tracker.scan(40.0, [], sector=(0.0, 7.0))
