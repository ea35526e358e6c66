"""The centre's few figures for its executives: on one page, as a tree and by branch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure, metric_unit
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row
from reports.sheet import FIRST_ROW, Sheet
from reports.table import Cell, Placed, write_table
from reports.vocabulary import word
from reports.workbooks.cost_sheets import COST, PER_CONTACT, PER_MINUTE, PER_RESOLUTION
from reports.workbooks.listing import open_sheet, twin
from reports.workbooks.pay_histogram import add_pay_histogram
from reports.workbooks.spans import month_rows

TONES = {"green": "good", "amber": "warn", "red": "bad"}
LIGHTS = {"green": N_("● met"), "amber": N_("● near"), "red": N_("● missed")}
HORIZONS = {"period": N_("month"), "year": N_("year")}
NAME = Figure("name", N_("KPI"), "text", N_("Figure that the centre steers by"), "kpis.name_zh")
ACTUAL = Figure("actual", N_("Actual"), "number", N_("Value of the span so far"), "kpis.actual")
TARGET = Figure("target", N_("Target"), "number", N_("Target at the end of the span"),
                "kpis.target")  # fmt: skip
LIGHT = Figure("light", N_("Light"), "text", N_("Met, near or missed by now"), "kpis.light")
CHANCE = Figure("hit_probability", N_("P(hit)"), "ratio",
                N_("Chance that the span ends on target; drawn from the weeks so far"),
                "kpis.hit_probability", digits=0)  # fmt: skip
ONE_PAGE = (
    NAME,
    ACTUAL,
    TARGET,
    LIGHT,
    Figure("trend", N_("Trend"), "text", N_("The weeks up to now, oldest first"),
           "kpi_weeks.value"),
    Figure("year", N_("P(hit year)"), "ratio",
           N_("Chance that the calendar year ends on target; drawn from the weeks so far"),
           "kpis.hit_probability", digits=0),
    Figure("note", N_("In words"), "text", N_("The finding in words"), "kpis.note_zh"),
    Figure("cell", N_("Details"), "text", N_("Where the figure stands"), "this sheet"),
)  # fmt: skip
TREE = (
    Figure("branch", N_("Branch"), "text", N_("Bough of the tree"), "kpis.branch_zh"),
    NAME,
    Figure("horizon", N_("Span"), "text", N_("Judged at the end of the month or of the year"),
           "kpis.horizon"),
    Figure("weight", N_("Weight"), "number", N_("Weight within the branch"), "kpis.weight",
           digits=0),
    ACTUAL,
    TARGET,
    Figure("attainment", N_("Attainment"), "ratio",
           N_("Actual ÷ target, or target ÷ actual where less is better"), "kpis.attainment"),
    LIGHT,
    Figure("previous", N_("Month before"), "number", N_("Value of the month before"),
           "kpis.previous"),
    Figure("p10", N_("P10"), "number", N_("One draw in ten is below"), "kpis.p10"),
    Figure("p50", N_("P50"), "number", N_("Half of the draws are below"), "kpis.p50"),
    Figure("p90", N_("P90"), "number", N_("Nine draws in ten are below"), "kpis.p90"),
    CHANCE,
    Figure("days_left", N_("Days left"), "count", N_("Days of the span that are left"),
           "kpis.days_left"),
    Figure("owner", N_("Owner"), "text", N_("Who answers for it"), "kpis.owner"),
)  # fmt: skip
WEEK = Figure("week_to", N_("Week to"), "date", N_("Last day of the week"), "kpi_weeks.week_to")
ABSENT = N_(
    "Not shown, for want of data: channels (the centre reports voice alone) and the evidence "
    "of certification (the standards' licensed texts)."
)
TREE_SHEET = N_("KPI")
CUSTOMER_SHEET, EFFICIENCY_SHEET = N_("Customers"), N_("Efficiency and cost")
PEOPLE_SHEET = N_("People of the centre")
# Every other branch stands with the customers.
BRANCH_SHEETS = {"efficiency": EFFICIENCY_SHEET, "people": PEOPLE_SHEET}
COSTS = (
    Figure("scope", N_("Scope"), "text", N_("Centre, department or team"), "cost_unit.scope_id"),
    Figure("contacts", N_("Contacts handled"), "count", N_("Contacts handled"),
           "cost_unit.contacts"),
    COST,
    PER_CONTACT,
    PER_MINUTE,
    PER_RESOLUTION,
)  # fmt: skip
STAFF = (
    Figure("name", N_("Figure"), "text", N_("Figure about the whole staff"),
           "staff_figures.name_zh"),
    Figure("value", N_("Value"), "number", N_("Value of the month"), "staff_figures.value"),
)  # fmt: skip


def add_one_page(book: Book, peers: Peers) -> None:
    """Each KPI with its value, target, trend, chance of the year, and one sentence."""
    sheet = open_sheet(book, N_("One page"), N_("The figures that the centre steers by"), "kpis")
    sheet.on_one_page()
    rows = [row for row in _in_tree(book) if row["metric"] is not None]
    year = {row["kpi_id"]: row for row in rows if row["horizon"] == "year"}
    month = [row for row in rows if row["horizon"] == "period"]
    shown = [
        _figures(book, row)
        | {
            "trend": "",
            "year": _chance(year[row["kpi_id"]]["hit_probability"]),
            "note": twin(book, year[row["kpi_id"]], "note"),
            "cell": "",
        }
        for row in month
    ]
    placed = write_table(sheet, ONE_PAGE, shown)
    _links(sheet, placed, month)
    _sparklines(sheet, placed, month)
    sheet.line(book.language.text(ABSENT), tone="off")
    _say(sheet, month, year)


def _figures(book: Book, row: Row) -> dict[str, Any]:
    metric = book.context.metrics.get(row["metric"] or "")
    unit, digits = (metric_unit(metric), metric.digits) if metric else ("number", 2)
    tone = TONES.get(row["light"] or "", "plain")
    keys = ("actual", "target", "previous", "p10", "p50", "p90")
    values = {key: Cell(row[key], "plain", unit, digits) for key in keys}
    light = book.language.text(LIGHTS[row["light"]]) if row["light"] else None
    return (
        row
        | values
        | {
            "name": twin(book, row, "name"),
            "branch": twin(book, row, "branch"),
            "horizon": book.language.text(HORIZONS[row["horizon"]]),
            "light": Cell(light, tone),
            "hit_probability": _chance(row["hit_probability"]),
        }
    )


def _chance(value: Any) -> Cell:
    """Likely and unlikely in colour."""
    if value is None:
        return Cell(None)
    return Cell(value, "good" if value * 4 >= 3 else "bad" if value * 4 <= 1 else "warn")


def _links(sheet: Sheet, placed: Placed, rows: Sequence[Row]) -> None:
    """A link from each row to its actual value in the tree."""
    look = sheet.book.style(font_color=sheet.book.theme.colours.link, underline=1)
    tree, column = sheet.book.language.text(TREE_SHEET), placed.columns["cell"]
    keys = [figure.key for figure in TREE]
    for number, row in enumerate(_in_tree(sheet.book)):
        if row["horizon"] == "period" and row["metric"] is not None:
            cell = f"{xl_col_to_name(keys.index('actual'))}{FIRST_ROW + 2 + number}"
            here = [one["kpi_id"] for one in rows].index(row["kpi_id"])
            place = f"internal:'{tree}'!{cell}"
            sheet.page.write_url(placed.first + here, column, place, look, f"{tree}!{cell}")


def _sparklines(sheet: Sheet, placed: Placed, rows: Sequence[Row]) -> None:
    """The weeks of each KPI, which stand on the sheet of its branch, as a line in its cell."""
    book, column = sheet.book, placed.columns["trend"]
    sheet.widen(column, 18)
    weeks = len({row["week_to"] for row in month_rows(book, "kpi_weeks")})
    for number, row in enumerate(rows):
        own = [one["kpi_id"] for one in _of_sheet(book, _sheet_of(row["branch"]))]
        letter = xl_col_to_name(1 + own.index(row["kpi_id"]))
        name = book.language.text(_sheet_of(row["branch"]))
        first = FIRST_ROW + 2
        if weeks:
            place = f"'{name}'!${letter}${first}:${letter}${first + weeks - 1}"
            options = {"range": place, "series_color": book.theme.colours.palette[0]}
            sheet.page.add_sparkline(placed.first + number, column, options)


def _say(sheet: Sheet, month: Sequence[Row], year: dict[str, Row]) -> None:
    """The cover's sentences: what is met and missed, and what the year will hardly reach."""
    book = sheet.book
    for light, words in (
        ("red", N_("Target missed: {names}")),
        ("green", N_("Target met: {names}")),
    ):
        named = [str(twin(book, row, "name")) for row in month if row["light"] == light]
        if named:
            sheet.headline(words, tone=TONES[light], names=" · ".join(named))
    unlikely = [
        str(twin(book, row, "name"))
        for row in year.values()
        if row["hit_probability"] is not None and row["hit_probability"] * 4 <= 1
    ]
    if unlikely:
        words = N_("Unlikely to end the year on target: {names}")
        sheet.headline(words, tone="bad", names=" · ".join(unlikely))


