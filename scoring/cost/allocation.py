"""Actual cost of a month, activity by activity, to the fen (S1-03, M149).

Three stages, each summing to the same total: `element` (what a person costs), `activity`
(where the time went) and `object` (the contacts that it served). Handled time goes to the
person's own contacts; every other activity follows the key that costs.yaml declares, and is
kept apart, so that idle time is never hidden in the price of a contact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import pyarrow as pa

from scoring.cost.activities import Place, time_use
from scoring.cost.amounts import split
from scoring.cost.elements import UNASSIGNED, Element, elements
from scoring.cost.facts import HANDLE, CostFacts, CostObject
from scoring.cost.rules import CostPlan, Key
from scoring.cost.tables import COST_LINES
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS, from_units, rounded
from scoring.tables import table_of

NOWHERE = Place(UNASSIGNED, "unassigned")
KEYS: tuple[Key, ...] = ("own", "cost_centre", "centre")
_KEYS_ZH = {"own": "本人", "cost_centre": "本成本中心", "centre": "全中心"}
_KEYS_EN = {"own": "the person's", "cost_centre": "the cost centre's", "centre": "the centre's"}


@dataclass(frozen=True)
class Part:
    """A share of an amount: money in fen, seconds of the driver's seconds."""

    fen: int
    quantity: Fraction
    total: Fraction


@dataclass(frozen=True)
class Served:
    """What a person's time at a place served, by the key that was used. No object: nobody in
    the centre handled anything."""

    agent_id: str
    place: Place
    key: Key
    parts: Mapping[CostObject | None, Part]


@dataclass(frozen=True)
class Allocation:
    """The three stages of one month."""

    plan: CostPlan
    facts: CostFacts
    elements: list[Element]

    @cached_property
    def used(self) -> list[tuple[Element, Mapping[Place, Part]]]:
        """Each element by cost centre and activity."""
        times = time_use(self.plan, self.facts)
        return [(one, _by_place(one, times)) for one in self.elements]

    @cached_property
    def served(self) -> list[Served]:
        """Each person's cost at a place by cost object."""
        sums: dict[tuple[str, Place], int] = defaultdict(int)
        for one, parts in self.used:
            for place, part in parts.items():
                sums[one.agent_id, place] += part.fen
        return [self._served(who, place, fen) for (who, place), fen in sums.items() if fen]

    def _served(self, who: str, place: Place, fen: int) -> Served:
        declared: Key = "own" if place.activity == HANDLE else self.plan.key(place.activity)
        for key in KEYS[KEYS.index(declared) :]:
            team = place.cost_centre_id
            mix = self.facts.mixes.get({"own": (who, team), "cost_centre": (team,)}.get(key, ()))
            if mix:
                return Served(who, place, key, _parts(fen, mix))
        return Served(who, place, "centre", {None: Part(fen, Fraction(0), Fraction(0))})

    @property
    def product_of(self) -> Mapping[str, str]:
        """The product of each contact type that has one."""
        return {kind: one.id for one in self.plan.products for kind in one.contact_types}

    @cached_property
    def table(self) -> pa.Table:
        """Rows of outputs/cost_lines: one for every allocation of every stage."""
        rows = [*_element_rows(self), *_activity_rows(self), *_object_rows(self)]
        return table_of(rows, COST_LINES)


def allocate(plan: CostPlan, facts: CostFacts) -> Allocation:
    """What everything cost. Σ of each stage = pay lines + contributions + overheads."""
    return Allocation(plan, facts, elements(plan, facts))


def _by_place(one: Element, times: Mapping[str, Mapping[Place, Fraction]]) -> dict[Place, Part]:
    places = times.get(one.agent_id)
    return _parts(one.fen, places or {NOWHERE: Fraction(1)})


def _parts(fen: int, weights: Mapping[Any, Fraction | int]) -> dict[Any, Part]:
    total = Fraction(sum(weights.values()))
    parts = split(fen, list(weights.values()))
    return {
        key: Part(part, Fraction(weight), total)
        for (key, weight), part in zip(weights.items(), parts, strict=True)
    }


