"""What becomes of rows: accepted, refused with a reason, or an exact duplicate."""

import hashlib
import hmac
import json
import tempfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .conftest import HEADER, SALES, Centre, sale

DAY = "sales_20260401.csv"


def test_a_good_row_lands_with_contract_types_and_its_origin(centre):
    centre.deliver(DAY, HEADER + sale())
    centre.ingest()
    (row,) = centre.landed()
    assert row["sold_at"] == datetime(2026, 4, 1, 1, 30)  # 09:30 in Shanghai
    assert row["sale_amount"] == Decimal("12.50")
    assert row["status"] == "pending"
    assert (row["source_file"], row["source_row"]) == (DAY, 2)
    assert len(row["source_sha256"]) == 64


@pytest.mark.parametrize(
    ("line", "rule", "column", "value"),
    [
        (sale(amount="many"), "not_readable", "sale_amount", "many"),
        (sale(amount="1.005"), "not_readable", "sale_amount", "1.005"),
        (sale(sold="2026-04-31 09:30:00"), "not_readable", "sold_at", "2026-04-31 09:30:00"),
        (sale(state="7"), "unknown_code", "status", "7"),
        (sale(agent=""), "required", "agent_id", ""),
        (sale(state=""), "required", "status", ""),
        (sale(product="TEST"), "test_sale", None, "TEST"),
        (sale().strip() + ",extra\n", "malformed_line", None, sale().strip() + ",extra"),
        ("S1,C1\n", "malformed_line", None, "S1,C1"),
        (sale(product='"P1'), "malformed_line", None, sale(product='"P1').strip()),
    ],
)
def test_a_bad_row_is_refused_with_column_value_and_rule(centre, line, rule, column, value):
    centre.deliver(DAY, HEADER + sale(1) + line + sale(2))
    summary = centre.ingest()
    assert (summary.rows_in, summary.accepted, summary.refused) == (3, 2, 1)
    (refused,) = centre.refused()
    told = (refused["rule"], refused["column_name"], refused["value"], refused["source_row"])
    assert told == (rule, column, value, 3)
    assert refused["message"]


def test_the_message_names_an_unknown_code(centre):
    centre.deliver(DAY, HEADER + sale(state="7"))
    centre.ingest()
    assert centre.refused()[0]["message"] == "the mapping knows no status for the code 7"


def test_a_row_with_two_faults_is_one_refused_row_with_two_reasons(centre):
    centre.deliver(DAY, HEADER + sale(amount="many", agent=""))
    assert centre.ingest().refused == 1
    assert {row["rule"] for row in centre.refused()} == {"not_readable", "required"}
    assert json.loads(centre.refused()[0]["source"])["amount"] == "many"


def test_copies_within_a_file_are_duplicates_and_key_conflicts_are_not(centre):
    centre.deliver(DAY, HEADER + sale(1) + sale(1) + sale(1, amount="13.00"))
    summary = centre.ingest()
    assert (summary.accepted, summary.duplicates, summary.refused) == (2, 1, 0)
    assert [row["source_row"] for row in centre.landed()] == [2, 4]


def test_blank_lines_are_no_rows_and_numbers_stay(centre):
    centre.deliver(DAY, HEADER + "\n" + sale(1) + "\r\n" + sale(2))
    summary = centre.ingest()
    assert summary.rows_in == 2
    assert [row["source_row"] for row in centre.landed()] == [3, 5]


def test_crlf_and_quoted_line_breaks_are_read(centre):
    centre.deliver(DAY, (HEADER + sale(1, product='"P, ""a""\nb"') + sale(2)).replace("\n", "\r\n"))
    assert centre.ingest().accepted == 2
    assert centre.landed()[0]["product_id"] == 'P, "a"\r\nb'


def test_null_words_are_nothing_and_trim_cuts(centre):
    centre.mapping = SALES.replace("zone:", 'null_words: ["", "?"], trim: true, zone:')
    centre.deliver(DAY, HEADER + sale(1, contact=" ? ", agent=" A7 "))
    centre.ingest()
    (row,) = centre.landed()
    assert (row["contact_id"], row["agent_id"]) == (None, "A7")


