"""Units that move, in both replays.

Expected values: the samples of the history. Control: a unit that stays keeps its one place in both.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from vyuha.outputs.acmi import acmi_text
from vyuha.outputs.czml import czml_packets
from vyuha.outputs.scene import make_scene
from vyuha.results.history import History
from vyuha.state.mission import SAMPLE_SITE

TIMES, ROW = (100.0, 400.0, 1000.0), 2


def moved(history: History) -> History:
    """The same fight, in which the site in row `ROW` goes north from 400 s to 1000 s."""
    extra = np.zeros(len(TIMES), history.samples.dtype)
    extra["time"], extra["kind"], extra["subject"], extra["other"] = TIMES, SAMPLE_SITE, ROW, -1
    samples = np.concatenate([np.asarray(history.samples), extra])
    order = np.argsort(samples["time"], kind="stable")
    columns = [
        np.concatenate([old, new])[order]
        for old, new in (
            (history.latitude, [31.0, 31.0, 31.05]),
            (history.longitude, [74.8, 74.8, 74.8]),
            (history.height, [200.0, 200.0, 210.0]),
        )
    ]
    return replace(
        history,
        samples=samples[order].view(np.recarray),
        latitude=columns[0],
        longitude=columns[1],
        height=columns[2],
    )


def site(fight: Any, history: History) -> dict[str, Any]:
    packets = {packet["id"]: packet for packet in czml_packets(history, fight.roster, fight.laydown)}
    return dict(packets[f"site/{fight.roster.sites[ROW].id}"]["position"])


def test_the_globe_shows_where_it_went(fight: Any) -> None:
    assert len(site(fight, fight.history())["cartographicDegrees"]) == 3
    flat = site(fight, moved(fight.history()))["cartographicDegrees"]
    assert flat[0::4] == list(TIMES)
    assert flat[2::4] == [31.0, 31.0, 31.05]


def test_the_recording_shows_where_it_went(fight: Any) -> None:
    number = f"{ROW + 1:x}"

    def places(history: History) -> list[str]:
        lines = acmi_text(history, fight.roster, fight.laydown).splitlines()
        return [line for line in lines if line.startswith(f"{number},T=")]

    assert len(places(fight.history())) == 1
    found = places(moved(fight.history()))
    assert len(found) == 1 + len(TIMES)
    assert found[-1] == f"{number},T=74.8000000|31.0500000|210.00"


@pytest.mark.parametrize(("destroyed", "kept"), [(False, 3), (True, 2)])
def test_it_stands_still_once_it_is_lost(fight: Any, destroyed: bool, kept: int) -> None:
    history = moved(fight.history())
    sites = history.block.sites[history.replicate - history.block.first]
    sites["destroyed"][ROW], sites["destroyed_time"][ROW] = destroyed, 500.0
    ((row, course),) = make_scene(history, fight.roster, fight.laydown).moves
    assert (row, len(course)) == (ROW, kept)
