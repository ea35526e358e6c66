"""Everything that is measured of a person in a month, with trend and peers (S1-26)."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.listing import open_sheet, twin
from reports.workbooks.people_sheets import NAME, TEAM
from reports.workbooks.spans import month_rows
from reports.workbooks.staff import named

FACTS_TABLE = "person_facts"
TOP, BOTTOM = 0.9, 0.1
FACTS = (
    NAME,
    TEAM,
    Figure("fact_name", N_("What is measured"), "text", N_("Metric, or another fact by its name"),
           f"{FACTS_TABLE}.name_zh, name_en"),
    Figure("unit_word", N_("Unit"), "text", N_("Unit of the value"), f"{FACTS_TABLE}.unit"),
    Figure("value", N_("Value"), "number", N_("Value of the month"), f"{FACTS_TABLE}.value"),
    Figure("previous_value", N_("Before"), "number",
           N_("Value of the last month before that has one"), f"{FACTS_TABLE}.previous_value"),
    Figure("months", N_("Months"), "count", N_("Months with a value"), f"{FACTS_TABLE}.months"),
    Figure("mean_value", N_("Mean"), "number", N_("Mean value over these months"),
           f"{FACTS_TABLE}.mean_value"),
    Figure("trend", N_("Trend"), "number", N_("Least-squares slope of the value a month"),
           f"{FACTS_TABLE}.trend"),
    Figure("peers", N_("Peers"), "count",
           N_("People of the role with a value, the person included"), f"{FACTS_TABLE}.peers"),
    Figure("peer_mean", N_("Mean of peers"), "number", N_("Mean value of the role"),
           f"{FACTS_TABLE}.peer_mean"),
    Figure("place", N_("Place among peers"), "ratio",
           N_("Share of the role at or below, by what is better; 100 % is the best"),
           f"{FACTS_TABLE}.percentile", digits=0),
    Figure("evidence", N_("Trace"), "text",
           N_("Node of the trace that holds the number, else the metric or table"),
           f"{FACTS_TABLE}.evidence"),
)  # fmt: skip


def add_person_facts(book: Book, peers: Peers) -> None:
    """Every metric of everybody, points, quality, flags, certificates; filter a name."""
    sheet = open_sheet(
        book, N_("Person facts"), N_("Everything that is measured of a person; filter a name"),
        FACTS_TABLE,
    )  # fmt: skip
    rows = named(book, month_rows(book, FACTS_TABLE, "agent_id", "fact"))
    write_table(sheet, FACTS, [_fact(book, row) for row in rows], freeze=3)


def _fact(book: Book, row: Row) -> dict[str, Any]:
    place = row["percentile"]
    tone = "plain"
    if place is not None and row["peers"] > 1:
        tone = "good" if place >= TOP else "bad" if place <= BOTTOM else "plain"
    return row | {
        "fact_name": twin(book, row, "name"),
        "unit_word": word(book, row["unit"]),
        "place": Cell(place, tone),
    }
