"""Amounts as rows of pay_lines."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from scoring.arrow_text import Texts, chosen, filled, repeated
from scoring.columns import Figures, Fractions, Mask, Rows, minus, product
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS
from scoring.pay.amounts import Amounts
from scoring.pay.components import Paid
from scoring.pay.floating_price import SIDES
from scoring.pay.parts import scattered
from scoring.tables import MONEY, NUMBER, PAY_LINES

PARTS_TOLD = 3


def pay_lines(period: str, paid: Paid) -> pa.Table:
    """Rows of data_contracts/outputs/pay_lines, by person and component in plan order."""
    batches = [_batch(period, paid, amounts) for amounts in paid.amounts]
    table = pa.Table.from_batches(batches, PAY_LINES).combine_chunks()
    person = np.concatenate([one.group.people.person[one.group.rows] for one in paid.amounts])
    return table.take(pa.array(np.argsort(person, kind="stable")))


def _batch(period: str, paid: Paid, amounts: Amounts) -> pa.RecordBatch:
    plan, count = amounts.component, len(amounts)
    free = ~amounts.held
    unrounded = amounts.limited.truncated(SCORE_DIGITS)
    columns = {
        "period": period,
        "agent_id": pa.array(amounts.group.people.agent_ids, pa.string()).take(
            pa.array(amounts.group.rows)
        ),
        "component": plan.id,
        "code": plan.code,
        "name_zh": plan.name_zh,
        "name_en": plan.name_en,
        "formula": formula(amounts),
        "base_amount": _base(amounts),
        "factor": _factor(amounts),
        "unrounded_amount": Figures(unrounded.units, SCORE_DIGITS, free).arrow(NUMBER),
        "pay_amount": amounts.paid.arrow(MONEY),
        "rounding_residual": residuals(amounts).arrow(NUMBER),
        "currency": paid.plan.currency,
        "payroll_code": plan.payroll_code,
        "taxable": plan.taxable,
        "counts_for_minimum_wage": plan.counts_for_minimum_wage,
        "rule_ref": plan.rule_ref,
    }
    arrays = [_array(columns[field.name], count, field.type) for field in PAY_LINES]
    return pa.RecordBatch.from_arrays(arrays, schema=PAY_LINES)


def _array(value: object, count: int, kind: pa.DataType) -> pa.Array:
    return value if isinstance(value, pa.Array) else pa.repeat(pa.scalar(value, kind), count)


def residuals(amounts: Amounts) -> Figures:
    """Paid less unrounded, the latter cut at 6 digits; 0 where held."""
    spare = 10 ** (SCORE_DIGITS - MONEY_DIGITS)
    cut = amounts.limited.truncated(SCORE_DIGITS).units
    units = minus(product(amounts.paid.units, spare), cut)
    return Figures(np.where(amounts.held, 0, units))


def _alone(amounts: Amounts) -> Mask:
    """People whose parts all start from one base."""
    base = amounts.parts.base
    if base is None:
        return np.zeros(len(amounts), dtype=bool)
    same = np.asarray(base.units == base.units[amounts.first][amounts.persons.group], dtype=bool)
    return ~amounts.persons.any(~same) & base.is_known[amounts.first]


def _base(amounts: Amounts) -> pa.Array | None:
    base, known = amounts.parts.base, _alone(amounts)
    if base is None:
        return None
    return Figures(base.units[amounts.first], MONEY_DIGITS, known).arrow(MONEY)


def _factor(amounts: Amounts) -> pa.Array | None:
    """The price of a point, or what the base is multiplied by."""
    if amounts.share is not None:
        price = amounts.share.pools.price.take(amounts.share.pool).times(
            hundredths(len(amounts.parts))
        )
        factor, known = price.rounded(SCORE_DIGITS).take(amounts.first), amounts.single
    else:
        factor = amounts.persons.fraction_sums(amounts.parts.rest).rounded(SCORE_DIGITS)
        known = _alone(amounts) if len(amounts.parts.factors) > 1 or _plain(amounts) else None
    if known is None:
        return None
    return Figures(factor.units, SCORE_DIGITS, known & ~amounts.held).arrow(NUMBER)


def _plain(amounts: Amounts) -> bool:
    """A component of one factor that starts from a base: its factor is 1."""
    return amounts.parts.base is not None


def hundredths(count: int) -> Fractions:
    """1 ÷ 100: from fen to the currency's unit."""
    return Fractions(np.full(count, 1), np.full(count, 100))


def formula(amounts: Amounts) -> pa.Array:
    """How each amount was computed, in figures; HOLD where it was not."""
    texts = _changed(amounts, told(amounts))
    for code, hold in enumerate(amounts.holds, start=1):
        at = amounts.hold == code
        if at.any():
            texts = chosen(pa.array(at), f"HOLD: {hold.zh} / {hold.en}", texts)
    return texts


def told(amounts: Amounts) -> pa.Array:
    """The formulas before limits and gates: up to 3 parts written out, more as their number."""
    parts = _frozen(amounts)
    counts = amounts.persons.counts
    if (counts == 1).all():
        return parts.take(pa.array(amounts.first))
    pieces: list[tuple[Rows, pa.Array]] = []
    for size in range(1, PARTS_TOLD + 1):
        who = np.flatnonzero(counts == size)
        starts = amounts.persons.starts[who]
        listed = [parts.take(pa.array(amounts.persons.order[starts + k])) for k in range(size)]
        joined = [part for text in listed for part in (" + ", text)]
        pieces.append((who, repeated(filled(*joined[1:]), len(who))))
    who = np.flatnonzero(counts > PARTS_TOLD)
    pieces.append((who, filled("Σ ", pa.array(counts[who].astype(str), pa.string()))))
    return scattered(pieces, len(amounts))


def _frozen(amounts: Amounts) -> pa.Array:
    """The parts in figures; a share on a limit of its pool says so."""
    parts, share = amounts.parts.told, amounts.share
    if share is None or not share.frozen.any():
        return parts
    limit = share.raw.times(hundredths(len(share.pool))).rounded(MONEY_DIGITS).text(MONEY_DIGITS)
    sides = np.array(["", SIDES[1], SIDES[2]], dtype=object)[share.frozen]
    named = filled(pa.array(sides, pa.string()), " ", limit, " (", parts, ")")
    return chosen(pa.array(share.frozen > 0), named, parts)


def _changed(amounts: Amounts, texts: pa.Array) -> pa.Array:
    changed = amounts.changed & ~amounts.held
    if not changed.any():
        return texts
    after = amounts.limited.truncated(SCORE_DIGITS).text(MONEY_DIGITS)
    full = filled(texts, " → ", after, " (", _reasons(amounts), ")")
    return chosen(pa.array(changed), full, texts)


def _reasons(amounts: Amounts) -> Texts:
    """What changed the product: gates by name, leaving, the law, or else its floor or cap."""
    gates = [(gate.who, f"{gate.plan.id}: {gate.plan.rule.told}") for gate in amounts.fired]
    if amounts.forfeited is not None:
        gates.append((amounts.forfeited, "earned_on_exit: forfeited"))
    return listed(gates, len(amounts), ", ", otherwise="floor/cap")


def listed(named: list[tuple[Mask, str]], count: int, between: str, *, otherwise: str) -> pa.Array:
    """For each person the names that hold, one after the other."""
    texts = np.full(count, "", dtype=object)
    for who, name in named:
        for row in np.flatnonzero(who):
            texts[row] = f"{texts[row]}{between}{name}" if texts[row] else name
    texts[texts == ""] = otherwise
    return pa.array(texts, pa.string())
