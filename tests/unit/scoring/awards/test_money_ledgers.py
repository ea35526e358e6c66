"""Commission, clawback, guarantees and draws: exact, conserved, oldest first, never twice."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.refusal import Refusal
from scoring.awards import read_commission, read_guarantee, settle_advances, settle_commission
from scoring.awards.tables import ADVANCE_LEDGER, COMMISSION_LINES, MONEY
from scoring.exact import from_units, rounded

SALES = pa.schema(
    [
        *((name, pa.string()) for name in ("sale_id", "agent_id", "product_id")),
        ("sale_amount", MONEY),
        ("certified_on", pa.date32()),
        ("reversed_on", pa.date32()),
        ("reversed_amount", MONEY),
    ]
)
SINCE = date(2026, 1, 1)
NO_LINES, NO_ENTRIES = COMMISSION_LINES.empty_table(), ADVANCE_LEDGER.empty_table()
MONTHS = ("2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11")


def sale(
    sale_id: str, amount: Any, certified: date | None, product: str = "P-FAMILY"
) -> dict[str, Any]:
    return {
        "sale_id": sale_id,
        "agent_id": "A1",
        "product_id": product,
        "sale_amount": Decimal(amount),
        "certified_on": certified,
        "reversed_on": None,
        "reversed_amount": None,
    }


def sales(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=SALES)


@pytest.fixture(scope="module")
def plan(sample_file):
    return read_commission(sample_file("awards/sales_commission.yaml"))


def amounts(table: pa.Table) -> list[Decimal]:
    return table.column("amount").to_pylist()


def test_a_certified_sale_earns_its_rate_and_a_pending_one_nothing(plan, agents) -> None:
    table = sales(sale("S1", "129.00", date(2026, 6, 3)), sale("S2", "129.00", None),
                  sale("S3", "29.90", date(2026, 6, 3), product="P-DATA20"))  # fmt: skip
    run = settle_commission(plan, "2026-06", agents("A1"), table, NO_LINES)
    lines = {line["sale_id"]: line for line in run.lines.to_pylist()}
    assert set(lines) == {"S1", "S3"}
    # 3.225 + 1.0465 = 4.2715 → 4.27, the last fen to the larger remainder
    assert (lines["S1"]["amount"], lines["S3"]["amount"]) == (Decimal("3.22"), Decimal("1.05"))
    assert lines["S3"]["rule_ref"].endswith("@2026-06-01")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=20), st.randoms())
def test_lines_sum_to_the_commission_rounded_once_in_any_order(plan, agents, fen, shuffle) -> None:
    rows = [sale(f"S{i:02}", from_units(x, 2), date(2026, 6, 3)) for i, x in enumerate(fen)]
    first = settle_commission(plan, "2026-06", agents("A1"), sales(*rows), NO_LINES)
    assert sum(amounts(first.lines)) == rounded(sum(fen) * Decimal("0.00025"), 2)
    shuffle.shuffle(rows)
    assert settle_commission(plan, "2026-06", agents("A1"), sales(*rows), NO_LINES) == first


def test_a_refund_within_the_window_is_taken_back_in_the_current_period_once(plan, agents) -> None:
    sold = sale("S1", "1000.00", date(2026, 5, 20))
    may = settle_commission(plan, "2026-05", agents("A1"), sales(sold), NO_LINES).lines
    refunded = sales({**sold, "reversed_on": date(2026, 6, 10)})
    june = settle_commission(plan, "2026-06", agents("A1"), refunded, may).lines
    (line,) = june.to_pylist()
    assert (line["period"], line["amount"], line["kind"]) == ("2026-06", -25, "clawback")
    assert line["original_line_id"] == may.to_pylist()[0]["line_id"]
    ledger = pa.concat_tables([may, june])
    assert settle_commission(plan, "2026-07", agents("A1"), refunded, ledger).lines.num_rows == 0


def test_a_refund_after_the_window_keeps_the_commission_and_is_told(plan, agents) -> None:
    sold = sale("S1", "1000.00", date(2026, 5, 1))
    may = settle_commission(plan, "2026-05", agents("A1"), sales(sold), NO_LINES).lines
    for last, lines in ((date(2026, 5, 31), 1), (date(2026, 6, 1), 0)):
        run = settle_commission(
            plan, "2026-06", agents("A1"), sales({**sold, "reversed_on": last}), may
        )
        assert run.lines.num_rows == lines
    assert [notice.code for notice in run.notices] == ["clawback_window_passed"]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=5))
def test_partial_refunds_never_take_back_more_than_was_paid(plan, agents, steps) -> None:
    sold = sale("S1", "999.99", date(2026, 6, 30))
    ledger = settle_commission(plan, "2026-06", agents("A1"), sales(sold), NO_LINES).lines
    refunded = 0
    for month, step in zip(MONTHS[3:], steps, strict=False):
        refunded += step
        state = {
            **sold,
            "reversed_on": date(2026, 7, 1),
            "reversed_amount": from_units(refunded, 2),
        }
        new = settle_commission(plan, month, agents("A1"), sales(state), ledger).lines
        ledger = pa.concat_tables([ledger, new])
    kept = sum(amounts(ledger))
    assert 0 <= kept <= 25
    if refunded >= 99_999:
        assert kept == 0


def test_a_sale_of_somebody_outside_the_plan_is_told(plan, agents) -> None:
    table = sales(sale("S1", "129.00", date(2026, 6, 3)))
    run = settle_commission(plan, "2026-06", agents("A2"), table, NO_LINES)
    assert run.lines.num_rows == 0
    assert [(n.code, n.agents) for n in run.notices] == [("sales_without_commission", ("A1",))]


def test_a_product_without_rate_and_a_settled_period_are_refused(plan, agents) -> None:
    table = sales(sale("S1", "10.00", date(2026, 6, 3), product="P-NEW"))
    with pytest.raises(Refusal, match="'P-NEW', which has no rate"):
        settle_commission(plan, "2026-06", agents("A1"), table, NO_LINES)
    table = sales(sale("S1", "10.00", date(2026, 6, 3)))
    done = settle_commission(plan, "2026-06", agents("A1"), table, NO_LINES).lines
    with pytest.raises(Refusal, match="already holds this period"):
        settle_commission(plan, "2026-06", agents("A1"), table, done)


def tiered(sample_file, method: str):
    tiers = {
        "code": "F13",
        "method": method,
        "tiers": [
            {"from": 0, "to": 1000, "rate": "0.01"},
            {"from": 1000, "to": "inf", "rate": "0.03"},
        ],
    }
    changes = {("rates",): {}, ("tiers",): {SINCE: {"value": tiers, "source": "x"}}}
    return read_commission(sample_file("awards/sales_commission.yaml", changes))


@pytest.mark.parametrize(
    ("method", "expected"),
    [("marginal", [8, 2 + 12, 30]), ("whole", [24, 18, 30])],
)
def test_tiers_count_the_month_in_the_order_of_certification(
    sample_file, agents, method, expected
) -> None:
    rows = [
        sale("S9", "1000.00", date(2026, 6, 20)),
        sale("S2", "800.00", date(2026, 6, 3)),
        sale("S1", "600.00", date(2026, 6, 9)),
    ]
    plan = tiered(sample_file, method)
    run = settle_commission(plan, "2026-06", agents("A1"), sales(*rows), NO_LINES)
    assert run.lines.column("sale_id").to_pylist() == ["S2", "S1", "S9"]
    assert amounts(run.lines) == expected


def test_a_sale_of_less_than_nothing_is_refused(plan, agents) -> None:
    with pytest.raises(Refusal, match="is a reversal"):
        table = sales(sale("S1", "-10.00", date(2026, 6, 3)))
        settle_commission(plan, "2026-06", agents("A1"), table, NO_LINES)


GUARANTEE = "awards/new_staff_guarantee.yaml"
PEOPLE = pa.schema(
    [
        ("agent_id", pa.string()),
        ("role", pa.string()),
        ("variable_pay_amount", MONEY),
        ("periods_served", pa.int64()),
        ("draw_amount", MONEY),
    ]
)


def person(earned: Any, served: int, draw: Any = None, agent: str = "A1") -> pa.Table:
    row = {
        "agent_id": agent, "role": "agent", "variable_pay_amount": Decimal(earned),
        "periods_served": served, "draw_amount": None if draw is None else Decimal(draw),
    }  # fmt: skip
    return pa.Table.from_pylist([row], schema=PEOPLE)


def settle(sample_file, month: str, people: pa.Table, ledger: pa.Table, changes=None) -> pa.Table:
    return settle_advances(read_guarantee(sample_file(GUARANTEE, changes), month), people, ledger)


@pytest.fixture(scope="module")
def guarantees(sample_file) -> dict[str, Any]:
    file = sample_file(GUARANTEE)
    return {month: read_guarantee(file, month) for month in MONTHS}


def test_a_guarantee_tops_up_and_comes_back_oldest_first(sample_file) -> None:
    ledger = settle(sample_file, "2026-04", person("1200.00", 1), NO_ENTRIES)
    assert amounts(ledger) == [300]
    ledger = pa.concat_tables(
        [ledger, settle(sample_file, "2026-05", person("1400.00", 2), ledger)]
    )
    june = settle(sample_file, "2026-06", person("1700.00", 3), ledger)
    # a fifth of 1,700.00 is 340.00, but only 200.00 lie above the guarantee
    assert [(r["advance_id"][20:27], r["amount"]) for r in june.to_pylist()] == [("2026-04", -200)]
    ledger = pa.concat_tables([ledger, june])
    july = settle(sample_file, "2026-07", person("900.00", 4), ledger).to_pylist()
    assert [(r["kind"], r["amount"], r["outstanding_amount"]) for r in july] == [
        ("recovery", -100, 0), ("recovery", -80, 20),
    ]  # fmt: skip


def test_what_is_left_is_written_off_at_its_age(sample_file) -> None:
    ledger = settle(sample_file, "2026-04", person("1000.00", 1), NO_ENTRIES)
    for month in MONTHS[1:]:
        new = settle(sample_file, month, person("0.00", 9), ledger)
        ledger = pa.concat_tables([ledger, new])
    last = ledger.to_pylist()[-1]
    assert (last["kind"], last["period"], last["written_off_amount"]) == (
        "write_off",
        "2026-10",
        500,
    )
    assert (last["amount"], ledger.num_rows) == (0, 2)


def test_an_advance_that_is_not_recoverable_stays_with_the_person(sample_file) -> None:
    kept = {("recoverable", SINCE, "value"): False}
    ledger = settle(sample_file, "2026-04", person("1000.00", 1), NO_ENTRIES, kept)
    assert amounts(ledger) == [500]
    later = settle(sample_file, "2026-05", person("9000.00", 4), ledger, kept)
    assert later.num_rows == 0


def test_a_draw_is_recovered_even_where_the_guarantee_covers_nobody(sample_file) -> None:
    nobody = {("applies_to",): {"role": "trainer"}}
    ledger = settle(sample_file, "2026-04", person("0.00", 1, "250.00"), NO_ENTRIES, nobody)
    assert amounts(ledger) == [250]
    later = settle(sample_file, "2026-05", person("1000.00", 2), ledger, nobody)
    assert (amounts(later), later.column("outstanding_amount").to_pylist()) == ([-200], [50])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 400_000), st.none() | st.integers(1, 50_000)),
        min_size=8, max_size=8,
    ),
    st.randoms(),
)  # fmt: skip
def test_advances_are_conserved_and_limits_hold(guarantees, months, shuffle) -> None:
    ledger = NO_ENTRIES
    for served, (month, (earned, draw)) in enumerate(zip(MONTHS, months, strict=True), start=1):
        people = person(
            from_units(earned, 2), served, None if draw is None else from_units(draw, 2)
        )
        rows = ledger.to_pylist()
        shuffle.shuffle(rows)
        mixed = pa.Table.from_pylist(rows, schema=ADVANCE_LEDGER)
        new = settle_advances(guarantees[month], people, mixed)
        assert new == settle_advances(guarantees[month], people, ledger)
        taken = -sum(a for a in amounts(new) if a < 0)
        assert taken <= from_units(earned, 2) * Decimal("0.20")
        if served <= 3:
            assert from_units(earned, 2) - taken >= min(from_units(earned, 2), Decimal(1500))
        _check_oldest_first(new, ledger)
        ledger = pa.concat_tables([ledger, new])
    balance: dict[str, Decimal] = defaultdict(Decimal)
    shown: dict[str, Decimal] = {}
    for row in ledger.to_pylist():
        balance[row["advance_id"]] += row["amount"] - row["written_off_amount"]
        shown[row["advance_id"]] = row["outstanding_amount"]
        assert balance[row["advance_id"]] == shown[row["advance_id"]] >= 0


def _check_oldest_first(new: pa.Table, ledger: pa.Table) -> None:
    """A younger advance is touched only where every older one is settled."""
    rest = {row["advance_id"]: row["outstanding_amount"] for row in ledger.to_pylist()}
    age = {
        row["advance_id"]: row["period"] for row in ledger.to_pylist() if row["kind"] == "advance"
    }
    for row in new.to_pylist():
        if row["kind"] == "recovery":
            older = [key for key in age if age[key] < age[row["advance_id"]]]
            assert not any(rest[key] for key in older)
            rest[row["advance_id"]] = row["outstanding_amount"]
