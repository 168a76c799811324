"""Between an interceptor's row and the nine floats that flight kernels pass on.

Assumes   nothing; copies.
Holds     everywhere.
Source    none needed.
Checked   tests/weapons/test_body.py.
"""

from vyuha.base.compile import kernel
from vyuha.state.weapon import Interceptor
from vyuha.weapons.flight import Body


@kernel
def body_of(flyer: Interceptor) -> Body:
    """Position [m], velocity [m/s] and achieved acceleration [m/s2] in the row `flyer` [row]."""
    return flyer.x, flyer.y, flyer.z, flyer.vx, flyer.vy, flyer.vz, flyer.ax, flyer.ay, flyer.az


@kernel
def put_body(flyer: Interceptor, body: Body) -> None:
    """Write `body` [m, m/s, m/s2] to the row `flyer` [row]."""
    flyer.x, flyer.y, flyer.z = body[0], body[1], body[2]
    flyer.vx, flyer.vy, flyer.vz = body[3], body[4], body[5]
    flyer.ax, flyer.ay, flyer.az = body[6], body[7], body[8]
