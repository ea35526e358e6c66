"""The roster person by day, and the proof of its quality."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.proof_words import PROOF_WORDS
from reports.rows import Row, grouped, read, total
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table
from reports.vocabulary import person, with_names, word
from reports.workbooks.half_hours import weekday
from reports.workbooks.search_sheet import write_search
from reports.workbooks.shift_sheets import shift_tone
from reports.workbooks.spans import period_rows

NAME = Figure("person", N_("Person"), "text", N_("Name from the staff list"), "directory.full_name")
TEAM = Figure("team_id", N_("Team"), "text", N_("Team of the person"), "directory.team_id")
GROUP = Figure(
    "group",
    N_("Skill group"),
    "text",
    N_("Group of queues that the shift serves"),
    "roster_shifts.queue_group",
)
PAID = Figure(
    "paid_s", N_("Paid time"), "duration", N_("Paid time of the week"), "roster_shifts.paid_s"
)
WORKED = Figure("worked", N_("Days worked"), "count", N_("Days with a shift"), "roster_shifts")
DAY_MEANING = N_("Shift of the person on this day")
PROOF = (
    Figure("item", N_("Proof"), "text", N_("Figure of the optimisation"), "roster_proof.item"),
    Figure("value", N_("Value"), "text", N_("Its value"), "roster_proof.value"),
    Figure(
        "note",
        N_("What it means"),
        "text",
        N_("The figure in words"),
        "roster_proof.note_zh, note_en",
    ),
)
PENALTY_SUMS = (
    Figure(
        "penalty",
        N_("Penalty"),
        "text",
        N_("Named rule that costs in the objective"),
        "roster_penalties.penalty",
    ),
    Figure("cases", N_("Cases"), "count", N_("How often it fired"), "roster_penalties"),
    Figure(
        "cost",
        N_("Cost"),
        "number",
        N_("Its sum in the objective"),
        "roster_penalties.amount",
        digits=1,
    ),
)
PENALTIES = (
    Figure(
        "penalty_name",
        N_("Rule"),
        "text",
        N_("Named rule that costs in the objective"),
        "roster_penalties.penalty",
    ),
    NAME,
    Figure("work_date", N_("Date"), "date", N_("Local date"), "roster_penalties.work_date"),
    Figure(
        "amount",
        N_("Cost"),
        "number",
        N_("Its cost in the objective"),
        "roster_penalties.amount",
        digits=1,
    ),
    Figure("why", N_("Why"), "text", N_("The step in words"), "roster_penalties.note_zh, note_en"),
)
MOST_PENALTIES = 400


def _people(book: Book, rows: list[Row]) -> dict[str, list[Row]]:
    """The rows of each person, by team."""
    staff = {r["agent_id"]: r for r in read(book.tables, "directory")}

    def team(agent_id: str) -> str:
        return staff.get(agent_id, {}).get("team_id") or "~"

    people = {key[0]: own for key, own in grouped(rows, "agent_id").items()}
    return dict(sorted(people.items(), key=lambda pair: (team(pair[0]), pair[0])))


def _identity(book: Book, agent_id: str, staff: dict[str, Row]) -> dict[str, Any]:
    own = staff.get(agent_id, {"agent_id": agent_id})
    return {"person": person(book, own), "team_id": own.get("team_id")}


def add_roster(book: Book, peers: Peers) -> None:
    """Person × day with a colour per kind of day, a sheet for every week of the roster."""
    rows = read(book.tables, "roster_shifts", "work_date", "agent_id")
    weeks = [own for _, own in sorted(grouped(rows, "plan_week").items())]
    _roster_week(book, N_("Roster"), weeks[0] if weeks else [])
    for later in weeks[1:]:
        name = f"{book.language.text(N_('Roster'))} {later[0]['plan_week']:%m-%d}"
        _roster_week(book, name, later)


def _roster_week(book: Book, name: str, shifts: list[Row]) -> None:
    sheet = Sheet(book, name, N_("Who works when"))
    sheet.link_home()
    sheet.says_missing("roster_shifts")
    staff = {r["agent_id"]: r for r in read(book.tables, "directory")}
    days = sorted({row["work_date"] for row in shifts})
    figures = [NAME, TEAM, GROUP]
    figures += [
        Figure(str(day), weekday(book, day), "text", DAY_MEANING, "roster_shifts.shift_code")
        for day in days
    ]
    rows = []
    for agent_id, own in _people(book, shifts).items():
        groups = sorted({row["queue_group"] for row in own if row["queue_group"]})
        rows.append(
            _identity(book, agent_id, staff)
            | {"group": ", ".join(word(book, g) or "" for g in groups) or None}
            | {str(row["work_date"]): _day_cell(book, row) for row in own}
            | {"paid_s": total(own, "paid_s"), "worked": len(_worked(own))}
        )
    write_table(sheet, [*figures, WORKED, PAID], rows, freeze=1)


def _day_cell(book: Book, row: Row) -> Cell:
    return Cell(word(book, row["shift_code"]), shift_tone(row, book.context.zone))


def _worked(own: list[Row]) -> list[date]:
    return [row["work_date"] for row in own if row["shift_code"] not in ("OFF", "LEAVE")]


def add_proof(book: Book, peers: Peers) -> None:
    """Objective, bound, gap and the penalties that make up the objective."""
    sheet = Sheet(book, N_("Proof of optimality"), N_("How good the roster is, and what it cost"))
    sheet.link_home()
    sheet.on_one_page()
    sheet.says_missing("roster_proof")
    weeks = {row["plan_week"] for row in period_rows(book, "roster_shifts", "work_date")}
    proof = [
        row
        | {
            "item": word(book, row["item"]),
            "value": _proven(book, row),
            "note": book.language.choose(row["note_zh"], row["note_en"]),
        }
        for row in _read_in_order(book)
        if not weeks or row["plan_week"] in weeks
    ]
    write_table(sheet, PROOF, proof, freeze=1)
    write_search(sheet, book)
    for row in read(book.tables, "roster_proof", "plan_week"):
        if row["item"] == "roster":
            why = book.language.choose(row["note_zh"], row["note_en"])
            said = N_("The week has no roster; the other figures take the required agents. {why}")
            sheet.headline(said, tone="bad", why=why)
        known = row["item"] == "gap" and row["value"] != "unknown"
        if known and (not weeks or row["plan_week"] in weeks):
            share = f"{float(row['value']) * 100:.2f}%"
            sheet.headline(N_("The roster is proven within {gap} of the best cost"), gap=share)
    rows = read(book.tables, "roster_penalties", "work_date", "penalty", "agent_id")
    sheet.caption(N_("Penalties by rule"))
    sheet.says_missing("roster_penalties")
    sums = [
        {"penalty": word(book, key[0]), "cases": len(own), "cost": total(own, "amount")}
        for key, own in sorted(grouped(rows, "penalty").items())
    ]
    placed = write_table(sheet, PENALTY_SUMS, sums)
    if sums:
        _penalty_chart(sheet, placed)


def _read_in_order(book: Book) -> list[Row]:
    """The proof as it is read: objective, bound and gap first; what has no words last."""
    place = {item: number for number, item in enumerate(PROOF_WORDS)}
    rows = read(book.tables, "roster_proof", "plan_week", "item")
    return sorted(rows, key=lambda row: (row["plan_week"], place.get(row["item"], len(place))))


def _proven(book: Book, row: Row) -> Cell | str | None:
    """A figure of the proof in its unit: a gap as a share, hours and costs with two digits."""
    item, value = row["item"], row["value"]
    try:
        number = Decimal(value)
    except (InvalidOperation, TypeError):
        return word(book, value)
    if item in ("gap", "total_gap", "lines_gap", "structural_share"):
        return Cell(number, "plain", "ratio", 2)
    if item == "seed":
        return str(value)
    whole = number == number.to_integral_value() and "." not in str(value)
    return Cell(number, "plain", "number", 0 if whole else 2)


def add_penalties(book: Book, peers: Peers) -> None:
    """The costliest penalties with their reasons."""
    sheet = Sheet(book, N_("Penalties"), N_("The costliest penalties, one by one"))
    sheet.link_home()
    sheet.says_missing("roster_penalties")
    _penalty_lines(sheet, read(book.tables, "roster_penalties", "work_date", "penalty", "agent_id"))


def _penalty_chart(sheet: Sheet, placed: Placed) -> None:
    drawing = Drawing(
        "bar",
        sheet.book.language.text(N_("Penalties by rule")),
        (Series(placed.head("cost"), placed.cells("penalty"), placed.cells("cost"), 3),),
        gap=40,
        unit="count",
    )
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=720, height=120 + 26 * placed.rows)


def _penalty_lines(sheet: Sheet, rows: list[Row]) -> None:
    book = sheet.book
    staff = {r["agent_id"]: r for r in read(book.tables, "directory")}
    costly = sorted(rows, key=lambda row: -row["amount"])[:MOST_PENALTIES]
    if len(rows) > MOST_PENALTIES:
        sheet.line(
            book.language.text(
                N_("{shown} of {all} rows are shown."), shown=MOST_PENALTIES, all=len(rows)
            )
        )
    shown = [
        {
            "penalty_name": word(book, row["penalty"]),
            "work_date": row["work_date"],
            "amount": row["amount"],
            "person": None
            if row["agent_id"] == "-"
            else _identity(book, row["agent_id"], staff)["person"],
            "why": with_names(book, book.language.choose(row["note_zh"], row["note_en"])),
        }
        for row in costly
    ]
    write_table(sheet, PENALTIES, shown, freeze=1)
