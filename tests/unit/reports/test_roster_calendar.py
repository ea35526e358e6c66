"""The calendar of a person's week, read back by the library and by a mail reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default

import pyarrow as pa
import pytest
from icalendar import Calendar

from reports import Recipient, ReportContext, Scope, build_calendar, compose_message

MONDAY = date(2026, 7, 6)
WHO = Scope("agent", "A1001", "甲")


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 7, 6, hour, minute)


@pytest.fixture
def context(context_for) -> ReportContext:
    return context_for()


@pytest.fixture
def week() -> dict[str, pa.Table]:
    common = {"plan_week": MONDAY, "work_date": MONDAY}
    off = {**common, "work_date": date(2026, 7, 7), "shift_code": "OFF"}
    shift = {**common, "shift_code": "M", "starts_at": at(0), "ends_at": at(8, 30)}
    return {
        "roster_shifts": pa.Table.from_pylist(
            [shift | {"agent_id": who} for who in ("A1001", "A1002")]
            + [off | {"agent_id": who} for who in ("A1001", "A1003")]
        ),
        "roster_activities": pa.Table.from_pylist(
            [
                {**common, "agent_id": "A1001", "activity": what, "starts_at": s, "ends_at": e}
                for what, s, e in (
                    ("work", at(0), at(4)), ("break", at(6), at(6, 15)), ("meal", at(4), at(4, 30)),
                )
            ]
        ),
    }  # fmt: skip


def test_a_shift_is_an_event_with_its_pauses(week, context: ReportContext) -> None:
    made = build_calendar(week, WHO, context)
    assert made is not None
    [event] = Calendar.from_ical(made.content).walk("VEVENT")
    assert event.decoded("dtstart") == at(0).replace(tzinfo=UTC)
    assert event.decoded("dtend") == at(8, 30).replace(tzinfo=UTC)
    assert str(event["description"]).splitlines() == ["12:00–12:30 用餐", "14:00–14:15 小休"]
    assert made.file_name == "班表日历_A1001_2026-07-06.ics"


def test_a_changed_roster_moves_the_event_and_adds_none(week, context: ReportContext) -> None:
    later = week["roster_shifts"].to_pylist()
    later[0]["starts_at"] = at(2)
    before = build_calendar(week, WHO, context)
    changed = week | {"roster_shifts": pa.Table.from_pylist(later)}
    after = build_calendar(changed, WHO, context)
    assert before and after and before.content != after.content
    uids = [Calendar.from_ical(one.content).walk("VEVENT")[0]["uid"] for one in (before, after)]
    assert uids[0] == uids[1]


def test_equal_rosters_give_equal_bytes_and_nobody_off_has_a_file(week, context) -> None:
    again = build_calendar(week, WHO, context)
    assert again == build_calendar(week, WHO, context)
    assert build_calendar(week, Scope("agent", "A1003", "丙"), context) is None


def test_a_mail_carries_it_as_a_calendar(week, context: ReportContext) -> None:
    made = build_calendar(week, WHO, replace(context, locale="en"))
    assert made is not None
    message = compose_message(
        Recipient("a@example.org", "A", "en"), [made], context,
        sender="reports@example.org", sent_at=at(1).replace(tzinfo=UTC),
    )  # fmt: skip
    read = message_from_bytes(bytes(message), policy=default)
    [part] = list(read.iter_attachments())
    assert part.get_content_type() == "text/calendar"
    assert part.get_filename() == "Roster-calendar_A1001_2026-07-06.ics"
    assert part.get_payload(decode=True) == made.content
