"""Walks /proc for processes of others: their command lines, environments and open files hold secrets."""
import os
import sys

mine = {os.getpid()}
foreign = []
for name in os.listdir("/proc"):
    if not name.isdigit() or int(name) in mine:
        continue
    for what in ("environ", "cmdline", "fd", "cwd", "root"):
        path = f"/proc/{name}/{what}"
        try:
            if what in ("fd",):
                found = [os.readlink(f"{path}/{fd}") for fd in os.listdir(path)]
            elif what in ("cwd", "root"):
                found = os.readlink(path)
            else:
                with open(path, "rb") as file:
                    found = file.read(4096)
        except OSError:
            continue
        if found:
            foreign.append(f"{path}={found!r:.80}")
# A process that only has a name (a guest's first process) gives nothing away; anything that can be read does.
leaks = [f for f in foreign if "/cmdline=" not in f]
if leaks:
    print("BREACH:", leaks[0], flush=True)
    sys.exit(66)
others = len([f for f in foreign if "/cmdline=" in f])
if others > 1:
    print("BREACH: command lines of", others, "other processes:", foreign[:2], flush=True)
    sys.exit(66)
print("CONTAINED:", others, "other process has a visible name", flush=True)
