import pytest

from leap import is_leap


@pytest.mark.parametrize("year", [4, 1996, 2024, 1600, 2000, 2400])
def test_leap(year):
    assert is_leap(year)


@pytest.mark.parametrize("year", [1, 2, 3, 1995, 1997, 1998, 2023, 1700, 1800, 1900, 2100, 3000])
def test_common(year):
    assert not is_leap(year)
