"""An item as trace nodes: gates, bonus, caps, function, and the values it read."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from scoring.arrow_text import Texts, filled
from scoring.catalogue import MetricRef
from scoring.columns import Figures, Ints, Rows, units_of
from scoring.functions import Bands
from scoring.rules.scorecard_plans import ItemPlan
from scoring.scores.nodes import POLICIES, ItemDetail, MetricRead
from scoring.scores.texts import POLICY_EN, POLICY_ZH, Told
from scoring.scores.trace_at import ScoreTrace, fired_metrics, gate_inputs, notes_of
from scoring.trace import Each, Input


def trace_item(at: ScoreTrace, told: Told, item: ItemPlan, section: Told) -> None:
    """The nodes of an item of `section`, from its gates down to its metrics."""
    node, detail = told.node, told.node.detail
    assert detail is not None
    weight = f"{item.id}.weight"
    gated_rows = np.flatnonzero(node.any_fired)
    if len(gated_rows):
        ungated = at.path(f"{item.id}.ungated", gated_rows)
        inputs: list[Input] = [
            ("input", Figures(node.ungated[gated_rows]), ungated),
            *gate_inputs(node.fired, item.multipliers, gated_rows),
        ]
        if isinstance(item.function, Bands):
            inputs.append(("band_scores", [band.score for band in item.function.bands]))
        output = Figures(node.score[gated_rows], known=node.counts[gated_rows])
        notes = (told.gate_zh[gated_rows].tolist(), told.gate_en[gated_rows].tolist())
        parent = at.path(weight, gated_rows)
        at.add(gated_rows, item.id, parent, "gate", "gate", inputs, output, notes, item.rule_ref)
        fired_metrics(at, node.fired, item.id, np.ones(len(node), dtype=bool))
        _ungated(at, told, item, gated_rows, f"{item.id}.ungated", item.id, section)
    free = np.flatnonzero(~node.any_fired)
    _ungated(at, told, item, free, item.id, weight, section)


def _ungated(
    at: ScoreTrace, told: Told, item: ItemPlan, who: Rows, name: str, parent: str, section: Told
) -> None:
    node, detail = told.node, told.node.detail
    assert detail is not None
    ran = np.zeros(len(node), dtype=bool)
    ran[detail.ran] = True
    _decided(at, told, item, who[~ran[who]], name, parent)
    who = who[ran[who]]
    if not len(who):
        return
    if detail.bonus is not None:
        name, parent = _bonus(at, told, item, who, name, parent, section)
    if item.cap_hi is not None or item.cap_lo is not None:
        inputs: list[Input] = [
            ("input", Figures(detail.raw[who]), at.path(f"{name}.raw", who)),
            ("cap_lo", item.cap_lo),
            ("cap_hi", item.cap_hi),
        ]
        output = Figures(_capped(item, detail.raw[who]))
        at.add(
            who,
            name,
            at.path(parent, who),
            "function",
            "clamp",
            inputs,
            output,
            notes_of(told, who),
            item.rule_ref,
        )
        name, parent = f"{name}.raw", name
    for stood_in in (False, True):
        some = who[detail.stood_in[who] == stood_in]
        if len(some):
            _function(at, told, item, some, name, parent, stood_in)


def _function(
    at: ScoreTrace,
    told: Told,
    item: ItemPlan,
    who: Rows,
    name: str,
    parent: str,
    stood_in: bool,
) -> None:
    """The scoring function, and below it the values that it read."""
    detail = told.node.detail
    assert detail is not None
    place = np.searchsorted(detail.ran, who)
    inputs: list[Input] = [
        *_values(at, item, detail, who, stood_in),
        *item.function.parameters(item.full_score),
        *[(key, Each(_taken(texts, place))) for key, texts in item.function.evidence(detail.read)],
    ]
    code, raw = getattr(item.function, "code", ""), Figures(detail.raw[who])
    at.add(
        who,
        name,
        at.path(parent, who),
        "function",
        code,
        inputs,
        raw,
        notes_of(told, who),
        item.rule_ref,
    )
    for metric, read in zip(item.metrics, detail.reads, strict=True):
        _metric_read(at, item, metric, read, who, name, stood_in)


def _taken(texts: Texts, place: Rows) -> pa.Array:
    return pa.array(texts, pa.string()).take(pa.array(place))


def _capped(item: ItemPlan, raw: Ints) -> Ints:
    high, low = item.cap_hi, item.cap_lo
    raw = raw if high is None else np.minimum(raw, units_of(high))
    return raw if low is None else np.maximum(raw, units_of(low))


def _decided(at: ScoreTrace, told: Told, item: ItemPlan, who: Rows, name: str, parent: str) -> None:
    """People whom the missing policy decided about, by policy."""
    node, detail = told.node, told.node.detail
    assert detail is not None
    for code in np.unique(detail.policy[who]):
        some = who[detail.policy[who] == code]
        inputs: list[Input] = [("policy", POLICIES[code]), ("full_score", item.full_score)]
        output = Figures(node.ungated[some], known=node.counts[some])
        at.add(
            some,
            name,
            at.path(parent, some),
            "function",
            "missing",
            inputs,
            output,
            notes_of(told, some),
            item.rule_ref,
        )
        for metric, read in zip(item.metrics, detail.reads, strict=True):
            at.metric(metric, read.measured, some, f"{item.id}.{metric.name}", name)


def _bonus(
    at: ScoreTrace,
    told: Told,
    item: ItemPlan,
    who: Rows,
    name: str,
    parent: str,
    section: Told,
) -> tuple[str, str]:
    """The points of an F6 inside the item, and the F6 below it."""
    node, detail = told.node, told.node.detail
    assert detail is not None and detail.bonus is not None
    base, bonus = f"{name}.base", detail.bonus
    earned = np.where(bonus.counts, bonus.score, 0)[who]
    inputs: list[Input] = [
        ("base", Figures(_capped(item, detail.raw[who])), at.path(base, who)),
        ("bonus", Figures(earned)),
        ("cap_hi", item.cap_hi),
    ]
    output = Figures(node.ungated[who])
    at.add(
        who,
        name,
        at.path(parent, who),
        "function",
        "bonus",
        inputs,
        output,
        notes_of(told, who),
        item.rule_ref,
    )
    below = next(child for child in section.children if child.node.plan is bonus.plan)
    assert isinstance(bonus.plan, ItemPlan)
    _ungated(at, below, bonus.plan, who, bonus.plan.id, name, section)
    return base, name


def _values(
    at: ScoreTrace, item: ItemPlan, detail: ItemDetail, who: Rows, stood_in: bool
) -> list[Input]:
    """What the function read of each metric, and the node that it repeats."""
    inputs: list[Input] = []
    for metric, read in zip(item.metrics, detail.reads, strict=True):
        name = f"{item.id}.{metric.name}"
        value, ending = read.value.take(who), ""
        if read.full is not None:
            ending = ".full"
        elif stood_in:
            ending = ".used"
        elif not read.measured.present[who].all():
            inputs.append(("value", value))
            continue
        inputs.append(("value", value, at.path(f"{name}{ending}", who)))
    for other in detail.others:
        inputs.append(("value", Figures(other.score[who]), at.path(other.plan.id, who)))
    return inputs


def _metric_read(
    at: ScoreTrace,
    item: ItemPlan,
    metric: MetricRef,
    read: MetricRead,
    who: Rows,
    parent: str,
    stood_in: bool,
) -> None:
    """Below a function: the value as it was read, down to the metric's sums."""
    name = f"{item.id}.{metric.name}"
    if read.full is not None:
        _full(at, item, metric, read, who, parent, f"{name}.used" if stood_in else name)
        parent = f"{name}.full"
    if stood_in:
        _used(at, item, metric, read, who, parent)
        parent = f"{name}.used"
    at.metric(metric, read.measured, who, name, parent)


