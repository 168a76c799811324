"""Sets up the local frame of a scenario."""

import math
from typing import Any

from vyuha.base.table import rows
from vyuha.state.frame import Frame
from vyuha.world.geodesy import geodetic_to_ecef


def make_frame(latitude: float, longitude: float, height: float = 0.0, refraction: float = 4.0 / 3.0) -> Any:
    """A one-row `Frame` table: east, north, up axes at `latitude`, `longitude` (rad) and `height` (m) on WGS-84."""
    frame = rows(Frame, 1)
    sine, cosine = math.sin(latitude), math.cos(latitude)
    sin_l, cos_l = math.sin(longitude), math.cos(longitude)
    frame[0].latitude, frame[0].longitude, frame[0].height = latitude, longitude, height
    frame[0].ecef_x, frame[0].ecef_y, frame[0].ecef_z = geodetic_to_ecef(latitude, longitude, height)
    frame[0].r11, frame[0].r12, frame[0].r13 = -sin_l, -sine * cos_l, cosine * cos_l
    frame[0].r21, frame[0].r22, frame[0].r23 = cos_l, -sine * sin_l, cosine * sin_l
    frame[0].r31, frame[0].r32, frame[0].r33 = 0.0, cosine, sine
    frame[0].refraction = refraction
    return frame
