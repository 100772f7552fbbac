import pytest

from calc import add


@pytest.fixture
def broken():
    raise RuntimeError("no fixture today")


def test_passes():
    assert add(1, 1) == 2


def test_fails():
    assert add(1, 1) == 3


def test_errs(broken):
    assert add(1, 1) == 2
