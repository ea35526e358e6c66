"""Workload by person and type of work, and quantity beside quality (S1-15, S1-16)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, ratio, total
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table
from reports.vocabulary import word
from reports.workbooks.listing import open_sheet, twin
from reports.workbooks.spans import month_rows
from reports.workbooks.staff import NAME, TEAM, named

FROM = "workload_lines"
TYPES = (
    Figure("work", N_("Type of work"), "text", N_("Contacts, evaluations, tickets and other work"),
           f"{FROM}.work_type"),
    Figure("people", N_("People"), "count", N_("People who did it"), f"{FROM}.agent_id"),
    Figure("quantity", N_("Quantity"), "number", N_("Pieces done, less those taken back"),
           f"{FROM}.quantity", digits=0),
    Figure("standard_s", N_("Standard time"), "duration",
           N_("Quantity × standard seconds of the tariff"), f"{FROM}.standard_s"),
    Figure("share", N_("Share of time"), "ratio", N_("Share of all standard time"),
           f"{FROM}.standard_s"),
    Figure("standard_points", N_("Standard points"), "points", N_("Quantity × standard points"),
           f"{FROM}.standard_points"),
    Figure("coefficient", N_("Coefficient"), "number",
           N_("Points ÷ standard points: role, quality, window and other coefficients together"),
           f"{FROM}.coefficient", digits=3),
    Figure("points", N_("Points"), "points", N_("Points earned"), f"{FROM}.points"),
)  # fmt: skip
PERSON_TOTALS = (
    Figure("quantity", N_("Quantity"), "number", N_("Pieces done, less those taken back"),
           f"{FROM}.quantity", digits=0),
    Figure("standard_s", N_("Standard time"), "duration",
           N_("Quantity × standard seconds of the tariff"), f"{FROM}.standard_s"),
    Figure("points", N_("Points"), "points", N_("Points earned"), f"{FROM}.points"),
)  # fmt: skip
CELLS = "work_matrix"
QUALITY = (
    NAME,
    TEAM,
    Figure("cell", N_("Cell"), "text", N_("Cell of the matrix of quantity and quality"),
           f"{CELLS}.cell_zh"),
    Figure("standard_s", N_("Standard time"), "duration", N_("Standard time of all work"),
           f"{CELLS}.standard_s"),
    Figure("attended_s", N_("Attended"), "duration", N_("Attended within the planned shifts"),
           f"{CELLS}.attended_s"),
    Figure("intensity", N_("Intensity"), "ratio", N_("Standard time ÷ time attended"),
           f"{CELLS}.intensity"),
    Figure("quantity_band", N_("Band of quantity"), "text", N_("Band of intensity"),
           f"{CELLS}.quantity_zh"),
    Figure("quality_score", N_("Quality score"), "score", N_("Quality score of the month"),
           f"{CELLS}.quality_score"),
    Figure("evaluations", N_("Evaluations"), "count", N_("Evaluations behind it"),
           f"{CELLS}.evaluations"),
    Figure("quality_band", N_("Band of quality"), "text", N_("Band of the quality score"),
           f"{CELLS}.quality_zh"),
    Figure("quality_coefficient", N_("Coefficient on points"), "number",
           N_("Points ÷ standard points"), f"{CELLS}.quality_coefficient", digits=3),
)  # fmt: skip
BAND = Figure("band", N_("Quantity ＼ quality"), "text",
              N_("Bands of quantity by bands of quality"), f"{CELLS}.quantity_zh")  # fmt: skip


def add_workload(book: Book, peers: Peers) -> None:
    """Quantity, standard time and points by type of work, and person by person."""
    sheet = open_sheet(
        book, N_("Workload"), N_("All work by the same standards, on and off the phone"), FROM
    )
    rows = month_rows(book, FROM, "work_type", "agent_id")
    whole = total(rows, "standard_s")
    types = [_type(book, kind, own, whole) for (kind,), own in grouped(rows, "work_type").items()]
    types.sort(key=lambda row: -row["standard_s"])
    top = sheet.row
    placed = write_table(sheet, TYPES, types, total=_totals(book, types) if types else None)
    if types:
        _types_chart(sheet, placed, top)
        sheet.headline(
            N_("{hours:.0f} standard hours of work in {types} types"),
            hours=float(whole) / 3600,
            types=len(types),
        )
    _people(book, sheet, rows, [row["kind"] for row in types])


def _type(book: Book, kind: str, own: Sequence[Row], whole: Any) -> dict[str, Any]:
    sums = {key: total(own, key) for key in ("quantity", "standard_s", "standard_points", "points")}
    return sums | {
        "kind": kind,
        "work": work_word(book, kind),
        "people": len({row["agent_id"] for row in own}),
        "share": ratio(sums["standard_s"], whole),
        "coefficient": ratio(sums["points"], sums["standard_points"]),
    }


def work_word(book: Book, kind: str) -> str | None:
    """A type of work in the reader's words."""
    return word(book, kind.removeprefix("contact:"))


