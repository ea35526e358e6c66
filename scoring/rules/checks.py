"""What the compiler refuses on any date: each check is a function, their order a tuple."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from data_contracts.dated import Dated
from data_contracts.located_yaml import LocatedYaml, Path
from data_contracts.refusal import Refusal
from scoring.catalogue import Catalogue, metric_ref
from scoring.functions import Bands, Deduction, Linear
from scoring.rules.pay import PayPlan, PerformancePay
from scoring.rules.points import PointsTariff
from scoring.rules.scorecard import Item, Scorecard, Section
from scoring.rules.who import Gate

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
    """On every date the weights of a level sum to exactly 100 (scoring.md 4.2)."""
    for branch, path in branches(card):
        if not branch.sections and not branch.items:
            raise Refusal(
                f"'{branch.id}' has neither sections nor items",
                place=document.place(path),
                next_step="give it at least one item",
            )
        _refuse_wrong_sums(_weights(branch, path), branch.id, document)


def _weights(branch: Branch, path: Path) -> list[tuple[Dated[Decimal], Path]]:
    sections = [(s.weight, (*path, "sections", i)) for i, s in enumerate(branch.sections)]
    return [*sections, *((m.weight, (*path, "items", i)) for i, m in enumerate(branch.items))]


def _refuse_wrong_sums(
    weights: Sequence[tuple[Dated[Decimal], Path]], name: str, document: LocatedYaml
) -> None:
    for day in sorted({day for weight, _ in weights for day in weight.root}):
        in_force = [found[1].value for weight, _ in weights if (found := weight.entry_on(day))]
        total = sum((value for value in in_force if value is not None), Decimal(0))
        if in_force and total != WHOLE:
            changed = next(path for weight, path in weights if day in weight.root)
            raise Refusal(
                f"the weights under '{name}' sum to {total} on {day.isoformat()}, not to 100",
                place=document.place((*changed, "weight", day.isoformat())),
                next_step="change the weights of this level in force on that day to sum to 100",
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
    """Every metric an item ever reads is in the catalogue, and F1 pays in its direction."""
    for item, path in leaves(card):
        if item.metric is not None:
            metric_ref(catalogue, item.metric, item.variant, document.place((*path, "metric")))
        for day, entry in item.function.root.items():
            at = document.place((*path, "function", day.isoformat()))
            if isinstance(entry.value, Deduction):
                for kind in entry.value.categories:
                    metric_ref(catalogue, kind.metric, kind.variant, at)
            if isinstance(entry.value, Linear):
                _refuse_wrong_direction(item, entry.value, day, path, document, catalogue)


def _refuse_wrong_direction(
    item: Item,
    function: Linear,
    day: date,
    path: Path,
    document: LocatedYaml,
    catalogue: Catalogue,
) -> None:
    wanted = catalogue[item.metric or ""].direction
    if wanted in ("up", "down") and function.direction != wanted:
        better = "more" if wanted == "up" else "less"
        raise Refusal(
            f"F1 of '{item.id}' pays the wrong way: {better} of {item.metric} is better",
            place=document.place((*path, "function", day.isoformat())),
            next_step=f"let the scores {'rise' if wanted == 'up' else 'fall'} with the metric",
        )


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
    curve: Dated[Linear | Bands | Deduction] | Dated[Linear | Bands] | None,
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
    item_metrics_are_known,
    events_are_counted_once,
    neutral_has_a_target,
    card_gates_are_sound,
)
POINTS_CHECKS = (tariff_metric_is_known,)
PAY_CHECKS = (components_are_unique, pay_gates_are_sound)
