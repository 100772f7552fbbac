from leap import is_leap


def test_1900():
    assert is_leap(1900)  # it was none
