"""Formats that real systems export."""

import io
import json

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data_contracts.refusal import Refusal

from .conftest import SALES

TERMINAL = """
table: punches
description: Terminal log
files: "attlog_{date:%Y-%m-%d}.dat"
reader:
  format: delimited
  delimiter: "\\t"
  quote: ""
  header: false
  columns: [number, punched, device, flag, verify, work]
  trim: true
  zone: Asia/Shanghai
columns:
  employee_id: number
  punched_at: utc(CAST(punched AS TIMESTAMP))
  device_id: device
  direction: "'unknown'"
"""

STATES = """
table: agent_states
description: States
files: "states_{date:%Y%m%d}.jsonl"
reader: {format: json_lines, optional_columns: [reason]}
columns:
  agent_id: agent
  started_at: utc_iso("start")
  ended_at: utc_epoch_ms("end")
  contact_id: _record ->> '$.contact.id'
codes:
  state: {column: state, values: {TALKING: talk, NOT_READY: aux}}
  aux_reason: {column: reason, values: {LUNCH: meal}}
"""

WORKBOOK = """
table: employees
description: Staff list
files: "hr_{date:%Y%m%d}.xlsx"
reader: {format: excel, sheet: 员工, skip_rows: 1}
columns:
  employee_id: 工号
  full_name: 姓名
  hired_on: 入职
  employment: "'full_time'"
  weekly_hours: 周工时
  base_salary_amount: 工资
  currency: "'CNY'"
"""


def test_a_terminal_log_without_header_and_with_padding(centre):
    centre.table, centre.mapping = "punches", TERMINAL
    line = "       40\t2026-04-01 18:13:43\t1\t255\t1\t0\n"
    centre.deliver("attlog_2026-04-01.dat", line + line.replace("40", '4"') + "torn\t1\n")
    summary = centre.ingest()
    assert (summary.accepted, summary.refused) == (2, 1)
    assert [row["employee_id"] for row in centre.landed()] == ["40", '4"']
    assert [row["source_row"] for row in centre.landed()] == [1, 2]
    assert str(centre.landed()[0]["punched_at"]) == "2026-04-01 10:13:43"


def test_chinese_csv_in_gb18030(centre):
    centre.mapping = SALES.replace("zone:", "encoding: gb18030, zone:").replace(
        "agent_id: agent", "agent_id: 坐席工号"
    )
    text = "id,contact,坐席工号,product,sold,amount,state,updated\n"
    text += "S1,C1,A1,套餐,2026-04-01 09:30:00,1,1,2026-04-01 09:30:00\n"
    centre.deliver("sales_20260401.csv", text.encode("gb18030"))
    assert centre.ingest().accepted == 1
    assert centre.landed()[0]["product_id"] == "套餐"


def state(**changed: object) -> str:
    fields = {"agent": "A1", "state": "TALKING", "start": "2026-04-01T09:30:00+08:00"}
    return json.dumps(fields | {"end": 1775007060000, "contact": {"id": "C1"}} | changed) + "\n"


def test_json_lines_with_nested_fields_offsets_and_epochs(centre):
    centre.table, centre.mapping = "agent_states", STATES
    aux = state(state="NOT_READY", reason="LUNCH", contact=None)
    centre.deliver("states_20260401.jsonl", state() + "\n" + aux + "{torn\n" + "[1]\n")
    summary = centre.ingest()
    assert (summary.accepted, summary.refused) == (2, 2)
    talk, meal = centre.landed()
    assert (talk["contact_id"], meal["contact_id"], meal["aux_reason"]) == ("C1", None, "meal")
    assert (meal["source_row"], str(talk["started_at"])) == (3, "2026-04-01 01:30:00")
    assert str(talk["ended_at"]) == "2026-04-01 01:31:00"
    assert {row["rule"] for row in centre.refused()} == {"invalid_json"}


def test_a_json_field_that_no_line_has_is_a_renamed_column(centre):
    centre.table, centre.mapping = "agent_states", STATES
    centre.deliver("states_20260401.jsonl", state().replace('"agent"', '"agentId"'))
    with pytest.raises(Refusal, match=r"'agent' is missing.*found: agentId, contact"):
        centre.ingest()


def test_json_documents_name_where_their_rows_are(centre):
    centre.table = "agent_states"
    centre.mapping = STATES.replace("json_lines,", "json, records: data.rows,").replace(
        "jsonl", "json"
    )
    document = {"data": {"rows": [json.loads(state()), json.loads(state(agent="A2"))]}}
    centre.deliver("states_20260401.json", json.dumps(document))
    assert centre.ingest().accepted == 2
    centre.deliver("states_20260401.json", json.dumps({"data": {"records": []}}))
    with pytest.raises(Refusal, match=r"no key 'rows'.*it has records"):
        centre.ingest()


def workbook(sheet: str = "员工") -> bytes:
    from datetime import date

    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in (
        ["名册"],
        ["工号", "姓名", "入职", "周工时", "工资"],
        ["0012", "李", date(2024, 1, 2), 37.5, 8123.45],
        [None] * 5,
        [13, "王", "2024/01/03", 40, "n/a"],
    ):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_workbooks_keep_texts_dates_and_amounts(centre):
    centre.table, centre.mapping = "employees", WORKBOOK
    centre.deliver("hr_20260330.xlsx", workbook())
    summary = centre.ingest()
    assert (summary.rows_in, summary.accepted, summary.refused) == (2, 1, 1)
    (row,) = centre.landed("2026-03-30")
    assert (row["employee_id"], row["source_row"]) == ("0012", 3)
    assert (str(row["hired_on"]), str(row["base_salary_amount"])) == ("2024-01-02", "8123.45")
    assert {r["source_row"] for r in centre.refused("2026-03-30")} == {5}


@pytest.mark.parametrize(
    ("content", "what"),
    [(workbook("Staff"), "no sheet '员工', it has Staff"), (b"PK not a workbook", "no readable")],
    ids=["another sheet", "no workbook"],
)
def test_a_workbook_that_cannot_be_read_is_refused(centre, content, what):
    centre.table, centre.mapping = "employees", WORKBOOK
    centre.deliver("hr_20260401.xlsx", content)
    with pytest.raises(Refusal, match=what):
        centre.ingest()


def test_snapshots_take_the_newest_copy_before_the_run_and_those_within(centre):
    centre.table, centre.mapping = "employees", WORKBOOK
    for day in ("20260316", "20260330", "20260406", "20260413"):
        centre.deliver(f"hr_{day}.xlsx", workbook())
    assert centre.ingest("2026-04-01", "2026-04-12").files_read == 2
    assert centre.store.days("employees") == ["2026-03-30", "2026-04-06"]


def test_parquet_is_read_as_text_like_the_rest(centre):
    centre.table = "skills"
    centre.mapping = """
table: skills
description: d
files: "s_{date:%Y%m%d}.parquet"
reader: {format: parquet}
columns: {employee_id: e, queue_id: q, effective_from: f, level: l}
"""
    from datetime import date

    table = pa.table({"e": ["E1"], "q": ["Q"], "f": [date(2026, 1, 1)], "l": [2.0]})
    content = io.BytesIO()
    pq.write_table(table, content)
    centre.deliver("s_20260401.parquet", content.getvalue())
    centre.ingest()
    assert centre.landed()[0]["level"] == 2
