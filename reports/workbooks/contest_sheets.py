"""Standings, prizes and effects of contests; what is not final says so."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, read, total
from reports.table import Cell, write_table
from reports.vocabulary import rule_place
from reports.workbooks.listing import names, open_sheet, twin

STATES = {
    "provisional": (N_("provisional"), "warn"),
    "final": (N_("final"), "good"),
    "under_review": (N_("under review"), "bad"),
    "payable": (N_("payable"), "good"),
}
CONTEST = Figure("contest", N_("Contest"), "text", N_("Contest by its name"),
                 "contest_standings.contest_id")  # fmt: skip
STATE = Figure("state", N_("State"), "text",
               N_("Provisional until the data pass the end of the contest by its lag"),
               "contest_standings.state")  # fmt: skip
STANDINGS = (
    CONTEST,
    STATE,
    Figure("rank", N_("Rank"), "count", N_("Rank; equal results share one"),
           "contest_standings.rank"),
    Figure("who", N_("Person or team"), "text", N_("Name of the person or team"),
           "directory.full_name"),
    Figure("team_id", N_("Team"), "text", N_("Team in the time of the contest"),
           "contest_standings.team_id"),
    Figure("value", N_("Result"), "number", N_("Figure that the contest ranks"),
           "contest_standings.value"),
    Figure("n", N_("n"), "count", N_("Number of cases"), "contest_standings.n"),
    Figure("tickets", N_("Lots"), "count", N_("Lots in a draw"), "contest_standings.tickets"),
    Figure("achieved_on", N_("Reached on"), "date",
           N_("First day from which the running figure never fell short of the final one"),
           "contest_standings.achieved_on"),
    Figure("fit", N_("May win"), "text", N_("Whether anything speaks against it"),
           "contest_standings.eligible"),
    Figure("data_until", N_("Data until"), "date", N_("Last full day of the data"),
           "contest_standings.data_until"),
    Figure("note", N_("Remark"), "text", N_("Conditions that are not met"),
           "contest_standings.note_zh"),
)  # fmt: skip
PRIZES = (
    Figure("contest", N_("Contest"), "text", N_("Contest by its name"),
           "contest_prizes.contest_id"),
    Figure("state", N_("State"), "text", N_("Only what is payable is paid"),
           "contest_prizes.state"),
    Figure("rank", N_("Rank"), "count", N_("Rank; empty where drawn by lot"),
           "contest_prizes.rank"),
    Figure("who", N_("Winner"), "text", N_("Name of the winner"), "directory.full_name"),
    Figure("team_id", N_("Team"), "text", N_("Team of the winner"), "contest_prizes.team_id"),
    Figure("amount", N_("Prize"), "amount", N_("Amount of the prize"), "contest_prizes.amount"),
    Figure("payout_on", N_("Paid on"), "date", N_("Day of payment"), "contest_prizes.payout_on"),
    Figure("payroll_code", N_("Payroll code"), "text", N_("Code in the payroll system"),
           "contest_prizes.payroll_code"),
    Figure("taxable", N_("Taxable"), "text", N_("Whether income tax is due"),
           "contest_prizes.taxable"),
    Figure("reason", N_("Why"), "text", N_("The reason in words"), "contest_prizes.reason_zh"),
    Figure("rule", N_("Rule"), "text", N_("Rule file and day"), "contest_prizes.rule_ref"),
)  # fmt: skip
EFFECTS = (
    Figure("contest", N_("Contest"), "text", N_("Contest by its name"),
           "contest_effects.contest_id"),
    Figure("metric", N_("Metric"), "text", N_("Metric that the contest is about"),
           "contest_effects.metric"),
    Figure("people", N_("Participants"), "count", N_("Participants with figures before and during"),
           "contest_effects.people"),
    Figure("before_mean", N_("Before"), "number", N_("Mean of the participants before"),
           "contest_effects.before_mean"),
    Figure("during_mean", N_("During"), "number", N_("Mean of the participants during"),
           "contest_effects.during_mean"),
    Figure("control_people", N_("Control group"), "count", N_("People compared with"),
           "contest_effects.control_people"),
    Figure("control_before_mean", N_("Control before"), "number",
           N_("Mean of the control group before"), "contest_effects.control_before_mean"),
    Figure("control_during_mean", N_("Control during"), "number",
           N_("Mean of the control group during"), "contest_effects.control_during_mean"),
    Figure("effect", N_("Effect"), "number",
           N_("Change of the participants less that of the control group"),
           "contest_effects.effect"),
    Figure("effect_low", N_("Lower bound"), "number", N_("Lower bound of the effect"),
           "contest_effects.effect_low"),
    Figure("effect_high", N_("Upper bound"), "number", N_("Upper bound of the effect"),
           "contest_effects.effect_high"),
    Figure("value_amount", N_("Worth"), "amount", N_("Gained units at the price of the terms"),
           "contest_effects.value_amount"),
    Figure("cost_amount", N_("Cost"), "amount", N_("Sum of the prizes"),
           "contest_effects.cost_amount"),
    Figure("return_ratio", N_("Return"), "ratio", N_("(Worth − cost) ÷ cost"),
           "contest_effects.return_ratio", digits=0),
    Figure("return_low", N_("Return, low"), "ratio", N_("The same at the lower bound"),
           "contest_effects.return_low", digits=0),
    Figure("return_high", N_("Return, high"), "ratio", N_("The same at the upper bound"),
           "contest_effects.return_high", digits=0),
    Figure("note", N_("In words"), "text", N_("The finding in words"), "contest_effects.note_zh"),
)  # fmt: skip


def add_standings(book: Book, peers: Peers) -> None:
    """Who stands where in each contest."""
    sheet = open_sheet(
        book, N_("Standings"), N_("Who stands where, as far as the data reach"),
        "contest_standings",
    )  # fmt: skip
    called = names(book)
    rows = read(book.tables, "contest_standings", "contest_id", "rank", "subject_id")
    shown = [_standing(book, called, row) for row in rows]
    write_table(sheet, STANDINGS, shown, freeze=4)
    for contest, state in sorted({(row["contest_id"], row["state"]) for row in rows}):
        words, tone = STATES.get(state, (state, "plain"))
        sheet.headline(
            N_("{contest}: {state}"),
            tone=tone,
            contest=_contest(book, contest),
            state=book.language.text(words),
        )


def _standing(book: Book, called: dict[str, str], row: Row) -> dict[str, Any]:
    text = book.language.text
    fit = Cell(text(N_("yes")), "good") if row["eligible"] else Cell(text(N_("no")), "warn")
    if row["under_review"]:
        fit = Cell(text(STATES["under_review"][0]), "bad")
    return row | {
        "contest": _contest(book, row["contest_id"]),
        "state": _state(book, row["state"]),
        "who": called.get(row["subject_id"], row["subject_id"]),
        "fit": fit,
        "note": twin(book, row, "note"),
    }


def _contest(book: Book, contest_id: str) -> str:
    return book.language.choose(*book.context.names.get(contest_id, (contest_id, contest_id)))


def _state(book: Book, state: str) -> Cell:
    words, tone = STATES.get(state, (state, "plain"))
    return Cell(book.language.text(words), tone)


def add_prizes(book: Book, peers: Peers) -> None:
    """Who wins what, and whether it may be paid."""
    sheet = open_sheet(
        book, N_("Prizes"), N_("Who wins what, and whether it may be paid"), "contest_prizes"
    )
    called = names(book)
    rows = read(book.tables, "contest_prizes", "contest_id", "rank", "agent_id")
    shown = [
        row
        | {
            "contest": _contest(book, row["contest_id"]),
            "state": _state(book, row["state"]),
            "who": called.get(row["agent_id"], row["agent_id"]),
            "reason": twin(book, row, "reason"),
            "rule": rule_place(book, row["rule_ref"]),
        }
        for row in rows
    ]
    whole: dict[str, Any] = {figure.key: "" for figure in PRIZES}
    whole |= {"contest": book.language.text(N_("Total")), "amount": total(rows, "amount")}
    write_table(sheet, PRIZES, shown, freeze=4, total=whole if rows else None)


def add_effects(book: Book, peers: Peers) -> None:
    """What each contest changed against a control group, and its return."""
    sheet = open_sheet(
        book,
        N_("Effect"),
        N_("Difference in differences against a control group, and the return on the prizes"),
        "contest_effects",
    )
    rows = read(book.tables, "contest_effects", "contest_id")
    write_table(sheet, EFFECTS, [_effect(book, row) for row in rows], freeze=1)


def _effect(book: Book, row: Row) -> dict[str, Any]:
    metric = book.context.metrics.get(row["metric"])
    low, high = row["effect_low"], row["effect_high"]
    tone = "plain"
    if low is not None and high is not None:
        tone = "good" if low > 0 else "bad" if high < 0 else "plain"
    return row | {
        "contest": _contest(book, row["contest_id"]),
        "metric": book.language.choose(metric.name_zh, metric.name_en) if metric else row["metric"],
        "effect": Cell(row["effect"], tone),
        "note": twin(book, row, "note"),
    }
