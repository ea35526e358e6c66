"""What changed after a month was paid: back pay and recoveries, overrides, and what caused it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.formula import Formula, Grid
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, read, total
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.spans import month_rows
from reports.workbooks.staff import WHO, named

ADJUSTMENTS = (
    *WHO,
    Figure("reference_period", N_("Month restated"), "text", N_("Month whose result changed"),
           "adjustments.reference_period"),
    Figure("version", N_("Version"), "count", N_("Version of the result; 1 is what was paid"),
           "adjustments.version"),
    Figure("component", N_("Component"), "text", N_("Component of the pay"),
           "adjustments.component"),
    Figure("posted_period", N_("Posted in"), "text",
           N_("Month in which it is paid or recovered (P12)"), "adjustments.posted_period"),
    Figure("instalment", N_("Instalment"), "count", N_("Number of the instalment, from 1"),
           "adjustments.instalment"),
    Figure("adjusted_amount", N_("Amount"), "amount",
           N_("Paid where positive, recovered where negative"), "adjustments.amount"),
    Figure("reason", N_("Why"), "text", N_("Reason of the restatement"),
           "adjustments.reason_zh, reason_en"),
)  # fmt: skip
AGAINST_PAY = (
    *WHO,
    Figure("posted_amount", N_("Posted"), "amount",
           N_("Living sum of the person's adjustments posted in this month"),
           "adjustments.amount"),
    Figure("pay_line", N_("Pay line"), "amount", N_("Adjustment component (P12)"),
           "pay_lines.pay_amount"),
    Figure("difference", N_("Difference"), "amount",
           N_("Posted minus pay line; 0.00 proves that both agree"), "this sheet"),
)  # fmt: skip
OVERRIDES = (
    Figure("override_id", N_("Override"), "text", N_("Number of the override"),
           "overrides.override_id"),
    *WHO,
    Figure("metric_name", N_("Metric"), "text", N_("Metric whose figure is corrected"),
           "overrides.metric, variant"),
    Figure("figure", N_("Corrected"), "text", N_("Which figure of the metric is corrected"),
           "overrides.figure"),
    Figure("old_value", N_("Old"), "number",
           N_("Figure when it was entered; where the source has another, it is not applied"),
           "overrides.old_value"),
    Figure("new_value", N_("New"), "number", N_("Corrected figure"), "overrides.new_value"),
    Figure("entered_by", N_("Entered by"), "text", N_("Who entered it"), "overrides.entered_by"),
    Figure("entered_at", N_("Entered at"), "instant", N_("When, on the centre's clock"),
           "overrides.entered_at"),
    Figure("expires_on", N_("Holds until"), "date", N_("Last day on which it holds"),
           "overrides.expires_on"),
    Figure("appeal_id", N_("Appeal"), "text", N_("Number of the appeal"), "overrides.appeal_id"),
    Figure("reason", N_("Why"), "text", N_("Reason of the correction"),
           "overrides.reason_zh, reason_en"),
)  # fmt: skip
CAUSES = (
    Figure("period", N_("Month"), "text", N_("Month that was computed twice"),
           "replay_deltas.period"),
    *WHO,
    Figure("figure", N_("Compared"), "text", N_("Gross pay or total score"),
           "replay_deltas.figure"),
    Figure("method", N_("Method"), "text", N_("In which order the changes are applied"),
           "replay_deltas.method"),
    Figure("from_value", N_("Before"), "number", N_("Value of the first computation"),
           "replay_deltas.from_value"),
    Figure("rules_effect", N_("By rules"), "number", N_("Part that changed rules explain"),
           "replay_deltas.rules_effect"),
    Figure("data_effect", N_("By data"), "number", N_("Part that changed data explain"),
           "replay_deltas.data_effect"),
    Figure("code_effect", N_("By programs"), "number", N_("Part that changed programs explain"),
           "replay_deltas.code_effect"),
    Figure("to_value", N_("After"), "number", N_("Value of the second computation"),
           "replay_deltas.to_value"),
)  # fmt: skip
NO_ADJUSTMENT = N_("Nothing was restated: no back pay, no recovery.")


def add_adjustments(book: Book, peers: Peers) -> None:
    """Deltas of this month, and those posted in it or still to come, beside the pay line."""
    sheet = Sheet(
        book, N_("Adjustments"), N_("Back pay and recoveries with the month they come from")
    )
    sheet.link_home()
    rows = named(book, _concerned(book))
    sheet.says_none("adjustments", rows, NO_ADJUSTMENT)
    grid = Grid.of(sheet.name, sheet.row, ADJUSTMENTS, len(rows))
    names = _components(book)
    shown = [_adjustment(book, row, names) for row in rows]
    write_table(sheet, ADJUSTMENTS, shown)
    posted = [row for row in rows if row["posted_period"] == book.context.period]
    if posted and month_rows(book, "pay_lines"):
        _against_pay(sheet, posted, grid)


def add_overrides(book: Book, peers: Peers) -> None:
    """Corrected figures, with who, why, old, new and until when."""
    sheet = Sheet(book, N_("Overrides"), N_("Corrected figures: who, why, old, new, until when"))
    sheet.link_home()
    rows = named(book, month_rows(book, "overrides", "agent_id", "override_id"))
    sheet.says_none("overrides", rows, N_("No figure of this month was corrected by hand."))
    write_table(sheet, OVERRIDES, [_override(book, row) for row in rows], freeze=2)


def add_causes(book: Book, peers: Peers) -> None:
    """What rules, data and programs contributed to each difference."""
    sheet = Sheet(
        book, N_("Causes of change"), N_("Differences by rules, data and programs; parts add up")
    )
    sheet.link_home()
    rows = named(book, read(book.tables, "replay_deltas", "period", "agent_id", "figure", "method"))
    sheet.says_none("replay_deltas", rows, N_("No two computations were compared."))
    shown = [
        row | {"figure": word(book, row["figure"]), "method": word(book, row["method"])}
        for row in rows
    ]
    write_table(sheet, CAUSES, shown, freeze=3)


def _concerned(book: Book) -> list[Row]:
    period = book.context.period
    order = ("agent_id", "reference_period", "version", "component", "posted_period")
    return [
        row
        for row in read(book.tables, "adjustments", *order)
        if row["posted_period"] >= period or row["reference_period"] == period
    ]


def _components(book: Book) -> dict[str, str]:
    """The names of pay components, from any month's lines."""
    lines = read(book.tables, "pay_lines", "period")
    return {row["component"]: book.language.choose(row["name_zh"], row["name_en"]) for row in lines}


