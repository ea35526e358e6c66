"""A month of many people under a scorecard of many items, made of random numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import yaml
from numpy.typing import NDArray

import scoring
from data_contracts.located_yaml import read_yaml
from tests.oracles import scorecard as oracle

PERIOD = "2026-06"
PER_SECTION = 10
LINE = [[0.1, 0], [0.6, 100], [0.9, 120]]
BANDS = [[0, 0.3, 40], [0.3, 0.7, 80], [0.7, "inf", 100]]
COEFFICIENT = [["-inf", 60, 0], [60, 75, 0.8], [75, 90, 1], [90, "inf", 1.2]]
BASE, STANDARD_S = Decimal("1200.00"), {"calls": Decimal(60), "mails": Decimal(150)}
NUMBER = pa.decimal128(18, 6)


@dataclass(frozen=True)
class BigCentre:
    """Numerators, denominators and cases (people × items), and units of work by type."""

    numerators: NDArray[np.int64]
    denominators: NDArray[np.int64]
    cases: NDArray[np.int64]
    work: NDArray[np.int64]

    @classmethod
    def of(cls, people: int, items: int, seed: int = 7) -> BigCentre:
        """Ratios between 0 and 2, one sample in forty too small."""
        draw = np.random.default_rng(seed)
        return cls(
            draw.integers(0, 1000, (people, items)),
            draw.integers(500, 1000, (people, items)),
            draw.integers(0, 200, (people, items)),
            draw.integers(1, 900, (people, len(STANDARD_S))),
        )

    @property
    def people(self) -> int:
        """How many people."""
        return len(self.numerators)

    @property
    def items(self) -> int:
        """How many items the scorecard has."""
        return self.numerators.shape[1]

    @property
    def agents(self) -> list[str]:
        """The people's ids, in order."""
        return [f"A{number:06d}" for number in range(self.people)]

    @property
    def pool(self) -> Decimal:
        """Money to share by points."""
        return Decimal(1500) * self.people

    def first(self, people: int) -> BigCentre:
        """The same centre with its first people only."""
        arrays = (self.numerators, self.denominators, self.cases, self.work)
        return BigCentre(*(array[:people] for array in arrays))

    def rules(self) -> scoring.Rules:
        """One scorecard, one tariff and one pay plan for everyone."""
        metrics = {
            f"m{n}": scoring.Metric(f"M{n}", f"指标{n}", f"Metric {n}", "1", "up", "EVENT")
            for n in range(self.items)
        }
        files = {"card": self._card(), "points": _points(), "pay": _pay(self.pool)}
        documents = [
            read_yaml(yaml.safe_dump(rule, allow_unicode=True, sort_keys=False), f"{name}.yaml")
            for name, rule in files.items()
        ]
        return scoring.compile_rules(documents, metrics)

    def tables(self) -> tuple[pa.Table, pa.Table, pa.Table]:
        """people, metric_values and work_done."""
        agents, count = self.agents, self.people * self.items
        rows = self.numerators.ravel() * 2 * 10**6 + self.denominators.ravel()
        values = rows // (2 * self.denominators.ravel())
        people = pa.table({"agent_id": agents, "role": pa.repeat("agent", self.people)})
        metrics = pa.table(
            {
                "period": pa.repeat(PERIOD, count),
                "subject_kind": pa.repeat("agent", count),
                "subject_id": pa.array(np.repeat(agents, self.items)),
                "metric": pa.array(np.tile([f"m{n}" for n in range(self.items)], self.people)),
                "variant": pa.repeat("-", count),
                "basis": pa.repeat("EVENT", count),
                "n": pa.array(self.cases.ravel()),
                "numerator": _decimals(self.numerators.ravel() * 10**6),
                "denominator": _decimals(self.denominators.ravel() * 10**6),
                "value": _decimals(values),
            }
        )
        units = self.people * len(STANDARD_S)
        work = pa.table(
            {
                "agent_id": pa.array(np.repeat(agents, len(STANDARD_S))),
                "business_date": pa.repeat(pa.scalar(date(2026, 6, 1)), units),
                "work_type": pa.array(np.tile(list(STANDARD_S), self.people)),
                "quantity": pa.array(self.work.ravel()),
            }
        )
        return people, metrics, work

    def sections(self) -> list[oracle.Section]:
        """The scorecard as the oracle reads it."""
        return [
            oracle.Section(
                f"s{number}",
                Decimal(weight),
                [_oracle_item(f"m{n}", n, len(block)) for n in block],
            )
            for number, (weight, block) in enumerate(self._blocks())
        ]

    def _blocks(self) -> Iterator[tuple[int, range]]:
        count = self.items // PER_SECTION
        for number in range(count):
            weight = 100 // count if number else 100 - 100 // count * (count - 1)
            yield weight, range(number * PER_SECTION, (number + 1) * PER_SECTION)

    def _card(self) -> dict[str, object]:
        sections = [
            {
                **_named(f"s{number}"),
                "weight": _dated(weight),
                "items": [_item(f"m{n}", n, len(block)) for n in block],
            }
            for number, (weight, block) in enumerate(self._blocks())
        ]
        return {"kind": "scorecard", **_head("card"), "sections": sections}


