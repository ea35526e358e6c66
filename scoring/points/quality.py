"""The quality coefficient: by F1, F2 … on a metric, or a declared one below the least sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from data_contracts.refusal import Place, Refusal
from scoring.columns import Figures, Mask, units_of
from scoring.exact import SCORE_DIGITS, shown
from scoring.functions import OutsideDomain, Read
from scoring.inputs import Measured
from scoring.inputs.group import Group
from scoring.rules.points_plans import QualityPlan
from scoring.rules.who import covers

ONE = 10**SCORE_DIGITS


@dataclass(frozen=True)
class Quality:
    """The coefficient of each row of a group; `told` says why it is so.

    It is about the rows of `who`; `sampled` are those with enough cases, the others have the
    coefficient that is declared for too few.
    """

    plan: QualityPlan
    who: Mask
    coefficient: Figures
    found: Measured
    sampled: Mask
    told: Callable[[], list[str]]


def quality_of(plan: QualityPlan | None, group: Group) -> Quality | None:
    """The coefficients of a group, None where the tariff has none.

    Raises Refusal where a value lies outside the function's domain.
    """
    if plan is None:
        return None
    roles = [group.people.role[row] for row in group.rows]
    about = {role: covers(plan.applies_to, role) for role in set(roles)}
    who = np.array([about[role] for role in roles], dtype=bool)
    found = group.of(plan.metric.name, plan.metric.variant)
    sampled = found.value.is_known & np.asarray(found.n >= plan.min_sample, dtype=bool) & who
    rows = np.flatnonzero(sampled)
    try:
        scored = plan.function.score_column(Read((found.value.units[rows],), ONE))
    except OutsideDomain as error:
        raise Refusal(
            f"{group.people.agent_ids[group.rows[rows[error.row]]]}, points by quality: {error}",
            place=Place(plan.rule_ref, key="quality_coefficient"),
            next_step="correct the value, or widen the function's domain",
        ) from None
    few = np.full(len(group), units_of(plan.below_min_sample))
    units = np.where(who, few, ONE)
    units = units.astype(scored.score.dtype) if scored.score.dtype == object else units
    units[rows] = scored.score
    coefficient = Figures(units)

    def told() -> list[str]:
        fewer = f" < {plan.min_sample} → {shown(plan.below_min_sample)}"
        texts = np.array([f"n={n}{fewer}" for n in found.n.tolist()], dtype=object)
        texts[rows] = scored.told()
        return texts.tolist()

    return Quality(plan, who, coefficient, found, sampled, told)