def _adjustment(book: Book, row: Row, names: Mapping[str, str]) -> dict[str, Any]:
    amount = row["amount"]
    later = row["posted_period"] > book.context.period
    return row | {
        "component": names.get(row["component"], row["component"]),
        "posted_period": Cell(row["posted_period"], "off" if later else "plain"),
        "adjusted_amount": Cell(amount, "bad" if amount < 0 else "good"),
        "reason": book.language.choose(row["reason_zh"], row["reason_en"]),
    }


def _against_pay(sheet: Sheet, posted: Sequence[Row], detail: Grid) -> None:
    book, period = sheet.book, sheet.book.context.period
    paid = grouped(
        [row for row in month_rows(book, "pay_lines") if row["code"] == "P12"], "agent_id"
    )
    sheet.caption(N_("Posted in this month, against the pay component"))
    groups = grouped(posted, "agent_id")
    grid = Grid.of(sheet.name, sheet.row, AGAINST_PAY, len(groups))
    rows = []
    for at, (key, own) in enumerate(groups.items()):
        line = total(paid.get(key, []), "pay_amount")
        value = total(own, "amount")
        gap = value - (line or Decimal(0))
        where = (
            f"{detail.column('agent_id')},{grid.cell(at, 'agent_id')},"
            f'{detail.column("posted_period")},"{period}"'
        )
        both = f"{grid.cell(at, 'posted_amount')}-N({grid.cell(at, 'pay_line')})"
        rows.append(
            own[0]
            | {
                "posted_amount": Formula(
                    f"=SUMIFS({detail.column('adjusted_amount')},{where})", value
                ),
                "pay_line": line,
                "difference": Cell(Formula(f"=ROUND({both},2)", gap), "bad" if gap else "good"),
            }
        )
    write_table(sheet, AGAINST_PAY, rows)


def _override(book: Book, row: Row) -> dict[str, Any]:
    metric = book.context.metrics.get(row["metric"])
    name = book.language.choose(metric.name_zh, metric.name_en) if metric else row["metric"]
    variant = "" if row["variant"] == "-" else f" {row['variant']}"
    return row | {
        "metric_name": f"{name}{variant}",
        "figure": word(book, row["figure"]),
        "reason": book.language.choose(row["reason_zh"], row["reason_en"]),
    }
