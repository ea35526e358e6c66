"""Scorecards, tariffs, pay plans and evaluation forms as they stand in the month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row
from reports.table import write_table
from reports.vocabulary import word
from reports.workbooks.listing import open_sheet, twin
from reports.workbooks.rule_nodes import Node, headed, in_words, indented, nodes
from reports.workbooks.spans import month_rows

FROM = "rule_values.value"
SINCE = Figure("since", N_("In force since"), "date",
               N_("Latest day on which one of the values began"), "rule_values.since")  # fmt: skip
SOURCE = Figure("source", N_("Authority"), "text", N_("Document that the values rest on"),
                "rule_values.source")  # fmt: skip
SCORECARD = (
    Figure("node", N_("Scorecard, section, item"), "text",
           N_("Node of the tree, set in by its depth"), "rule_values.name_zh"),
    Figure("metric", N_("Metric"), "text", N_("Metric that the item scores"), FROM),
    Figure("weight", N_("Weight"), "score", N_("Weight within the node above; children sum to 100"),
           FROM),
    Figure("function", N_("Scoring"), "text", N_("Function from value to score, in figures"), FROM),
    Figure("least", N_("Least sample"), "count", N_("Fewer cases count as missing"), FROM),
    Figure("missing", N_("Where missing"), "text", N_("What happens to a missing value"), FROM),
    Figure("other", N_("Gates and other rules"), "text", N_("Everything else that the node says"),
           FROM),
    SINCE,
    SOURCE,
)  # fmt: skip
TARIFF = (
    Figure("plan", N_("Plan"), "text", N_("Name of the plan"), "rule_values.name_zh"),
    Figure("rule", N_("Rule"), "text", N_("What the value says"), "rule_values.field"),
    Figure("of", N_("Of"), "text", N_("Type of work, role or class of day"), "rule_values.field"),
    Figure("value", N_("Value"), "text", N_("Value in force, in words and figures"), FROM),
    SINCE,
    SOURCE,
)  # fmt: skip
PAY = (
    Figure("node", N_("Plan, component"), "text", N_("Node of the plan, set in by its depth"),
           "rule_values.name_zh"),
    Figure("code", N_("Kind of pay"), "text", N_("Kind of component"), FROM),
    Figure("formula", N_("Formula"), "text", N_("How the amount is made"), FROM),
    Figure("who", N_("For whom"), "text", N_("Roles that get it"), FROM),
    Figure("values", N_("Values"), "text", N_("Amounts, coefficients, shares and gates"), FROM),
    Figure("floor", N_("Floor"), "amount", N_("Least amount"), FROM),
    Figure("cap", N_("Cap"), "amount", N_("Highest amount"), FROM),
    Figure("payroll_code", N_("Payroll code"), "text", N_("Code in the payroll system"), FROM),
    Figure("taxable", N_("Taxable"), "text", N_("Whether income tax is due"), FROM),
    SINCE,
    SOURCE,
)  # fmt: skip
FORMS = (
    Figure("form", N_("Form"), "text", N_("Form by its id"), "rule_values.rule_id"),
    Figure("section", N_("Section of the form"), "text", N_("Section of the form"),
           "rule_values.above_zh"),
    Figure("question", N_("Question"), "text", N_("Question, or the rule of the whole form"),
           "rule_values.name_zh"),
    Figure("other", N_("Other rules"), "text", N_("Everything else that the form says"), FROM),
    Figure("points", N_("Points possible"), "score", N_("Points that could be given"), FROM),
    Figure("weight", N_("Weight"), "score", N_("Weight of the question in the form"), FROM),
    Figure("fatal", N_("Fatal"), "text", N_("Class and effect of a fatal error"), FROM),
    SINCE,
    SOURCE,
)  # fmt: skip
POLICIES = ("multi_source", "quality_weights", "quality_policy")
UNTOLD = ("description", "owner", "variant", "rounding", "currency")


def add_scorecards(book: Book, peers: Peers) -> None:
    """The tree of every scorecard with weights, functions and policies."""
    sheet = open_sheet(
        book, N_("Scorecards"), N_("Weights, scoring, gates: in force in the month"), "rule_values"
    )
    rows = [headed(_card(book, node), node) for node in nodes(book, "scorecard")]
    write_table(sheet, SCORECARD, rows, freeze=1, filtered=False)


def _card(book: Book, node: Node) -> dict[str, Any]:
    told = ("metric", "weight", "function", "min_sample", "missing_policy", *UNTOLD)
    return {
        "node": indented(node),
        "metric": node.words(book, "metric"),
        "weight": node.number("weight"),
        "function": node.words(book, "function"),
        "least": node.number("min_sample"),
        "missing": node.words(book, "missing_policy"),
        "other": _rest(book, node, told),
        "since": node.since,
        "source": node.sources(book),
    }


def _rest(book: Book, node: Node, told: Sequence[str]) -> str | None:
    """What a node says besides the keys `told`; a gate's rule needs no name."""
    parts = []
    for key, row in node.said.items():
        if key not in told:
            words = _readable(book, row)
            named = key != "rule"
            parts.append(f"{twin(book, row, 'field')} {words}" if named else str(words))
    return book.language.choose("；", "; ").join(parts) or None


