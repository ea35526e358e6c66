"""Codes that every centre shares, in words. A centre's own codes come with the context."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.book import Book
from reports.language import N_

WORDS = {
    "workday": N_("workday"),
    "rest_day": N_("rest day"),
    "statutory_holiday": N_("statutory holiday"),
    "OFF": N_("off"),
    "LEAVE": N_("leave"),
    "annual": N_("annual leave"),
    "sick": N_("sick leave"),
    "personal": N_("personal leave"),
    "work": N_("work"),
    "break": N_("break"),
    "meal": N_("meal"),
    "agent": N_("agent"),
    "team_leader": N_("team leader"),
    "evaluator": N_("evaluator"),
    "planner": N_("planner"),
    "trainer": N_("trainer"),
    "manager": N_("manager"),
    "service_level": N_("service level"),
    "occupancy": N_("occupancy"),
    "minimum": N_("minimum staff"),
    "closed": N_("closed"),
    "voice": N_("voice"),
    "sent": N_("sent"),
    "written": N_("written"),
    "failed": N_("failed"),
    "total": N_("total"),
}


def word(book: Book, code: object) -> str | None:
    """A code in the reader's words: the centre's name for it, the house's, or the code itself."""
    if code is None:
        return None
    known = book.context.names.get(str(code))
    if known:
        return book.language.choose(*known)
    return book.language.text(WORDS[str(code)]) if str(code) in WORDS else str(code)


def person(book: Book, row: Mapping[str, Any]) -> str | None:
    """A name, or the login where the staff list has none."""
    return str(row.get("full_name") or row.get("agent_id") or "") or None


def rule_place(book: Book, reference: str | None) -> str | None:
    """A rule's file and day, told from the centre's own folder."""
    return reference and reference.removeprefix(f"centres/{book.context.centre_id}/")