def _full(
    at: ScoreTrace,
    item: ItemPlan,
    metric: MetricRef,
    read: MetricRead,
    who: Rows,
    parent: str,
    below: str,
) -> None:
    """A volume as over the full month, or a figure as after training."""
    assert read.full is not None
    told, value = metric.definition, read.full.take(who)
    notes = (
        filled(f"{told.name_zh} 折算为满月、满训 ", value.text()),
        filled(f"{told.name_en} as over the full month, fully trained ", value.text()),
    )
    inputs: list[Input] = [("value", read.used.take(who), at.path(below, who))]
    inputs += [(key, column.take(who)) for key, column in read.scaled]
    name, above = f"{item.id}.{metric.name}.full", at.path(parent, who)
    at.add(who, name, above, "metric", "adjusted", inputs, value, notes, item.rule_ref, told.unit)


def _used(
    at: ScoreTrace, item: ItemPlan, metric: MetricRef, read: MetricRead, who: Rows, parent: str
) -> None:
    """The value that stands in the place of the person's own."""
    assert read.stand_in is not None
    told, value = metric.definition, read.used.take(who)
    notes = (
        filled(f"{told.name_zh} {POLICY_ZH[item.policy.name]} ", value.text()),
        filled(f"{told.name_en} {POLICY_EN[item.policy.name]} ", value.text()),
    )
    inputs: list[Input] = [("policy", item.policy.name)]
    inputs += [(key, figures.take(who)) for key, figures in read.stand_in.evidence]
    name, above = f"{item.id}.{metric.name}.used", at.path(parent, who)
    at.add(who, name, above, "metric", "stand_in", inputs, value, notes, item.rule_ref, told.unit)
