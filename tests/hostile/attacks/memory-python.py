"""Keeps blocks without end, from Python; a refused allocation does not stop it."""
blocks = []
while True:
    try:
        blocks.append(bytearray(b"x" * (1 << 20)))
    except MemoryError:
        pass
