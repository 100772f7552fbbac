#!/usr/bin/env python3
"""Runs clang-tidy over the tree's translation units, several at a time, and skips what was clean before.

A unit is skipped when a stamp exists for its key: a hash over its compile command, every file that it includes
(clang-scan-deps says which), .clang-tidy and the version of clang-tidy. Stamps are written only for clean units and
hold nothing of the clone's place, so that clones of one machine share them.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEEP_DAYS = 30


def stamps_folder():
    base = os.environ.get("XDG_CACHE_HOME") or (os.path.expanduser("~/.cache") if os.environ.get("HOME") else "")
    return Path(base) / "assay/tidy" if base else ROOT / "build/tidy"


def own_units(build):
    """Compile commands of sources in the tree; what a build step generated is not ours to judge."""
    with open(build / "compile_commands.json", encoding="utf-8") as file:
        entries = json.load(file)
    units = {}
    for entry in entries:
        source = Path(os.path.normpath(os.path.join(entry["directory"], entry["file"])))
        if source.is_relative_to(ROOT) and not source.is_relative_to(ROOT / "build") \
                and not source.is_relative_to(build) and source.suffix == ".cc":
            units.setdefault(source, entry)
    return units


def included_files(arguments):
    """source -> files that it includes, by clang-scan-deps over the whole database."""
    scan = subprocess.run([f"clang-scan-deps-{arguments.llvm}", "-j", str(arguments.jobs), "--compilation-database",
                           str(arguments.build / "compile_commands.json")],
                          capture_output=True, text=True, check=False)
    result = {}
    for rule in scan.stdout.replace("\\\n", " ").split("\n"):
        target, found, rest = rule.partition(": ")
        files = [name.replace("\0", " ") for name in rest.replace("\\ ", "\0").split()]
        if found and files:
            result[Path(os.path.normpath(arguments.build / files[0]))] = files
    return result


class Hashes:
    """Hash of a file's content, each file read once."""

    def __init__(self):
        self.known = {}

    def of(self, name):
        if name not in self.known:
            with open(name, "rb") as file:
                self.known[name] = hashlib.sha256(file.read()).hexdigest()
        return self.known[name]


def key_of(source, entry, files, hashes, common):
    digest = hashlib.sha256(common)
    digest.update(str(source.relative_to(ROOT)).encode())
    command = entry.get("command") or " ".join(entry["arguments"])
    digest.update(re.sub(r" -o \S+", "", command.replace(entry["directory"], "BUILD").replace(str(ROOT), ".")).encode())
    paths = [os.path.normpath(os.path.join(entry["directory"], name)) for name in files]
    # Sorted by what is written, so that the clone's place does not change the order.
    for name, path in sorted((path.removeprefix(f"{ROOT}/"), path) for path in paths):
        digest.update(f"{name} {hashes.of(path)}\n".encode())
    return digest.hexdigest()


def check(source, arguments):
    begin = time.monotonic()
    run = subprocess.run([f"clang-tidy-{arguments.llvm}", "-p", str(arguments.build), "--quiet", str(source)],
                         capture_output=True, text=True, check=False, cwd=ROOT)
    noise = re.compile(r"^\d+ (warnings?|errors?)( and \d+ errors?)? (generated|treated)|^Suppressed |^Use -header-filter")
    text = "\n".join(line for line in (run.stdout + run.stderr).splitlines() if not noise.match(line))
    return run.returncode, text.replace(f"{ROOT}/", "").strip(), time.monotonic() - begin


def sweep(folder):
    for stamp in folder.iterdir():
        try:
            if time.time() - stamp.stat().st_mtime > KEEP_DAYS * 86400:
                stamp.unlink()
        except OSError:
            pass


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--llvm", default="16")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--fresh", action="store_true", help="ignore stamps of earlier runs")
    arguments = parser.parse_args()
    arguments.build = arguments.build.resolve()

    units, included, hashes = own_units(arguments.build), included_files(arguments), Hashes()
    if not units:
        sys.exit(f"{arguments.build}/compile_commands.json names no source of this tree; ./dev build dev writes it")
    version = subprocess.run([f"clang-tidy-{arguments.llvm}", "--version"], capture_output=True, check=True).stdout
    common = version + (ROOT / ".clang-tidy").read_bytes()
    folder = stamps_folder()
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)

    waiting, skipped = [], 0
    for source, entry in units.items():
        stamp = None
        if source in included:  # otherwise scan-deps failed on it: clang-tidy will say why
            stamp = folder / key_of(source, entry, included[source], hashes, common)
            if stamp.exists() and not arguments.fresh:
                os.utime(stamp)
                skipped += 1
                continue
        waiting.append((source, stamp))
    print(f"clang-tidy: {len(waiting)} of {len(units)} units to check, {skipped} clean before", flush=True)

    failed, slowest, begin, said, shown = 0, (0, ""), time.monotonic(), time.monotonic(), set()
    with concurrent.futures.ThreadPoolExecutor(max_workers=arguments.jobs) as pool:
        jobs = {pool.submit(check, source, arguments): (source, stamp) for source, stamp in waiting}
        for done, job in enumerate(concurrent.futures.as_completed(jobs), 1):
            source, stamp = jobs[job]
            code, text, seconds = job.result()
            slowest = max(slowest, (seconds, str(source.relative_to(ROOT))))
            if code != 0:
                failed += 1
                if text not in shown:  # a fault of a header is told once
                    shown.add(text)
                    print(f"--- {source.relative_to(ROOT)}\n{text}", flush=True)
            elif stamp:
                stamp.touch()
            if time.monotonic() - said > 30:
                said = time.monotonic()
                print(f"clang-tidy: {done} of {len(waiting)} ({said - begin:.0f} s)", flush=True)
    if waiting:
        print(f"clang-tidy: {len(waiting)} units in {time.monotonic() - begin:.0f} s, {failed} with faults; "
              f"slowest {slowest[1]} ({slowest[0]:.1f} s)")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
