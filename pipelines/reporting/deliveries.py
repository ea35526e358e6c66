"""Mailing what a run made: one message per recipient, sent once."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC
from itertools import groupby
from typing import Any

import duckdb

import reports
from pipelines.identity import run_identity
from pipelines.ingestion import Ingestion
from pipelines.mail import Delivery, DeliveryLedger, deliver, transport_from_environment
from pipelines.metrics import Metric
from pipelines.period import Period
from pipelines.reporting.context import in_language, report_context
from pipelines.reporting.workbooks import made_workbooks
from pipelines.settings import now
from pipelines.warehouse import ensure_table, replace_rows


def mail_period(
    connection: duckdb.DuckDBPyConnection,
    ingestion: Ingestion,
    metrics: tuple[Metric, ...],
    period: Period,
) -> list[Delivery]:
    """Send, or write as `.eml` without an SMTP host, every workbook that has an address."""
    house, sender = ingestion.house, ingestion.centre.settings.mail_from
    environment = {"CALLFLOOR_SMTP_FROM": sender, **os.environ}
    transport = transport_from_environment(environment, house.mail)
    ledger = DeliveryLedger(house.control / "deliveries.jsonl")
    identity = run_identity(house, period.name)
    context = report_context(
        connection, ingestion, metrics, identity,
        first=period.first, last=period.last, data_to=period.last,
    )  # fmt: skip
    messages = [
        reports.compose_message(
            recipient, books, in_language(context, recipient.locale),
            sender=transport.sender, sent_at=now().replace(tzinfo=UTC),
        )
        for recipient, books in _addressed(connection, ingestion, period)
    ]  # fmt: skip
    done = deliver(messages, transport=transport, ledger=ledger, now=now)
    table = ledger.table()
    ensure_table(connection, "control.delivery_ledger", table.schema)
    replace_rows(connection, "control.delivery_ledger", table, where={})
    return done


def _addressed(
    connection: duckdb.DuckDBPyConnection, ingestion: Ingestion, period: Period
) -> Iterator[tuple[reports.Recipient, list[reports.Workbook]]]:
    rows = [row for row in made_workbooks(connection, period).to_pylist() if row["address"]]
    rows.sort(key=lambda row: (row["address"], row["path"]))
    for address, group in groupby(rows, key=lambda row: row["address"]):
        books = list(group)
        recipient = reports.Recipient(address, books[0]["name"], books[0]["locale"])
        yield recipient, [_read(ingestion, row) for row in books]


def _read(ingestion: Ingestion, row: dict[str, Any]) -> reports.Workbook:
    path = ingestion.house.out / row["path"]
    return reports.Workbook(
        workbook_id=row["workbook_id"],
        title=row["title"],
        content=path.read_bytes(),
        sha256=row["sha256"],
        file_name=path.name,
        sheets=tuple(json.loads(row["sheets"])),
    )
