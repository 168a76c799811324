"""Identification made perfect, in the scenario of the shared sky: nobody shoots at what is not the raid's.

Expected values: the meaning of the link. Control: as it is, with no limit to what is called hostile, somebody does.
"""

from pathlib import Path

import numpy as np

from tests.engine.builders import catalogue, fight
from vyuha.engine.assemble import assemble
from vyuha.engine.perfect import applicable, perfected
from vyuha.scenario import load
from vyuha.state.identity import HOSTILE, WEAPONS_TIGHT

SCENARIO = Path(__file__).parents[2] / "scenarios" / "shared-sky.yaml"


def test_a_known_sky() -> None:
    setup = assemble(load(SCENARIO), catalogue()).setup
    assert "identification" in applicable(setup)
    setup.identification.control[:], setup.identification.declare_at[:] = WEAPONS_TIGHT, 0.0
    others = np.asarray(setup.threat)["side"] != HOSTILE
    assert fight(setup, 2).threats["shots"][:, others].any()
    known = fight(perfected(setup, ("identification",)), 2)
    tracked = ~np.isnan(known.threats["track_time"][:, ~others])
    assert not known.threats["order_time"][:, others][~np.isnan(known.threats["order_time"][:, others])].any()
    assert (known.recognitions["certainty"][:, ~others][tracked] == 1.0).mean() > 0.9
