"""Deliver messages once: intent, sending, outcome; failures are told and stop nobody else."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage, Message
from typing import Literal

from data_contracts.refusal import Refusal
from pipelines.mail.ledger import DeliveryLedger, Event, LedgerRow
from pipelines.mail.transport import PermanentFailure, TemporaryFailure, Transport
from reports.message import PERIOD_HEADER

BACKOFF_S = (2.0, 10.0, 30.0)


@dataclass(frozen=True)
class Delivery:
    """What became of one message: sent, written, failed, or unchanged since an earlier run."""

    message_id: str
    recipient: str
    status: Literal["sent", "written", "failed", "unchanged"]
    detail: str


def deliver(
    messages: Iterable[EmailMessage],
    *,
    transport: Transport,
    ledger: DeliveryLedger,
    now: Callable[[], datetime],
    backoff_s: Sequence[float] = BACKOFF_S,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Delivery]:
    """Send each message that the ledger does not hold as delivered, in order.

    Messages are as `reports.compose_message` makes them: an unchanged workbook gives the
    same Message-ID and is left alone, a changed one a new Message-ID and is sent. Temporary
    errors are tried again after each of `backoff_s` seconds. `now` gives naive UTC. A
    refused recipient is reported as failed and tried again by the next run.
    Raises Refusal where the server cannot be used at all (login, certificate, STARTTLS).
    """
    done: list[Delivery] = []
    with ledger.held():
        latest = ledger.latest()
        try:
            for message in messages:
                before = latest.get(message["Message-ID"])
                if before is not None and transport.holds(message, before.status):
                    to = _recipient(message)
                    done.append(Delivery(before.message_id, to, "unchanged", before.detail))
                    continue
                sent = _deliver_one(message, transport, ledger, now, backoff_s, sleep)
                if before is not None and before.status == "intent":
                    sent = Delivery(
                        sent.message_id,
                        sent.recipient,
                        sent.status,
                        f"{sent.detail}; an earlier run was interrupted while sending",
                    )
                done.append(sent)
        finally:
            transport.close()
    return done


def _deliver_one(
    message: EmailMessage,
    transport: Transport,
    ledger: DeliveryLedger,
    now: Callable[[], datetime],
    backoff_s: Sequence[float],
    sleep: Callable[[float], None],
) -> Delivery:
    ledger.append(_row(message, "intent", now()))
    status: Literal["sent", "written", "failed"] = transport.outcome
    try:
        detail = _with_retries(message, transport, backoff_s, sleep)
    except (TemporaryFailure, PermanentFailure) as failure:
        status, detail = "failed", str(failure)
    except Refusal as refusal:
        ledger.append(_row(message, "failed", now(), refusal.what))
        raise
    ledger.append(_row(message, status, now(), detail))
    return Delivery(message["Message-ID"], _recipient(message), status, detail)


def _with_retries(
    message: EmailMessage,
    transport: Transport,
    backoff_s: Sequence[float],
    sleep: Callable[[float], None],
) -> str:
    for pause in backoff_s:
        try:
            return transport.send(message)
        except TemporaryFailure:
            sleep(pause)
    return transport.send(message)


def _recipient(message: EmailMessage) -> str:
    return message["To"].addresses[0].addr_spec


def _sent_bytes(file: Message) -> bytes:
    """An attachment's bytes as they were given; `get_content` makes text of a calendar."""
    content = file.get_payload(decode=True)
    assert isinstance(content, bytes), "an attachment is never a multipart"
    return content


def _row(message: EmailMessage, status: Event, at: datetime, detail: str = "") -> LedgerRow:
    files = list(message.iter_attachments())
    hashes = [hashlib.sha256(_sent_bytes(file)).hexdigest() for file in files]
    whole = hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()
    return LedgerRow(
        message["Message-ID"],
        message[PERIOD_HEADER],
        _recipient(message),
        ", ".join(file.get_filename() or "" for file in files),
        whole,
        status,
        at,
        detail,
    )
