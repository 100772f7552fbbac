#!/usr/bin/env python3
"""Checks that #include lines follow the room table of cmake/AssayRooms.cmake.

CMake enforces the table for what a target links; a header-only include would pass it by. A file of room X may include
headers of X and of the rooms that ASSAY_ROOM_X lists. Where a target was given EXTRA_ROOMS in a CMakeLists.txt, the
sources that it names may include those as well.
"""
import re
import subprocess
import sys
from pathlib import Path

TABLE = Path("cmake/AssayRooms.cmake")
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')


def room_of(path):
    """The room of a file or of an include path: its first folder, as CMake spells it."""
    return path.split("/", 1)[0].replace("-", "_") if "/" in path else None


def read_table():
    table = {}
    for name, value in re.findall(r'^set\(ASSAY_ROOM_(\w+)\s+"([^"]*)"\)', TABLE.read_text(), re.M):
        table[name] = set(filter(None, value.split(";")))
    if not table:
        sys.exit(f"{TABLE}: no room table found; set(ASSAY_ROOM_name \"…\") lines are expected")
    return table


def extra_rooms(files):
    """source file -> rooms that its target may join beyond the table."""
    extra = {}
    call = re.compile(r"\bassay_(?:library|binary|test)\s*\(([^)]*)\)", re.S)
    keys = {"ROOM", "NAME", "SOURCES", "DEPS", "PRIVATE_DEPS", "EXTRA_ROOMS", "LABELS", "TIMEOUT", "ENV", "STATIC", "SERIAL"}
    for name in files:
        if not name.endswith("CMakeLists.txt"):
            continue
        folder = Path(name).parent
        for body in call.findall(re.sub(r"#.*", "", Path(name).read_text())):
            values, key = {}, None
            for word in body.split():
                if word in keys:
                    key = word
                elif key:
                    values.setdefault(key, []).append(word.strip('"'))
            for source in values.get("SOURCES", []):
                # The header beside a source is of the same target.
                for file in (folder / source, (folder / source).with_suffix(".h")):
                    extra.setdefault(str(file), set()).update(values.get("EXTRA_ROOMS", []))
    return extra


def main():
    table = read_table()
    out = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"],
                         capture_output=True, text=True, check=True).stdout
    files = [name for name in out.splitlines() if Path(name).is_file()]
    extra, count, seen = extra_rooms(files), 0, 0
    for name in files:
        room = room_of(name)
        # Attack programs are not ours to compile; they are data of the tests.
        if not name.endswith((".h", ".cc")) or room not in table or name.startswith("tests/hostile/attacks/"):
            continue
        allowed = table[room] | {room} | extra.get(name, set())
        for number, line in enumerate(Path(name).read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            seen += 1
            other = room_of(match.group(1))
            if other is None:
                print(f'{name}:{number}: #include "{match.group(1)}": write the path from the root of the tree')
                count += 1
            elif other in table and other not in allowed:
                print(f'{name}:{number}: room {room} may not include "{match.group(1)}": '
                      f"it may use [{' '.join(sorted(table[room])) or 'nothing'}] ({TABLE})")
                count += 1
    if seen == 0:
        sys.exit("no #include line was seen at all: is this the root of the tree?")
    sys.exit(1 if count else 0)


if __name__ == "__main__":
    main()
