"""Time: states of the day, attendance, the roster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, read, total
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table
from reports.vocabulary import person, word
from reports.workbooks.spans import local, period_rows

DAY = Figure(
    "business_date", N_("Date"), "date", N_("Local business date"), "agent_day.business_date"
)
NAME = Figure("person", N_("Person"), "text", N_("Name from the staff list"), "directory.full_name")
STATES = (
    Figure(
        "talk_s",
        N_("Talk"),
        "duration",
        N_("Time talking, by agent states"),
        "agent_day.talk_s",
        "OVERLAP",
    ),
    Figure(
        "hold_s",
        N_("Hold"),
        "duration",
        N_("Time with the customer on hold"),
        "agent_day.hold_s",
        "OVERLAP",
    ),
    Figure(
        "wrap_s",
        N_("After-contact work"),
        "duration",
        N_("Time of after-contact work"),
        "agent_day.wrap_s",
        "OVERLAP",
    ),
    Figure("ring_s", N_("Ringing"), "duration", N_("Time ringing"), "agent_day.ring_s", "OVERLAP"),
    Figure(
        "available_s",
        N_("Available"),
        "duration",
        N_("Time waiting for a contact"),
        "agent_day.available_s",
        "OVERLAP",
    ),
    Figure(
        "aux_s",
        N_("Aux"),
        "duration",
        N_("Time logged in but not available for contacts"),
        "agent_day.aux_s",
        "OVERLAP",
    ),
    Figure(
        "gap_s",
        N_("Unexplained"),
        "duration",
        N_("Logged in without any state; 0:00 where the time ledger closes"),
        "agent_day.logged_in_s − states",
        "OVERLAP",
    ),
)
LOGGED_IN = Figure(
    "logged_in_s",
    N_("Logged in"),
    "duration",
    N_("Time logged in"),
    "agent_day.logged_in_s",
    "OVERLAP",
)
ATTENDANCE = (
    Figure(
        "work_date",
        N_("Date"),
        "date",
        N_("Local date on which the shift starts"),
        "attendance_day.work_date",
    ),
    Figure(
        "day_class",
        N_("Day class"),
        "text",
        N_("Workday, rest day or statutory holiday"),
        "attendance_day.day_class",
    ),
    Figure("shift_code", N_("Shift"), "text", N_("Planned shift"), "attendance_day.shift_code"),
    Figure(
        "scheduled_from_at",
        N_("From"),
        "clock",
        N_("Planned start"),
        "attendance_day.scheduled_from_at",
    ),
    Figure(
        "scheduled_to_at", N_("To"), "clock", N_("Planned end"), "attendance_day.scheduled_to_at"
    ),
    Figure(
        "first_in_at",
        N_("First in"),
        "clock",
        N_("First punch of the shift"),
        "attendance_day.first_in_at",
    ),
    Figure(
        "last_out_at",
        N_("Last out"),
        "clock",
        N_("Last punch of the shift"),
        "attendance_day.last_out_at",
    ),
    Figure(
        "scheduled_s",
        N_("Planned"),
        "duration",
        N_("Planned paid time"),
        "attendance_day.scheduled_s",
    ),
    Figure(
        "attended_s",
        N_("Attended"),
        "duration",
        N_("Attended within the planned shift"),
        "attendance_day.attended_s",
    ),
    Figure(
        "late_s", N_("Late"), "duration", N_("Time late beyond the grace"), "attendance_day.late_s"
    ),
    Figure(
        "early_leave_s",
        N_("Left early"),
        "duration",
        N_("Time left early beyond the grace"),
        "attendance_day.early_leave_s",
    ),
    Figure(
        "leave_type", N_("Leave"), "text", N_("Kind of approved leave"), "attendance_day.leave_type"
    ),
    Figure(
        "leave_s",
        N_("Leave time"),
        "duration",
        N_("Approved leave within the shift"),
        "attendance_day.leave_s",
    ),
    Figure(
        "absent_s",
        N_("Absent"),
        "duration",
        N_("Planned, neither attended nor on leave"),
        "attendance_day.absent_s",
    ),
    Figure(
        "overtime_s",
        N_("Overtime"),
        "duration",
        N_("Attended outside the planned shift"),
        "attendance_day.overtime_s",
    ),
    Figure(
        "unpaired_punches",
        N_("Unpaired punches"),
        "count",
        N_("Punches without a partner"),
        "attendance_day.unpaired_punches",
    ),
)
SHIFTS = (
    Figure(
        "work_date",
        N_("Date"),
        "date",
        N_("Local date on which the shift starts"),
        "roster_shifts.work_date",
    ),
    Figure("shift_code", N_("Shift"), "text", N_("Planned shift"), "roster_shifts.shift_code"),
    Figure("starts_at", N_("From"), "clock", N_("Planned start"), "roster_shifts.starts_at"),
    Figure("ends_at", N_("To"), "clock", N_("Planned end"), "roster_shifts.ends_at"),
    Figure(
        "paid_s", N_("Paid time"), "duration", N_("Paid time of the shift"), "roster_shifts.paid_s"
    ),
    Figure(
        "queue_group",
        N_("Skill group"),
        "text",
        N_("Group of queues that the shift serves"),
        "roster_shifts.queue_group",
    ),
    Figure("note", N_("Why"), "text", N_("The step in words"), "roster_shifts.note_zh, note_en"),
)
STATE_COLOURS: dict[str, int | str] = {
    "talk_s": 0,
    "hold_s": 4,
    "wrap_s": 1,
    "ring_s": 5,
    "available_s": "#CFE3D4",
    "aux_s": 2,
    "gap_s": 3,
}


def add_own_states(book: Book, peers: Peers) -> None:
    """A person's states day by day."""
    sheet = _states_sheet(book)
    rows = [_with_gap(row) for row in period_rows(book, "agent_day", "business_date")]
    _write_states(sheet, DAY, rows, kind="column")


