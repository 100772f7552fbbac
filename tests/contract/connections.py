"""What no operation stands for: addresses that there are not, broken requests, and the WebSocket."""
import json
import socket

import answers
from wire import PATIENCE, WebSocket

BROKEN = {
    "no such address": (b"GET /v1/none HTTP/1.1\r\nHost: x\r\n\r\n", (404,)),
    "no such method": (b"PATCH /v1/courses HTTP/1.1\r\nHost: x\r\n\r\n", (405,)),
    "a method of nobody": (b"FROBNICATE / HTTP/1.1\r\nHost: x\r\n\r\n", (405,)),
    "OPTIONS": (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", (400, 405)),
    "CONNECT": (b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n", (400, 405)),
    "two lengths": (b"POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", (400,)),
    "a length and chunks": (b"POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", (400,)),
    "a length below nothing": (b"POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", (400,)),
    "a huge length": (b"POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n", (413,)),
    "a chunk's size is none": (b"POST /v1/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", (400,)),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", (400,)),
    "two hosts": (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", (400,)),
    "a NUL in a header": (b"GET / HTTP/1.1\r\nHost: x\r\nX-Y: a\0b\r\n\r\n", (400,)),
    "a folded header": (b"GET / HTTP/1.1\r\nHost: x\r\nX-Y: a\r\n b\r\n\r\n", (303, 400)),
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", (400,)),
    "another version": (b"GET / HTTP/3.0\r\nHost: x\r\n\r\n", (400, 505)),
    "traversal": (b"GET /app/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", (400,)),
    "traversal, encoded": (b"GET /app/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", (400,)),
    "a backslash": (b"GET /app/..\\..\\etc\\passwd HTTP/1.1\r\nHost: x\r\n\r\n", (200, 400, 404)),
    "a long target": (b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", (431,)),
    "an absolute target": (b"GET http://evil.example/v1/none HTTP/1.1\r\nHost: x\r\n\r\n", (404,)),
}


def try_all(run):
    for name, (data, expected) in BROKEN.items():
        answer = run.world.wire.send_raw(data, data.split(b" ")[0].decode("latin-1"))
        run.world.wire.close()
        if answer.status not in expected:
            run.wrong(name, f"{name}: answered {answer.status} {answer.fault} {answer.body[:200]!r}, not {expected}")
        elif answer.status >= 400 and answers.is_problem(answer):
            run.wrong(name, f"{name}: {answer.status} {answers.is_problem(answer)}")
    try_sockets(run)


def open_socket(world, actor):
    return WebSocket(socket.create_connection(("127.0.0.1", world.gateway.port), timeout=PATIENCE), actor.headers())


def try_sockets(run):
    world, things = run.world, run.world.algo
    nonsense = [b"", b"x", b"null", b"[]", b"{}", b'{"watch": 7}', b'{"watch": "none"}', b'{"watch": "' + b"x" * 5000 + b'"}', b'{"watch": "a\\u0000b"}',
                b'{"watch": "x", "unwatch": "x"}', b'{"watch": "x", "after": -1}', b'{"watch": "x", "after": 1e400}', b"[" * 60_000, b'{"colour": 1}',
                b'{"unwatch": "none"}', b'{"unwatch_course": "none"}', b'{"watch_course": ""}', b'{"watch": "\\ud800"}']
    client = open_socket(world, world.sand.actors["assistant"])
    if client.status != 101:
        return run.wrong("/v1/events", f"was answered {client.status}")
    for text in nonsense:
        client.send(text)
    client.send(json.dumps({"watch": things.submission}).encode())  # of another organisation
    client.send(json.dumps({"watch": "the-last-one"}).encode())
    told = b""
    while b"the-last-one" not in told:
        opcode, told = client.read()
        if opcode == 8:
            run.wrong("/v1/events", f"ended after a message that says nothing: {told!r}")
            break
        if opcode == 1:
            check_event(run, world.sand.actors["assistant"], told, things)
    client.close()
    for name, send in (("a binary frame", lambda s: s.send(b"\0\1", opcode=2)), ("no UTF-8", lambda s: s.send(b"\xff\xfe")),
                       ("a message of 65 KiB", lambda s: s.send(b"x" * 66_000)), ("an opcode of nobody", lambda s: s.send(b"x", opcode=5))):
        client = open_socket(world, world.sand.actors["assistant"])
        send(client)
        opcode, reason = client.read()
        if opcode not in (1, 8) or (opcode == 1 and json.loads(reason).get("type") != "error"):
            run.wrong("/v1/events", f"{name}: answered with a frame {opcode} {reason[:100]!r}")
        client.close()
    for actor in world.broken:
        client = open_socket(world, actor)
        if client.status not in (401, 429):
            run.wrong("/v1/events", f"opened to {actor.name}: {client.status}")
        client.close()


def check_event(run, actor, data, things):
    event = json.loads(data)
    if event.get("type") != "error" or not event.get("status") or event["status"] >= 500:
        run.wrong("/v1/events", f"told {data[:200]!r} to {actor.name}")
    if any(mark.decode() in run.world.marks for mark in answers.MARK.findall(data)):
        run.wrong("/v1/events", f"shows a text of {things.tenant}: {data[:200]!r}")
