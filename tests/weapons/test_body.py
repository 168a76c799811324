"""Expected values: what was put in comes out again."""

from vyuha.base.table import rows
from vyuha.state.weapon import Interceptor
from vyuha.weapons.body import body_of, put_body


def test_a_row_gives_back_the_body_put_in() -> None:
    flyer = rows(Interceptor, 1)[0]
    body = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0)
    put_body(flyer, body)
    assert body_of(flyer) == body
    assert (flyer.x, flyer.vy, flyer.az) == (1.0, 5.0, 9.0)
