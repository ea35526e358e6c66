"""What the compiler refuses of items: metrics, directions, formulas, events, targets."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from decimal import Decimal

from data_contracts.located_yaml import LocatedYaml
from data_contracts.refusal import Place, Refusal
from scoring.catalogue import Catalogue, metric_ref
from scoring.functions import Deduction, Formula, Function, order_of_items
from scoring.rules.card_tree import leaves
from scoring.rules.scorecard import Item, Scorecard

WHOLE = Decimal(100)


def item_metrics_are_known(card: Scorecard, document: LocatedYaml, catalogue: Catalogue) -> None:
    """Every metric an item ever reads is in the catalogue, and is paid in its direction."""
    for item, path in leaves(card):
        for name in (item.metric, *(cell.metric for cell in item.cells)):
            if name is not None:
                metric_ref(catalogue, name, item.variant, document.place((*path, "metric")))
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
            named = formula.items if isinstance(formula, Formula) else ()
            reads.update({cell.id: named for cell in item.cells})
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
