"""What a proposed rule would have paid in months gone by, and how whole packs compare."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, read
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.listing import names, open_sheet
from reports.workbooks.people_sheets import NAME, TEAM
from reports.workbooks.staff import named

SUM = "rule_preview_summary"
SUMMARY = (
    Figure("period", N_("Month"), "text", N_("Month that was paid again"), f"{SUM}.period"),
    Figure("scope", N_("Scope"), "text", N_("Centre, department or team"), f"{SUM}.scope_id"),
    Figure("people", N_("People"), "count", N_("People of the scope"), f"{SUM}.people"),
    Figure("winners", N_("Winners"), "count", N_("People who would get more"), f"{SUM}.winners"),
    Figure("losers", N_("Losers"), "count", N_("People who would get less"), f"{SUM}.losers"),
    Figure("before_amount", N_("Paid"), "amount", N_("Pay by the rules in force"),
           f"{SUM}.before_amount"),
    Figure("after_amount", N_("Would be paid"), "amount", N_("Pay by the proposed rules"),
           f"{SUM}.after_amount"),
    Figure("delta_amount", N_("Difference"), "amount", N_("Would be paid − paid"),
           f"{SUM}.delta_amount"),
    Figure("won_amount", N_("Won"), "amount", N_("Sum of what winners gain"), f"{SUM}.won_amount"),
    Figure("lost_amount", N_("Lost"), "amount", N_("Sum of what losers lose"),
           f"{SUM}.lost_amount"),
    Figure("gini_before", N_("Gini before"), "number",
           N_("Inequality of pay by the rules in force, 0 to 1"), f"{SUM}.gini_before", digits=3),
    Figure("gini_after", N_("Gini after"), "number",
           N_("Inequality of pay by the proposed rules, 0 to 1"), f"{SUM}.gini_after", digits=3),
    Figure("floor_hits_before", N_("At the floor before"), "count",
           N_("Components held up by a floor"), f"{SUM}.floor_hits_before"),
    Figure("floor_hits_after", N_("At the floor after"), "count",
           N_("The same by the proposed rules"), f"{SUM}.floor_hits_after"),
    Figure("cap_hits_before", N_("At the cap before"), "count", N_("Components cut by a cap"),
           f"{SUM}.cap_hits_before"),
    Figure("cap_hits_after", N_("At the cap after"), "count", N_("The same by the proposed rules"),
           f"{SUM}.cap_hits_after"),
    Figure("minimum_wage_hits_before", N_("Topped up before"), "count",
           N_("People topped up to the minimum wage"), f"{SUM}.minimum_wage_hits_before"),
    Figure("minimum_wage_hits_after", N_("Topped up after"), "count",
           N_("The same by the proposed rules"), f"{SUM}.minimum_wage_hits_after"),
)  # fmt: skip
MOVERS = (
    Figure("period", N_("Month"), "text", N_("Month that was paid again"),
           "rule_preview_movers.period"),
    NAME,
    TEAM,
    Figure("kind", N_("Of"), "text", N_("Pay, score or another result"),
           "rule_preview_movers.kind"),
    Figure("component", N_("Component"), "text", N_("Component of the pay"),
           "rule_preview_movers.component"),
    Figure("before", N_("Before"), "number", N_("Result by the rules in force"),
           "rule_preview_movers.before"),
    Figure("after", N_("After"), "number", N_("Result by the proposed rules"),
           "rule_preview_movers.after"),
    Figure("delta", N_("Difference"), "number", N_("After − before"), "rule_preview_movers.delta"),
    Figure("rank_before", N_("Rank before"), "count", N_("Rank by the rules in force"),
           "rule_preview_movers.rank_before"),
    Figure("rank_after", N_("Rank after"), "count", N_("Rank by the proposed rules"),
           "rule_preview_movers.rank_after"),
)  # fmt: skip
PACKS = (
    Figure("pack", N_("Rule pack"), "text", N_("Pack of rules by its name"),
           "pack_comparison.pack"),
    Figure("pareto", N_("Not beaten"), "text", N_("No other pack is better in everything"),
           "pack_comparison.pareto"),
    Figure("dominated_by", N_("Beaten by"), "text",
           N_("A pack that is at least as good in everything"), "pack_comparison.dominated_by"),
    Figure("person_months", N_("Person-months"), "count",
           N_("Months of people that were paid again"), "pack_comparison.person_months"),
    Figure("cost_amount", N_("Cost"), "amount", N_("Pay in all"), "pack_comparison.cost_amount"),
    Figure("variable_amount", N_("Variable pay"), "amount", N_("Pay above the base"),
           "pack_comparison.variable_amount"),
    Figure("gini", N_("Gini"), "number", N_("Inequality of pay, 0 to 1"), "pack_comparison.gini",
           digits=3),
    Figure("workload_correlation", N_("Pay follows work"), "number",
           N_("Correlation of variable pay with workload"), "pack_comparison.workload_correlation",
           digits=3),
    Figure("below_floor", N_("Below the floor"), "count", N_("Person-months below the floor"),
           "pack_comparison.below_floor"),
    Figure("floor_amount", N_("Top-up"), "amount", N_("What lifting them to the floor costs"),
           "pack_comparison.floor_amount"),
)  # fmt: skip


def add_summary(book: Book, peers: Peers) -> None:
    """Money, winners and losers of the proposed rules, by month and scope."""
    sheet = open_sheet(
        book,
        N_("Preview of a change"),
        N_("What the proposed rules would have paid in months that are closed"),
        SUM,
    )
    called = names(book)
    rows = read(book.tables, SUM, "scope_kind", "scope_id", "period")
    shown = [_moved(row, "delta_amount") | {"scope": scope(book, called, row)} for row in rows]
    write_table(sheet, SUMMARY, shown, freeze=2)


def scope(book: Book, called: dict[str, str], row: Row) -> str | None:
    """The name of a team or a person; of the centre its own."""
    if row.get("scope_kind", row.get("subject_kind")) == "centre":
        return book.centre_name
    key = row.get("scope_id", row.get("subject_id"))
    return called.get(key or "") or word(book, key)


def _moved(row: Row, key: str) -> dict[str, Any]:
    tone = "plain" if not row[key] else "good" if row[key] > 0 else "bad"
    return row | {key: Cell(row[key], tone)}


def add_movers(book: Book, peers: Peers) -> None:
    """Everybody whose result the proposed rules would move, the most first."""
    sheet = open_sheet(
        book, N_("Who moves"), N_("People by how much the proposed rules move them"),
        "rule_preview_movers",
    )  # fmt: skip
    rows = named(
        book, read(book.tables, "rule_preview_movers", "period", "agent_id", "kind", "component")
    )
    rows.sort(key=lambda row: -abs(row["delta"]))
    shown = [
        _moved(row, "delta")
        | {"kind": word(book, row["kind"]), "component": word(book, row["component"])}
        for row in rows
        if row["delta"] or row["rank_before"] != row["rank_after"]
    ]
    write_table(sheet, MOVERS, shown, freeze=2)


def add_packs(book: Book, peers: Peers) -> None:
    """Whole packs of rules on the same history."""
    sheet = open_sheet(
        book, N_("Packs compared"), N_("Whole packs of rules on the same history"),
        "pack_comparison",
    )  # fmt: skip
    rows = read(book.tables, "pack_comparison", "pack")
    shown = [
        row
        | {
            "pack": word(book, row["pack"]),
            "pareto": Cell(row["pareto"], "good" if row["pareto"] else "plain"),
            "dominated_by": word(book, row["dominated_by"]),
        }
        for row in rows
    ]
    placed = write_table(sheet, PACKS, shown, freeze=1)
    if rows:
        title = book.language.text(N_("Cost by pack"))
        series = Series(
            placed.head("cost_amount"), placed.cells("pack"), placed.cells("cost_amount"), 0
        )
        drawing = Drawing("bar", title, (series,), gap=40)
        sheet.row = draw(sheet, drawing, sheet.row, 0, width=720, height=110 + 30 * len(rows))
