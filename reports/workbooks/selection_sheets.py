"""Who may be promoted and what is missing, and the talent pool with its certainty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.chart import Drawing, Series, draw
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import rule_place, word
from reports.workbooks.listing import names, open_sheet, twin
from reports.workbooks.people_sheets import NAME, TEAM
from reports.workbooks.spans import month_rows
from reports.workbooks.staff import named

SELECTION = Figure("selection_id", N_("Selection"), "text", N_("Promotion or pool by its id"),
                   "promotion_eligibility.selection_id")  # fmt: skip
VERDICT = Figure("verdict", N_("Eligible"), "text", N_("Whether every criterion is met"),
                 "promotion_eligibility.eligible")  # fmt: skip
PROMOTION = (
    NAME,
    TEAM,
    SELECTION,
    VERDICT,
    Figure("criteria", N_("Criteria"), "count", N_("Criteria that were judged"),
           "promotion_eligibility.criterion_id"),
    Figure("failed", N_("Not met"), "count", N_("Criteria that are not met"),
           "promotion_eligibility.met"),
    Figure("missing", N_("What is missing"), "text", N_("The criteria that are not met, in words"),
           "promotion_eligibility.note_zh"),
)  # fmt: skip
CRITERIA = (
    NAME,
    TEAM,
    SELECTION,
    Figure("criterion", N_("Criterion"), "text", N_("Criterion by its name"),
           "promotion_eligibility.name_zh"),
    Figure("met", N_("Met"), "text", N_("Whether the criterion is met"),
           "promotion_eligibility.met"),
    Figure("figure", N_("Figure"), "number",
           N_("Figure that was judged; empty without enough data"), "promotion_eligibility.figure"),
    Figure("operator", N_("Compared"), "text", N_("How it is compared"),
           "promotion_eligibility.operator"),
    Figure("threshold", N_("Threshold"), "number", N_("What it is compared with"),
           "promotion_eligibility.threshold"),
    Figure("n", N_("n"), "count", N_("Number of cases"), "promotion_eligibility.n"),
    Figure("note", N_("In words"), "text", N_("The finding in words"),
           "promotion_eligibility.note_zh"),
    Figure("rule", N_("Rule"), "text", N_("Rule file and day"), "promotion_eligibility.rule_ref"),
)  # fmt: skip
TALENT = (
    Figure("rank", N_("Rank"), "count", N_("Rank by mean score; equal results share one"),
           "talent_pool.rank"),
    NAME,
    TEAM,
    Figure("mean_low", N_("Lower bound"), "score", N_("Lower bound of the mean"),
           "talent_pool.mean_low"),
    Figure("mean_score", N_("Mean"), "score", N_("Mean monthly score"), "talent_pool.mean_score"),
    Figure("mean_high", N_("Upper bound"), "score", N_("Upper bound of the mean"),
           "talent_pool.mean_high"),
    Figure("confidence", N_("Confidence"), "ratio", N_("Confidence of the bounds"),
           "talent_pool.confidence", digits=0),
    Figure("months", N_("Months"), "count", N_("Months with a score"), "talent_pool.months"),
    Figure("stability", N_("Spread"), "score", N_("Standard deviation of the monthly scores"),
           "talent_pool.stability"),
    Figure("lowest_score", N_("Lowest"), "score", N_("Lowest monthly score"),
           "talent_pool.lowest_score"),
    Figure("trend", N_("Trend"), "score", N_("Least-squares slope, points a month"),
           "talent_pool.trend"),
    Figure("box", N_("Nine boxes"), "text", N_("Performance × potential"), "talent_pool.box"),
    Figure("verdict", N_("Eligible"), "text", N_("Whether every criterion is met"),
           "talent_pool.eligible"),
    Figure("next", N_("Next in rank"), "text", N_("Person in the next row"),
           "talent_pool.next_agent_id"),
    Figure("probability", N_("P(above next)"), "ratio",
           N_("Probability of really ranking above the next"), "talent_pool.probability_above_next",
           digits=0),
)  # fmt: skip
SHOWN = 15


def add_promotion(book: Book, peers: Peers) -> None:
    """One row per person: eligible, or what is missing."""
    sheet = open_sheet(
        book,
        N_("Promotion"),
        N_("Who meets every criterion, and what the others lack"),
        "promotion_eligibility",
    )
    lines = named(
        book, month_rows(book, "promotion_eligibility", "selection_id", "agent_id", "criterion_id")
    )
    rows = [_judged(book, own) for own in grouped(lines, "selection_id", "agent_id").values()]
    rows.sort(key=lambda row: (row["selection_id"], row["failed"], str(row["person"])))
    write_table(sheet, PROMOTION, rows, freeze=1)
    if rows:
        sheet.headline(
            N_("{n} of {all} people meet every criterion of promotion"),
            n=sum(row["failed"] == 0 for row in rows),
            all=len(rows),
        )


def _judged(book: Book, criteria: Sequence[Row]) -> dict[str, Any]:
    failed = [row for row in criteria if not row["met"]]
    missing = [twin(book, row, "note") or twin(book, row, "name") or "" for row in failed]
    first = criteria[0]
    return {
        "person": first["person"],
        "team_id": first["team_id"],
        "selection_id": word(book, first["selection_id"]),
        "verdict": Cell(first["eligible"], "good" if first["eligible"] else "plain"),
        "criteria": len(criteria),
        "failed": len(failed),
        "missing": book.language.choose("；", "; ").join(missing) or None,
    }


def add_criteria(book: Book, peers: Peers) -> None:
    """Every criterion of everybody with its figure and threshold."""
    sheet = open_sheet(
        book,
        N_("Promotion criteria"),
        N_("Figure against threshold, criterion by criterion"),
        "promotion_eligibility",
    )
    lines = month_rows(book, "promotion_eligibility", "selection_id", "agent_id", "criterion_id")
    rows = [
        row
        | {
            "selection_id": word(book, row["selection_id"]),
            "criterion": twin(book, row, "name"),
            "met": Cell(row["met"], "good" if row["met"] else "warn"),
            "note": twin(book, row, "note"),
            "rule": rule_place(book, row["rule_ref"]),
        }
        for row in named(book, lines)
    ]
    write_table(sheet, CRITERIA, rows, freeze=1)


def add_talent(book: Book, peers: Peers) -> None:
    """The pools, ranked, with the certainty of each rank."""
    sheet = open_sheet(
        book,
        N_("Talent pool"),
        N_("Ranked by mean score; a rank says little where the probability is near 50 %"),
        "talent_pool",
    )
    pools = grouped(
        named(book, month_rows(book, "talent_pool", "selection_id", "rank", "agent_id")),
        "selection_id",
    )
    called = names(book)
    for index, (key, pool) in enumerate(pools.items()):
        sheet.caption(N_("Pool {name}"), name=word(book, key[0]))
        sheet.line(book.language.text(N_("Method: {method}"), method=pool[0]["method"]), tone="off")
        rows = [_ranked(book, called, row) for row in pool]
        placed = write_table(sheet, TALENT, rows, freeze=None if index else 2)
        _chart(sheet, placed, len(rows))
    if not pools:
        write_table(sheet, TALENT, [], freeze=2)


def _ranked(book: Book, called: dict[str, str], row: Row) -> dict[str, Any]:
    chance = row["probability_above_next"]
    sure = chance is not None and chance >= row["confidence"]
    return row | {
        "box": twin(book, row, "box"),
        "verdict": Cell(row["eligible"], "good" if row["eligible"] else "plain"),
        "next": called.get(row["next_agent_id"], row["next_agent_id"]),
        "probability": Cell(chance, "good" if sure else "plain"),
    }


def _chart(sheet: Sheet, placed: Any, people: int) -> None:
    """Mean scores of the first with their bounds."""
    last = placed.first + min(people, SHOWN) - 1

    def some(key: str) -> list[object]:
        name, first, column, _, _ = placed.cells(key)
        return [name, first, column, last, column]

    series = [
        Series(placed.head(key), some("person"), some(key), colour, dashed=key != "mean_score")
        for key, colour in (("mean_low", 5), ("mean_score", 0), ("mean_high", 5))
    ]
    title = sheet.book.language.text(N_("Mean score with its bounds, by rank"))
    drawing = Drawing("line", title, series, unit="score", digits=0)
    sheet.row = draw(sheet, drawing, sheet.row, 0, width=900, height=300)
