"""From a figure to its days and rows, on a warehouse of a few rows that was counted by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data_contracts.refusal import Refusal
from pipelines.explaining import rows
from pipelines.explaining.lineage import Feed, Lineage, feeds, read_lineage
from pipelines.explaining.rows import rows_behind
from pipelines.metrics import Metric
from pipelines.period import Period
from pipelines.settings import House

SOLD = Metric(
    name="sold", id="M000", name_zh="销售额", name_en="Sales", description="", definition_zh="",
    unit="currency", direction="up", basis="EVENT", variant="-", digits=2, owner="operations",
    mart="marts.agent_day", time_column="business_date", numerator_sql="sale_amount",
    denominator_sql="sales", subject_columns={"agent": "agent_id"},
)  # fmt: skip
COUNT = "with sold as (select count(*) as sales from marts.sales) select * from sold"
SALES = """
    ('S1', 'A1', timestamp '2026-06-01 15:59:59', 10.00, 'sales.csv', 2, '2026-06-01'),
    ('S2', 'A1', timestamp '2026-06-01 16:00:00', 5.00, 'sales.csv', 3, '2026-06-01'),
    ('S2', 'A1', timestamp '2026-06-01 16:00:00', 7.00, 'later.csv', 9, '2026-06-02'),
    ('S3', 'A2', timestamp '2026-06-01 12:00:00', 9.00, 'sales.csv', 4, '2026-06-01')"""


def below(**columns: list[str]) -> dict[str, Any]:
    """Column lineage as a run remembers it: `column=["schema.table.column"]`."""
    deps = {
        name: [
            {"asset_key": {"path": source.split(".")[:2]}, "column_name": source.split(".")[2]}
            for source in sources
        ]
        for name, sources in columns.items()
    }
    return {"dagster/column_lineage": json.dumps({"deps_by_column": deps})}


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """What a run leaves: one agent's two days, each of them with one sale."""
    house = House(tmp_path, tmp_path / "out")
    house.published.parent.mkdir(parents=True)
    (house.dbt_target / "build").mkdir(parents=True)
    (house.dbt_target / "semantic_manifest.json").touch()
    (house.dbt_target / "columns.json").write_text(json.dumps({"columns": {
        "marts__agent_day": below(
            agent_id=["landing.sales.agent_id"], business_date=["landing.sales.sold_at"],
            sale_amount=["landing.sales.sale_amount"], sales=[],
        ),
    }}))  # fmt: skip
    model = {"resource_type": "model", "schema": "marts"}
    (house.dbt_target / "build" / "manifest.json").write_text(json.dumps({
        "nodes": {
            "model.agent_day": {**model, "alias": "agent_day", "compiled_code": COUNT},
            "model.sales": {**model, "alias": "sales"},
        },
        "sources": {
            "source.sales": {"resource_type": "source", "schema": "landing", "identifier": "sales"}
        },
        "parent_map": {"model.agent_day": ["model.sales"], "model.sales": ["source.sales"]},
    }))  # fmt: skip
    with duckdb.connect(str(house.published)) as connection:
        _fill(connection)
    monkeypatch.setattr(rows, "read_metrics", lambda _: (SOLD,))
    return house


def _fill(connection: duckdb.DuckDBPyConnection) -> None:
    for schema in ("landing", "marts", "scoring", "intermediate"):
        connection.execute(f"create schema {schema}")
    connection.execute(
        f"""create table landing.sales as select *, 'secret' as customer, cast(null as timestamp)
        as updated_at, s as sale_id, a as agent_id, t as sold_at, m as sale_amount, f as
        source_file, r as source_row, cast(d as date) as landing_date
        from (values {SALES}) as sale(s, a, t, m, f, r, d)"""
    )
    connection.execute(
        """create table marts.agent_day as select * from (values
        ('A1', date '2026-06-01', 10.00, 1), ('A1', date '2026-06-02', 7.00, 1),
        ('A2', date '2026-06-01', 9.00, 1)) as d(agent_id, business_date, sale_amount, sales)"""
    )
    connection.execute("create table intermediate.int_people_dated as select 'E1' as employee_id,"
                       " 'A1' as agent_id, date '2026-06-01' as calendar_date")  # fmt: skip
    connection.execute(
        """create table scoring.trace_nodes as
        select '2026-06/A1/score/sales.sold' || side as node_id, '2026-06' as period,
            'A1' as agent_id, kind, cast(output as decimal(18, 6)) as output,
            '[{"name": "metric", "value": "sold"}]' as inputs
        from (values ('', 'metric', 8.5), ('.numerator', 'source', 17), ('.denominator', 'source',
            2)) as node(side, kind, output)"""
    )


def told(house: House, node: str = "score/sales.sold", language: Any = "en", **more: Any) -> str:
    june = Period(2026, 6)
    return rows_behind(house, june, "A1", node, zone="Asia/Shanghai", language=language, **more)


