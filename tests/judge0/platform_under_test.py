"""A whole platform in a temporary folder, as `assay up` starts it, and requests to its Judge0 face."""
import http.client
import json
import os
import pathlib
import socket
import ssl
import subprocess
import tempfile

SKIP = 77  # what ctest takes for "skipped"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Platform:
    def __init__(self, programs):
        self.programs = pathlib.Path(programs)
        self.folder = tempfile.TemporaryDirectory(prefix="assay-judge0-")
        # PostgreSQL and the services run as other users: they pass through, and see nothing.
        os.chmod(self.folder.name, 0o711)
        self.data = pathlib.Path(self.folder.name) / "data"
        self.port = free_port()

    def run(self, *arguments):
        return subprocess.run([self.programs / "assay-platform", *arguments, "--data", self.data], check=False)

    def __enter__(self):
        started = self.run("up", "--port", str(self.port), "--workers", "1", "--start-timeout", "240")
        if started.returncode != 0:
            self.__exit__()
            raise SystemExit(f"assay up ended with {started.returncode}")
        return self

    def __exit__(self, *_):
        if os.environ.get("ASSAY_TEST_LOGS"):
            for log in sorted((self.data / "logs").glob("*.log")):
                print(f"== {log.name}\n{log.read_text(errors='replace')[-4000:]}")
        self.run("down")
        self.folder.cleanup()

    @property
    def roots(self):
        return self.data / "pki" / "root.crt"

    @property
    def token(self):
        return (self.data / "secrets" / "admin.token").read_text().strip()

    @property
    def base(self):
        return f"https://127.0.0.1:{self.port}/judge0"

    def ask(self, method, path, body=None, headers=None, token=True):
        """Status and answer; JSON where it is such."""
        context = ssl.create_default_context(cafile=str(self.roots))
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=90)
        sent = dict(headers or {})
        if token:
            sent.setdefault("X-Auth-Token", self.token)
        if body is not None:
            sent["Content-Type"] = "application/json"
            body = body if isinstance(body, str) else json.dumps(body)
        connection.request(method, "/judge0" + path, body, sent)
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        try:
            return response.status, json.loads(text)
        except ValueError:
            return response.status, text


def need_images(programs, names):
    """Leaves the test as skipped where an image is not built."""
    listed = subprocess.run([pathlib.Path(programs) / "assay-images", "list"], capture_output=True, text=True, check=False)
    for name in names:
        if name not in listed.stdout:
            print(f"no image {name}: ./dev images {name}")
            raise SystemExit(SKIP)
