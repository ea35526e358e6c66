"""Standard times, the elements they rest on, and the points tariff beside them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, read
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table
from reports.vocabulary import word
from reports.workbooks.listing import open_sheet, twin
from reports.workbooks.spans import month_rows

TABLE = "standard_times"
WORK = Figure("work", N_("Type of work"), "text", N_("Type of work"), f"{TABLE}.work_type")
STUDY = Figure("study_id", N_("Time study"), "text", N_("Time study by its id"),
               f"{TABLE}.study_id")  # fmt: skip
STANDARDS = (
    WORK,
    STUDY,
    Figure("observed_s", N_("Observed"), "s", N_("Seconds a piece as observed"),
           f"{TABLE}.observed_s", digits=2),
    Figure("rating", N_("Rating"), "ratio", N_("Pace; 100 % is normal"), f"{TABLE}.rating",
           digits=0),
    Figure("normal_s", N_("Normal time"), "s", N_("Observed × rating, element by element"),
           f"{TABLE}.normal_s", digits=2),
    Figure("allowance", N_("Allowance"), "ratio", N_("Added for rest and delay"),
           f"{TABLE}.allowance", digits=0),
    Figure("standard_s", N_("Standard time"), "s", N_("Normal time × (1 + allowance)"),
           f"{TABLE}.standard_s", digits=2),
    Figure("ci_low_s", N_("Lower bound"), "s", N_("Lower end of the confidence interval"),
           f"{TABLE}.ci_low_s", digits=2),
    Figure("ci_high_s", N_("Upper bound"), "s", N_("Upper end of the confidence interval"),
           f"{TABLE}.ci_high_s", digits=2),
    Figure("points", N_("Points a piece"), "points",
           N_("Standard time ÷ seconds of one point × skill"), f"{TABLE}.points", digits=4),
    Figure("n", N_("Observations"), "count", N_("Observations of the element that has fewest"),
           f"{TABLE}.n"),
    Figure("required_n", N_("Observations needed"), "count",
           N_("Observations needed for the declared precision"), f"{TABLE}.required_n"),
    Figure("enough", N_("Enough"), "text", N_("Whether every element was observed often enough"),
           f"{TABLE}.is_sufficient"),
    Figure("studied_to", N_("Studied until"), "date", N_("Last day of observation"),
           f"{TABLE}.studied_to"),
    Figure("valid_from", N_("Valid from"), "date", N_("First day of the standard"),
           f"{TABLE}.valid_from"),
    Figure("expires_on", N_("Valid until"), "date", N_("Last day of the standard"),
           f"{TABLE}.expires_on"),
    Figure("validity", N_("At the month's end"), "text", N_("In force, expired, or not begun"),
           f"{TABLE}.expires_on"),
    Figure("source", N_("Authority"), "text", N_("Document that the values rest on"),
           f"{TABLE}.source"),
)  # fmt: skip
PARTS = "study_elements"
ELEMENTS = (
    WORK,
    STUDY,
    Figure("element", N_("Element"), "text", N_("Part of the work that was timed by itself"),
           f"{PARTS}.name_zh"),
    Figure("n", N_("Observations"), "count", N_("Observations of the element"), f"{PARTS}.n"),
    Figure("required_n", N_("Observations needed"), "count",
           N_("Observations needed for the declared precision"), f"{PARTS}.required_n"),
    Figure("enough", N_("Enough"), "text", N_("Whether it was observed often enough"),
           f"{PARTS}.is_sufficient"),
    Figure("mean_s", N_("Mean"), "s", N_("Mean of the observations"), f"{PARTS}.mean_s", digits=2),
    Figure("sd_s", N_("Spread"), "s", N_("Standard deviation of the observations"), f"{PARTS}.sd_s",
           digits=2),
    Figure("ci_low_s", N_("Lower bound"), "s", N_("Lower end of the confidence interval"),
           f"{PARTS}.ci_low_s", digits=2),
    Figure("ci_high_s", N_("Upper bound"), "s", N_("Upper end of the confidence interval"),
           f"{PARTS}.ci_high_s", digits=2),
    Figure("rating", N_("Rating"), "ratio", N_("Pace; 100 % is normal"), f"{PARTS}.rating",
           digits=0),
    Figure("frequency", N_("Times a piece"), "number", N_("How often it comes per piece of work"),
           f"{PARTS}.frequency"),
    Figure("normal_s", N_("Normal time"), "s", N_("Mean × rating × frequency"), f"{PARTS}.normal_s",
           digits=2),
)  # fmt: skip
TARIFF = (
    WORK,
    Figure("tariff_s", N_("Paid seconds"), "s", N_("Standard seconds that the points tariff pays"),
           "rule_values.value", digits=2),
    Figure("standard_s", N_("Standard time"), "s", N_("Standard in force at the month's end"),
           f"{TABLE}.standard_s", digits=2),
    Figure("ci_low_s", N_("Lower bound"), "s", N_("Lower end of the confidence interval"),
           f"{TABLE}.ci_low_s", digits=2),
    Figure("ci_high_s", N_("Upper bound"), "s", N_("Upper end of the confidence interval"),
           f"{TABLE}.ci_high_s", digits=2),
    Figure("verdict", N_("Finding"), "text", N_("Whether the tariff pays what the study found"),
           "rule_values.value"),
    Figure("since", N_("Tariff since"), "date", N_("Day from which the tariff pays this"),
           "rule_values.since"),
    Figure("source", N_("Authority of the tariff"), "text", N_("Document that the tariff rests on"),
           "rule_values.source"),
    STUDY,
)  # fmt: skip


def add_standards(book: Book, peers: Peers) -> None:
    """Every standard with what it rests on and how long it holds."""
    sheet = open_sheet(
        book, N_("Standard times"), N_("Seconds a piece, how well they are known, how long valid"),
        TABLE,
    )  # fmt: skip
    rows = [_standard(book, row) for row in read(book.tables, TABLE, "work_type", "valid_from")]
    placed = write_table(sheet, STANDARDS, rows, freeze=1)
    if rows:
        _chart(sheet, placed)


def _standard(book: Book, row: Row) -> dict[str, Any]:
    return row | {
        "work": twin(book, row, "name"),
        "enough": _enough(book, row),
        "validity": _validity(book, row),
    }


def _enough(book: Book, row: Row) -> Cell:
    words = N_("yes") if row["is_sufficient"] else N_("too few")
    return Cell(book.language.text(words), "good" if row["is_sufficient"] else "warn")


def _validity(book: Book, row: Row) -> Cell:
    text, day = book.language.text, book.context.period_to
    if row["expires_on"] and row["expires_on"] < day:
        return Cell(text(N_("expired")), "off")
    if row["valid_from"] and row["valid_from"] > day:
        return Cell(text(N_("not begun")), "off")
    return Cell(text(N_("in force")), "good")


def _chart(sheet: Sheet, placed: Placed) -> None:
    series = [
        Series(placed.head(key), placed.cells("work"), placed.cells(key), colour)
        for key, colour in (("observed_s", 5), ("standard_s", 0))
    ]
    title = sheet.book.language.text(N_("Observed and standard seconds a piece"))
    drawing = Drawing("column", title, series, unit="s")
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=900, height=300)


def add_elements(book: Book, peers: Peers) -> None:
    """Every element with its observations, needed and made."""
    sheet = open_sheet(
        book, N_("Study elements"), N_("Observations made and needed, element by element"), PARTS
    )
    works = {row["work_type"]: twin(book, row, "name") for row in read(book.tables, TABLE)}
    rows = [
        row
        | {
            "work": works.get(row["work_type"]) or work_word(book, row["work_type"]),
            "element": twin(book, row, "name"),
            "enough": _enough(book, row),
        }
        for row in read(book.tables, PARTS, "work_type", "study_id", "element_id")
    ]
    write_table(sheet, ELEMENTS, rows, freeze=3)


def work_word(book: Book, work_type: str) -> str | None:
    """A type of work as in work_done, in words."""
    return word(book, work_type.removeprefix("contact:"))


def add_tariff_check(book: Book, peers: Peers) -> None:
    """What the tariff pays beside what the study in force found."""
    sheet = open_sheet(
        book,
        N_("Tariff against study"),
        N_("What the points tariff pays beside what the studies found"),
        "rule_values",
    )
    day = book.context.period_to
    in_force = {
        row["work_type"]: row
        for row in read(book.tables, TABLE, "valid_from")
        if row["valid_from"] <= day and (row["expires_on"] is None or row["expires_on"] >= day)
    }
    paid = [
        row
        for row in month_rows(book, "rule_values", "file", "position")
        if row["kind"] == "points" and row["field"].startswith("standard_s/")
    ]
    rows = [_checked(book, row, in_force) for row in paid]
    write_table(sheet, TARIFF, rows, freeze=1)
    off = [row for row in rows if row["verdict"].tone == "bad"]
    if rows:
        sheet.headline(
            N_("{n} of {all} types of work are paid otherwise than the study in force says"),
            tone="bad" if off else "good",
            n=len(off),
            all=len(rows),
        )


def _checked(book: Book, row: Row, in_force: dict[str, Row]) -> dict[str, Any]:
    work_type = row["field"].removeprefix("standard_s/")
    text, study, paid = book.language.text, in_force.get(work_type), Decimal(row["value"])
    verdict = Cell(text(N_("no study in force")), "off" if not paid else "warn")
    if study:
        agrees = study["standard_s"] == paid
        words = N_("as the study says") if agrees else N_("differs from the study")
        verdict = Cell(text(words), "good" if agrees else "bad")
    found = study or {}
    return {
        "work": twin(book, found, "name") or work_word(book, work_type),
        "tariff_s": paid,
        "verdict": verdict,
        "since": row["since"],
        "source": row["source"],
    } | {key: found.get(key) for key in ("standard_s", "ci_low_s", "ci_high_s", "study_id")}
