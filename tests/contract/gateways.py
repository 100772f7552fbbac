"""Gateways of a test's own beside a platform that `assay up` started: the same program, the same services behind it."""
import json
import socket
import subprocess
import tempfile
import time
from pathlib import Path


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class GatewayProcess:
    """assay-gateway without TLS and, unless `options` say otherwise, without rate limits."""

    def __init__(self, programs, data, *options, port=None, admin_port=0):
        self.port = port or free_port()
        self.folder = tempfile.TemporaryDirectory(prefix="assay-gateway-")
        ports = json.loads((data / "state.json").read_text(encoding="utf-8"))["ports"]
        pki = data / "pki" / "gateway"
        ready = Path(self.folder.name) / "ready"
        self.log = Path(self.folder.name) / "log"
        command = [str(Path(programs) / "assay-gateway"), "--listen", f"127.0.0.1:{self.port}", "--plain-http",
                   "--public-url", "https://assay.example.org", "--trusted-proxy", "127.0.0.1",
                   "--tls-certificate", str(pki / "tls.crt"), "--tls-key", str(pki / "tls.key"), "--tls-roots", str(pki / "roots.crt"),
                   "--admin-listen", f"127.0.0.1:{admin_port}", "--ready-file", str(ready), "--rate-per-address", "0", "--rate-per-token", "0"]
        for service in ("judge", "identity", "courses", "plagiarism"):
            command += [f"--{service}", f"127.0.0.1:{ports[service]}"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen([*command, *options], stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while not ready.exists() or not ready.read_text(encoding="utf-8").strip():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise SystemExit(f"assay-gateway did not begin to serve:\n{self.end_of_log()}")
            time.sleep(0.02)
        self.admin_port = int(ready.read_text(encoding="utf-8").split()[0])

    def end_of_log(self):
        return self.log.read_text(encoding="utf-8", errors="replace")[-3000:]

    def kill(self):
        self.process.kill()
        self.process.wait(timeout=20)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=40)
