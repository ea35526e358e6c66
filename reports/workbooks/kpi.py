"""Catalogued metrics over a scope: values, targets, and whether the target is met."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from reports.book import Book
from reports.context import Metric
from reports.figure import metric_figure, metric_unit, number_format
from reports.language import N_
from reports.peers import measured
from reports.rows import Row
from reports.tile import Tile
from reports.workbooks.spans import period_rows

# What a manager looks at first; every other metric follows in the catalogue's order.
HEADLINES = (
    "service_level_xat",
    "abandon_rate",
    "average_speed_of_answer_s",
    "offered",
    "handled",
    "contacts_per_hour",
    "average_handle_time_s",
    "qa_score",
    "csat_mean",
    "adherence_strict",
    "attendance_rate",
    "occupancy",
    "fatal_rate",
    "transfer_rate",
    "average_wrap_s",
    "short_contact_rate",
    "csat_top_box",
    "sales_certified",
    "sale_amount",
    "tickets_resolved",
    "ticket_sla_met",
    "utilisation",
)


def daily_values(book: Book, kind: str) -> list[Row]:
    """The daily metric values of one kind of subject within scope and period."""
    rows = period_rows(book, "metric_values_daily", "business_date", "subject_id")
    return [row for row in rows if row["subject_kind"] == kind]


def people_values(book: Book) -> list[Row]:
    """Daily values of the scope's teams, or of its people where teams have none."""
    return daily_values(book, "team") or daily_values(book, "agent")


def usable_metrics(book: Book, rows: Sequence[Row]) -> list[Metric]:
    """Metrics that these daily values hold, headlines first, then the catalogue's order."""
    held = {row["metric"] for row in rows if row["value"] is not None}
    names = dict.fromkeys((*HEADLINES, *book.context.metrics))
    return [book.context.metrics[n] for n in names if n in held and n in book.context.metrics]


def verdict(metric: Metric, value: Decimal | None, target: Decimal | None) -> str:
    """The tone of a value beside its target: good, bad, or plain where nothing is judged."""
    if value is None or target is None or metric.direction not in ("up", "down"):
        return "plain"
    met = value >= target if metric.direction == "up" else value <= target
    return "good" if met else "bad"


def metric_tiles(book: Book, metrics: Sequence[Metric], rows: Sequence[Row]) -> list[Tile]:
    """A tile per metric, its target below it."""
    tiles = []
    for metric in metrics:
        value, target = measured(metric, rows), book.context.targets.get(metric.name)
        below = ""
        if target is not None:
            below = book.language.text(N_("target {target}"), target=_written(metric, target))
        figure = metric_figure(metric, book.language)
        tiles.append(Tile(figure, value, verdict(metric, value, target), below))
    return tiles


def _written(metric: Metric, value: Decimal) -> str:
    form = number_format(metric_unit(metric), metric.digits, "en")
    places = len(form.rstrip("%").partition(".")[2])
    return f"{value * 100:.{places}f}%" if form.endswith("%") else f"{value:.{places}f}"
