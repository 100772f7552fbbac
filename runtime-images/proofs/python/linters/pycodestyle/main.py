"""A program with flaws."""
import os, sys


def add(a,b):
    """Adds."""
    unused = 1
    return a + b


print(add(1, 1) == None, sys.argv)
