"""number.py --max MOST: exit code 0 where the input is one number from 1 to MOST."""
import re
import sys

text = sys.stdin.read()
sys.exit(0 if re.fullmatch(r"[1-9]\d*\n", text) and int(text) <= int(sys.argv[2]) else 1)