def add_team_states(book: Book, peers: Peers) -> None:
    """The team's states person by person."""
    sheet = _states_sheet(book)
    rows = period_rows(book, "agent_day", "business_date", "agent_id")
    names = {r["agent_id"]: person(book, r) for r in read(book.tables, "directory")}
    people = [
        _with_gap({f.key: total(own, f.key) for f in (LOGGED_IN, *STATES)})
        | {"person": names.get(agent_id, agent_id)}
        for (agent_id,), own in sorted(grouped(rows, "agent_id").items())
    ]
    _write_states(sheet, NAME, people, kind="bar")


def _states_sheet(book: Book) -> Sheet:
    sheet = Sheet(book, N_("State time"), N_("Where the logged-in time went"))
    sheet.link_home()
    sheet.says_missing("agent_day")
    return sheet


def _with_gap(row: Row) -> Row:
    parts = [row[f.key] for f in STATES if f.key != "gap_s" and row.get(f.key) is not None]
    logged = row.get("logged_in_s")
    return row | {"gap_s": None if logged is None else logged - sum(parts)}


def _write_states(sheet: Sheet, label: Figure, rows: list[Row], *, kind: str) -> None:
    text = sheet.book.language.text
    keys = [figure.key for figure in (LOGGED_IN, *STATES)]
    closing: dict[str, Any] = {key: total(rows, key) for key in keys}
    closing[label.key] = text(N_("Total")) if label.unit == "text" else None
    placed = write_table(
        sheet, [label, LOGGED_IN, *STATES], rows, freeze=1, total=closing if rows else None
    )
    if rows:
        _state_chart(sheet, placed, label, kind, len(rows))


def _state_chart(sheet: Sheet, placed: Placed, label: Figure, kind: str, count: int) -> None:
    drawing = Drawing(
        kind,
        sheet.book.language.text(N_("Where the logged-in time went")),
        [
            Series(
                placed.head(f.key),
                placed.cells(label.key),
                placed.cells(f.key),
                STATE_COLOURS[f.key],
            )
            for f in STATES
        ],
        stacked=True,
        unit="duration",
        gap=40,
        x_unit="date" if label.unit == "date" else None,
    )
    height = 420 if kind == "column" else max(320, 90 + 26 * count)
    draw(sheet, drawing, placed.header, len(STATES) + 3, width=620, height=height)


def add_attendance(book: Book, peers: Peers) -> None:
    """A person's attendance day by day; colours mark what is out of the ordinary."""
    sheet = Sheet(book, N_("Attendance"), N_("Planned and attended time, day by day"))
    sheet.link_home()
    sheet.says_missing("attendance_day")
    rows = period_rows(book, "attendance_day", "work_date")
    write_attendance(sheet, ATTENDANCE, rows)


def write_attendance(sheet: Sheet, figures: Sequence[Figure], rows: list[Row]) -> Placed:
    """Attendance rows with their colours and a total line."""
    book = sheet.book
    spans = (
        "scheduled_s",
        "attended_s",
        "late_s",
        "early_leave_s",
        "leave_s",
        "absent_s",
        "overtime_s",
        "unpaired_punches",
    )
    closing: dict[str, Any] = {key: total(rows, key) for key in spans}
    closing |= {f.key: "" for f in figures if f.key not in spans}
    closing[figures[0].key] = book.language.text(N_("Total"))
    return write_table(
        sheet,
        figures,
        [_coloured(book, row) for row in rows],
        freeze=1,
        total=closing if rows else None,
    )


def _coloured(book: Book, row: Row) -> Row:
    rest = row["day_class"] != "workday"
    shown = row | {
        "day_class": Cell(word(book, row["day_class"]), "off" if rest else "plain"),
        "shift_code": word(book, row["shift_code"]),
        "leave_type": word(book, row["leave_type"]),
    }
    for key, tone in (
        ("late_s", "warn"),
        ("early_leave_s", "warn"),
        ("absent_s", "bad"),
        ("leave_s", "leave"),
        ("overtime_s", "early"),
        ("unpaired_punches", "warn"),
    ):
        if row[key]:
            shown[key] = Cell(row[key], tone)
    return shown


def add_shifts(book: Book, peers: Peers) -> None:
    """The person's coming shifts, as far as a roster exists."""
    sheet = Sheet(book, N_("Roster"), N_("The shifts of the coming weeks"))
    sheet.link_home()
    sheet.says_missing("roster_shifts")
    rows = [
        row
        | {
            "shift_code": Cell(word(book, row["shift_code"]), shift_tone(row, book.context.zone)),
            "queue_group": word(book, row["queue_group"]),
            "note": book.language.choose(row["note_zh"], row["note_en"]) or None,
        }
        for row in read(book.tables, "roster_shifts", "work_date")
    ]
    write_table(sheet, SHIFTS, rows, freeze=1)


def shift_tone(row: Row, zone: str) -> str:
    """Colour of a rostered day: off, leave, or whether it starts early, midday or late."""
    if row["shift_code"] in ("OFF", "LEAVE"):
        return "off" if row["shift_code"] == "OFF" else "leave"
    if row["starts_at"] is None:
        return "plain"
    hour = local(row["starts_at"], zone).hour
    return "early" if hour < 10 else "middle" if hour < 13 else "late"