def _decimals(units: NDArray[np.int64]) -> pa.Array:
    halves = np.stack([units, np.zeros_like(units)], axis=1)
    return pa.Array.from_buffers(NUMBER, len(units), [None, pa.py_buffer(halves)])


def _named(name: str) -> dict[str, object]:
    return {"id": name, "name_zh": f"项目{name}", "name_en": f"Item {name}"}


def _head(name: str) -> dict[str, object]:
    return {**_named(name), "owner": "bench", "applies_to": "everyone"}


def _dated(value: object) -> dict[date, object]:
    return {date(2026, 1, 1): {"value": value, "source": "bench"}}


def _bands(bands: Sequence[Sequence[object]], domain: list[object]) -> dict[str, object]:
    listed = [{"from": low, "to": high, "score": score} for low, high, score in bands]
    return {"code": "F2", "domain": domain, "bands": listed}


def _item(name: str, number: int, beside: int) -> dict[str, object]:
    function = _bands(BANDS, [0, "inf"]) if number % 2 else {"code": "F1", "points": LINE}
    return {
        **_named(name),
        "metric": name,
        "weight": _dated(100 // beside),
        "function": _dated(function),
        "min_sample": _dated(5),
        "missing_policy": _dated("EXCLUDE_REWEIGHT"),
    }


def _oracle_item(name: str, number: int, beside: int) -> oracle.Item:
    weight = Decimal(100 // beside)
    if number % 2:
        return oracle.Item(name, weight, 5, bands=_exact([[b[0], b[2]] for b in BANDS]))
    return oracle.Item(name, weight, 5, points=_exact(LINE))


def _exact(pairs: Sequence[Sequence[object]]) -> list[tuple[Decimal, Decimal]]:
    return [(Decimal(str(left)), Decimal(str(right))) for left, right in pairs]


def coefficient_bands() -> list[tuple[Decimal, Decimal]]:
    """The coefficient as the oracle reads it."""
    return _exact([[band[0], band[2]] for band in COEFFICIENT])


def _points() -> dict[str, object]:
    standards = {kind: _dated(int(seconds)) for kind, seconds in STANDARD_S.items()}
    return {
        "kind": "points",
        **_head("points"),
        "reference_s": _dated(60),
        "standard_s": standards,
    }


def _pay(pool: Decimal) -> dict[str, object]:
    usual = {"applies_to": "everyone", "payroll_code": "1", "taxable": True}
    performance = {
        **_named("performance"),
        "code": "P2",
        **usual,
        "proration": "none",
        "base_amount": _dated(str(BASE)),
        "coefficient": _dated(_bands(COEFFICIENT, ["-inf", "inf"])),
    }
    pools = [{"id": "all", "applies_to": "everyone", "amount": _dated(f"{pool}.00")}]
    points = {**_named("points"), "code": "P4", **usual, "pools": pools}
    return {
        "kind": "pay",
        **_head("pay"),
        "currency": "CNY",
        "rounding": "HALF_UP",
        "components": [performance, points],
    }
