"""Scores by tenure, skill, shift, role and team, and what moved them since last month (S0-18)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.rows import Row, grouped
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table
from reports.vocabulary import word
from reports.workbooks.listing import names
from reports.workbooks.spans import month_rows

FROM = "score_spread"
DIMENSIONS = {
    "tenure_months": N_("Months of service"),
    "skill": N_("Skill"),
    "shift": N_("Usual shift"),
    "role": N_("Role"),
    "team": N_("Team"),
}
GROUPS = (
    Figure("dimension", N_("Grouped by"), "text", N_("How people are grouped"),
           f"{FROM}.dimension"),
    Figure("group", N_("Group"), "text", N_("Group of people"), f"{FROM}.member"),
    Figure("people", N_("People"), "count", N_("People with a total score"), f"{FROM}.people"),
    Figure("mean", N_("Mean"), "score", N_("Mean of the total scores"), f"{FROM}.mean"),
    Figure("sd", N_("Standard deviation"), "score",
           N_("Standard deviation of the total scores (n − 1)"), f"{FROM}.sd"),
    Figure("q1", N_("First quartile"), "score", N_("A quarter of the scores lies below"),
           f"{FROM}.q1"),
    Figure("median", N_("Median"), "score", N_("Half of the scores lies below"), f"{FROM}.median"),
    Figure("q3", N_("Third quartile"), "score", N_("Three quarters of the scores lie below"),
           f"{FROM}.q3"),
    Figure("explained", N_("Explained"), "ratio",
           N_("Share of the variation of scores that this grouping explains"),
           f"{FROM}.explained", digits=0),
)  # fmt: skip
VARIANCE = (
    Figure("who", N_("Team"), "text", N_("Team, or the centre"), "score_variance.subject_id"),
    Figure("gap", N_("Change"), "score", N_("Mean total less that of the month before"),
           "score_variance.gap"),
    Figure("rule", N_("Rule"), "score", N_("Other weights or rules"), "score_variance.rule"),
    Figure("mix", N_("Mix"), "score", N_("Another mix of contact types"), "score_variance.mix"),
    Figure("rate", N_("Rate"), "score", N_("Other results at the same mix"), "score_variance.rate"),
    Figure("volume", N_("Volume"), "score", N_("More or less of a plain sum"),
           "score_variance.volume"),
    Figure("other", N_("Other"), "score", N_("Gates, exclusions, missing values, last digits"),
           "score_variance.other"),
)  # fmt: skip
DRIVERS = ("rule", "mix", "rate", "volume", "other")


def write_spread(sheet: Sheet) -> None:
    """The groups of every dimension, then the change to last month by its drivers."""
    book = sheet.book
    rows = month_rows(book, FROM, "dimension", "member")
    told = [
        _group(book, row)
        for dimension in DIMENSIONS
        for row in _in_order([row for row in rows if row["dimension"] == dimension])
    ]
    if told:
        sheet.caption(N_("By tenure, skill, shift, role and team"))
        write_table(sheet, GROUPS, told, filtered=False)
    _variance(book, sheet)


def _in_order(rows: Sequence[Row]) -> list[Row]:
    """Months of service by their first number, anything else by name."""
    return sorted(rows, key=lambda row: (_first_number(row["member"]), row["member"]))


def _first_number(member: str) -> int:
    digits = member.replace("+", "–").partition("–")[0]
    return int(digits) if digits.isdecimal() else 0


def _group(book: Book, row: Row) -> dict[str, Any]:
    parts = [word(book, part) or part for part in row["member"].split(" + ")]
    return row | {
        "dimension": book.language.text(DIMENSIONS[row["dimension"]]),
        "group": " + ".join(parts),
    }


def _variance(book: Book, sheet: Sheet) -> None:
    called = names(book)
    groups = grouped(month_rows(book, "score_variance", "subject_id"), "subject_kind")
    rows = [*groups.get(("centre",), []), *groups.get(("team",), [])]
    if not rows:
        return
    shown = [
        row
        | {
            "who": called.get(row["subject_id"]) or book.centre_name,
            "gap": Cell(row["gap"], "good" if row["gap"] > 0 else "bad"),
        }
        for row in rows
    ]
    sheet.caption(N_("Change to the month before: rule, mix and rate add up to it"))
    placed = write_table(sheet, VARIANCE, shown, filtered=False)
    _chart(sheet, placed)


def _chart(sheet: Sheet, placed: Placed) -> None:
    who = placed.cells("who")
    series = [Series(placed.head(key), who, placed.cells(key), n) for n, key in enumerate(DRIVERS)]
    title = sheet.book.language.text(N_("Change of the mean score by driver"))
    drawing = Drawing("column", title, series, stacked=True, unit="score", digits=1, gap=60)
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=760, height=320)