def _totals(book: Book, rows: Sequence[Row]) -> dict[str, Any]:
    empty: dict[str, Any] = {figure.key: "" for figure in TYPES}
    keys = ("standard_s", "standard_points", "points")
    sums = {key: total(rows, key) for key in keys}
    return empty | sums | {"work": book.language.text(N_("Total"))}


def _types_chart(sheet: Sheet, placed: Placed, top: int) -> None:
    title = sheet.book.language.text(N_("Standard time by type of work"))
    series = Series(placed.head("standard_s"), placed.cells("work"), placed.cells("standard_s"), 0)
    drawing = Drawing("bar", title, (series,), unit="duration", gap=40)
    below = draw(sheet, drawing, top, len(TYPES) + 1, width=480, height=110 + 26 * placed.rows)
    sheet.row = max(sheet.row, below)


def _people(book: Book, sheet: Sheet, rows: Sequence[Row], kinds: Sequence[str]) -> None:
    figures = [
        Figure(f"of:{kind}", work_word(book, kind) or kind, "duration",
               N_("Standard time of this type of work"), f"{FROM}.standard_s")
        for kind in kinds
    ]  # fmt: skip
    people = [
        {"agent_id": agent}
        | {figure.key: total(own, figure.key) for figure in PERSON_TOTALS}
        | {f"of:{row['work_type']}": row["standard_s"] for row in own}
        for (agent,), own in grouped(rows, "agent_id").items()
    ]
    people.sort(key=lambda row: (-row["standard_s"], row["agent_id"]))
    sheet.caption(N_("Person by person"))
    write_table(sheet, (NAME, TEAM, *PERSON_TOTALS, *figures), named(book, people), freeze=1)


def add_work_quality(book: Book, peers: Peers) -> None:
    """The matrix of quantity and quality with its people, and everybody's two sides."""
    sheet = open_sheet(
        book, N_("Quality of work"), N_("Quantity beside quality: who is in which cell"), CELLS
    )
    rows = named(book, month_rows(book, CELLS, "agent_id"))
    _matrix(book, sheet, rows)
    rows.sort(
        key=lambda row: (row["quantity_band"] or 0, row["quality_band"] or 0, row["agent_id"])
    )
    shown = [
        row
        | {
            "cell": Cell(twin(book, row, "cell"), _tone(row)),
            "quantity_band": twin(book, row, "quantity"),
            "quality_band": twin(book, row, "quality"),
        }
        for row in rows
    ]
    write_table(sheet, QUALITY, shown, freeze=1)


def _tone(row: Row) -> str:
    bands = (row["quantity_band"], row["quality_band"])
    if None in bands:
        return "off"
    return "bad" if min(bands) == 1 else "good" if min(bands) > 1 and max(bands) > 2 else "plain"


def _matrix(book: Book, sheet: Sheet, rows: Sequence[Row]) -> None:
    """People counted by both bands; the names of the cells stand with the numbers."""
    placed = [row for row in rows if row["quantity_band"] and row["quality_band"]]
    if not placed:
        return
    across = {row["quality_band"]: twin(book, row, "quality") or "" for row in placed}
    figures = [
        Figure(f"q{band}", across[band], "text", N_("People in the cell, with its name"),
               f"{CELLS}.cell_zh")
        for band in sorted(across)
    ]  # fmt: skip
    lines = [
        {"band": twin(book, own[0], "quantity")}
        | {f"q{cell[0]}": _cell(book, people) for cell, people in _by_quality(own)}
        for _, own in sorted(grouped(placed, "quantity_band").items(), reverse=True)
    ]
    write_table(sheet, (BAND, *figures), lines, filtered=False)


def _by_quality(rows: Sequence[Row]) -> list[tuple[tuple[Any, ...], list[Row]]]:
    return sorted(grouped(rows, "quality_band").items())


def _cell(book: Book, people: Sequence[Row]) -> Cell:
    text = book.language.text(
        N_("{cell}: {people}"), cell=twin(book, people[0], "cell"), people=len(people)
    )
    return Cell(text, _tone(people[0]))
