"""The department's figures against target, and the centre's demand day by day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.context import Metric
from reports.figure import Figure, metric_figure, metric_unit
from reports.language import N_
from reports.peers import Peers, measured
from reports.rows import Row, grouped, ratio, read, total
from reports.sheet import Sheet
from reports.table import Cell, Placed, write_table
from reports.tile import write_tiles
from reports.workbooks.flow import FLOWS
from reports.workbooks.kpi import (
    daily_values,
    metric_tiles,
    people_values,
    usable_metrics,
    verdict,
)
from reports.workbooks.spans import month_rows, period_rows

TILES = 6
KPIS = (
    Figure("metric", N_("Metric"), "text", N_("Name in the metric catalogue"), "metric catalogue"),
    Figure(
        "metric_id", N_("Number"), "text", N_("Number in the metric catalogue"), "metric catalogue"
    ),
    Figure(
        "actual",
        N_("Actual"),
        "number",
        N_("Value of the period for this scope"),
        "metric_values_daily",
    ),
    Figure(
        "target",
        N_("Target"),
        "number",
        N_("Target in force at the period's end"),
        "scorecard and queue rules",
    ),
    Figure(
        "attainment",
        N_("Attainment"),
        "ratio",
        N_("Actual ÷ target, or target ÷ actual where less is better"),
        "this sheet",
    ),
    Figure(
        "hit_probability",
        N_("Month's P(hit)"),
        "ratio",
        N_("Chance that the month ends on target"),
        "kpis.hit_probability",
        digits=0,
    ),
    Figure(
        "hit_year",
        N_("P(hit year)"),
        "ratio",
        N_("Chance that the calendar year ends on target; drawn from the weeks so far"),
        "kpis.hit_probability",
        digits=0,
    ),
    Figure(
        "population",
        N_("Measured on"),
        "text",
        N_("Whether the figure counts people of the scope or all queues of the centre"),
        "metric catalogue",
    ),
    Figure(
        "variant",
        N_("Variant"),
        "text",
        N_("Which of several usual definitions"),
        "metric catalogue",
    ),
    Figure("owner", N_("Owner"), "text", N_("Who keeps the definition"), "metric catalogue"),
)
DAY = Figure(
    "business_date", N_("Date"), "date", N_("Local business date"), "queue_interval.business_date"
)


def add_overview(book: Book, peers: Peers) -> None:
    """Tiles, the table of figures with targets, and demand with its quality by day."""
    sheet = Sheet(
        book, N_("Department overview"), N_("The month against its targets"), orientation="portrait"
    )
    sheet.link_home()
    sheet.says_missing("metric_values_daily")
    sheet.says_missing("queue_interval")
    people, queues = people_values(book), daily_values(book, "queue")
    own = usable_metrics(book, people)
    flow = [metric for metric in usable_metrics(book, queues) if metric not in own]
    tiles = [*metric_tiles(book, flow[: TILES // 2], queues)]
    tiles += metric_tiles(book, own[: TILES - len(tiles)], people)
    if tiles:
        write_tiles(sheet, tiles, width=18)
    _daily(sheet, period_rows(book, "queue_interval", "business_date"), queues, flow)
    sheet.caption(N_("Figures against target"))
    rows = [_kpi(book, m, queues, N_("centre's queues")) for m in flow]
    rows += [_kpi(book, m, people, N_("people of the scope")) for m in own]
    write_table(sheet, KPIS, rows)
    _say(sheet, [*flow, *own], rows)


def _say(sheet: Sheet, metrics: Sequence[Metric], rows: Sequence[dict[str, Any]]) -> None:
    """The cover's sentences: which targets are met and missed, and the month's pay."""
    book = sheet.book
    judged = [(m, row["actual"].tone) for m, row in zip(metrics, rows, strict=True)]
    for tone, words in (("bad", N_("Target missed: {names}")), ("good", N_("Target met: {names}"))):
        names = [book.language.choose(m.name_zh, m.name_en) for m, had in judged if had == tone]
        if names:
            sheet.headline(words, tone=tone, names=" · ".join(names))
    pay = [r for r in read(book.tables, "pay_lines") if r["period"] == book.context.period]
    if pay:
        sheet.headline(
            N_("Pay of {n} people: {gross} {currency}"),
            n=len({row["agent_id"] for row in pay}),
            gross=f"{total(pay, 'pay_amount'):,.2f}",
            currency=book.context.currency,
        )


def _kpi(book: Book, metric: Metric, rows: Sequence[Row], population: str) -> dict[str, Any]:
    value, target = measured(metric, rows), book.context.targets.get(metric.name)
    attainment = None
    if target is not None and metric.direction in ("up", "down"):
        up = metric.direction == "up"
        attainment = ratio(value, target) if up else ratio(target, value)
    tone = verdict(metric, value, target)
    chances = {
        row["horizon"]: row["hit_probability"]
        for row in month_rows(book, "kpis")
        if row["metric"] == metric.name
    }
    return {
        "hit_probability": chances.get("period"),
        "hit_year": chances.get("year"),
        "metric": book.language.choose(metric.name_zh, metric.name_en),
        "metric_id": metric.metric_id,
        "actual": Cell(value, tone, metric_unit(metric), metric.digits),
        "target": Cell(target, "plain", metric_unit(metric), metric.digits),
        "attainment": Cell(attainment, tone),
        "population": book.language.text(population),
        "variant": metric.variant,
        "owner": metric.owner or None,
    }


def _daily(
    sheet: Sheet, queues: Sequence[Row], values: Sequence[Row], metrics: Sequence[Metric]
) -> None:
    sheet.caption(N_("Demand and its quality, day by day"))
    ratios = [metric for metric in metrics if metric_unit(metric) == "ratio"][:3]
    by_day = grouped(values, "business_date")
    figures = [DAY, *FLOWS, *(metric_figure(m, sheet.book.language, gap=True) for m in ratios)]
    rows = [
        {"business_date": day}
        | {figure.key: total(members, figure.key) for figure in FLOWS}
        | {metric.name: measured(metric, by_day.get((day,), [])) for metric in ratios}
        for (day,), members in sorted(grouped(queues, "business_date").items())
    ]
    chart_row = sheet.row
    if rows:
        sheet.row += 16
    whole: dict[str, Any] = {"business_date": sheet.book.language.text(N_("Total"))}
    whole |= {figure.key: total(queues, figure.key) for figure in FLOWS}
    whole |= {metric.name: measured(metric, values) for metric in ratios}
    placed = write_table(sheet, figures, rows, total=whole if rows else None)
    if rows:
        _charts(sheet, placed, ratios, chart_row)


def _charts(sheet: Sheet, placed: Placed, ratios: Sequence[Metric], row: int) -> None:
    text, days = sheet.book.language.text, placed.cells("business_date")
    flows = Drawing(
        "column",
        text(N_("Answered and abandoned by day")),
        [
            Series(placed.head(key), days, placed.cells(key), colour)
            for key, colour in (("answered", 1), ("abandoned", 3))
        ],
        stacked=True,
        x_unit="date",
        gap=30,
    )
    draw(sheet, flows, row, 0, width=510, height=300)
    if ratios:
        lines = Drawing(
            "line",
            text(N_("Ratios by day")),
            [Series(placed.head(m.name), days, placed.cells(m.name)) for m in ratios],
            unit="ratio",
            digits=0,
            x_unit="date",
        )
        draw(sheet, lines, row, 0, x=520, width=510, height=300)
