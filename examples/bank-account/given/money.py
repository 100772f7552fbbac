"""Amounts of money: whole cents, never negative."""


def check(cents):
    if not isinstance(cents, int) or isinstance(cents, bool) or cents <= 0:
        raise ValueError(f"{cents!r} is not an amount of money")
    return cents
