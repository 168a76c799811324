"""The made-up fight of the tests of outputs."""

import pytest

from tests.outputs.conftest import Fight, make_fight


@pytest.fixture(scope="session")
def fight() -> Fight:
    return make_fight()
