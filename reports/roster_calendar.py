"""A person's coming shifts as one iCalendar file (RFC 5545), to open on a telephone."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
from icalendar import Calendar, Event

from reports.book import Workbook
from reports.context import ReportContext
from reports.language import N_, Language, language
from reports.scope import Scope
from reports.vocabulary import WORDS

CALENDAR_ID = "ICS"
TITLE = N_("Roster calendar")
NOT_WORKED = ("OFF", "LEAVE")
Row = Mapping[str, Any]


def build_calendar(
    tables: Mapping[str, pa.Table], scope: Scope, context: ReportContext
) -> Workbook | None:
    """One event for each shift of the person, its meals and breaks in the description.

    `tables` holds `roster_shifts` and `roster_activities` of one roster; None where the person has
    no shift in it. An event keeps its UID when the roster is made again, so that a calendar that
    read the file before moves the event and doubles nothing. Equal arguments give equal bytes.
    """
    planned = _own(tables["roster_shifts"], scope)
    mine = [row for row in planned if row["shift_code"] not in NOT_WORKED]
    if not mine:
        return None
    speech = language(context.locale)
    calendar = Calendar()
    calendar.add("prodid", f"-//Callfloor//{context.centre_id}//{context.locale[:2].upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{speech.text(TITLE)} {scope.name}")
    pauses = _pauses(tables["roster_activities"], scope)
    for row in sorted(mine, key=lambda row: row["starts_at"]):
        calendar.add_component(_event(row, pauses[row["work_date"]], scope, context, speech))
    return _file(calendar, mine, scope, speech)


def _own(table: pa.Table, scope: Scope) -> list[Row]:
    return table.filter(pc.field("agent_id") == scope.subject_id).to_pylist()


def _pauses(activities: pa.Table, scope: Scope) -> Mapping[Any, list[Row]]:
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in _own(activities, scope):
        if row["activity"] != "work":
            found[row["work_date"]].append(row)
    return found


def _event(
    row: Row, pauses: Iterable[Row], scope: Scope, context: ReportContext, speech: Language
) -> Event:
    event = Event()
    event.add("uid", f"{scope.subject_id}-{row['work_date']:%Y%m%d}@{context.centre_id}.callfloor")
    event.add("dtstamp", context.data_as_of.replace(tzinfo=UTC))
    event.add("dtstart", row["starts_at"].replace(tzinfo=UTC))
    event.add("dtend", row["ends_at"].replace(tzinfo=UTC))
    event.add("summary", _word(row["shift_code"], context, speech))
    lines = [
        f"{_clock(pause['starts_at'], context)}–{_clock(pause['ends_at'], context)} "
        f"{_word(pause['activity'], context, speech)}"
        for pause in sorted(pauses, key=lambda pause: pause["starts_at"])
    ]
    if lines:
        event.add("description", "\n".join(lines))
    return event


def _clock(at: datetime, context: ReportContext) -> str:
    return f"{at.replace(tzinfo=UTC).astimezone(ZoneInfo(context.zone)):%H:%M}"


def _word(code: str, context: ReportContext, speech: Language) -> str:
    if code in context.names:
        return speech.choose(*context.names[code])
    return speech.text(WORDS[code]) if code in WORDS else code


def _file(calendar: Calendar, shifts: list[Row], scope: Scope, speech: Language) -> Workbook:
    content = calendar.to_ical()
    title = speech.text(TITLE)
    week = min(row["plan_week"] for row in shifts)
    name = f"{title}_{scope.subject_id}_{week}.ics".replace(" ", "-")
    return Workbook(CALENDAR_ID, title, content, hashlib.sha256(content).hexdigest(), name, ())
