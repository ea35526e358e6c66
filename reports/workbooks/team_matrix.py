"""Person by figure, coloured from worst to best, and speed against quality."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.context import Metric
from reports.figure import Figure, metric_figure
from reports.language import N_
from reports.peers import Peers, measured
from reports.rows import Row, grouped, read
from reports.sheet import Sheet
from reports.table import Placed, write_table
from reports.vocabulary import person
from reports.workbooks.kpi import daily_values, usable_metrics

NAME = Figure("person", N_("Person"), "text", N_("Name from the staff list"), "directory.full_name")
LOGIN = Figure("agent_id", N_("Login"), "text", N_("Login on the switch"), "metric_values_daily")
MOST_METRICS = 14
SPEED_ID, QUALITY_ID = "M030", "M079"


def add_matrix(book: Book, peers: Peers) -> None:
    """One row per person of the team with the day's figures."""
    sheet = Sheet(book, N_("People matrix"), N_("Each person's day, figure by figure"))
    sheet.link_home()
    sheet.on_one_page()
    sheet.says_missing("metric_values_daily")
    rows = daily_values(book, "agent")
    metrics = usable_metrics(book, rows)[:MOST_METRICS]
    people = _people(book, rows, metrics)
    figures = [NAME, LOGIN, *(metric_figure(metric, book.language) for metric in metrics)]
    placed = write_table(sheet, figures, people, freeze=1)
    if people:
        colour_columns(sheet, placed, metrics)
        _scatter(sheet, placed, metrics, people)


def _people(book: Book, rows: Sequence[Row], metrics: Sequence[Metric]) -> list[dict[str, Any]]:
    names = {r["agent_id"]: person(book, r) for r in read(book.tables, "directory")}
    return [
        {"person": names.get(agent_id, agent_id), "agent_id": agent_id}
        | {metric.name: measured(metric, own) for metric in metrics}
        for (agent_id,), own in sorted(grouped(rows, "subject_id").items())
    ]


def colour_columns(sheet: Sheet, placed: Placed, metrics: Sequence[Metric]) -> None:
    """Three-colour scales by direction; data bars where no direction is declared."""
    for metric in metrics:
        _, first, column, last, _ = placed.cells(metric.name)
        if metric.direction in ("up", "down"):
            low, high = ("#F6C9C4", "#CDEBD6")
            if metric.direction == "down":
                low, high = high, low
            look: dict[str, Any] = {
                "type": "3_color_scale",
                "min_color": low,
                "mid_color": "#FFFFFF",
                "max_color": high,
            }
        else:
            look = {
                "type": "data_bar",
                "bar_solid": True,
                "bar_color": sheet.book.theme.colours.band,
                "data_bar_2010": False,
            }
        sheet.page.conditional_format(first, column, last, column, look)  # type: ignore[arg-type]


def _scatter(
    sheet: Sheet, placed: Placed, metrics: Sequence[Metric], people: Sequence[Row]
) -> None:
    by_id = {metric.metric_id: metric for metric in metrics}
    if SPEED_ID not in by_id or QUALITY_ID not in by_id:
        return
    speed, quality = by_id[SPEED_ID], by_id[QUALITY_ID]
    language = sheet.book.language
    drawing = Drawing(
        "scatter",
        language.text(N_("Handle time and quality, person by person")),
        (
            Series(
                language.text(N_("Person")),
                placed.cells(speed.name),
                placed.cells(quality.name),
                0,
                labels=[str(row["person"]) for row in people],
            ),
        ),
        unit="score",
        digits=0,
        x_unit="count",
        x_title=metric_figure(speed, language).heading,
        y_title=metric_figure(quality, language).heading,
    )
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=900, height=380)
