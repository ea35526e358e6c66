"""A points tariff from studies, as the YAML of a points file, and the check of one against them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import yaml

from data_contracts.dated import Dated
from data_contracts.located_yaml import LocatedYaml, validated
from data_contracts.refusal import Place, Refusal
from scoring.rules.points import PointsTariff
from scoring.standards.standard import Standard

Entries = dict[date, dict[str, Any]]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class TariffHeading:
    """What a study does not know: names, whose work it is, and work that is not measured.

    `unmeasured` gives work types a number of seconds by decision, with the source of it.
    """

    id: str
    name_zh: str
    name_en: str
    owner: str
    role: tuple[str, ...]
    unmeasured: Mapping[str, tuple[date, Decimal, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class TariffDifference:
    """A day from which a tariff and the studies say different things of a work type."""

    work_type: str
    since: date
    tariff_s: Decimal | None
    study_s: Decimal | None
    place: Place
    reason_zh: str
    reason_en: str


def tariff_text(standards: Sequence[Standard], heading: TariffHeading) -> str:
    """A points file (`kind: points`) that `compile_rules` accepts.

    A standard ends the day after it expires, unless a later one has begun. Raises Refusal where
    studies disagree on the reference.
    """
    entries = {work_type: _entries(ones) for work_type, ones in _by_type(standards).items()}
    for work_type, (since, seconds, source) in heading.unmeasured.items():
        entries.setdefault(work_type, {})[since] = {"value": _plain(seconds), "source": source}
    document = {
        "kind": "points",
        "id": heading.id,
        "name_zh": heading.name_zh,
        "name_en": heading.name_en,
        "owner": heading.owner,
        "applies_to": {"role": list(heading.role)},
        "reference_s": _reference(standards),
        "standard_s": dict(sorted(entries.items())),
    }
    return yaml.dump(document, Dumper=_PlainDumper, sort_keys=False, allow_unicode=True, width=100)


def check_tariff(
    document: LocatedYaml, standards: Sequence[Standard], first: date, last: date
) -> tuple[TariffDifference, ...]:
    """Where a points file pays other seconds between two days than the studies found.

    The first day and every day on which either changes are compared, by work type. Work types
    that no study measured are left to whoever decided them; those that the tariff lacks are told.
    """
    tariff = validated(PointsTariff, document)
    return tuple(
        difference
        for work_type, ones in _by_type(standards).items()
        for difference in _differences(
            tariff.standard_s.get(work_type),
            ones,
            document.place(("standard_s", work_type)),
            (first, last),
        )
    )


class _PlainDumper(yaml.SafeDumper):
    """Writes a day twice rather than an alias, so that people can read the file."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _by_type(standards: Sequence[Standard]) -> dict[str, list[Standard]]:
    found: dict[str, list[Standard]] = defaultdict(list)
    for one in sorted(standards, key=lambda one: one.work.valid_from):
        found[one.work_type].append(one)
    return found


def _entries(ones: Sequence[Standard]) -> Entries:
    entries: Entries = {}
    begins = [one.work.valid_from for one in ones]
    for one, later in zip(ones, [*begins[1:], date.max], strict=True):
        work, end = one.work, one.work.expires_on + ONE_DAY
        entries[work.valid_from] = {"value": _plain(one.paid_s), "source": work.source}
        if end < later:
            source = f"{one.study.id}: the standard expired, time the work again"
            entries[end] = {"value": None, "source": source}
    return entries


def _reference(standards: Sequence[Standard]) -> Entries:
    """The reference since the first study. Raises Refusal where a later one has another."""
    first, *others = sorted(standards, key=lambda one: one.work.valid_from)
    for one in others:
        if one.study.reference_s != first.study.reference_s:
            raise Refusal(
                f"the studies {first.study.id} and {one.study.id} have different references",
                place=Place(one.file, key="reference_s"),
                value=str(one.study.reference_s),
                next_step="a point is one number of seconds: use the same reference_s in both",
            )
    source = f"{first.study.id}: reference"
    return {first.work.valid_from: {"value": _plain(first.study.reference_s), "source": source}}


def _plain(value: Decimal) -> int | str:
    """A whole number, or the decimal as text, which a rule file reads exactly."""
    return int(value) if value == value.to_integral_value() else f"{value.normalize():f}"


def _differences(
    dated: Dated[Decimal] | None, ones: Sequence[Standard], place: Place, span: tuple[date, date]
) -> Iterator[TariffDifference]:
    first, last = span
    changes = {day for one in ones for day in (one.work.valid_from, one.work.expires_on + ONE_DAY)}
    changes |= set(dated.root) if dated is not None else set()
    for day in [first, *sorted(day for day in changes if first < day <= last)]:
        entry = dated.entry_on(day) if dated is not None else None
        paid = entry[1].value if entry is not None else None
        measured = _paid_on(ones, day)
        if paid != measured:
            reasons = _reasons(ones[0].work_type, day, paid, measured)
            yield TariffDifference(ones[0].work_type, day, paid, measured, place, *reasons)


def _paid_on(ones: Sequence[Standard], day: date) -> Decimal | None:
    held = [one for one in ones if one.work.valid_from <= day <= one.work.expires_on]
    return held[-1].paid_s if held else None


def _reasons(
    work_type: str, day: date, paid: Decimal | None, measured: Decimal | None
) -> tuple[str, str]:
    zh = "无" if paid is None else f"{paid} 秒"
    en = "nothing" if paid is None else f"{paid} s"
    if measured is None:
        return (
            f"{work_type} 自 {day} 起没有有效的标准工时，积分标准为 {zh}",
            f"{work_type}: no standard is in force from {day} on, the tariff pays {en}",
        )
    return (
        f"{work_type} 自 {day} 起测时为 {measured} 秒，积分标准为 {zh}",
        f"{work_type}: the study says {measured} s from {day} on, the tariff pays {en}",
    )