def _element_rows(done: Allocation) -> Iterator[dict[str, Any]]:
    for one in done.elements:
        team, _ = done.facts.home.get(one.agent_id, (UNASSIGNED, ""))
        number = None if one.total is None else rounded(one.total, SCORE_DIGITS)
        yield _row(done, "element", (one.agent_id, one.element), one.fen) | {
            "agent_id": one.agent_id or None,
            "cost_centre_id": team,
            "element": one.element,
            "element_kind": one.kind,
            "driver": one.driver,
            "driver_quantity": rounded(one.quantity, SCORE_DIGITS),
            "driver_total": number,
            "share": rounded(one.share, SCORE_DIGITS),
            "reason_zh": one.reason_zh,
            "reason_en": one.reason_en,
            "rule_ref": one.rule_ref,
        }


def _activity_rows(done: Allocation) -> Iterator[dict[str, Any]]:
    for one, parts in done.used:
        for place, part in parts.items():
            if part.fen:
                keys = (one.agent_id, one.element, place.cost_centre_id, place.activity)
                yield (
                    _row(done, "activity", keys, part.fen)
                    | _share(part)
                    | {
                        "agent_id": one.agent_id or None,
                        "cost_centre_id": place.cost_centre_id,
                        "element": one.element,
                        "element_kind": one.kind,
                        "activity": place.activity,
                        "driver": "seconds",
                        "reason_zh": f"按本人时间：{place.activity}",
                        "reason_en": f"by the person's own time: {place.activity}",
                        "rule_ref": done.plan.key_ref,
                    }
                )


def _object_rows(done: Allocation) -> Iterator[dict[str, Any]]:
    products = done.product_of
    for served in done.served:
        activity, team = served.place.activity, served.place.cost_centre_id
        for one, part in served.parts.items():
            if part.fen:
                where = (one.queue_id, one.contact_type) if one else (UNASSIGNED,)
                keys = (served.agent_id, team, activity, *where)
                yield (
                    _row(done, "object", keys, part.fen)
                    | _share(part)
                    | {
                        "agent_id": served.agent_id or None,
                        "cost_centre_id": team,
                        "element_kind": "all",
                        "activity": activity,
                        "product": products.get(one.contact_type) if one else None,
                        "channel": one.channel if one else None,
                        "queue_id": one.queue_id if one else None,
                        "contact_type": one.contact_type if one else None,
                        "driver": f"handle_s:{served.key}",
                        **_told(activity, served.key, assigned=one is not None),
                        "rule_ref": done.plan.key_ref,
                    }
                )


def _told(activity: str, key: Key, *, assigned: bool) -> dict[str, str]:
    if not assigned:
        zh, en = "本月无人处理联络，未分摊", "nobody handled a contact, so it stays unassigned"
        return {"reason_zh": zh, "reason_en": en}
    return {
        "reason_zh": f"{activity} 按{_KEYS_ZH[key]}处理时长",
        "reason_en": f"{activity} by {_KEYS_EN[key]} handling time",
    }


def _row(done: Allocation, stage: str, keys: tuple[str, ...], fen: int) -> dict[str, Any]:
    """A row of a stage with what every stage has; what a stage does not know is empty."""
    return dict.fromkeys(COST_LINES.names) | {
        "line_id": "/".join((done.plan.period, stage, *keys)),
        "period": done.plan.period,
        "stage": stage,
        "amount": from_units(fen, MONEY_DIGITS),
    }


def _share(part: Part) -> dict[str, Any]:
    if not part.total:
        return {}
    return {
        "driver_quantity": rounded(part.quantity, SCORE_DIGITS),
        "driver_total": rounded(part.total, SCORE_DIGITS),
        "share": rounded(part.quantity / part.total, SCORE_DIGITS),
    }
