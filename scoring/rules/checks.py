"""What the compiler refuses on any date: each check is a function, their order a tuple."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from data_contracts.dated import Dated
from data_contracts.located_yaml import LocatedYaml, Path
from data_contracts.refusal import Refusal
from scoring.catalogue import Catalogue, metric_ref
from scoring.functions import Bonus
from scoring.rules.card_tree import branches, leaves
from scoring.rules.gate_checks import card_gates_are_sound, pay_gates_are_sound
from scoring.rules.item_checks import (
    events_are_counted_once,
    formulas_are_sound,
    item_metrics_are_known,
    neutral_has_a_target,
    only_volumes_are_prorated,
)
from scoring.rules.pay import PayPlan
from scoring.rules.pay_checks import KIND_CHECKS
from scoring.rules.points import PointsTariff
from scoring.rules.scorecard import Item, Scorecard, Section
from scoring.rules.who import Roles

WHOLE = Decimal(100)


def weights_fill_each_level(card: Scorecard, document: LocatedYaml, _: Catalogue) -> None:
    """On every date, and for every role with weights of its own, the weights of a level sum to
    exactly 100 (scoring.md 4.2)."""
    for branch, path in branches(card):
        if not branch.sections and not branch.items:
            raise Refusal(
                f"'{branch.id}' has neither sections nor items",
                place=document.place(path),
                next_step="give it at least one item",
            )
        children = [(s, (*path, "sections", i)) for i, s in enumerate(branch.sections)]
        children += [
            (cell, (*path, "items", i)) for i, m in enumerate(branch.items) for cell in m.cells
        ]
        roles = {role for child, _ in children for role in child.weights} - {""}
        for role in sorted(roles) or [""]:
            _refuse_wrong_sums(list(_weights(children, role)), branch.id, role, document)


def _weights(
    children: Sequence[tuple[Section | Item, Path]], role: str
) -> Iterator[tuple[Dated[Decimal], Path]]:
    """The weights of a level for one role ('': for everybody), with their places."""
    for child, path in children:
        named = role if child.weight is None else ""
        if named in child.weights:
            yield child.weights[named], (*path, *child.weight_path(named))


def _refuse_wrong_sums(
    weights: Sequence[tuple[Dated[Decimal], Path]], name: str, role: str, document: LocatedYaml
) -> None:
    for day in sorted({day for weight, _ in weights for day in weight.root}):
        in_force = [found[1].value for weight, _ in weights if (found := weight.entry_on(day))]
        total = sum((value for value in in_force if value is not None), Decimal(0))
        if in_force and total != WHOLE:
            changed = next(path for weight, path in weights if day in weight.root)
            whose = f" for the role '{role}'" if role else ""
            raise Refusal(
                f"the weights under '{name}'{whose} sum to {total} on {day.isoformat()}, "
                "not to 100",
                place=document.place((*changed, day.isoformat())),
                next_step="change the weights of this level in force on that day to sum to 100",
            )


def bonuses_have_a_place(card: Scorecard, document: LocatedYaml, _: Catalogue) -> None:
    """An F6 has the weight 0, and one inside an item stands beside that item."""
    for branch, path in branches(card):
        beside = {cell.id for item in branch.items for cell in item.cells}
        for index, item in enumerate(branch.items):
            for entry in item.function.root.values():
                if not isinstance(entry.value, Bonus):
                    continue
                weights = [
                    since.value for one in item.weights.values() for since in one.root.values()
                ]
                if any(weight for weight in weights):
                    raise Refusal(
                        f"'{item.id}' adds points by F6 and has a weight as well",
                        place=document.place((*path, "items", index, "weight")),
                        next_step="give it the weight 0; its points are added, not weighed",
                    )
                base = entry.value.base_item
                if base is not None and base not in beside - {item.id}:
                    raise Refusal(
                        f"'{item.id}' adds points inside '{base}', which does not stand beside it",
                        place=document.place((*path, "items", index, "function")),
                        value=base,
                        next_step="name an item of the same section",
                    )


def ramps_exempt_known_items(card: Scorecard, document: LocatedYaml, _: Catalogue) -> None:
    """The items that people in training need not do are items of the card."""
    known = {cell.id for item, _ in leaves(card) for cell in item.cells}
    for day, entry in card.ramp.root.items() if card.ramp else ():
        for step in entry.value.steps if entry.value else ():
            for item in step.exempt_items:
                if item not in known:
                    raise Refusal(
                        "the ramp exempts an item that the scorecard has not",
                        place=document.place(("ramp", day.isoformat())),
                        value=item,
                        next_step="write the id of an item of this scorecard",
                    )


def ids_are_unique(card: Scorecard, document: LocatedYaml, _: Catalogue) -> None:
    """Sections and items are told apart by id; 'total' is the root's."""
    named = [(branch.id, path) for branch, path in branches(card) if path]
    named += [(item.id, path) for item, path in leaves(card)]
    repeated = Counter([name for name, _ in named] + ["total"])
    for name, path in named:
        if repeated[name] > 1:
            raise Refusal(
                "two nodes of one scorecard have this id",
                place=document.place((*path, "id")),
                value=name,
                next_step="rename one; 'total' is taken by the root",
            )


