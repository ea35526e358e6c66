"""What the law asks of the month: tests with limit and source, breaches by date, minimum wage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, total
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.rule_lines import write_rules
from reports.workbooks.spans import month_rows
from reports.workbooks.staff import WHO, named

TEST = Figure("test", N_("Test"), "text", N_("What the law asks"),
              "statutory_proofs.name_zh, name_en")  # fmt: skip
UNIT = Figure("unit", N_("Unit"), "text", N_("Unit in which the cell is written"),
              "statutory_proofs.unit")  # fmt: skip
LIMIT = Figure("limit_value", N_("Limit"), "number", N_("What the figure is tested against"),
               "statutory_proofs.limit_value, sense")  # fmt: skip
FIGURE = Figure("figure", N_("Figure tested"), "number",
                N_("The person's figure; of several dates, the worst"),
                "statutory_proofs.figure")  # fmt: skip
SENSE = Figure("sense", N_("Sense"), "text", N_("Whether the limit is a most or a least"),
               "statutory_proofs.sense")  # fmt: skip
BLOCKS = Figure("blocking", N_("Blocks"), "text",
                N_("Whether a broken rule stops publication; others are shown and decided"),
                "statutory_proofs.blocking")  # fmt: skip
SOURCE = Figure("source", N_("Law"), "text", N_("Law or notice that sets the limit"),
                "statutory_proofs.source")  # fmt: skip
COUNSEL = Figure("counsel_status", N_("Legal advice"), "text",
                 N_("Whether counsel has confirmed the parameter"),
                 "statutory_proofs.counsel_status")  # fmt: skip
WHY = Figure("note", N_("Why"), "text", N_("The step in words"),
             "statutory_proofs.note_zh, note_en")  # fmt: skip
RULES = (
    TEST,
    Figure("people", N_("People tested"), "count", N_("People to whom the rule applies"),
           "statutory_proofs.agent_id"),
    Figure("passed_people", N_("Passed"), "count", N_("People for whom it was kept"),
           "statutory_proofs.passed"),
    Figure("failed_people", N_("Not passed"), "count", N_("People for whom it was broken"),
           "statutory_proofs.passed"),
    BLOCKS,
    SENSE,
    Figure("limits", N_("Limit"), "text", N_("What the figure is tested against"),
           "statutory_proofs.limit_value"),
    SOURCE,
    COUNSEL,
)  # fmt: skip
OUTCOME = Figure("outcome", N_("Outcome"), "text", N_("Passed or failed"),
                 "statutory_proofs.passed")  # fmt: skip
PROOFS = (*WHO, TEST, OUTCOME, FIGURE, SENSE, LIMIT, UNIT, BLOCKS, WHY)
BREACHES = (
    *WHO,
    Figure("work_date", N_("Date"), "date", N_("Date of the breach"),
           "statutory_violations.work_date"),
    FIGURE, LIMIT, UNIT, BLOCKS,
    WHY,
)  # fmt: skip
MINIMUM = (
    *WHO,
    Figure("figure", N_("Counted wage"), "amount",
           N_("Gross pay without overtime, night and similar allowances, after the top-up"),
           "statutory_proofs.figure"),
    Figure("limit_value", N_("Minimum for the time attended"), "amount",
           N_("Local monthly standard × attended fraction"), "statutory_proofs.limit_value"),
    Figure("margin", N_("Above the minimum"), "amount",
           N_("Counted wage minus minimum"), "statutory_proofs.figure − limit_value"),
    Figure("top_up", N_("Minimum-wage top-up"), "amount",
           N_("Paid because the wage lay below the minimum for the time attended (P_min)"),
           "pay_lines.pay_amount"),
    OUTCOME,
    WHY,
)  # fmt: skip
DEDUCTIONS = (
    *WHO,
    Figure("claim_id", N_("Claim"), "text", N_("Number of the claim"), "deduction_ledger.claim_id"),
    Figure("arose_on", N_("Arose on"), "date",
           N_("When the loss was established; the oldest is taken first"),
           "deduction_ledger.arose_on"),
    Figure("opening_amount", N_("Owed before"), "amount", N_("Owed at the start of the month"),
           "deduction_ledger.opening_amount"),
    Figure("taken_amount", N_("Deducted"), "amount", N_("Deducted this month"),
           "deduction_ledger.taken_amount"),
    Figure("carried_amount", N_("Carried forward"), "amount", N_("Carried into the next month"),
           "deduction_ledger.carried_amount"),
)  # fmt: skip
NO_PROOF = N_("No statutory test applies to this month.")


def add_statutory(book: Book, peers: Peers) -> None:
    """The proof sheet: each rule with limit, source and legal advice, and the outcome."""
    sheet = Sheet(book, N_("Statutory proofs"), N_("What the law asks, and whether it was kept"))
    sheet.link_home()
    proofs = named(book, month_rows(book, "statutory_proofs", "rule", "agent_id"))
    if not sheet.says_none("statutory_proofs", proofs, NO_PROOF):
        _outcome(sheet, proofs)
    rules = [_rule(book, own) for own in grouped(proofs, "rule").values()]
    write_table(sheet, RULES, rules)
    write_rules(sheet, proofs)


def add_all_proofs(book: Book, peers: Peers) -> None:
    """Every test of everybody: what is not passed first, blocking before the rest."""
    sheet = Sheet(book, N_("Statutory detail"), N_("Every test of everybody, what failed first"))
    sheet.link_home()
    proofs = named(book, month_rows(book, "statutory_proofs", "rule", "agent_id"))
    sheet.says_none("statutory_proofs", proofs, NO_PROOF)
    proofs.sort(key=lambda row: (row["passed"], row["passed"] or not row["blocking"]))
    rows = [_proof(book, row) | ({"note": ""} if row["passed"] else {}) for row in proofs]
    write_table(sheet, PROOFS, rows, freeze=2)


def add_breaches(book: Book, peers: Peers) -> None:
    """Each date on which a limit of working time was broken."""
    sheet = Sheet(book, N_("Breaches by date"), N_("Limits of working time that were broken"))
    sheet.link_home()
    breaches = named(book, month_rows(book, "statutory_violations", "work_date", "agent_id"))
    nothing = N_("No limit of working time was broken on any date.")
    sheet.says_none("statutory_violations", breaches, nothing)
    write_table(sheet, BREACHES, [_proof(book, row) for row in breaches], freeze=2)


def add_minimum_wage(book: Book, peers: Peers) -> None:
    """Counted wage against the local minimum, with the top-up, nearest to the minimum first."""
    sheet = Sheet(book, N_("Minimum wage"), N_("The wage that counts against the local minimum"))
    sheet.link_home()
    proofs = [r for r in month_rows(book, "statutory_proofs") if r["rule"] == "minimum_wage"]
    sheet.says_none("statutory_proofs", proofs, NO_PROOF)
    pay = [row for row in month_rows(book, "pay_lines") if row["code"] == "P_min"]
    tops = grouped(pay, "agent_id")
    proofs.sort(key=lambda row: (row["figure"] - row["limit_value"], row["agent_id"]))
    rows = [
        _proof(book, row)
        | {
            "figure": row["figure"],
            "limit_value": row["limit_value"],
            "margin": row["figure"] - row["limit_value"],
            "top_up": _top_up(tops.get((row["agent_id"],), [])),
        }
        for row in named(book, proofs)
    ]
    write_table(sheet, MINIMUM, rows, freeze=2)


def add_deductions(book: Book, peers: Peers) -> None:
    """What is owed, deducted and carried into the next month."""
    sheet = Sheet(book, N_("Deductions"), N_("Claims: owed, deducted, carried forward"))
    sheet.link_home()
    rows = named(book, month_rows(book, "deduction_ledger", "agent_id", "arose_on", "claim_id"))
    sheet.says_none("deduction_ledger", rows, N_("Nobody owes a deduction in this month."))
    closing: dict[str, Any] = {figure.key: "" for figure in DEDUCTIONS}
    for key in ("opening_amount", "taken_amount", "carried_amount"):
        closing[key] = total(rows, key)
    closing["agent_id"] = book.language.text(N_("Total"))
    write_table(sheet, DEDUCTIONS, rows, freeze=2, total=closing if rows else None)
    write_rules(sheet, rows)


def _outcome(sheet: Sheet, proofs: Sequence[Row]) -> None:
    failed = [row for row in proofs if not row["passed"]]
    blocking = [row for row in failed if row["blocking"]]
    tone = "bad" if blocking else "warn" if failed else "good"
    counts = {
        "people": len({row["agent_id"] for row in proofs}),
        "tests": len(proofs),
        "failed": len(failed),
        "blocking": len(blocking),
    }
    said = N_("{people} people, {tests} tests, {failed} not passed, {blocking} of them blocking")
    sheet.line(sheet.book.language.text(said, **counts), tone=tone, bold=True)
    sheet.row += 1
    sheet.headline(
        N_("Statutory tests: {failed} of {tests} not passed, {blocking} of them blocking"),
        tone=tone,
        **counts,
    )


def _rule(book: Book, own: Sequence[Row]) -> dict[str, Any]:
    first, failed = own[0], [row for row in own if not row["passed"]]
    limits = sorted({(row["limit_value"], row["unit"]) for row in own})
    advice = sorted({row["counsel_status"] for row in own})
    return {
        "test": book.language.choose(first["name_zh"], first["name_en"]),
        "people": len({row["agent_id"] for row in own}),
        "passed_people": len(own) - len(failed),
        "failed_people": Cell(len(failed), _tone(failed) if failed else "good"),
        "blocking": _yes(book, first["blocking"]),
        "sense": word(book, first["sense"]),
        "limits": _limits(book, limits),
        "source": "; ".join(sorted({row["source"] for row in own})),
        "counsel_status": Cell(
            "; ".join(str(word(book, each)) for each in advice),
            "plain" if advice == ["confirmed"] else "warn",
        ),
    }


def _limits(book: Book, limits: Sequence[tuple[Any, str]]) -> str:
    if len(limits) > 2:
        return book.language.text(N_("by person, see the detail"))
    return "; ".join(
        f"{value:,.2f} {unit}"
        if unit == book.context.currency
        else f"{value.normalize():f} {_unit(book, unit)}"
        for value, unit in limits
    )


def _proof(book: Book, row: Row) -> dict[str, Any]:
    text = book.language.text
    passed = row.get("passed", False)
    unit = row["unit"]
    return row | {
        "test": book.language.choose(row.get("name_zh"), row.get("name_en")),
        "outcome": Cell(text(N_("Passed")), "good")
        if passed
        else Cell(text(N_("Not passed")), _tone([row])),
        "figure": _measured(book, row["figure"], unit, "plain" if passed else _tone([row])),
        "limit_value": _measured(book, row["limit_value"], unit),
        "sense": word(book, row.get("sense")),
        "unit": _unit(book, unit),
        "blocking": _yes(book, row["blocking"]),
        "note": book.language.choose(row["note_zh"], row["note_en"]),
    }


def _measured(book: Book, value: object, unit: str, tone: str = "plain") -> Cell:
    if unit == book.context.currency:
        return Cell(value, tone, "amount")
    return Cell(value, tone, "count" if unit == "d" else "number", 0 if unit == "d" else 2)


def _unit(book: Book, unit: str) -> str:
    return {"h": book.language.text(N_("h")), "d": book.language.text(N_("days"))}.get(unit, unit)


def _yes(book: Book, value: bool) -> str:
    return book.language.text(N_("yes") if value else N_("no"))


def _tone(rows: Sequence[Row]) -> str:
    return "bad" if any(row["blocking"] for row in rows) else "warn"


def _top_up(lines: Sequence[Row]) -> Cell:
    amount = total(lines, "pay_amount")
    return Cell(amount, "warn" if amount else "plain")
