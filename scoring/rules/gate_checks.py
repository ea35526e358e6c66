"""What the compiler refuses of gates, on scores and on pay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from data_contracts.dated import Dated
from data_contracts.located_yaml import LocatedYaml, Path
from data_contracts.refusal import Refusal
from scoring.catalogue import Catalogue, metric_ref
from scoring.functions import Bands
from scoring.rules.card_tree import branches, leaves
from scoring.rules.pay import PayPlan, PerformancePay
from scoring.rules.scorecard import Scorecard
from scoring.rules.who import Gate


def card_gates_are_sound(card: Scorecard, document: LocatedYaml, catalogue: Catalogue) -> None:
    """Gates read known metrics, and DROP_BAND stands only where there are bands."""
    for branch, path in branches(card):
        _check_gates(branch.gates, (*path, "gates"), document, catalogue, None)
    for item, path in leaves(card):
        _check_gates(item.gates, (*path, "gates"), document, catalogue, item.function)


def _check_gates(
    gates: Sequence[Gate],
    path: Path,
    document: LocatedYaml,
    catalogue: Catalogue,
    curve: Dated[Any] | None,
) -> None:
    for index, gate in enumerate(gates):
        if gate.id in [other.id for other in gates[:index]]:
            raise Refusal(
                "two gates of one place have this id",
                place=document.place((*path, index, "id")),
                value=gate.id,
                next_step="rename one",
            )
        for day, entry in gate.rule.root.items():
            if entry.value is None:
                continue
            place = document.place((*path, index, "rule", day.isoformat()))
            metric_ref(catalogue, entry.value.metric, entry.value.variant, place)
            has_bands = curve is not None and all(
                isinstance(since.value, Bands | None) for since in curve.root.values()
            )
            if entry.value.action == "DROP_BAND" and not has_bands:
                raise Refusal(
                    "DROP_BAND needs bands to drop: an F2 item or a coefficient by F2",
                    place=place,
                    next_step="use CAP or MULTIPLY here",
                )


def pay_gates_are_sound(plan: PayPlan, document: LocatedYaml, catalogue: Catalogue) -> None:
    """Pay gates read known metrics, and DROP_BAND stands only on a coefficient by bands."""
    _check_gates(plan.variable_pay_gates, ("variable_pay_gates",), document, catalogue, None)
    for index, component in enumerate(plan.components):
        curve = component.coefficient if isinstance(component, PerformancePay) else None
        _check_gates(component.gates, ("components", index, "gates"), document, catalogue, curve)
