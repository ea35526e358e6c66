"""A gap between two sides split exactly: items, then effects, then atoms and segments.

Every product is split at its midpoint, the Shapley value of two factors
(L. S. Shapley, A value for n-person games, 1953): neither order of change is preferred.

    W₁s₁ − W₀s₀  =  ΔW·(s̄ − c)  +  W̄·Δs        c: the mean total, which Σ ΔW = 0 cancels
    Σ m₁r₁ − Σ m₀r₀  =  Σ m̄·Δr (rate)  +  Σ Δm·(r̄ − x̄) (mix)

Parts stay fractions here and add up exactly; `settled` writes them at 6 digits, the last digit
by largest remainder at each level.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from scoring.exact import SCORE_DIGITS, apportioned, from_units, rounded
from scoring.impact.drivers_sides import NONE, Leaf, Side

Split = Literal["gap", "items", "effects", "atoms", "segments"]
Kind = Literal[
    "total",
    "item",
    "gate",
    "rounding",
    "metric",
    "missing",
    "rule",
    "rule_and_metric",
    "weight",
    "reweight",
    "numerator",
    "denominator",
    "rate",
    "mix",
    "volume",
    "other",
]
Atoms = Mapping[str, tuple[Fraction, Fraction | None]]


@dataclass(frozen=True)
class Part:
    """One part of a gap in points of the total; the children of one split add up to it."""

    id: str
    split: Split
    kind: Kind
    points: Fraction
    leaf: str | None = None
    segment: str | None = None
    children: tuple[Part, ...] = ()
    shown: Decimal = Decimal(0)


@dataclass(frozen=True)
class Segments:
    """Atoms by metric and segment on the two sides, per head."""

    base: Mapping[str, Atoms]
    current: Mapping[str, Atoms]


NO_SEGMENTS = Segments({}, {})


def gap(
    base: Side, current: Side, *, same_rules: Side | None = None, segments: Segments = NO_SEGMENTS
) -> Part:
    """The whole gap current − base, with every part below it, settled at 6 digits.

    `same_rules` is the base's data scored under the current rules: with it the effect of rule
    changes (base → same_rules) is told apart from that of the data (same_rules → current).
    """
    before = same_rules or base
    items = [
        _item(leaf, base, before, current, segments)
        for leaf in sorted(set(base.leaves) | set(before.leaves) | set(current.leaves))
    ]
    total = current.total - base.total
    rest = total - sum((item.points for item in items), NONE)
    rounding = Part("rounding", "items", "rounding", rest)
    parts = (*items, rounding) if rest else tuple(items)
    return settled(Part("total", "gap", "total", total, children=parts))


def _item(leaf: str, base: Side, before: Side, current: Side, segments: Segments) -> Part:
    old, mid, new = (side.leaves.get(leaf) for side in (base, before, current))
    gate = any(one.gate for one in (old, mid, new) if one)
    part_id = f"item/{leaf}"
    effects: list[Part] = []
    if before is not base:
        moved = _moved(part_id, leaf, (old, mid), _centre(base, before), NO_SEGMENTS, gate=gate)
        points = sum((effect.points for effect in moved), NONE)
        effects.append(Part(f"{part_id}/rule", "effects", "rule", points, leaf))
    centre = _centre(before, current)
    effects += _moved(part_id, leaf, (mid, new), centre, segments, gate=gate)
    points = sum((effect.points for effect in effects), NONE)
    kept = tuple(effect for effect in effects if effect.points or effect.children)
    return Part(part_id, "items", "gate" if gate else "item", points, leaf, None, kept)


def _moved(
    part_id: str,
    leaf: str,
    sides: tuple[Leaf | None, Leaf | None],
    centre: Fraction,
    segments: Segments,
    *,
    gate: bool,
) -> list[Part]:
    """The effects of one leaf between two sides; a gate line has only itself."""
    if not gate:
        return list(_effects(part_id, leaf, *sides, centre, segments))
    old, new = (one.effect if one else NONE for one in sides)
    return [Part(f"{part_id}/gate", "effects", "gate", new - old, leaf)]


def _centre(base: Side, current: Side) -> Fraction:
    """The mean of the two totals before gates."""
    sums = [
        sum((leaf.effect for leaf in side.leaves.values() if not leaf.gate), NONE)
        for side in (base, current)
    ]
    return sum(sums, NONE) / 2


@dataclass(frozen=True)
class _Change:
    """What an item was and is; a score that is not known counts as unchanged."""

    old: Leaf | None
    new: Leaf | None

    def _of(self, leaf: Leaf | None, field: str) -> Fraction:
        found = getattr(leaf, field) if leaf else None
        return NONE if found is None else found

    def pair(self, field: str) -> tuple[Fraction, Fraction]:
        """Both values of a field that is 0 where there is no item."""
        return self._of(self.old, field), self._of(self.new, field)

    def scores(self, field: str) -> tuple[Fraction, Fraction]:
        """Both scores; one that is missing is taken to be the other."""
        old = getattr(self.old, field) if self.old else None
        new = getattr(self.new, field) if self.new else None
        known = old if old is not None else new if new is not None else NONE
        return known if old is None else old, known if new is None else new

    def stretch(self) -> tuple[Fraction, Fraction]:
        """Applied ÷ declared weight; that of a side without the item is the other's."""
        ratios = [
            leaf.weight / leaf.declared if leaf and leaf.declared else None
            for leaf in (self.old, self.new)
        ]
        known = next((ratio for ratio in ratios if ratio is not None), NONE)
        old, new = (known if ratio is None else ratio for ratio in ratios)
        return old, new

    @property
    def score_kind(self) -> Kind:
        """What a change of the score is to be called."""
        if self.old is None or self.new is None:
            return "metric"
        if self.old.policy != self.new.policy:
            return "missing"
        if self.old.rule_ref == self.new.rule_ref:
            return "metric"
        same = self.old.value is not None and self.old.value == self.new.value
        return "rule" if same else "rule_and_metric"


