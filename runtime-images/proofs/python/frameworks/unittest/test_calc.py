import unittest

from calc import add


class CalcTest(unittest.TestCase):
    def test_passes(self):
        print("noise on standard output")
        self.assertEqual(add(1, 1), 2)

    def test_fails(self):
        self.assertEqual(add(1, 1), 3, "a message with <xml> & \x00 in it")

    def test_errs(self):
        add(1, "1")
