"""A headless Chromium, driven over its debugging pipe: no port, no library. For browser_test.py."""
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


def find_program():
    return next((path for path in map(shutil.which, PROGRAMS) if path), None)


class Browser:
    """One page. What it wrote to its console as an error, and exceptions, are in `errors`."""

    def __init__(self, program):
        self.profile = tempfile.TemporaryDirectory(prefix="assay-browser-")
        command_read, command_write = os.pipe()
        answer_read, answer_write = os.pipe()

        def only_pipes():  # the protocol wants descriptors 3 and 4
            high_in, high_out = os.dup(command_read), os.dup(answer_write)
            os.dup2(high_in, 3)
            os.dup2(high_out, 4)

        arguments = ["--headless=new", "--remote-debugging-pipe", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
                     "--disable-dev-shm-usage", f"--user-data-dir={self.profile.name}"]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")  # it refuses to run as root with it
        self.process = subprocess.Popen([program, *arguments, "about:blank"], preexec_fn=only_pipes, close_fds=False,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(command_read)
        os.close(answer_write)
        self.commands, self.answers = command_write, answer_read
        self.buffer, self.number, self.session, self.errors, self.requests = b"", 0, None, [], []
        target = self._first_page()
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def _first_page(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            for target in self.call("Target.getTargets")["targetInfos"]:
                if target["type"] == "page":
                    return target["targetId"]
        raise TimeoutError("the browser opened no page")

    def _read(self, deadline):
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.answers], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError("the browser does not answer")
            part = os.read(self.answers, 1 << 20)
            if not part:
                raise EOFError("the browser ended")
            self.buffer += part
        message, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(message)

    def _note(self, message):
        method, params = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self.errors.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled" and params["type"] == "error":
            self.errors.append(str([value.get("value") for value in params["args"]]))
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.errors.append(params["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])

    def call(self, method, **params):
        self.number += 1
        command = {"id": self.number, "method": method, "params": params}
        if self.session:
            command["sessionId"] = self.session
        data = json.dumps(command).encode() + b"\0"
        while data:
            data = data[os.write(self.commands, data):]
        deadline = time.monotonic() + 60
        while True:
            message = self._read(deadline)
            if message.get("id") == self.number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message["result"]
            self._note(message)

    def eval(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise RuntimeError(details.get("exception", {}).get("description", details["text"]))
        return result["result"].get("value")

    def wait(self, condition, what):
        deadline = time.monotonic() + 30
        while not self.eval(f"Boolean({condition})"):
            if time.monotonic() > deadline:
                raise TimeoutError(f"waited for {what}; errors: {self.errors}")

    def open(self, path):
        self.call("Page.navigate", url=path)
        self.wait("document.body && document.body.dataset.ready === 'yes'", "the report to be ready")

    def go(self, route):
        """Another view of the same page, drawn."""
        self.eval(f"location.hash = {json.dumps(route)}")
        view = "pair" if route.startswith("pair=") else route
        self.wait(f"document.body.dataset.view === {json.dumps(view)}", f"the view {view}")
        self.eval("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def key(self, text):
        code = {"Enter": 13, "Escape": 27, "Tab": 9}.get(text, 0)
        plain = {} if code else {"text": text}
        self.call("Input.dispatchKeyEvent", type="keyDown", key=text, windowsVirtualKeyCode=code, **plain)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=text, windowsVirtualKeyCode=code)

    def size(self, width, height, mobile=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)

    def scheme(self, name):
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.session = None
            self.call("Browser.close")
        except (EOFError, OSError, RuntimeError, TimeoutError):
            self.process.kill()
        self.process.wait(30)
        os.close(self.commands)
        os.close(self.answers)
        self.profile.cleanup()