def _effects(
    part_id: str,
    leaf: str,
    old: Leaf | None,
    new: Leaf | None,
    centre: Fraction,
    segments: Segments,
) -> Iterator[Part]:
    change = _Change(old, new)
    weight, declared, stretch = change.pair("weight"), change.pair("declared"), change.stretch()
    score, ungated = change.scores("score"), change.scores("ungated")
    above = _middle(score) - centre
    by_rule = _step(declared) * _middle(stretch) * above
    by_stretch = _step(stretch) * _middle(declared) * above
    yield Part(f"{part_id}/weight", "effects", "weight", by_rule, leaf)
    yield Part(f"{part_id}/reweight", "effects", "reweight", by_stretch, leaf)
    by_gate = _middle(weight) * (_step(score) - _step(ungated))
    yield Part(f"{part_id}/gate", "effects", "gate", by_gate, leaf)
    kind = change.score_kind
    by_score = _middle(weight) * _step(ungated)
    children: tuple[Part, ...] = ()
    if kind in ("metric", "rule_and_metric") and old and new and by_score:
        children = tuple(_below(f"{part_id}/{kind}", leaf, old, new, by_score, segments))
    yield Part(f"{part_id}/{kind}", "effects", kind, by_score, leaf, None, children)


def _middle(pair: tuple[Fraction, Fraction]) -> Fraction:
    return (pair[0] + pair[1]) / 2


def _step(pair: tuple[Fraction, Fraction]) -> Fraction:
    return pair[1] - pair[0]