def add_tree(book: Book, peers: Peers) -> None:
    """The tree: every figure at the end of the month and of the year, and its branches."""
    sheet = open_sheet(book, TREE_SHEET, N_("Targets, attainment, forecast and chance"), "kpis")
    write_table(sheet, TREE, [_figures(book, row) for row in _in_tree(book)], freeze=2)


def _in_tree(book: Book) -> list[Row]:
    """Branch by branch, the branch itself first, the month before the year."""
    return month_rows(book, "kpis", "place")


def _sheet_of(branch: str) -> str:
    return BRANCH_SHEETS.get(branch, CUSTOMER_SHEET)


def _of_sheet(book: Book, sheet: str) -> list[Row]:
    """The KPIs of one sheet, judged at the month's end."""
    return [
        row
        for row in _in_tree(book)
        if row["metric"] is not None
        and row["horizon"] == "period"
        and _sheet_of(row["branch"]) == sheet
    ]


def _weeks(book: Book, name: str, about: str) -> Sheet:
    """A sheet with the weeks of its KPIs as a table, and a chart of each."""
    sheet = open_sheet(book, name, about, orientation="portrait")
    sheet.on_one_page()
    kpis = _of_sheet(book, name)
    figures = [WEEK, *(_kpi_figure(book, row) for row in kpis)]
    values: dict[Any, dict[str, Any]] = {}
    for row in month_rows(book, "kpi_weeks", "week_to"):
        values.setdefault(row["week_to"], {})[row["kpi_id"]] = row["value"]
    rows = [{"week_to": day} | own for day, own in sorted(values.items())]
    placed = write_table(sheet, figures, rows)
    if rows:
        _charts(sheet, placed, figures[1:])
    return sheet


