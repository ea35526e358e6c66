"""Who signed the month, on which result, and in which state it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.spans import month_rows

GROUP = Figure("pay_group", N_("Pay group"), "text", N_("People who are settled together"),
               "settlement_events.pay_group")  # fmt: skip
ENTITY = Figure("legal_entity", N_("Legal entity"), "text", N_("Employer of the pay group"),
                "settlement_events.legal_entity")  # fmt: skip
AT = Figure("happened_at", N_("At"), "instant", N_("When, on the centre's clock"),
            "settlement_events.happened_at")  # fmt: skip
EVENT = Figure("event", N_("Event"), "text", N_("What happened"), "settlement_events.event")
HASH = Figure("result", N_("Result's hash"), "text",
              N_("First 12 digits of the hash of the result tables"),
              "settlement_events.result_hash")  # fmt: skip
VERSION = Figure("version", N_("Version"), "count", N_("Version of the result; 1 is what was paid"),
                 "settlement_events.version")  # fmt: skip
STANDS = (
    ENTITY,
    GROUP,
    Figure("last_event", N_("Latest event"), "text",
           N_("What happened last; the month is paid where it is locked"),
           "settlement_events.event"),
    AT,
    Figure("signatures", N_("Valid signatures"), "count",
           N_("Signatures that no later event made void"), "settlement_events.voided_at"),
    VERSION,
    HASH,
)  # fmt: skip
EVENTS = (
    ENTITY,
    GROUP,
    Figure("sequence", N_("No."), "count", N_("Number of the event"),
           "settlement_events.sequence"),
    EVENT,
    Figure("step", N_("Step"), "text", N_("Step of the approval chain"),
           "settlement_events.step"),
    Figure("done_by", N_("By"), "text", N_("Who did it"), "settlement_events.done_by"),
    AT,
    Figure("run_id", N_("Run"), "text", N_("Run whose result it concerns"),
           "settlement_events.run_id"),
    HASH,
    VERSION,
    Figure("reason", N_("Why"), "text", N_("Reason that was given"),
           "settlement_events.reason_zh, reason_en"),
    Figure("voided_at", N_("Void since"), "instant",
           N_("When the signature became void, centre's clock"), "settlement_events.voided_at"),
    Figure("voided_because", N_("Void because"), "text", N_("Why the signature became void"),
           "settlement_events.voided_because"),
)  # fmt: skip


def add_signatures(book: Book, peers: Peers) -> None:
    """How each pay group's month stands, then every event in order."""
    sheet = Sheet(book, N_("Signatures"), N_("Steps, signers and the result that they signed"))
    sheet.link_home()
    events = month_rows(book, "settlement_events", "legal_entity", "pay_group", "sequence")
    nothing = N_("Nobody has submitted or signed this month yet: it is open.")
    sheet.says_none("settlement_events", events, nothing)
    groups = grouped(events, "legal_entity", "pay_group")
    if events:
        write_table(sheet, STANDS, [_stands(book, own) for own in groups.values()])
        sheet.caption(N_("Every event, in order"))
    write_table(sheet, EVENTS, [_event(book, row) for row in events])


def _stands(book: Book, events: Sequence[Row]) -> dict[str, Any]:
    last = events[-1]
    valid = [row for row in events if row["event"] == "signed" and row["voided_at"] is None]
    locked = last["event"] == "locked"
    return last | {
        "last_event": Cell(word(book, last["event"]), "good" if locked else "warn"),
        "signatures": len(valid),
        "result": (last["result_hash"] or "")[:12] or None,
        "pay_group": word(book, last["pay_group"]),
        "legal_entity": word(book, last["legal_entity"]),
    }


def _event(book: Book, row: Row) -> dict[str, Any]:
    void = row["voided_at"] is not None
    return row | {
        "event": Cell(word(book, row["event"]), "off" if void else "plain"),
        "step": word(book, row["step"]),
        "pay_group": word(book, row["pay_group"]),
        "legal_entity": word(book, row["legal_entity"]),
        "result": (row["result_hash"] or "")[:12] or None,
        "reason": book.language.choose(row["reason_zh"], row["reason_en"]) or None,
    }
