"""Teams side by side, and how scores spread within them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from statistics import quantiles, stdev
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure, metric_figure
from reports.language import N_
from reports.peers import Peers, measured
from reports.rows import Row, grouped, read
from reports.sheet import Sheet
from reports.table import Placed, write_table
from reports.workbooks.kpi import daily_values, usable_metrics
from reports.workbooks.score_histogram import write_histogram
from reports.workbooks.score_sheets import current
from reports.workbooks.spans import period_rows
from reports.workbooks.spread_sheet import write_spread
from reports.workbooks.team_matrix import colour_columns

TEAM = Figure("team_id", N_("Team"), "text", N_("Team on the day of the fact"), "agent_day.team_id")
TEAM_NAME = Figure(
    "team_name", N_("Team name"), "text", N_("Name of the team"), "directory.team_name"
)
PEOPLE = Figure(
    "people", N_("People"), "count", N_("People with a fact in the period"), "agent_day.agent_id"
)
MEAN_SCORE = Figure(
    "mean_score",
    N_("Mean score"),
    "score",
    N_("Mean of the total scores of the team's people"),
    "score_lines.score",
)
SPREAD = (
    Figure("group", N_("Group"), "text", N_("Team, by the staff list"), "directory.team_id"),
    Figure("n", N_("People"), "count", N_("People with a total score"), "score_lines.score"),
    Figure("mean", N_("Mean"), "score", N_("Mean of the total scores"), "score_lines.score"),
    Figure(
        "sd",
        N_("Standard deviation"),
        "score",
        N_("Standard deviation of the total scores (n − 1)"),
        "score_lines.score",
    ),
    Figure("low", N_("Lowest"), "score", N_("Lowest total score"), "score_lines.score"),
    Figure(
        "q1",
        N_("First quartile"),
        "score",
        N_("A quarter of the scores lies below"),
        "score_lines.score",
    ),
    Figure("q2", N_("Median"), "score", N_("Half of the scores lies below"), "score_lines.score"),
    Figure(
        "q3",
        N_("Third quartile"),
        "score",
        N_("Three quarters of the scores lie below"),
        "score_lines.score",
    ),
    Figure("high", N_("Highest"), "score", N_("Highest total score"), "score_lines.score"),
    Figure(
        "lower_box",
        N_("Quartile to median"),
        "score",
        N_("Height of the lower half of the box in the chart"),
        "this sheet",
    ),
    Figure(
        "upper_box",
        N_("Median to quartile"),
        "score",
        N_("Height of the upper half of the box in the chart"),
        "this sheet",
    ),
)


def add_team_comparison(book: Book, peers: Peers) -> None:
    """One row per team with its figures from sums, never from means of ratios."""
    sheet = Sheet(book, N_("Team comparison"), N_("The teams side by side"))
    sheet.link_home()
    sheet.on_one_page()
    sheet.says_missing("agent_day")
    sheet.says_missing("metric_values_daily")
    days = [r for r in period_rows(book, "agent_day", "business_date") if r["team_id"]]
    values = grouped(daily_values(book, "team"), "subject_id")
    metrics = usable_metrics(book, [row for own in values.values() for row in own])[:9]
    names = {r["team_id"]: r["team_name"] for r in read(book.tables, "directory")}
    scores = _scores(book)
    rows: list[dict[str, Any]] = []
    for (team,), own in sorted(grouped(days, "team_id").items()):
        totals = scores.get(team, [])
        rows.append(
            {
                "team_id": team,
                "team_name": names.get(team),
                "people": len({row["agent_id"] for row in own}),
                "mean_score": sum(totals) / len(totals) if totals else None,
            }
            | {metric.name: measured(metric, values.get((team,), [])) for metric in metrics}
        )
    figures = [TEAM, TEAM_NAME, PEOPLE, MEAN_SCORE]
    placed = write_table(
        sheet, [*figures, *(metric_figure(m, book.language) for m in metrics)], rows, freeze=2
    )
    if rows:
        colour_columns(sheet, placed, metrics)
        _charts(sheet, placed, [(metric_figure(m, book.language)) for m in metrics[:3]])


def _scores(book: Book) -> dict[str, list[Decimal]]:
    teams = {r["agent_id"]: r["team_id"] for r in read(book.tables, "directory")}
    found: dict[str, list[Decimal]] = {}
    for row in current(book, "total"):
        if row["score"] is not None:
            found.setdefault(teams.get(row["agent_id"]) or "—", []).append(row["score"])
    return found


def _charts(sheet: Sheet, placed: Placed, figures: Sequence[Figure]) -> None:
    top = sheet.row
    for index, figure in enumerate((MEAN_SCORE, *figures)):
        heading = sheet.book.language.text(figure.heading)
        drawing = Drawing(
            "column",
            heading,
            (
                Series(
                    placed.head(figure.key),
                    placed.cells("team_id"),
                    placed.cells(figure.key),
                    index,
                ),
            ),
            unit=figure.unit,
            digits=figure.digits,
            gap=50,
            y_min=0,
        )
        row = top + (index // 2) * 15
        sheet.row = draw(sheet, drawing, row, 0, x=470 * (index % 2), width=460, height=280)


def add_distribution(book: Book, peers: Peers) -> None:
    """Mean, deviation and quantiles of the totals by team, drawn as boxes."""
    sheet = Sheet(
        book, N_("Result analysis"), N_("How the total scores spread, and what moved them")
    )
    sheet.link_home()
    sheet.says_missing("score_lines")
    rows = [_spread(team, totals) for team, totals in sorted(_scores(book).items())]
    placed = write_table(sheet, SPREAD, rows, freeze=1)
    if not rows:
        return
    group = placed.cells("group")
    drawing = Drawing(
        "column",
        book.language.text(N_("Middle half of the scores, by team")),
        (
            Series(placed.head("q1"), group, placed.cells("q1"), "none"),
            Series(placed.head("lower_box"), group, placed.cells("lower_box"), 0),
            Series(placed.head("upper_box"), group, placed.cells("upper_box"), 1),
        ),
        stacked=True,
        unit="score",
        digits=0,
        gap=60,
        y_min=float(min(row["low"] for row in rows)) // 10 * 10,
    )
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=760, height=340)
    write_histogram(sheet, [r["score"] for r in current(book, "total") if r["score"] is not None])
    write_spread(sheet)


def _spread(team: str, totals: Sequence[Decimal]) -> Row:
    values = sorted(float(value) for value in totals)
    q1, q2, q3 = quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3
    return {
        "group": team,
        "n": len(values),
        "mean": sum(values) / len(values),
        "sd": stdev(values) if len(values) > 1 else None,
        "low": values[0],
        "q1": q1,
        "q2": q2,
        "q3": q3,
        "high": values[-1],
        "lower_box": q2 - q1,
        "upper_box": q3 - q2,
    }