def _readable(book: Book, row: Row) -> str | None:
    """Roles one by one in words, anything else as it is told."""
    if row["field"].rpartition("/")[2] != "applies_to":
        return in_words(book, row)
    roles = (row["value_en"] or "").split(", ")
    if roles == ["everyone"]:
        return twin(book, row, "value")
    return book.language.choose("、", ", ").join(word(book, role) or "" for role in roles)


def add_tariffs(book: Book, peers: Peers) -> None:
    """Every value of the points tariffs."""
    sheet = open_sheet(
        book, N_("Points tariff"), N_("What each type of work is worth"), "rule_values"
    )
    write_table(sheet, TARIFF, _said(book, "points"), freeze=2)


def _said(book: Book, *kinds: str) -> list[dict[str, Any]]:
    """Every value of the rules of some kinds, a row each."""
    rows = month_rows(book, "rule_values", "file", "position")
    told = [row for row in rows if row["kind"] in kinds and row["field"] not in UNTOLD]
    return [_tariff(book, row) for row in told]


def _tariff(book: Book, row: Row) -> dict[str, Any]:
    outer, _, inner = row["field"].partition("/")
    name, _, below = (twin(book, row, "field") or outer).partition(" · ")
    return {
        "plan": twin(book, row, "name"),
        "rule": name,
        "of": (below if below != inner else word(book, inner.removeprefix("contact:"))) or None,
        "value": _readable(book, row),
        "since": row["since"],
        "source": row["source"],
    }


def add_pay_plans(book: Book, peers: Peers) -> None:
    """The components of every pay plan."""
    sheet = open_sheet(
        book, N_("Pay plans"), N_("Components, formulas, limits: in force in the month"),
        "rule_values",
    )  # fmt: skip
    told = [(_component(book, node), node) for node in nodes(book, "pay")]
    unused = {key for key in ("floor", "cap") if all(row[key] is None for row, _ in told)}
    figures = [figure for figure in PAY if figure.key not in unused]
    rows = [headed(row, node) for row, node in told]
    write_table(sheet, figures, rows, freeze=1, filtered=False)


def _component(book: Book, node: Node) -> dict[str, Any]:
    told = ("code", "formula", "applies_to", "floor", "cap", "payroll_code", "taxable", *UNTOLD)
    who = node.said.get("applies_to")
    return {
        "node": indented(node),
        "code": node.words(book, "code"),
        "formula": node.words(book, "formula"),
        "who": _readable(book, who) if who else None,
        "values": _rest(book, node, told),
        "floor": node.number("floor"),
        "cap": node.number("cap"),
        "payroll_code": node.words(book, "payroll_code"),
        "taxable": node.words(book, "taxable"),
        "since": node.since,
        "source": node.sources(book),
    }


def add_forms(book: Book, peers: Peers) -> None:
    """The questions of every evaluation form, and how quality is judged."""
    sheet = open_sheet(
        book, N_("Evaluation forms"), N_("Questions, weights and fatal errors"), "rule_values"
    )
    rows = [headed(_question(book, node), node) for node in nodes(book, "quality_form")]
    write_table(sheet, FORMS, rows, freeze=3, filtered=False)
    policies = _said(book, *POLICIES)
    if policies:
        sheet.caption(N_("How evaluations are weighted and judged"))
        write_table(sheet, TARIFF, policies, filtered=False)


def _question(book: Book, node: Node) -> dict[str, Any]:
    return {
        "form": node.rule_id,
        "section": node.above if node.depth else None,
        "question": node.name,
        "points": node.number("full_points"),
        "weight": node.number("weight"),
        "fatal": node.words(book, "fatal"),
        "other": _rest(book, node, ("full_points", "weight", "fatal", *UNTOLD)),
        "since": node.since,
        "source": node.sources(book),
    }
