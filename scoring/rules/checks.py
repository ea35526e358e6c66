"""What the compiler refuses on any date: each check is a function, their order a tuple."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from data_contracts.dated import Dated
from data_contracts.located_yaml import LocatedYaml, Path
from data_contracts.refusal import Place, Refusal
from scoring.catalogue import Catalogue, metric_ref
from scoring.functions import Bands, Bonus, Deduction, Formula, Function, order_of_items
from scoring.rules.pay import PayPlan, PerformancePay
from scoring.rules.pay_checks import KIND_CHECKS
from scoring.rules.points import PointsTariff
from scoring.rules.scorecard import Item, Scorecard, Section
from scoring.rules.who import Gate, Roles

WHOLE = Decimal(100)
Branch = Scorecard | Section


def branches(branch: Branch, path: Path = ()) -> Iterator[tuple[Branch, Path]]:
    """The branch and every section under it, each with its place in the file."""
    yield branch, path
    for index, section in enumerate(branch.sections):
        yield from branches(section, (*path, "sections", index))


def leaves(card: Scorecard) -> Iterator[tuple[Item, Path]]:
    """Every item of the card with its place in the file."""
    for branch, path in branches(card):
        for index, item in enumerate(branch.items):
            yield item, (*path, "items", index)


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
        children += [(m, (*path, "items", i)) for i, m in enumerate(branch.items)]
        roles = {role for child, _ in children for role in child.weights} - {""}
        for role in sorted(roles) or [""]:
            _refuse_wrong_sums(list(_weights(children, role)), branch.id, role, document)


def _weights(
    children: Sequence[tuple[Section | Item, Path]], role: str
) -> Iterator[tuple[Dated[Decimal], Path]]:
    """The weights of a level for one role ('': for everybody), with their places."""
    for child, path in children:
        if child.weight is not None:
            yield child.weight, (*path, "weight")
        elif role in child.weight_by_role:
            yield child.weight_by_role[role], (*path, "weight_by_role", role)


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
        beside = {item.id for item in branch.items}
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
    known = {item.id for item, _ in leaves(card)}
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


def item_metrics_are_known(card: Scorecard, document: LocatedYaml, catalogue: Catalogue) -> None:
    """Every metric an item ever reads is in the catalogue, and is paid in its direction."""
    for item, path in leaves(card):
        if item.metric is not None:
            metric_ref(catalogue, item.metric, item.variant, document.place((*path, "metric")))
        for day, entry in item.function.root.items():
            at = document.place((*path, "function", day.isoformat()))
            for name, variant in entry.value.metrics or () if entry.value else ():
                metric_ref(catalogue, name, variant, at)
            if entry.value is not None and item.metric is not None:
                _refuse_wrong_direction(item, entry.value, catalogue[item.metric].direction, at)


def _refuse_wrong_direction(item: Item, function: Function, wanted: str, at: Place) -> None:
    if wanted in ("up", "down") and function.better not in (wanted, None):
        better = "more" if wanted == "up" else "less"
        raise Refusal(
            f"{getattr(function, 'code', '')} of '{item.id}' pays the wrong way: "
            f"{better} of {item.metric} is better",
            place=at,
            next_step=f"let the scores {'rise' if wanted == 'up' else 'fall'} with the metric",
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


RATIO_UNITS = ("%", "n/h", "points")


def only_volumes_are_prorated(card: Scorecard, document: LocatedYaml, catalogue: Catalogue) -> None:
    """The target of a volume shrinks with the month, that of a ratio does not (4.4)."""
    for item, path in leaves(card):
        unit = catalogue[item.metric].unit if item.metric else None
        if item.prorated and unit in RATIO_UNITS:
            raise Refusal(
                f"'{item.id}' is prorated, but {item.metric} ({unit}) is no volume",
                place=document.place((*path, "prorated")),
                next_step="leave prorated out: a ratio has the same target for part of a month",
            )


def formulas_are_sound(card: Scorecard, document: LocatedYaml, catalogue: Catalogue) -> None:
    """Formulas add like to like, and no items read each other in a circle."""
    items = list(leaves(card))
    for day in sorted({day for item, _ in items for day in item.function.root}):
        reads: dict[str, tuple[str, ...]] = {}
        for item, path in items:
            found = item.function.entry_on(day)
            formula = found[1].value if found else None
            reads[item.id] = formula.items if isinstance(formula, Formula) else ()
            if isinstance(formula, Formula):
                units = {(name, kind): catalogue[name].unit for name, kind in formula.metrics}
                with _refused_at(document.place((*path, "function"))):
                    formula.refuse_unlike_units(units)
        with _refused_at(document.place(("items",))):
            order_of_items(reads)


@contextmanager
def _refused_at(place: Place) -> Generator[None]:
    """What a formula finds wrong, as a refusal."""
    try:
        yield
    except ValueError as error:
        raise Refusal(str(error), place=place, next_step="correct the formula") from None


def events_are_counted_once(card: Scorecard, document: LocatedYaml, _: Catalogue) -> None:
    """One metric is one category of one F5 only, unless `stack: true` (scoring.md 4.1 F5)."""
    items = list(leaves(card))
    for day in sorted({day for item, _ in items for day in item.function.root}):
        seen: set[tuple[str, str]] = set()
        for item, path in items:
            found = item.function.entry_on(day)
            if not found or not isinstance(found[1].value, Deduction) or found[1].value.stack:
                continue
            for kind in found[1].value.categories:
                if (kind.metric, kind.variant) in seen:
                    raise Refusal(
                        f"the events of '{kind.metric}' are deducted twice on {day.isoformat()}",
                        place=document.place((*path, "function", found[0].isoformat())),
                        next_step="keep one deduction, or write stack: true where both are meant",
                    )
                seen.add((kind.metric, kind.variant))


def neutral_has_a_target(card: Scorecard, document: LocatedYaml, _: Catalogue) -> None:
    """NEUTRAL scores at target, so the function must reach the full score somewhere."""
    for item, path in leaves(card):
        for day in sorted({*item.missing_policy.root, *item.function.root}):
            policy, function = item.missing_policy.entry_on(day), item.function.entry_on(day)
            if not policy or not function or policy[1].value != "NEUTRAL":
                continue
            full = item.full_score.entry_on(day) if item.full_score else None
            full_score = full[1].value if full and full[1].value is not None else WHOLE
            if function[1].value is None or function[1].value.target(full_score) is not None:
                continue
            raise Refusal(
                f"NEUTRAL scores at target, but '{item.id}' reaches {full_score} nowhere "
                f"on {day.isoformat()}",
                place=document.place((*path, "missing_policy")),
                next_step="choose another missing_policy or a function that has a target",
            )


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


def tariff_metric_is_known(
    tariff: PointsTariff, document: LocatedYaml, catalogue: Catalogue
) -> None:
    """The quality coefficient reads a known metric."""
    quality = tariff.quality_coefficient
    if quality is not None:
        place = document.place(("quality_coefficient", "metric"))
        metric_ref(catalogue, quality.metric, quality.variant, place)


def pay_gates_are_sound(plan: PayPlan, document: LocatedYaml, catalogue: Catalogue) -> None:
    """Pay gates read known metrics, and DROP_BAND stands only on a coefficient by bands."""
    _check_gates(plan.variable_pay_gates, ("variable_pay_gates",), document, catalogue, None)
    for index, component in enumerate(plan.components):
        curve = component.coefficient if isinstance(component, PerformancePay) else None
        _check_gates(component.gates, ("components", index, "gates"), document, catalogue, curve)


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
