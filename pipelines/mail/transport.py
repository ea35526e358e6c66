"""Two ways out: an SMTP server, or .eml files in a folder."""

from __future__ import annotations

import os
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Literal, Protocol

from data_contracts.refusal import Place, Refusal

Outcome = Literal["sent", "written"]


class TemporaryFailure(Exception):
    """The server may take the message later: worth another attempt."""


class PermanentFailure(Exception):
    """The server will not take this message: the address or the message is refused."""


class Transport(Protocol):
    """Something that takes a message off our hands."""

    outcome: Outcome
    sender: str

    def send(self, message: EmailMessage) -> str:
        """Hand over one message; returns the answer. Raises Temporary- or PermanentFailure."""
        ...

    def holds(self, message: EmailMessage, status: str) -> bool:
        """Whether a message with this ledger status needs no further sending."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


@dataclass(frozen=True)
class SmtpSettings:
    """Where and as whom to send; an empty `user` sends without login."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = True
    ca_file: str = ""
    timeout_s: int = 30


class SmtpTransport:
    """One SMTP connection, opened at the first message and again after it breaks."""

    outcome: Outcome = "sent"

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._server: smtplib.SMTP | None = None
        self.sender = settings.sender

    def send(self, message: EmailMessage) -> str:
        """Hand the message to the server."""
        try:
            server = self._server or self._connect()
            self._server = server
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            self._reset()
            raise _failure(code, answer) from error
        except smtplib.SMTPResponseException as error:
            self.close()
            raise _failure(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self.close()
            raise TemporaryFailure(f"{type(error).__name__}: {error}") from error
        return f"accepted by {self._settings.host}"

    def holds(self, message: EmailMessage, status: str) -> bool:
        """A message that was only written to a file still waits for the server."""
        return status == "sent"

    def close(self) -> None:
        """End the session, whatever state it is in."""
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def _reset(self) -> None:
        try:
            if self._server is not None:
                self._server.rset()
        except (smtplib.SMTPException, OSError):
            self.close()

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        own_name = settings.sender.rpartition("@")[2]  # asking the resolver may take seconds
        server = smtplib.SMTP(settings.host, settings.port, own_name, settings.timeout_s)
        try:
            if settings.starttls:
                trust = ssl.create_default_context(cafile=settings.ca_file or None)
                server.starttls(context=trust)
            if settings.user:
                server.login(settings.user, settings.password)
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError, ssl.SSLError) as e:
            server.close()
            raise _misconfigured(settings, e) from None
        except BaseException:
            server.close()
            raise
        return server


def _failure(code: int, answer: bytes | str) -> Exception:
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    kind = TemporaryFailure if 400 <= code < 500 else PermanentFailure
    return kind(f"{code} {words}")


def _misconfigured(settings: SmtpSettings, error: Exception) -> Refusal:
    key, what = "CA_FILE", f"the mail server's certificate is not trusted: {error}"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        key, what = "USER", "the mail server refused user and password"
    elif isinstance(error, smtplib.SMTPNotSupportedError):
        key, what = "STARTTLS", "the mail server offers no STARTTLS or login"
    return Refusal(
        what,
        place=Place("environment", key=f"CALLFLOOR_SMTP_{key}"),
        value=f"{settings.host}:{settings.port}",
        next_step="correct the setting and run the mail step again; nothing was sent",
    )


class FileTransport:
    """Writes each message as an .eml file, named by recipient, period and identity."""

    outcome: Outcome = "written"

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder, self.sender = folder, sender

    def send(self, message: EmailMessage) -> str:
        """Write beside, flush to the disk, rename: a crash leaves no half message."""
        path = self._path(message)
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".part")
        with beside.open("wb") as file:
            file.write(message.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
        return path.name

    def holds(self, message: EmailMessage, status: str) -> bool:
        """A sent message needs no file; a written one must still lie there."""
        return status == "sent" or (status == "written" and self._path(message).exists())

    def close(self) -> None:
        """Nothing to let go of."""

    def _path(self, message: EmailMessage) -> Path:
        to = message["To"].addresses[0].addr_spec
        who = "".join(sign if sign.isalnum() or sign in "-_.@" else "-" for sign in to)
        identity = message["Message-ID"].split(".")[1].partition("@")[0][:12]
        return self._folder / f"{who}_{message['X-Callfloor-Period']}_{identity}.eml"
