"""repeat.py TEXT COUNT"""
import sys

print(sys.argv[1] * int(sys.argv[2]))
