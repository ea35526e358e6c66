"""Facts of people beside the months before and the people of their role, counted by hand."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa

from data_contracts.contract import Contract
from pipelines.landing.contracts import load_contract
from scoring.selection import FactKind, person_facts
from scoring.selection.person_facts import PERSON_FACTS

KINDS = {
    "aht": FactKind("时长", "Handle time", "s", "down", "M030"),
    "mood": FactKind("情绪", "Mood", "1", "neutral", "M999"),
}
ROLES = {"A": "agent", "B": "agent", "C": "agent", "D": "trainer"}


def rows(*told: tuple[str, str, str, int | None]) -> pa.Table:
    names = ("period", "agent_id", "fact", "value")
    kinds = (pa.string(), pa.string(), pa.string(), pa.decimal128(18, 6))
    columns = zip(*told, strict=True)
    arrays = [pa.array(list(c), k) for c, k in zip(columns, kinds, strict=True)]
    return pa.table(dict(zip(names, arrays, strict=True)))


def test_a_fact_stands_beside_earlier_months_and_the_role() -> None:
    """A handles in 300, 280 and 260 s: 20 s less a month. B and C of the role take 320 and 260,
    so A shares the best place of three with C: (1 + 2) ÷ 2 of 3, turned round."""
    values = rows(
        ("2026-04", "A", "aht", 300), ("2026-05", "A", "aht", 280), ("2026-06", "A", "aht", 260),
        ("2026-06", "B", "aht", 320), ("2026-06", "C", "aht", 260), ("2026-06", "D", "aht", 10),
        ("2026-06", "B", "mood", 1), ("2026-05", "C", "mood", 1), ("2026-07", "A", "aht", 1),
        ("2026-06", "C", "strange", 1), ("2026-06", "D", "mood", None),
    )  # fmt: skip
    told = person_facts(values, KINDS, "2026-06", ROLES, {("A", "aht"): "2026-06/A/score/aht.aht"})
    found = {(row["agent_id"], row["fact"]): row for row in told.to_pylist()}
    assert sorted(found) == [("A", "aht"), ("B", "aht"), ("B", "mood"), ("C", "aht"), ("D", "aht")]
    mine = found["A", "aht"]
    assert (mine["previous_value"], mine["months"], mine["mean_value"]) == (280, 3, 280)
    assert (mine["trend"], mine["peers"], mine["peer_mean"]) == (-20, 3, 280)
    assert mine["percentile"] == Decimal("0.666667") == found["C", "aht"]["percentile"]
    assert mine["evidence"] == "2026-06/A/score/aht.aht"
    assert (found["D", "aht"]["peers"], found["D", "aht"]["evidence"]) == (1, "M030")
    assert found["B", "mood"]["percentile"] is None
    contract: Contract = load_contract("person_facts", "outputs")
    assert [column.name for column in contract.columns] == PERSON_FACTS.names
