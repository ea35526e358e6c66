"""Files and mappings that cannot be used: one message with file, place, value and next step."""

from pathlib import Path

import duckdb
import pytest

from data_contracts.refusal import Refusal
from pipelines.landing import load_contracts, load_mappings, read_mapping
from pipelines.landing.expressions import bind

from .conftest import HEADER, SALES, sale

DAY = "sales_20260401.csv"


def refusal(centre) -> Refusal:
    with pytest.raises(Refusal) as refused:
        centre.ingest()
    assert refused.value.next_step
    assert not centre.landed()
    return refused.value


def test_a_missing_file_is_named_with_its_day(centre):
    error = refusal(centre)
    assert error.place.file == f"extracts/{DAY}"
    assert "2026-04-01" in error.what
    assert "missing_file: skip" in error.next_step


def test_a_missing_file_may_be_skipped(centre):
    centre.mapping = SALES + "missing_file: skip\n"
    assert centre.ingest().files_read == 0


def test_undated_files_must_exist(centre):
    centre.mapping = SALES.replace("sales_{date:%Y%m%d}", "all").replace(
        "columns:", "landing_date: {from: column, expression: sold}\ncolumns:"
    )
    assert refusal(centre).place.file == "extracts/all.csv"


def test_an_empty_file_is_refused(centre):
    centre.deliver(DAY, "\n\n")
    assert "empty" in refusal(centre).what


def test_a_wrong_encoding_is_refused_with_file_and_byte(centre):
    centre.deliver(DAY, (HEADER.strip() + ",备注\n" + sale()).encode("gb18030"))
    error = refusal(centre)
    assert error.place.file == DAY
    assert f"byte {len(HEADER)} (line 1)" in error.what and "utf-8" in error.what


def test_a_file_of_mostly_undecodable_lines_is_refused(centre):
    centre.deliver(DAY, HEADER.encode() + sale(product="商品").encode("gb18030") * 5)
    assert "line 2" in refusal(centre).what


def test_few_undecodable_lines_are_refused_alone(centre):
    content = HEADER.encode() + b"".join(sale(n).encode() for n in range(9))
    centre.deliver(DAY, content + sale(product="商品").encode("gb18030"))
    summary = centre.ingest()
    assert (summary.accepted, summary.refused) == (9, 1)
    (row,) = centre.refused()
    assert (row["rule"], row["source_row"]) == ("undecodable_line", 11)
    assert "\\xc9\\xcc" in row["value"]


def test_a_renamed_column_is_refused_with_the_columns_found(centre):
    centre.deliver(DAY, HEADER.replace("agent", "agent_no") + sale())
    error = refusal(centre)
    assert error.place.file == DAY
    assert "'agent' is missing" in error.what
    assert "sales.yaml:8 (columns.agent_id)" in error.what
    assert "found: id, contact, agent_no, product" in error.what


def test_an_optional_column_may_be_absent(centre):
    centre.mapping = SALES.replace("zone:", "optional_columns: [contact], zone:")
    lines = (HEADER + sale()).splitlines()
    centre.deliver(DAY, "\n".join(",".join((f := x.split(","))[:1] + f[2:]) for x in lines))
    assert centre.ingest().accepted == 1
    assert centre.landed()[0]["contact_id"] is None


def test_a_header_with_a_column_twice_is_refused(centre):
    centre.deliver(DAY, HEADER.replace("contact", "id") + sale())
    assert "'id' twice" in refusal(centre).what


def mapping_refused(text: str) -> Refusal:
    with pytest.raises(Refusal) as refused:
        read_mapping(text, "sales.yaml", load_contracts())
    return refused.value


@pytest.mark.parametrize(
    ("written", "instead", "line", "what"),
    [
        ("table: sales", "table: sails", 1, "no input contract"),
        ("  contact_id:", "  contract_id:", 7, "has no column 'contract_id'"),
        ("  agent_id: agent\n", "", 5, "requires 'agent_id'"),
        ("format: delimited", "format: csv", 4, "'delimited'"),
        ("zone: Asia/Shanghai", "zone: Asia/Peking", 4, "no such time zone"),
        (", zone: Asia/Shanghai", "", 4, "utc() needs the zone"),
        ("zone:", "encoding: utf8x, zone:", 4, "no such encoding"),
        ("zone:", "header: false, zone:", 4, "columns exactly where"),
        ("zone:", "colour: red, zone:", 4, "unknown key 'colour'"),
        ('"sales_{date:%Y%m%d}.csv"', "sales.csv", None, "landing_date"),
        ('"sales_{date:%Y%m%d}.csv"', "../sales_{date:%d}.csv", 3, "relative"),
        ('{"1": pending', "{yes: pending", 15, "put the word in quotes"),
        ("codes:", "hash: [phone]\ncodes:", 14, "has no column 'phone'"),
        ("  status:", "  agent_id:", 15, "columns and in codes"),
        ("  currency:", "\tcurrency:", 12, "not valid YAML"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_with_its_line(written, instead, line, what):
    assert written in SALES
    error = mapping_refused(SALES.replace(written, instead, 1))
    assert what in error.what
    if line is not None:
        assert error.place.line == line


@pytest.mark.parametrize(
    ("written", "instead", "line", "what"),
    [
        ("utc(CAST(sold AS TIMESTAMP))", "utc(CAST(sold AS TIMESTAMP)", 10, "syntax error"),
        ("utc(CAST(sold AS TIMESTAMP))", "uct(sold)", 10, "uct"),
        ("sale_amount: amount", "sale_amount: amount + 1 FROM x", 11, "syntax error"),
        ("product = 'TEST'", "product == ", 17, "syntax error"),
    ],
)
def test_sql_that_cannot_run_is_refused_with_its_line(centre, written, instead, line, what):
    assert written in SALES
    centre.mapping = SALES.replace(written, instead, 1)
    centre.deliver(DAY, HEADER + sale())
    error = refusal(centre)
    assert (error.place.file, error.place.line) == ("centres/test/sources/sales.yaml", line)
    assert what in error.what


ROOT = Path(__file__).parents[4]


def _centre(folder: Path) -> str:
    return folder.parent.name


def test_the_example_of_the_documentation_is_a_mapping_that_binds():
    guide = (ROOT / "docs/source_mappings.md").read_text("utf-8")
    example = guide.split("```yaml\n")[1].split("```")[0]
    mapping = read_mapping(example, "docs/source_mappings.md", load_contracts())
    with duckdb.connect() as connection:
        bound = bind(connection, mapping)
    assert bound.sensitive == ("主叫号码",)
    assert {"通话编号", "结果", "进线时间"} <= set(bound.reads)


@pytest.mark.parametrize("folder", sorted((ROOT / "centres").glob("*/sources")), ids=str)
def test_every_mapping_of_every_centre_binds(folder):
    with duckdb.connect() as connection:
        for mappings in load_mappings(folder, load_contracts()).values():
            for mapping in mappings:
                assert bind(connection, mapping).columns
