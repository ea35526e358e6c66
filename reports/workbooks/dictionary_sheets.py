"""What is measured, and where the data come from."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from reports.book import Book
from reports.context import Metric
from reports.cover import LIGHTS
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import read
from reports.table import Cell, write_table
from reports.warehouse_words import table_word
from reports.workbooks.listing import open_sheet, twin

CATALOGUE = "metric catalogue"
UNITS = {
    "n": N_("cases"),
    "s": N_("seconds"),
    "%": N_("share"),
    "n/h": N_("cases per hour"),
    "currency": N_("money"),
    "points": N_("points"),
}
DIRECTIONS = {
    "up": N_("more is better"),
    "down": N_("less is better"),
    "none": N_("not judged"),
}
DELIVERIES = {"daily": N_("every day"), "snapshot": N_("whole list each time")}
METRICS = (
    Figure("metric_id", N_("Number"), "text", N_("Number in the metric catalogue"), CATALOGUE),
    Figure("name_zh", N_("Chinese name"), "text", N_("Chinese name of the metric"), CATALOGUE),
    Figure("name_en", N_("English name"), "text", N_("English name of the metric"), CATALOGUE),
    Figure("unit", N_("Unit"), "text", N_("Unit of the value"), CATALOGUE),
    Figure("direction", N_("Direction"), "text", N_("Whether more or less is better"), CATALOGUE),
    Figure("definition", N_("Definition"), "text", N_("What is counted, in words"), CATALOGUE),
    Figure("basis", N_("Basis"), "text", N_("Instant that assigns an event to a period"),
           CATALOGUE),
    Figure("variant", N_("Variant"), "text", N_("Which of several usual definitions"), CATALOGUE),
    Figure("digits", N_("Decimals"), "count", N_("Decimals at which it is shown"), CATALOGUE),
    Figure("mart", N_("Source"), "text", N_("Table that it is added up from"), CATALOGUE),
    Figure("sums", N_("Sums"), "text", N_("Sum, or numerator and denominator, as SQL"), CATALOGUE),
    Figure("owner", N_("Owner"), "text", N_("Who keeps the definition"), CATALOGUE),
    Figure("used", N_("Used in"), "text", N_("Rules that read the metric"), "rule_values.value"),
)  # fmt: skip
SOURCES = (
    Figure("table", N_("Table"), "text", N_("Input table"), "source_contracts.table_name"),
    Figure("grain", N_("One row is"), "text", N_("What one row stands for"),
           "source_contracts.grain"),
    Figure("owner", N_("Owner"), "text", N_("Team that delivers the table"),
           "source_contracts.owner"),
    Figure("delivery", N_("Delivery"), "text", N_("Day by day, or the whole list each time"),
           "source_contracts.delivery"),
    Figure("available_at", N_("Arrives by"), "text", N_("Promised time of day, centre's clock"),
           "source_contracts.available_at"),
    Figure("columns", N_("Columns"), "count", N_("Columns that the contract names"),
           "source_contracts.columns"),
    Figure("light", N_("Freshness"), "text", N_("Whether the source arrived in time"), "freshness"),
    Figure("data_until", N_("Data until"), "instant", N_("Latest data of the source"), "freshness"),
)  # fmt: skip


def add_metrics(book: Book, peers: Peers) -> None:
    """Every metric of the catalogue with the rules that read it."""
    sheet = open_sheet(
        book, N_("Metric catalogue"), N_("What is measured, how, and which rules read it")
    )
    used = _readers(book)
    rows = [_metric(book, metric, used) for metric in book.context.metrics.values()]
    rows.sort(key=lambda row: row["metric_id"])
    write_table(sheet, METRICS, rows, freeze=2)
    sheet.headline(
        N_("{n} metrics, {used} of them read by rules"),
        n=len(rows),
        used=sum(row["used"] is not None for row in rows),
    )


def _metric(book: Book, metric: Metric, used: dict[str, list[str]]) -> dict[str, Any]:
    text, choose = book.language.text, book.language.choose
    below = f" ÷ {metric.denominator}" if metric.denominator else ""
    readers = dict.fromkeys(used.get(metric.name, ()))
    return {
        "metric_id": metric.metric_id,
        "name_zh": metric.name_zh,
        "name_en": metric.name_en,
        "unit": text(UNITS[metric.unit]) if metric.unit in UNITS else metric.unit,
        "direction": text(DIRECTIONS.get(metric.direction, DIRECTIONS["none"])),
        "definition": choose(metric.definition_zh, metric.definition_en) or None,
        "basis": metric.basis,
        "variant": metric.variant,
        "digits": metric.digits,
        "mart": metric.source or None,
        "sums": f"{metric.numerator}{below}" if metric.numerator else None,
        "owner": metric.owner or None,
        "used": choose("；", "; ").join(readers) or None,
    }


def _readers(book: Book) -> dict[str, list[str]]:
    """Names of the rule nodes that name a metric, by metric."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in read(book.tables, "rule_values", "file", "position"):
        for name in set(re.findall(r"\w+", row["value"] or "")) & set(book.context.metrics):
            found[name].append(twin(book, row, "name") or row["rule_id"])
    return found


def add_sources(book: Book, peers: Peers) -> None:
    """Every input table with its owner and promised time, and how it arrived."""
    sheet = open_sheet(
        book,
        N_("Data sources"),
        N_("Which tables come from whom and when, and whether they came"),
        "source_contracts",
    )
    arrived = {source.name: source for source in book.context.sources}
    rows = []
    for row in read(book.tables, "source_contracts", "table_name"):
        source = arrived.get(row["table_name"])
        tone, light = LIGHTS[source.freshness if source else "missing"]
        rows.append(
            {
                "table": table_word(book, row["table_name"]),
                "grain": row["grain"],
                "owner": row["owner"],
                "delivery": _delivery(book, row["delivery"]),
                "available_at": row["available_at"],
                "columns": row["columns"],
                "light": Cell(book.language.text(light), tone),
                "data_until": source.data_until if source else None,
            }
        )
    write_table(sheet, SOURCES, rows, freeze=1)


def _delivery(book: Book, code: str | None) -> str | None:
    return book.language.text(DELIVERIES[code]) if code in DELIVERIES else code
