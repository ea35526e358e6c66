"""A mail server on loopback with STARTTLS and login, and messages to send it."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from reports import Recipient, ReportContext, Workbook, compose_message

USER, PASSWORD = "callfloor", "correct horse"
CONTEXT = ReportContext(
    "sample",
    "示例",
    "Sample",
    "Asia/Shanghai",
    "CNY",
    "2026-06",
    date(2026, 6, 1),
    date(2026, 6, 30),
    "zh_CN",
    "locked",
    "run-1",
    "0.1.0",
    "f",
    datetime(2026, 7, 1),
)


@dataclass
class Peer:
    """What the server saw, and the answers it shall give to an address, one by one."""

    port: int = 0
    ca_file: str = ""
    received: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)
    after_tls: list[bool] = field(default_factory=list)

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        waiting = self.answers.get(address, [])
        if waiting:
            return waiting.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        from email import message_from_bytes
        from email.policy import default

        self.after_tls.append(session.ssl is not None)
        self.received.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return "250 OK"


def _check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    good = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=good and data.login == USER.encode(), handled=False)


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[Peer]:
    authority = trustme.CA()
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(trust)
    ca_file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    seen = Peer(ca_file=str(ca_file))
    controller = Controller(
        seen,
        hostname="localhost",
        port=0,
        tls_context=trust,
        require_starttls=True,
        auth_required=True,
        authenticator=_check,
    )
    controller.port = _free_port()
    controller.start()
    seen.port = controller.port
    yield seen
    controller.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def environment(peer: Peer) -> dict[str, str]:
    return {
        "CALLFLOOR_SMTP_HOST": "localhost",
        "CALLFLOOR_SMTP_PORT": str(peer.port),
        "CALLFLOOR_SMTP_USER": USER,
        "CALLFLOOR_SMTP_PASSWORD": PASSWORD,
        "CALLFLOOR_SMTP_FROM": "reports@example.org",
        "CALLFLOOR_SMTP_CA_FILE": peer.ca_file,
    }


@pytest.fixture
def message_to() -> Callable[..., EmailMessage]:
    def compose(address: str, content: bytes = b"PK workbook") -> EmailMessage:
        book = Workbook(
            "WB01",
            "坐席月报",
            content,
            sha256(content).hexdigest(),
            "WB01_坐席月报.xlsx",
            ("封面",),
        )
        return compose_message(
            Recipient(address, "员工", "zh_CN"),
            [book],
            CONTEXT,
            sender="reports@example.org",
            sent_at=datetime(2026, 7, 1, 9, tzinfo=UTC),
        )

    return compose
