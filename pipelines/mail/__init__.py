"""Sending: the only place that knows SMTP, and the ledger that keeps it from sending twice.

Belongs here: the SMTP and the file transport, their settings from the environment, the
delivery ledger, retries. Must stay out: what a message says and which rows a workbook
holds (that is `reports`), and any decision about who receives what.

At least once: an intent is written down before each sending and its outcome after it. A
crash between the two leaves the message in doubt, and the next run sends it again under
the same Message-ID, by which mail systems recognise a copy. Losing a pay slip would be
worse than a second copy.
"""

from __future__ import annotations

from pipelines.mail.delivery import Delivery, deliver
from pipelines.mail.ledger import DeliveryLedger, LedgerRow
from pipelines.mail.settings import SmtpSettings, transport_from_environment
from pipelines.mail.transport import (
    FileTransport,
    PermanentFailure,
    SmtpTransport,
    TemporaryFailure,
    Transport,
)

__all__ = [
    "Delivery",
    "DeliveryLedger",
    "FileTransport",
    "LedgerRow",
    "PermanentFailure",
    "SmtpSettings",
    "SmtpTransport",
    "TemporaryFailure",
    "Transport",
    "deliver",
    "transport_from_environment",
]