def test_whole_numbers_must_be_whole(centre):
    centre.table = "skills"
    centre.mapping = """
table: skills
description: d
files: "s_{date:%Y%m%d}.csv"
reader: {format: delimited}
columns: {employee_id: e, queue_id: q, effective_from: f, level: l}
"""
    centre.deliver("s_20260401.csv", "e,q,f,l\nE1,q,2026-01-01,3.0\nE2,q,2026-01-01,3.5\n")
    centre.ingest()
    assert [row["level"] for row in centre.landed()] == [3]
    assert centre.refused()[0]["value"] == "3.5"


CONTACTS = """
table: contacts
description: d
files: "c_{date:%Y%m%d}.csv"
reader: {format: delimited}
columns:
  contact_id: id
  segment_no: 1
  channel: "'voice'"
  direction: "'inbound'"
  queue_id: "'q'"
  customer_key: phone
  arrived_at: arrived
  outcome: "'abandoned'"
"""


def test_customer_keys_are_hashed_and_lie_nowhere_in_clear(centre):
    centre.table, centre.mapping = "contacts", CONTACTS
    good = "1,13800138000,2026-04-01 00:00:00\n"
    bad = "2,13900139000,never\n"
    torn = "3,13700137000\n"
    centre.deliver("c_20260401.csv", "id,phone,arrived\n" + good + bad + torn)
    assert centre.ingest().refused == 2
    expected = hmac.new(b"pepper", b"13800138000", hashlib.sha256).hexdigest()
    assert centre.landed()[0]["customer_key"] == expected
    everything = str(centre.landed()) + str(centre.refused()) + str(centre.files())
    for phone in ("13800138000", "13900139000", "13700137000"):
        assert phone not in everything
    hidden = hmac.new(b"pepper", b"13900139000", hashlib.sha256).hexdigest()
    assert hidden in str(centre.refused())


def test_pay_is_not_shown_in_quarantine(centre):
    centre.table = "employees"
    centre.mapping = """
table: employees
description: d
files: "e_{date:%Y%m%d}.csv"
reader: {format: delimited}
columns: {employee_id: id, full_name: name, hired_on: hired, employment: "'full_time'",
  weekly_hours: 40, base_salary_amount: salary, currency: "'CNY'"}
"""
    centre.deliver("e_20260401.csv", "id,name,hired,salary\nE1,Li,2026-01-01,-8123\n")
    assert centre.ingest().refused == 1
    assert centre.refused()[0]["rule"] == "minimum"
    assert "8123" not in str(centre.refused())


FIELD = st.sampled_from(
    ["", "x", "1", "2", "-3.14", "2026-04-01 09:30:00", '"', "工", "\x00", "a b"]
)
LINE = st.one_of(
    st.builds(sale, st.integers(1, 3)),
    st.lists(FIELD, min_size=0, max_size=10).map(lambda fields: ",".join(fields) + "\n"),
    st.sampled_from([sale(state="7"), sale(amount="x"), sale(product="TEST"), "\n", "\r\n"]),
)


@settings(max_examples=15, deadline=None)
@given(lines=st.lists(LINE, max_size=12), broken=st.lists(st.integers(0, 30), max_size=1))
def test_rows_in_are_accepted_refused_or_duplicate_whatever_the_file_holds(lines, broken):
    with tempfile.TemporaryDirectory() as folder:
        centre = Centre(Path(folder))
        encoded = [line.encode() for line in [sale(8), sale(9), *lines, sale(5), sale(6), sale(7)]]
        for index in broken:
            encoded[2 + index % (len(lines) + 1)] = b"\xff\xfe," * 7 + b"\n"
        centre.deliver(DAY, HEADER.encode() + b"".join(encoded))
        summary = centre.ingest()
        refused = {(row["source_file"], row["source_row"]) for row in centre.refused()}
        assert summary.rows_in == summary.accepted + summary.refused + summary.duplicates
        assert (summary.accepted, summary.refused) == (len(centre.landed()), len(refused))
        assert summary.accepted >= 4
        assert not refused & {(r["source_file"], r["source_row"]) for r in centre.landed()}
