"""A month through the engine, from what the tests write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pytest
import yaml

from data_contracts.located_yaml import read_yaml
from scoring import Facts, Scoring, calculate, check_trace, compile_rules
from tests.unit.scoring.scores.written import METRICS, NO_WORK, people_table, values_table

Score = Callable[..., Scoring]


@pytest.fixture(scope="session")
def score() -> Score:
    """score(cards, people, values, facts, earlier) → Scoring, with its trace checked."""

    def run(
        cards: dict[str, Any] | Sequence[dict[str, Any]],
        people: Sequence[Mapping[str, Any]],
        values: Mapping[Any, Any],
        facts: Facts | None = None,
        earlier: Mapping[str, Mapping[Any, Any]] | None = None,
    ) -> Scoring:
        listed = [cards] if isinstance(cards, dict) else list(cards)
        documents = [
            read_yaml(yaml.safe_dump(one, allow_unicode=True, sort_keys=False), f"{n}.yaml")
            for n, one in enumerate(listed)
        ]
        tables = [values_table(values)]
        tables += [values_table(told, period) for period, told in (earlier or {}).items()]
        done = calculate(
            compile_rules(documents, METRICS),
            "2026-06",
            people_table(people),
            pa.concat_tables(tables),
            NO_WORK,
            facts,
        )
        assert check_trace(done.trace_nodes) == []
        return done

    return run
