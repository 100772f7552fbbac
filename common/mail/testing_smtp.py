#!/usr/bin/python3
"""For tests: a mail server (aiosmtpd) that keeps what it is sent, a file each, and answers as a file says.

testing_smtp.py FOLDER SECURITY CERTIFICATE KEY PORT [USER PASSWORD]
SECURITY: none, starttls, tls. PORT 0 picks one, which FOLDER/port names once it listens. FOLDER/answers, read for each command, holds
lines "COMMAND ANSWER": "RCPT 450 4.2.1 mailbox busy". Mails are FOLDER/0001.eml with the envelope in X-Envelope-… lines at their head.
"""
import asyncio
import os
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

FOLDER = pathlib.Path(sys.argv[1])


def answer(command):
    try:
        lines = (FOLDER / "answers").read_text().splitlines()
    except FileNotFoundError:
        return None
    return next((line.partition(" ")[2] for line in lines if line.startswith(command + " ")), None)


class Handler:
    def __init__(self):
        self.count = len(list(FOLDER.glob("*.eml")))

    async def handle_MAIL(self, server, session, envelope, address, options):
        refused = answer("MAIL")
        if refused:
            return refused
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        refused = answer("RCPT") or answer("RCPT:" + address)
        if refused:
            return refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        refused = answer("DATA")
        if refused:
            return refused
        self.count += 1
        head = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {','.join(envelope.rcpt_tos)}\r\n"
        head += f"X-Envelope-Tls: {'yes' if session.ssl else 'no'}\r\nX-Envelope-User: {getattr(session.auth_data, 'login', b'').decode()}\r\n"
        part = FOLDER / "part"
        part.write_bytes(head.encode() + envelope.original_content)
        part.rename(FOLDER / f"{self.count:04}.eml")
        return "250 kept"


async def main():
    security, certificate, key, port = sys.argv[2:6]
    wanted = tuple(word.encode() for word in sys.argv[6:8])
    context = None
    if security != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    starttls = security == "starttls"

    def authenticate(server, session, envelope, mechanism, data):
        # Not handled: that it failed is for aiosmtpd to answer.
        return AuthResult(success=(data.login, data.password) == wanted, handled=False, auth_data=data)

    handler = Handler()

    def serve():
        return SMTP(handler, hostname="mail.test", auth_required=bool(wanted), authenticator=authenticate, auth_require_tls=starttls,
                    tls_context=context if starttls else None, require_starttls=starttls)

    server = await asyncio.get_running_loop().create_server(serve, "127.0.0.1", int(port), ssl=None if starttls else context)
    part = FOLDER / "port.part"
    part.write_text(str(server.sockets[0].getsockname()[1]))
    part.rename(FOLDER / "port")
    await server.serve_forever()


if __name__ == "__main__":
    os.umask(0o077)
    asyncio.run(main())
