"""Opens the standard descriptors again through /proc to turn them round: the stdout pipe for reading, the stdin
pipe for writing. Own data may come back, a secret of the judge's may not."""
import os

for path in ("/proc/self/fd/0", "/proc/self/fd/1", "/proc/self/fd/2", "/dev/stdout"):
    for flags in (os.O_RDONLY | os.O_NONBLOCK, os.O_WRONLY | os.O_NONBLOCK):
        try:
            fd = os.open(path, flags)
        except OSError:
            continue
        try:
            data = os.read(fd, 65536)
        except OSError:
            continue
        if b"-".join((b"ASSAY", b"SECRET")) in data:
            print("BREACH:", path, "held", data[:80], flush=True)
            os._exit(66)
print("CONTAINED: nothing in the pipes", flush=True)
