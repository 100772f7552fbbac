"""One client of an HTTP/1.1 server on the loopback, whose requests are bytes: also such as no library would send."""
import base64
import dataclasses
import http.client
import json
import os
import socket
import struct

PATIENCE = 30  # seconds for an answer


@dataclasses.dataclass
class Answer:
    status: int  # 0: none came, and `fault` says why
    headers: http.client.HTTPMessage | None = None
    body: bytes = b""
    fault: str = ""

    @property
    def media(self):
        return (self.headers.get("Content-Type", "") if self.headers else "").split(";")[0]

    def json(self):
        return json.loads(self.body)

    def field(self):
        """The first field that a problem names; None where it names none."""
        try:
            errors = self.json().get("errors") or []
        except (ValueError, AttributeError):
            return None
        return str(errors[0].get("field", "")) if errors else None


@dataclasses.dataclass
class Request:
    method: str
    target: bytes  # as it goes over the line
    headers: list = dataclasses.field(default_factory=list)  # (name, value), text or bytes
    body: bytes | None = None

    def with_headers(self, *more):
        """The same with these headers instead of those of their names."""
        names = {name.lower() for name, _ in more}
        kept = [(name, value) for name, value in self.headers if name.lower() not in names]
        return dataclasses.replace(self, headers=kept + [(name, value) for name, value in more if value is not None])

    def encode(self):
        lines = [self.method.encode() + b" " + self.target + b" HTTP/1.1", b"Host: assay.example.org"]
        for name, value in self.headers:
            lines.append(_bytes(name) + b": " + _bytes(value))
        named = {name.lower() for name, _ in self.headers}
        if self.body is not None and not named & {"content-length", "transfer-encoding"}:
            lines.append(b"Content-Length: %d" % len(self.body))
        return b"\r\n".join(lines) + b"\r\n\r\n" + (self.body or b"")


def _bytes(text):
    return text if isinstance(text, bytes) else text.encode("latin-1")


class Wire:
    """A connection that is used again and again, and made anew where the server closed it."""

    def __init__(self, port):
        self.port = port
        self.socket = None

    def close(self):
        if self.socket is not None:
            self.socket.close()
        self.socket = None

    def send(self, request):
        return self.send_raw(request.encode(), request.method)

    def send_raw(self, data, method="GET"):
        while True:
            fresh = self.socket is None
            try:
                if fresh:
                    self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
                    self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._write(data)
                return self._read(method)
            except TimeoutError:
                self.close()
                return Answer(0, fault=f"no answer within {PATIENCE} s")
            except (OSError, http.client.HTTPException) as error:
                self.close()
                # One that was kept open may have been closed meanwhile, which says nothing about this request.
                if fresh:
                    return Answer(0, fault=f"the connection was dropped: {error!r}")

    def _write(self, data):
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it may have answered before it had read all

    def _read(self, method):
        response = http.client.HTTPResponse(self.socket, method=method)
        response.begin()
        streams = response.status == 101 or response.headers.get("Content-Type", "").startswith("text/event-stream")
        body = response.read1(1 << 16) if streams and response.status != 101 else b"" if streams else response.read()
        if streams or response.will_close:
            self.close()
        return Answer(response.status, response.headers, body)


class WebSocket:
    """A WebSocket over a connection, frame by frame. Frames are masked with zeros."""

    def __init__(self, connection, headers, target="/v1/events"):
        self.connection = connection
        key = base64.b64encode(os.urandom(16)).decode()
        request = Request("GET", target.encode(), [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Version", "13"),
                                                   ("Sec-WebSocket-Key", key), *headers])
        connection.sendall(request.encode())
        self.stream = connection.makefile("rb")
        status = self.stream.readline().split()
        self.status = int(status[1]) if len(status) > 1 else 0  # 0: it ended before
        while self.stream.readline() not in (b"\r\n", b""):
            pass

    def send(self, data, opcode=1):
        if len(data) < 126:
            size = struct.pack("!B", 0x80 | len(data))
        else:
            size = struct.pack("!BH", 0xFE, len(data)) if len(data) < 65536 else struct.pack("!BQ", 0xFF, len(data))
        self.connection.sendall(bytes([0x80 | opcode]) + size + b"\0\0\0\0" + data)

    def read(self):
        """Opcode and data of the next frame that is no ping; (8, reason) where it ended."""
        while True:
            head = self.stream.read(2)
            if len(head) < 2:
                return 8, b""
            size = head[1] & 127
            if size >= 126:
                size = int.from_bytes(self.stream.read(2 if size == 126 else 8), "big")
            data = self.stream.read(size)
            if head[0] & 15 != 9:
                return head[0] & 15, data
            self.send(data, opcode=10)

    def close(self):
        self.stream.close()
        self.connection.close()