def _below(
    part_id: str, leaf: str, old: Leaf, new: Leaf, points: Fraction, segments: Segments
) -> Iterator[Part]:
    """The score's change over the metric's numerator and denominator, and over segments."""
    if old.value is None or new.value is None or old.value == new.value:
        return
    change = new.value - old.value
    pieces = _atoms(old, new)
    yield from _shared(part_id, "atoms", leaf, points, change, pieces)
    metric = new.metric or ""
    before, after = segments.base.get(metric), segments.current.get(metric)
    if before and after:
        pieces = list(segment_pieces(before, after))
        yield from _shared(part_id, "segments", leaf, points, change, pieces)


Piece = tuple[Kind, str | None, Fraction]


def _shared(
    part_id: str,
    split: Split,
    leaf: str,
    points: Fraction,
    change: Fraction,
    pieces: Sequence[Piece],
) -> Iterator[Part]:
    """`points` in proportion to the `pieces` of the metric's `change`; 'other' is what they
    leave unexplained."""
    rest = change - sum((piece for _, _, piece in pieces), NONE)
    unexplained: Piece = ("other", None, rest)
    for kind, segment, piece in [*pieces, unexplained]:
        if piece:
            name = f"{split}/{kind}" if segment is None else f"{split}/{segment}/{kind}"
            share = points * piece / change
            yield Part(f"{part_id}/{name}", split, kind, share, leaf, segment)


def _atoms(old: Leaf, new: Leaf) -> list[Piece]:
    """The change of numerator ÷ denominator by each of the two, at the midpoint."""
    n0, d0 = old.numerator or NONE, old.denominator or Fraction(1)
    n1, d1 = new.numerator or NONE, new.denominator or Fraction(1)
    by_numerator = ((n1 - n0) / d0 + (n1 - n0) / d1) / 2
    by_denominator = (n0 / d1 - n0 / d0 + n1 / d1 - n1 / d0) / 2
    return [("numerator", None, by_numerator), ("denominator", None, by_denominator)]


def segment_pieces(before: Atoms, after: Atoms) -> Iterator[Piece]:
    """The change of a ratio by each segment's rate and its share of the volume.

    A segment that is new or gone has the rate it has on the other side, so that it is all mix.
    A plain sum (no denominators) changes by each segment's own change.
    """
    names = sorted(set(before) | set(after))
    if any(d is None for atoms in (before, after) for _, d in atoms.values()):
        for name in names:
            old, new = (side.get(name, (NONE, None))[0] for side in (before, after))
            yield "volume", name, new - old
        return
    volumes = [sum((d or NONE for _, d in side.values()), NONE) for side in (before, after)]
    if not all(volumes):
        return
    sides = list(zip((before, after), volumes, strict=True))
    values = [sum((n for n, _ in side.values()), NONE) / volume for side, volume in sides]
    average = sum(values, NONE) / 2
    for name in names:
        mix = [(side.get(name, (NONE, NONE))[1] or NONE) / volume for side, volume in sides]
        rates = [_rate(side.get(name)) for side, _ in sides]
        known = next((rate for rate in rates if rate is not None), NONE)
        old, new = (known if rate is None else rate for rate in rates)
        yield "rate", name, (mix[0] + mix[1]) / 2 * (new - old)
        yield "mix", name, (mix[1] - mix[0]) * ((old + new) / 2 - average)


def _rate(atoms: tuple[Fraction, Fraction | None] | None) -> Fraction | None:
    return atoms[0] / atoms[1] if atoms and atoms[1] else None


def settled(part: Part, shown: Decimal | None = None) -> Part:
    """`part` and all below it at 6 digits; the children of each split add up exactly."""
    own = rounded(part.points, SCORE_DIGITS) if shown is None else shown
    children: list[Part] = []
    for split in sorted({child.split for child in part.children}):
        group = sorted((c for c in part.children if c.split == split), key=lambda child: child.id)
        counts = apportioned(
            [child.points * 10**SCORE_DIGITS for child in group],
            int(Fraction(own) * 10**SCORE_DIGITS),
        )
        children += [
            settled(child, from_units(count, SCORE_DIGITS))
            for child, count in zip(group, counts, strict=True)
        ]
    return replace(part, shown=own, children=tuple(children))
