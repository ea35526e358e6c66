"""SMTP settings from environment variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from data_contracts.refusal import Place, Refusal
from pipelines.mail.transport import FileTransport, SmtpSettings, SmtpTransport, Transport

__all__ = ["SmtpSettings", "transport_from_environment"]

DEFAULT_SENDER = "callfloor@localhost.localdomain"
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


@dataclass(frozen=True)
class _Environment:
    values: Mapping[str, str] = field(repr=False)

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(f"CALLFLOOR_SMTP_{name}", "").strip() or default

    def number(self, name: str, default: int) -> int:
        found = self.text(name, str(default))
        if not found.isdigit() or int(found) == 0:
            raise _refusal(name, "must be a positive number", found)
        return int(found)

    def yes(self, name: str, default: str) -> bool:
        found = self.text(name, default).lower()
        if found not in _YES + _NO:
            raise _refusal(name, "must be yes or no", found)
        return found in _YES


def _refusal(name: str, what: str, value: str | None = None) -> Refusal:
    return Refusal(
        what,
        place=Place("environment", key=f"CALLFLOOR_SMTP_{name}"),
        value=value,
        next_step=f"set CALLFLOOR_SMTP_{name} as docs/reports.md explains",
    )


def transport_from_environment(environ: Mapping[str, str], folder: Path) -> Transport:
    """SMTP where CALLFLOOR_SMTP_HOST is set, otherwise `.eml` files in `folder`.

    Reads CALLFLOOR_SMTP_HOST, _PORT (587), _USER, _PASSWORD, _FROM, _STARTTLS (yes),
    _CA_FILE and _TIMEOUT_S (30). Raises Refusal for a value that cannot be used; the
    password is never printed, and never sent over a connection without TLS.
    """
    known = _Environment(environ)
    host = known.text("HOST")
    sender = known.text("FROM", DEFAULT_SENDER)
    if not host:
        return FileTransport(folder, sender)
    if not known.text("FROM"):
        raise _refusal("FROM", "is needed beside CALLFLOOR_SMTP_HOST")
    user, password = known.text("USER"), environ.get("CALLFLOOR_SMTP_PASSWORD", "")
    starttls = known.yes("STARTTLS", "yes")
    if user and not password:
        raise _refusal("PASSWORD", "is needed beside CALLFLOOR_SMTP_USER")
    if user and not starttls:
        raise _refusal("STARTTLS", "must be yes where a password is sent", "no")
    return SmtpTransport(
        SmtpSettings(
            host,
            known.number("PORT", 587),
            sender,
            user,
            password,
            starttls,
            known.text("CA_FILE"),
            known.number("TIMEOUT_S", 30),
        )
    )
