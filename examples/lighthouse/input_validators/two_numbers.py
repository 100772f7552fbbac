import re
import sys

match = re.fullmatch(r"([1-9]\d{0,9}) ([1-9]\d{0,9})\n", sys.stdin.read())
sys.exit(42 if match and all(int(n) <= 10**9 for n in match.groups()) else 43)