def matrices_are_complete(card: Scorecard, document: LocatedYaml, _: Catalogue) -> None:
    """Weights by role name every role of the card and no other (scoring.md 4.1 F12)."""
    wanted = set(card.applies_to.role) if isinstance(card.applies_to, Roles) else None
    nodes = [(branch, path) for branch, path in branches(card) if isinstance(branch, Section)]
    for node, path in [*nodes, *leaves(card)]:
        named = set(node.weight_by_role)
        if wanted is None or not named or named == wanted:
            continue
        role = sorted(wanted ^ named)[0]
        what = "has no weight for" if role in wanted else "has a weight for, but is not about,"
        raise Refusal(
            f"'{node.id}' {what} the role '{role}'",
            place=document.place((*path, "weight_by_role")),
            next_step="give every role of applies_to its weight, 0 where it has none",
        )


def contact_types_are_complete(card: Scorecard, document: LocatedYaml, _: Catalogue) -> None:
    """Items of one level with weights by contact type name the same types (4.1 F12)."""
    for branch, path in branches(card):
        named = [set(item.weight_by_contact_type) for item in branch.items]
        wanted = set[str]().union(*named)
        for index, item in enumerate(branch.items):
            if lacking := sorted(wanted - named[index]) if named[index] else []:
                raise Refusal(
                    f"'{item.id}' has no weight for the contact type '{lacking[0]}'",
                    place=document.place((*path, "items", index, "weight_by_contact_type")),
                    next_step="give every contact type of this level its weight, 0 for none",
                )


def tariff_metric_is_known(
    tariff: PointsTariff, document: LocatedYaml, catalogue: Catalogue
) -> None:
    """The quality coefficient reads a known metric."""
    quality = tariff.quality_coefficient
    if quality is not None:
        place = document.place(("quality_coefficient", "metric"))
        metric_ref(catalogue, quality.metric, quality.variant, place)


def components_are_unique(plan: PayPlan, document: LocatedYaml, _: Catalogue) -> None:
    """A component id is a line of the slip, so it stands once; gates are told apart by id."""
    seen: set[str] = set()
    taken = {gate.id for gate in plan.variable_pay_gates}
    for index, component in enumerate(plan.components):
        for place, gate in enumerate(component.gates):
            if gate.id in taken:
                raise Refusal(
                    "a gate on all variable pay has this id",
                    place=document.place(("components", index, "gates", place, "id")),
                    value=gate.id,
                    next_step="rename one; a slip names the gates that fired",
                )
        if component.id in seen:
            raise Refusal(
                "two pay components have this id",
                place=document.place(("components", index, "id")),
                value=component.id,
                next_step="rename one; a slip has one line per component",
            )
        seen.add(component.id)


SCORECARD_CHECKS = (
    ids_are_unique,
    weights_fill_each_level,
    matrices_are_complete,
    contact_types_are_complete,
    bonuses_have_a_place,
    ramps_exempt_known_items,
    item_metrics_are_known,
    only_volumes_are_prorated,
    formulas_are_sound,
    events_are_counted_once,
    neutral_has_a_target,
    card_gates_are_sound,
)
POINTS_CHECKS = (tariff_metric_is_known,)
PAY_CHECKS = (components_are_unique, pay_gates_are_sound, *KIND_CHECKS)
