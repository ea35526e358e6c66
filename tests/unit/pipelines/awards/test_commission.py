"""Sales as known at the end of a month, the ledger of commission, and what P6 is handed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pipelines.awards.commission import certified_sales, paid_sales, store_commission
from pipelines.centre import load_centre
from pipelines.period import parse_period
from pipelines.settings import SAMPLE_CENTRE
from scoring.awards import read_commission

MAY, JUNE, JULY = (parse_period(f"2026-0{month}") for month in (5, 6, 7))


@pytest.fixture(scope="module")
def centre():
    return load_centre(SAMPLE_CENTRE)


@pytest.fixture(scope="module")
def plans(centre):
    document = centre.document("awards/sales_commission.yaml")
    assert document is not None
    return [read_commission(document)]


def settle(warehouse, centre, plans, period):
    return store_commission(warehouse, centre, plans, period)


def lines(warehouse) -> list[tuple[str, str, str, Decimal]]:
    return warehouse.execute(
        "select period, sale_id, kind, amount from scoring.commission_lines order by all"
    ).fetchall()


def test_a_sale_is_certified_on_the_local_day_and_known_as_of_the_month(
    warehouse, sell, centre
) -> None:
    sell("S1", "A1", "100", pending="2026-05-30 02:00", certified="2026-05-31 16:30")
    sell("S2", "A1", "100", certified="2026-06-30 15:00", refunded="2026-07-02 02:00")
    sell("S3", "A1", "100", pending="2026-06-10 02:00", cancelled="2026-06-11 02:00")
    known = {row["sale_id"]: row for row in certified_sales(warehouse, centre, JUNE).to_pylist()}
    assert sorted(known) == ["S1", "S2"]  # never certified: nothing to earn or take back
    assert known["S1"]["certified_on"] == date(2026, 6, 1)  # half past midnight in Shanghai
    assert known["S2"]["reversed_on"] is None  # refunded in July
    later = {row["sale_id"]: row for row in certified_sales(warehouse, centre, JULY).to_pylist()}
    assert later["S2"]["reversed_on"] == date(2026, 7, 2)


def test_a_refund_takes_back_in_its_month_what_was_settled_before(
    warehouse, hire, sell, centre, plans
) -> None:
    hire("A1")
    sell("S1", "A1", "1000", certified="2026-06-10 02:00", refunded="2026-07-02 02:00")
    assert settle(warehouse, centre, plans, JUNE) == []
    settle(warehouse, centre, plans, JULY)
    once = [("2026-06", "S1", "commission", 25), ("2026-07", "S1", "clawback", -25)]
    assert lines(warehouse) == once
    settle(warehouse, centre, plans, JULY)  # again, and nothing is taken twice
    assert lines(warehouse) == once


def test_a_refund_of_a_sale_that_was_never_settled_here_is_told(
    warehouse, hire, sell, centre, plans
) -> None:
    hire("A1")
    sell("S1", "A1", "1000", certified="2026-05-20 02:00", refunded="2026-06-02 02:00")
    [notice] = settle(warehouse, centre, plans, JUNE)
    assert (notice.code, notice.agents) == ("reversed_without_line", ("A1",))
    assert lines(warehouse) == []


def test_pay_takes_the_settled_lines_with_their_sign(warehouse, hire, sell, centre, plans) -> None:
    hire("A1")
    sell("S1", "A1", "1000", certified="2026-06-10 02:00", refunded="2026-07-02 02:00")
    for period in (JUNE, JULY):
        settle(warehouse, centre, plans, period)
    june, july = (paid_sales(warehouse, centre, period).to_pylist() for period in (JUNE, JULY))
    assert [(row["amount"], row["sold_on"]) for row in june] == [(25, date(2026, 6, 30))]
    assert [(row["amount"], row["certified"]) for row in july] == [(-25, True)]


def test_without_a_commission_file_pay_takes_the_certified_sales(
    warehouse, sell, centre_with
) -> None:
    sell("S1", "A1", "1000", certified="2026-06-10 02:00", refunded="2026-06-20 02:00")
    bare = centre_with(**{"awards/sales_commission.yaml": None})
    [row] = paid_sales(warehouse, bare, JUNE).to_pylist()
    assert row == {
        "agent_id": "A1", "sale_id": "S1", "sold_on": date(2026, 6, 10),
        "amount": Decimal("1000.00"), "cancelled_on": date(2026, 6, 20), "certified": True,
    }  # fmt: skip
