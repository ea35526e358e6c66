"""The parts of a component as trace nodes, down to the score, the contract or the tier."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.arrow_text import filled, repeated
from scoring.columns import Figures, Mask, Rows
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS
from scoring.pay.nodes import Nodes
from scoring.pay.parts import Factor, taken
from scoring.pay.performance import coefficient_path
from scoring.points.paths import segment_suffixes
from scoring.rules.pay_plans import PerformancePlan
from scoring.trace import Each, Frame, Input

ONE = Decimal(1)


def trace_parts(nodes: Nodes) -> None:
    """Σ parts where there are several, the product of each, and what it starts from."""
    amounts = nodes.amounts
    free, single = ~amounts.held, amounts.single
    above = np.where(amounts.limit_shown, f"{nodes.path}.limited", nodes.path)
    _sums(nodes, np.flatnonzero(free & ~single), above)
    group = amounts.persons.group
    parent = np.where(single, above, f"{nodes.path}.parts")[group]
    suffix = _suffixes(nodes)
    for places, factors in amounts.parts.patterns():
        some = places[free[group[places]]]
        if len(some):
            _products(nodes, some, factors, pa.array(parent[some]), suffix.take(pa.array(some)))
    _coefficients(nodes, np.flatnonzero(free), single)
    _contracts(nodes, np.flatnonzero(free[group]), suffix)


def _suffixes(nodes: Nodes) -> pa.Array:
    """What tells the parts of one person apart in paths; '' for a single one."""
    amounts, parts = nodes.amounts, nodes.amounts.parts
    if parts.labels is not None:
        return filled("/", parts.labels)
    if amounts.single.all():
        return repeated("", len(parts))
    texts = segment_suffixes(amounts.group.people, parts.rows)
    alone = amounts.single[amounts.persons.group]
    return pc.call_function("if_else", [pa.array(alone), pa.scalar(""), texts])


def _sums(nodes: Nodes, who: Rows, above: Rows) -> None:
    if not len(who):
        return
    amounts = nodes.amounts
    exact = amounts.exact.take(who)
    output = exact.truncated(SCORE_DIGITS)
    inputs: list[Input] = [("parts", Each(_listed(nodes, who)))]
    counts = pa.array(amounts.persons.counts[who].astype(str), pa.string())
    figures = output.text(MONEY_DIGITS)
    notes = (
        filled("未舍入 ", figures, " = Σ ", counts, " 项"),
        filled("Unrounded ", figures, " = Σ of ", counts),
    )
    rows, path = amounts.group.rows[who], f"{nodes.path}.parts"
    parent = pa.array(above[who])
    nodes.node(rows, path, parent, "amount", "parts", inputs, output, notes)


def _listed(nodes: Nodes, who: Rows) -> pa.Array:
    """Of each of `who` the exact parts as a JSON list."""
    persons = nodes.amounts.persons
    texts = filled('"', nodes.amounts.parts.product.written(), '"').take(pa.array(persons.order))
    ends = np.append(persons.starts, len(persons.order)).astype(np.int32)
    lists = pa.ListArray.from_arrays(pa.array(ends), texts).take(pa.array(who))
    return filled("[", pc.call_function("binary_join", [lists, pa.scalar(",")]), "]")


def _products(
    nodes: Nodes, places: Rows, factors: tuple[Factor, ...], parent: pa.Array, suffix: pa.Array
) -> None:
    parts, at = nodes.amounts.parts, pa.array(places)
    output = parts.product.take(places).truncated(SCORE_DIGITS)
    told = filled(output.text(MONEY_DIGITS), " = ", parts.told.take(at))
    inputs: list[Input] = []
    for factor in factors:
        value = factor.value.take(places)
        if factor.node is None:
            inputs.append((factor.name, value))
        else:
            node = filled(factor.node, suffix) if factor.own_node else factor.node
            inputs.append((factor.name, value, node))
    zh, en = ("未舍入 ", told), ("Unrounded ", told)
    if parts.reasons is not None:
        zh, en = ((reason.take(at), " ", told) for reason in parts.reasons)
    path = filled(f"{nodes.path}.product", suffix)
    rows = parts.rows[places]
    notes = (filled(*zh), filled(*en))
    if parts.operation != "product":
        inputs = taken(parts.inputs, places)
    nodes.node(rows, path, parent, "amount", parts.operation, inputs, output, notes)


def _coefficients(nodes: Nodes, who: Rows, single: Mask) -> None:
    amounts, plan = nodes.amounts, nodes.amounts.component
    coefficient = amounts.parts.coefficient
    if coefficient is None or not isinstance(plan, PerformancePlan) or not len(who):
        return
    first = amounts.first[who]
    value, score = coefficient.value.take(first), coefficient.score.take(first)
    inputs: list[Input] = [
        ("value", score, "score/total"),
        *plan.coefficient.parameters(ONE),
    ]
    where = repeated(coefficient.told(), len(coefficient.value)).take(pa.array(first))
    told, cut = value.text(MONEY_DIGITS), score.text_cut()
    notes = (
        filled("系数 ", told, "：得分 ", cut, " 落入 ", where),
        filled("Coefficient ", told, ": score ", cut, " falls in ", where),
    )
    parent = np.where(single[who], f"{nodes.path}.product", f"{nodes.path}.parts")
    nodes.trace.add(
        Frame(
            rows=amounts.group.rows[who],
            path=coefficient_path(plan.id),
            parent=pa.array(parent),
            kind="function",
            operation=plan.coefficient.code,
            inputs=inputs,
            output=value,
            notes=notes,
            unit="1",
            digits=SCORE_DIGITS,
            rule_ref=plan.rule_ref,
        )
    )


def _contracts(nodes: Nodes, places: Rows, suffix: pa.Array) -> None:
    """The contract amounts that the base starts from."""
    parts = nodes.amounts.parts
    base = next((one for one in parts.factors if one.name == "contract_amount"), None)
    if base is None or parts.base is None or not len(places):
        return
    amount, endings = parts.base.take(places), suffix.take(pa.array(places))
    amount = Figures(amount.units, MONEY_DIGITS)
    inputs: list[Input] = [("table", "people"), ("column", "base_salary_amount")]
    told = amount.text(MONEY_DIGITS)
    notes = (filled("合同月工资 ", told), filled("Monthly contract amount ", told))
    path, parent = (
        filled(f"{nodes.path}.contract", endings),
        filled(f"{nodes.path}.product", endings),
    )
    rows = parts.rows[places]
    nodes.node(rows, path, parent, "source", "source", inputs, amount, notes)
