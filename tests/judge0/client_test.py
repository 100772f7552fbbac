#!/usr/bin/env python3
"""client_test.py PROGRAMS: the client library that Judge0 publishes on PyPI, unchanged, against a platform that runs.

It is installed into an environment of its own; where the package index cannot be reached the test is skipped.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import venv

from platform_under_test import SKIP, Platform, need_images

CLIENT = "judge0==0.0.8"
SCRIPT = r'''
import os
import judge0

client = judge0.Client(endpoint=os.environ["JUDGE0"], headers={"X-Auth-Token": os.environ["TOKEN"]})
assert client.version == "1.13.1", client.version
assert client.is_language_supported(judge0.PYTHON)

one = judge0.run(client=client, source_code="print(input())", language=judge0.PYTHON, stdin="hello", expected_output="hello")
assert one.status == judge0.Status.ACCEPTED, one
assert one.stdout == "hello\n" and one.exit_code == 0 and one.memory > 0 and one.created_at and one.finished_at, one

source = "#include <iostream>\nint main() { int a, b; std::cin >> a >> b; std::cout << a + b; }"
many = judge0.run(client=client, source_code=source, language=judge0.CPP,
                  test_cases=[("1 2", "3"), ("20 22", "42"), ("1 1", "3")])
assert [each.status for each in many] == [judge0.Status.ACCEPTED, judge0.Status.ACCEPTED, judge0.Status.WRONG_ANSWER], many

broken = judge0.run(client=client, source_code="int main() { return x; }", language=judge0.C)
assert broken.status == judge0.Status.COMPILATION_ERROR and "main.c" in broken.compile_output, broken

late = judge0.run(client=client, source_code="while True: pass", language=judge0.PYTHON, cpu_time_limit=0.3)
assert late.status == judge0.Status.TIME_LIMIT_EXCEEDED, late

beside = judge0.Filesystem(content=[judge0.File(name="other.py", content="x = 7")])
files = judge0.run(client=client, source_code="import other; print(other.x)", language=judge0.PYTHON, additional_files=beside)
assert files.stdout == "7\n", files
print("all as expected")
'''


def install(folder):
    venv.create(folder, with_pip=True)
    python = pathlib.Path(folder) / "bin" / "python"
    installed = subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", CLIENT], check=False)
    if installed.returncode != 0:
        print(f"{CLIENT} cannot be installed")
        raise SystemExit(SKIP)
    return python


def main():
    need_images(sys.argv[1], ["python", "gcc"])
    with tempfile.TemporaryDirectory() as folder:
        python = install(folder)
        with Platform(sys.argv[1]) as platform:
            environment = {**os.environ, "JUDGE0": platform.base, "TOKEN": platform.token,
                           "SSL_CERT_FILE": str(platform.roots)}
            return subprocess.run([python, "-c", SCRIPT], env=environment, timeout=300, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
