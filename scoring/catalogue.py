"""What the engine must know of a metric: the semantic layer's definition, handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from data_contracts.refusal import Place, Refusal

Direction = Literal["up", "down", "neutral"]

# metrics.md M013: answered within target ÷ answered ignores abandons, so it is never for pay.
NEVER_FOR_PAY = {"M013": "SL-ANS"}


@dataclass(frozen=True)
class Metric:
    """One metric as the semantic layer defines it. `digits` is for display only; `mart` is
    where its numerator and denominator are summed, named in the trace's source nodes."""

    id: str
    name_zh: str
    name_en: str
    unit: str
    direction: Direction
    basis: str
    variant: str = "-"
    digits: int = 2
    mart: str = "agent_day"


Catalogue = Mapping[str, Metric]


@dataclass(frozen=True)
class MetricRef:
    """A metric a rule reads: its name and variant in the semantic layer, and its definition."""

    name: str
    variant: str
    definition: Metric


def of_contact_type(name: str, contact_type: str) -> str:
    """How a metric or item is called where it is about the contacts of one type only."""
    return f"{name}@{contact_type}"


def metric_ref(catalogue: Catalogue, name: str, variant: str, place: Place) -> MetricRef:
    """The metric called `name` in its `variant`. Raises Refusal where unknown or not for pay."""
    metric = catalogue.get(name)
    if metric is None:
        raise _unknown(catalogue, name, place)
    if metric.id in NEVER_FOR_PAY or metric.variant in NEVER_FOR_PAY.values():
        raise Refusal(
            "SL-ANS ignores abandoned contacts and is never used for pay (metrics.md M013)",
            place=place,
            value=name,
            next_step="use another service level variant, such as SL-XAT",
        )
    if metric.variant != variant:
        raise Refusal(
            f"the metric '{name}' has the variant '{metric.variant}'",
            place=place,
            value=variant,
            next_step=f'write variant: "{metric.variant}"',
        )
    return MetricRef(name, variant, metric)


def _unknown(catalogue: Catalogue, name: str, place: Place) -> Refusal:
    whole, _, contact_type = name.partition("@")
    if contact_type and whole in catalogue:
        return Refusal(
            f"the metric '{whole}' is not known by contact type",
            place=place,
            value=contact_type,
            next_step="weigh by contact type what is measured of contacts only",
        )
    near = get_close_matches(name, list(catalogue), n=3)
    return Refusal(
        "the semantic layer has no metric of this name",
        place=place,
        value=name,
        next_step=f"use {' or '.join(near)}" if near else "use a metric of the catalogue",
    )