def test_the_days_of_one_person_sum_to_the_node(house: House) -> None:
    assert told(house).splitlines() == [
        "Sales of A1, 2026-06 (marts.agent_day)",
        "  2026-06-01  numerator 10  denominator 1  value 10",
        "  2026-06-02  numerator 7  denominator 1  value 7",
        "The daily numerators sum to 17, exactly as the node says",
        "The daily denominators sum to 2, exactly as the node says",
        "For the rows of the extracts add --day 2026-06-01",
    ]


def test_a_side_tells_its_own_sum_and_in_chinese(house: House) -> None:
    lines = told(house, "2026-06/A1/score/sales.sold.numerator", "zh_CN").splitlines()
    assert lines[0] == "销售额 A1 2026-06（marts.agent_day）"
    assert lines[3:] == ["各日分子之和 17 与节点一致", "查看来源行：加 --day 2026-06-01"]


def test_data_that_changed_after_scoring_are_told_with_the_gap(house: House) -> None:
    with duckdb.connect(str(house.published)) as connection:
        connection.execute("update marts.agent_day set sale_amount = 8 where sale_amount = 7")
    assert "sum to 18 and the node says 17, 1 apart" in told(house)


def test_a_plain_sum_has_no_denominator(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = replace(SOLD, denominator_sql=None)
    monkeypatch.setattr(rows, "read_metrics", lambda _: (plain,))
    lines = told(house).splitlines()
    assert lines[1] == "  2026-06-01  numerator 10"
    assert lines[4] == "A plain sum: its denominator is 1"


def test_a_day_is_the_local_one_and_says_which_delivery_is_used(house: House) -> None:
    first, second = (told(house, day=date(2026, 6, day)).splitlines()[2:] for day in (1, 2))
    assert first == [
        "  landing.sales: rows: 1",
        "    sales.csv row 2  sale_id=S1 agent_id=A1 sold_at=2026-06-01T23:59:59 sale_amount=10",
    ]
    sale = "sale_id=S2 agent_id=A1 sold_at=2026-06-02T00:00:00"
    assert second == [
        "  landing.sales: rows: 2",
        f"    later.csv row 9  {sale} sale_amount=7",
        f"    sales.csv row 3  {sale} sale_amount=5 (older delivery, not used)",
    ]


def test_beyond_a_screen_a_table_says_how_to_see_the_rest(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "SCREEN_LINES", 1)
    day = date(2026, 6, 2)
    assert told(house, day=day).splitlines()[-1] == "    … 1 more: add --table sales"
    assert "sales.csv row 3" in told(house, day=day, table="sales")


@pytest.mark.parametrize(
    ("asked", "place", "next_step"),
    [
        ({"node": "score/total"}, "--node", "score/sales.sold"),
        ({"day": date(2026, 6, 3)}, "--day", "2026-06-01, 2026-06-02"),
        ({"day": date(2026, 6, 1), "table": "tickets"}, "--table", "sales"),
    ],
)
def test_what_has_no_rows_is_refused(
    house: House, asked: dict[str, Any], place: str, next_step: str
) -> None:
    with pytest.raises(Refusal) as refused:
        told(house, **asked)
    assert refused.value.place.file == place
    assert refused.value.next_step.endswith(next_step)


def test_without_lineage_the_days_are_told_and_the_rows_refused(house: House) -> None:
    (house.dbt_target / "columns.json").unlink()
    assert "exactly" in told(house)
    with pytest.raises(Refusal, match="lineage"):
        told(house, day=date(2026, 6, 1))


def test_a_column_that_counts_rows_names_the_table_it_counts(house: House) -> None:
    counted = replace(SOLD, numerator_sql="sales", denominator_sql=None)
    assert feeds(read_lineage(house.dbt_target), counted) == (
        Feed("sales", ("agent_id",), ("sold_at",), ()),
    )


def test_rows_without_a_person_belong_to_those_of_their_key() -> None:
    mart = "marts", "agent_day"
    lineage = Lineage(
        below={
            (*mart, "agent_id"): (("landing", "evaluations", "agent_id"),),
            (*mart, "business_date"): (("landing", "evaluations", "evaluated_at"),),
            (*mart, "sale_amount"): (("landing", "evaluation_items", "score"),),
        },
        queries={},
        parents={},
    )
    [items] = feeds(lineage, replace(SOLD, denominator_sql=None))
    assert (items.table, items.person, items.parent_key) == (
        "evaluation_items", (), ("evaluation_id",),
    )  # fmt: skip
    assert items.parent is not None
    assert items.parent.when == ("evaluated_at",)


def test_events_of_a_ticket_belong_to_any_version_of_it() -> None:
    mart = "marts", "agent_day"
    lineage = Lineage(
        below={
            (*mart, "agent_id"): (("landing", "tickets", "owner_agent_id"),),
            (*mart, "business_date"): (("landing", "tickets", "resolved_at"),),
            (*mart, "sale_amount"): (("landing", "ticket_events", "occurred_at"),),
        },
        queries={},
        parents={},
    )
    [events] = feeds(lineage, replace(SOLD, denominator_sql=None))
    assert events.parent == Feed("tickets", ("owner_agent_id",), ("resolved_at",), ())
    assert events.parent_key == ("ticket_id",)
