import pytest

from account import Account


def account(balance):
    made = Account()
    if balance:
        made.deposit(balance)
    return made


def test_deposit_adds():
    assert account(500).balance == 500


def test_deposit_refuses_nonsense():
    for amount in (0, -5, 1.5, True):
        with pytest.raises(ValueError):
            account(0).deposit(amount)


def test_withdraw_takes():
    one = account(500)
    one.withdraw(200)
    assert one.balance == 300


def test_withdraw_everything():
    one = account(500)
    one.withdraw(500)
    assert one.balance == 0


def test_withdraw_too_much():
    one = account(500)
    with pytest.raises(ValueError):
        one.withdraw(501)
    assert one.balance == 500


def test_transfer_moves():
    one, other = account(500), account(1)
    one.transfer(200, other)
    assert (one.balance, other.balance) == (300, 201)


class Closed(Account):
    def deposit(self, amount):
        raise ValueError("this account is closed")


def test_transfer_all_or_nothing():
    one = account(500)
    with pytest.raises(ValueError):
        one.transfer(200, Closed())
    assert one.balance == 500


def test_secret_accounts_are_separate():
    one, other = account(100), account(200)
    assert (one.balance, other.balance) == (100, 200)
