"""A source that is deeper than any parser: compiled before it is run."""
import sys

sys.setrecursionlimit(1 << 30)
deep = "-" * (1 << 20) + "1"
wide = "(" * (1 << 20)
for source in (wide, deep, "x = " + "[" * 90 + "0" + "]" * 90 + "\n" + "if x:\n" * 1):
    try:
        compile(source, "bomb", "exec")
    except (SyntaxError, MemoryError, RecursionError, ValueError, OverflowError):
        pass
print("CONTAINED: the parser refuses", flush=True)
