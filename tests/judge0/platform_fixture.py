"""One platform for all tests of a file: its programs are the file's first argument."""
import sys

from platform_under_test import Platform, need_images

PLATFORM = Platform(sys.argv[1])


def setUpModule():
    need_images(sys.argv[1], ["python", "gcc"])
    PLATFORM.__enter__()


def tearDownModule():
    PLATFORM.__exit__()