def _kpi_figure(book: Book, row: Row) -> Figure:
    metric = book.context.metrics.get(row["metric"])
    unit, digits = (metric_unit(metric), metric.digits) if metric else ("number", 2)
    name = str(twin(book, row, "name"))
    return Figure(row["kpi_id"], name, unit, name, "kpi_weeks.value", digits=digits, gap=True)


def _charts(sheet: Sheet, placed: Placed, figures: Sequence[Figure]) -> None:
    """A chart for each KPI, two in a row."""
    row, below = sheet.row, sheet.row
    for place, one in enumerate(figures):
        series = [Series(placed.head(one.key), placed.cells("week_to"), placed.cells(one.key))]
        drawing = Drawing("line", one.heading, series, unit=one.unit, x_unit="date")
        left = place % 2
        below = draw(sheet, drawing, row, 0, x=left * 490, width=480, height=240)
        row = below if left else row
    sheet.row = below + 1


def add_customer(book: Book, peers: Peers) -> None:
    """What customers meet, week by week."""
    _weeks(book, CUSTOMER_SHEET, N_("What customers meet, week by week"))


def add_efficiency(book: Book, peers: Peers) -> None:
    """Efficiency week by week, and what a contact and a resolution cost."""
    sheet = _weeks(book, EFFICIENCY_SHEET, N_("Efficiency week by week, and what work cost"))
    sheet.caption(N_("What work cost"))
    costs = month_rows(book, "cost_unit", "scope_kind", "scope_id")
    if not sheet.says_none("cost_unit", costs, N_("No cost was computed for this month.")):
        shown = [row for row in costs if row["scope_kind"] in ("centre", "queue")]
        scoped = [row | {"scope": word(book, row["scope_id"])} for row in shown]
        write_table(sheet, COSTS, scoped)


def add_people(book: Book, peers: Peers) -> None:
    """Presence week by week, heads, turnover, and how pay is spread."""
    sheet = _weeks(book, PEOPLE_SHEET, N_("Presence, heads, turnover, and how pay is spread"))
    sheet.caption(N_("Heads, turnover and pay"))
    rows = [
        {"name": twin(book, row, "name"), "value": Cell(row["value"], "plain", row["unit"])}
        for row in month_rows(book, "staff_figures")
    ]
    sheet.says_missing("staff_figures")
    write_table(sheet, STAFF, rows)
    add_pay_histogram(sheet)
