from leap import is_leap


def test_recent_years():
    assert is_leap(2024)
    assert not is_leap(2023)
    assert not is_leap(2022)
