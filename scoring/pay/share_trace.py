"""Shares of pools as trace nodes, and the splits of nested pools above them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pyarrow as pa

from scoring.arrow_text import Texts, filled, repeated
from scoring.columns import Figures, Fractions, Rows
from scoring.exact import MONEY_DIGITS, from_units, shown
from scoring.pay.amounts import Amounts
from scoring.pay.components import Paid
from scoring.pay.floating_price import SIDES
from scoring.pay.lines import hundredths
from scoring.pay.notes import Notes
from scoring.pay.shares import Shares, Split
from scoring.trace import Each, Frame, Input, Trace, encoded


def trace_shares(trace: Trace, paid: Paid, amounts: Amounts, notes: Notes) -> None:
    """Every share: the component itself where one share is all there is to it."""
    share, path = amounts.share, f"pay/{amounts.component.id}"
    assert share is not None
    persons, single = amounts.persons, np.asarray(amounts.persons.counts == 1, dtype=bool)
    itself = single & ~amounts.changed & ~amounts.held
    _sums(trace, paid, amounts, np.flatnonzero(~single & ~amounts.changed & ~amounts.held), notes)
    below = np.where(amounts.changed & ~amounts.held, f"{path}.limited", path)
    first = persons.ranks() == 0
    alone = itself[persons.group]
    for which, ending in (
        (alone, ""),
        (~alone & first, ".share"),
        (~alone & ~first, ".share/"),
    ):
        places = np.flatnonzero(which)
        if not len(places):
            continue
        who = persons.group[places]
        ids = pa.array(np.array(share.pools.ids, dtype=object)[share.pool[places]], pa.string())
        paths = filled(f"{path}{ending}", ids) if ending.endswith("/") else f"{path}{ending}"
        parent = "pay" if not ending else pa.array(below[who])
        for whole in (True, False):
            at = np.flatnonzero(share.all_points[places] == whole)
            node = _Shares(share.take(places[at]), amounts.parts.rows[places[at]])
            where = (_taken(paths, at), _taken(parent, at))
            trace.add(_share(paid, amounts, node, *where, notes.of(who[at]), whole=whole))
            _splits(trace, paid, amounts, node, where[0])


def _sums(trace: Trace, paid: Paid, amounts: Amounts, who: Rows, notes: Notes) -> None:
    """The money of people who share several pools."""
    if len(who):
        trace.add(
            Frame(
                rows=amounts.group.rows[who],
                path=f"pay/{amounts.component.id}",
                parent="pay",
                kind="amount",
                operation="sum",
                inputs=(),
                output=amounts.paid.take(who),
                notes=notes.of(who),
                unit=paid.plan.currency,
                digits=MONEY_DIGITS,
                rule_ref=amounts.component.rule_ref,
            )
        )


@dataclass(frozen=True)
class _Shares:
    """Some shares and the rows of People they belong to."""

    share: Shares
    rows: Rows


def _taken(texts: str | Texts, places: Rows) -> str | Texts:
    return texts if isinstance(texts, str) else repeated(texts, len(texts)).take(pa.array(places))


def _share(
    paid: Paid,
    amounts: Amounts,
    some: _Shares,
    path: str | Texts,
    parent: str | Texts,
    notes: tuple[Texts, Texts],
    *,
    whole: bool,
) -> Frame:
    share, rows = some.share, some.rows
    pools, count = share.pools, len(share.pool)
    raw = share.raw
    plain = Fractions(share.share, np.full(count, 1))
    minus_raw = Fractions(-raw.numerators, raw.denominators)
    last = plain.numerators - raw.numerators // raw.denominators
    inputs: list[Input] = [
        ("pool", _by_pool(share, [encoded(name) for name in pools.ids])),
        ("pool_amount", _by_pool(share, [_text(fen) for fen in pools.amount.tolist()])),
        ("reserve", _by_pool(share, [_text(fen) for fen in pools.reserve.tolist()])),
        ("breach", _by_pool(share, [_text(fen) for fen in pools.breach.tolist()])),
        ("points", share.points, "points") if whole else ("points", share.points),
        ("price", _by_pool(share, [f'"{one}"' for one in _prices(pools.price)])),
        ("frozen", Each([encoded(SIDES.get(side, "")) for side in share.frozen.tolist()])),
        ("floor", amounts.component.floor),
        ("cap", amounts.component.cap),
        ("rounding", Each(np.where(share.exact, '"LARGEST_REMAINDER"', '"HALF_UP"').tolist())),
        ("last_fen", Each([str(int(one)) for one in last.tolist()])),
        ("residual", plain.plus(minus_raw).times(hundredths(count))),
    ]
    return Frame(
        rows=rows,
        path=path,
        parent=parent,
        kind="round",
        operation="pool_share",
        inputs=inputs,
        output=Figures(share.share, MONEY_DIGITS),
        notes=notes,
        unit=paid.plan.currency,
        digits=MONEY_DIGITS,
        rule_ref=amounts.component.rule_ref,
    )


def _by_pool(share: Shares, texts: list[str]) -> Each:
    return Each(repeated(texts, len(texts)).take(pa.array(share.pool)))


def _text(fen: int) -> str:
    return encoded(from_units(int(fen), MONEY_DIGITS))


def _prices(price: Fractions) -> list[str]:
    return price.times(hundredths(len(price))).written().to_pylist()


def _splits(trace: Trace, paid: Paid, amounts: Amounts, some: _Shares, paths: str | Texts) -> None:
    """For everybody in a nested pool the steps from the top pool to theirs."""
    share, rows = some.share, some.rows
    for pool in np.unique(share.pool).tolist():
        splits = share.pools.splits[pool]
        places = np.flatnonzero(share.pool == pool)
        own = _taken(paths, places)
        for depth, split in enumerate(reversed(splits)):
            above = filled(own, ".pool" * depth)
            frame = _split(paid, amounts, split, rows[places], above)
            trace.add(frame)


def _split(paid: Paid, amounts: Amounts, split: Split, rows: Rows, above: str | Texts) -> Frame:
    money, whole = from_units(split.fen, MONEY_DIGITS), from_units(split.parent_fen, MONEY_DIGITS)
    inputs: list[Input] = [
        ("parent_pool", split.parent),
        ("pool", f"{split.parent}/{split.name}"),
        ("parent_amount", whole),
        ("split_by", split.by),
        ("key_name", split.key_name),
        ("key", Fraction(split.key)),
        ("keys", Fraction(split.keys)),
        ("last_fen", split.last_fen),
    ]
    share = f"{split.key}/{split.keys}"
    figures = f"{shown(money, 2)} = {shown(whole, 2)} × {share}"
    told = f"{split.parent}/{split.name} {figures} ({split.key_name})"
    count = len(rows)
    return Frame(
        rows=rows,
        path=filled(above, ".pool"),
        parent=above,
        kind="amount",
        operation="pool_split",
        inputs=inputs,
        output=Figures(np.full(count, split.fen), MONEY_DIGITS),
        notes=(f"奖金池 {told}", f"Pool {told}"),
        unit=paid.plan.currency,
        digits=MONEY_DIGITS,
        rule_ref=amounts.component.rule_ref,
    )
