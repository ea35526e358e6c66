"""How far schedules changed after publication, and who was absent, week by week."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import grouped, total
from reports.table import write_table
from reports.workbooks.listing import names, open_sheet
from reports.workbooks.spans import month_rows

TABLE = "schedule_kept"
WEEK = Figure("week_start", N_("Week"), "date", N_("Monday"), f"{TABLE}.week_start")
HOURS = (
    Figure("published_h", N_("Published"), "h", N_("Hours of the published schedule"),
           f"{TABLE}.published_h", digits=1),
    Figure("dropped_h", N_("Taken away"), "h", N_("Hours published and taken away"),
           f"{TABLE}.dropped_h", digits=1),
    Figure("added_h", N_("Added"), "h", N_("Hours added after publication"),
           f"{TABLE}.added_h", digits=1),
    Figure("changed_share", N_("Changed"), "ratio",
           N_("M076 Hours changed after publication ÷ hours published; a moved hour counts once"),
           f"{TABLE}.changed_share"),
    Figure("absent_h", N_("Absent"), "h", N_("Hours absent, leave left out"),
           f"{TABLE}.absent_h", digits=1),
    Figure("absence_rate", N_("Absence rate"), "ratio", N_("M078 Hours absent ÷ hours scheduled"),
           f"{TABLE}.absence_rate"),
)  # fmt: skip
PERSON = Figure("person", N_("Person"), "text", N_("Name from the staff list"),
                "directory.full_name")  # fmt: skip
SUMMED = ("published_h", "dropped_h", "added_h", "changed_h", "scheduled_h", "absent_h")


def add_schedule_kept(book: Book, peers: Peers) -> None:
    """Weeks of everybody together, then the month by person."""
    sheet = open_sheet(
        book, N_("Schedule changes"), N_("What was changed after publication, and who was absent")
    )
    rows = month_rows(book, TABLE, "week_start", "agent_id")
    if sheet.says_none(TABLE, rows, N_("No week of the month was scheduled.")):
        return
    weeks = [
        {"week_start": week, **_summed(own)} for (week,), own in grouped(rows, "week_start").items()
    ]
    month = _summed(rows)
    sheet.headline(
        N_("{changed} of the published hours were changed; {absent} of the hours were lost absent"),
        changed=f"{month['changed_share'] or 0:.1%}",
        absent=f"{month['absence_rate'] or 0:.1%}",
    )
    write_table(sheet, (WEEK, *HOURS), weeks, filtered=False)
    called = names(book)
    people: list[dict[str, Any]] = [
        {"person": called.get(agent, agent), **_summed(own)}
        for (agent,), own in grouped(rows, "agent_id").items()
    ]
    people.sort(key=lambda row: (-(row["changed_share"] or 0), -(row["absence_rate"] or 0)))
    sheet.caption(N_("The month by person"))
    write_table(sheet, (PERSON, *HOURS), people, freeze=1)


def _summed(own: list[dict[str, Any]]) -> dict[str, Any]:
    sums = {name: total(own, name) or 0.0 for name in SUMMED}
    return sums | {
        "changed_share": _ratio(sums["changed_h"], sums["published_h"]),
        "absence_rate": _ratio(sums["absent_h"], sums["scheduled_h"]),
    }


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None
