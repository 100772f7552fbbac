blocks = []
while True:
    blocks.append(bytearray(b"x" * 1_000_000))
