"""An override changes what the engine reads, visibly, and only while it fits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.settlement import Override, apply_overrides, overrides_table

NUMBER = pa.decimal128(18, 6)
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("period", "subject_kind", "subject_id", "metric")),
        *((name, pa.string()) for name in ("variant", "basis")),
        ("n", pa.int64()),
        *((name, NUMBER) for name in ("numerator", "denominator", "value")),
    ]
)
NOW = datetime(2026, 7, 10)


def values(*agents: str) -> pa.Table:
    row = {
        "period": "2026-06", "metric": "qa_score", "variant": "-", "basis": "EVENT", "n": 3,
        "numerator": Decimal(240), "denominator": Decimal(3), "value": Decimal(80),
    }  # fmt: skip
    kinds = {agent: "agent" for agent in agents} | {"T01": "team"}
    rows = [row | {"subject_kind": kind, "subject_id": who} for who, kind in kinds.items()]
    return pa.Table.from_pylist(rows, SCHEMA)


OVERRIDE = Override(
    "O00001", "2026-06", "A1", "qa_score", "-", "numerator", Decimal(240), Decimal(270),
    "质检误判", "wrong evaluation", "head", datetime(2026, 7, 4), None, "F1",
)  # fmt: skip


def value_of(table: pa.Table, agent: str) -> dict:
    return {row["subject_id"]: row for row in table.to_pylist()}[agent]


def test_the_ratio_follows_the_corrected_figure() -> None:
    done = apply_overrides(values("A2", "A1"), [OVERRIDE], NOW)
    row = value_of(done.metric_values, "A1")
    assert (row["numerator"], row["value"]) == (270, 90)
    assert done.applied == ("O00001",)
    assert value_of(done.metric_values, "A2")["value"] == 80
    assert value_of(done.metric_values, "T01")["value"] == 80


def test_the_row_says_who_corrected_what_and_why() -> None:
    row = value_of(apply_overrides(values("A1"), [OVERRIDE], NOW).metric_values, "A1")
    assert row["override_en"] == (
        "override O00001: numerator 240 → 270 (head: wrong evaluation, appeal F1)"
    )
    assert row["override_zh"] == "更正 O00001：分子 240 → 270（head：质检误判，申诉 F1）"


def test_a_value_override_takes_the_place_of_both_sums() -> None:
    override = replace(
        OVERRIDE, figure="value", old_value=Decimal(80), new_value=Decimal("85.5"), appeal_id=None
    )
    row = value_of(apply_overrides(values("A1"), [override], NOW).metric_values, "A1")
    assert (row["numerator"], row["denominator"], row["value"]) == (None, None, Decimal("85.5"))


def test_overrides_of_one_figure_follow_each_other() -> None:
    later = replace(
        OVERRIDE, override_id="O00002", old_value=Decimal(270), new_value=Decimal(255),
        entered_at=datetime(2026, 7, 6),
    )  # fmt: skip
    done = apply_overrides(values("A1"), [later, OVERRIDE], NOW)
    assert value_of(done.metric_values, "A1")["value"] == 85
    assert done.applied == ("O00001", "O00002")


def test_a_source_that_changed_meanwhile_is_not_corrected_a_second_time() -> None:
    stale = replace(OVERRIDE, old_value=Decimal(230))
    done = apply_overrides(values("A1"), [stale], NOW)
    assert value_of(done.metric_values, "A1")["numerator"] == 240
    assert done.applied == ()
    [notice] = done.notices
    assert "the figure is now 240" in notice.note_en
    assert notice.agents == ("A1",)


def test_an_override_of_nothing_is_told() -> None:
    done = apply_overrides(values("A2"), [OVERRIDE], NOW)
    assert "there is no such figure" in done.notices[0].note_en


def test_expired_or_later_overrides_do_not_act() -> None:
    expired = replace(OVERRIDE, expires_on=date(2026, 7, 9))
    later = replace(OVERRIDE, entered_at=datetime(2026, 7, 11))
    for override in (expired, later):
        done = apply_overrides(values("A1"), [override], NOW)
        assert (done.applied, done.notices) == ((), ())
    last_day = apply_overrides(values("A1"), [replace(OVERRIDE, expires_on=NOW.date())], NOW)
    assert last_day.applied == ("O00001",)


@settings(deadline=None, max_examples=60)
@given(st.permutations(["A1", "A2", "A3"]))
def test_the_result_does_not_depend_on_the_order_of_rows(agents) -> None:
    expected = apply_overrides(values("A1", "A2", "A3"), [OVERRIDE], NOW).metric_values
    assert apply_overrides(values(*agents), [OVERRIDE], NOW).metric_values == expected


def test_without_overrides_the_values_are_as_they_were() -> None:
    table = values("A2", "A1")
    done = apply_overrides(table, [], NOW)
    assert done.metric_values.select(table.column_names) == table
    assert done.metric_values["override_en"].null_count == table.num_rows


def test_overrides_are_a_table_for_readers() -> None:
    [row] = overrides_table([OVERRIDE]).to_pylist()
    assert (row["old_value"], row["new_value"], row["entered_by"]) == (240, 270, "head")
