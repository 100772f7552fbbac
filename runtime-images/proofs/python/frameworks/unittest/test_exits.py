"""Cannot be imported: which must not end the other tests."""
import sys

import unittest

sys.exit(0)
