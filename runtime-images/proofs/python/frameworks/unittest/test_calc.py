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

    @unittest.skip("not today")
    def test_skips(self):
        self.fail()

    def test_subtests(self):
        for sum_of in (2, 3):
            with self.subTest(sum=sum_of):
                self.assertEqual(add(1, 1), sum_of)

    @unittest.expectedFailure
    def test_surprises(self):
        self.assertEqual(add(1, 1), 2)


class BrokenTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        raise RuntimeError("no set-up today")

    def test_never_runs(self):
        pass
