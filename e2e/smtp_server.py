"""A mail relay (aiosmtpd) that keeps what it is handed, for tests.

Usage: smtp_server.py PORT TLS_PORT CERTIFICATE KEY DIRECTORY

On PORT it greets in clear and offers STARTTLS, on TLS_PORT it speaks TLS from the first byte on. The
user `telos` with the password `telos` is let in; whoever is not may send only where `open` is in the
sender's address. What is kept lies in DIRECTORY, for each mail its bytes (.eml) and what Python's own
parser reads in them (.json). Some recipients have troubles of their own: `gone@`, `full@`, `later@`; a mail that says REFUSE-THIS is not
taken, and one that says DROP-THIS breaks off after it was kept, before it is answered.
"""

import asyncio
import email
import email.policy
import json
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

TROUBLES = {"gone": "550 5.1.1 nobody is here by that name", "full": "452 4.2.2 the mailbox is full", "later": "451 4.3.0 try again"}


class Keeper:
    """Keeps mail."""

    def __init__(self, directory):
        self.directory = directory
        self.count = 0

    async def handle_MAIL(self, server, session, envelope, address, options):
        if not session.authenticated and "open" not in address:
            return "530 5.7.0 log in first"
        envelope.mail_from = address
        return "250 good"

    async def handle_RCPT(self, server, session, envelope, address, options):
        trouble = TROUBLES.get(address.partition("@")[0])
        if trouble:
            return trouble
        envelope.rcpt_tos.append(address)
        return "250 good"

    async def handle_DATA(self, server, session, envelope):
        if b"REFUSE-THIS" in envelope.content:
            return "554 5.6.0 not this"
        self.count += 1
        path = os.path.join(self.directory, f"{self.count:06}")
        with open(path + ".eml", "wb") as file:
            file.write(envelope.content)
        with open(path + ".part", "w", encoding="utf-8") as file:
            json.dump(read(session, envelope), file)
        os.rename(path + ".part", path + ".json")
        if b"DROP-THIS" in envelope.content:
            server.transport.abort()
        return "250 kept"


def read(session, envelope):
    """What a mail says."""
    mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
    attached = [part.get_content() for part in mail.iter_attachments()] if mail.is_multipart() else []
    attached = [part if isinstance(part, str) else part.decode() for part in attached]
    return {
        "envelope": {"from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": bool(session.ssl)},
        "headers": [[name.lower(), str(value)] for name, value in mail.items()],
        "text": mail.get_body(("plain",)).get_content().replace("\r\n", "\n"),
        "rows": [json.loads(line) for part in attached for line in part.splitlines()],
        "attached": [part.get_filename() for part in mail.iter_attachments()] if mail.is_multipart() else [],
    }


def authenticate(server, session, envelope, mechanism, data):
    """Lets one user in."""
    good = data.login == b"telos" and data.password == b"telos"
    return AuthResult(success=good, handled=False)


async def main():
    port, tls_port, certificate, key, directory = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    keeper = Keeper(directory)

    def made(**more):
        return SMTP(keeper, hostname="localhost", authenticator=authenticate, **more)

    loop = asyncio.get_running_loop()
    await loop.create_server(lambda: made(tls_context=context, auth_require_tls=False), "127.0.0.1", int(port))
    await loop.create_server(lambda: made(auth_require_tls=False), "127.0.0.1", int(tls_port), ssl=context)
    await asyncio.Event().wait()


asyncio.run(main())
