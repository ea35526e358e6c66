"""Where the logged-in time went, by day or by person."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, read, total
from reports.sheet import Sheet
from reports.table import Placed, write_table
from reports.vocabulary import person
from reports.workbooks.spans import period_rows

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
    days = period_rows(book, "agent_day", "business_date")
    rows = [_with_gap(row) for row in days if row["logged_in_s"]]
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
    sheet = Sheet(
        book, N_("State time"), N_("Where the logged-in time went"), orientation="portrait"
    )
    sheet.link_home()
    sheet.on_one_page()
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
    closing[label.key] = text(N_("Total"))
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
    height = 320 if kind == "column" else max(320, 90 + 26 * count)
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=720, height=height)
