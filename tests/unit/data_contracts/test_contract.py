"""ODCS files become small contracts, and contracts become row checks."""

from decimal import Decimal
from importlib import resources

import duckdb
import pytest

from data_contracts.contract import read_contract, row_checks
from data_contracts.refusal import Refusal

ODCS = """\
apiVersion: v3.1.0
kind: DataContract
id: test.things
name: Things
version: 1.0.0
status: active
team: {name: owners}
schema:
- name: things
  dataGranularityDescription: One row per thing.
  properties:
  - {name: thing_id, physicalType: VARCHAR, required: true, primaryKey: true, primaryKeyPosition: 1}
  - {name: colour, physicalType: VARCHAR, enum: [{value: red}, {value: blue}]}
  - name: size_s
    physicalType: BIGINT
    logicalTypeOptions: {minimum: 0, maximum: 9.5}
    customProperties: [{property: unit, value: s}]
    classification: personal
  quality:
  - name: red_is_small
    type: custom
    engine: callfloor-row
    implementation: colour <> 'red' OR size_s < 5
    description: red but large
  - name: arrived
    type: custom
    engine: great-expectations
    severity: error
    implementation: {frame: {kind: delivery}, type: expect_x, kwargs: {column: row_count}}
    description: nothing arrived
customProperties:
- {property: delivery, value: snapshot}
"""


def test_a_contract_is_read():
    contract = read_contract(ODCS, "things.yaml")
    assert (contract.name, contract.title, contract.owner) == ("things", "Things", "owners")
    assert (contract.grain, contract.delivery) == ("One row per thing.", "snapshot")
    assert contract.key == ("thing_id",)
    size = contract.column("size_s")
    assert (size.minimum, size.maximum) == (Decimal(0), Decimal("9.5"))
    assert (size.unit, size.classification) == ("s", "personal")
    (check,) = contract.data_set_checks
    assert (check.severity, check.frame, check.message) == (
        "error",
        {"kind": "delivery"},
        "nothing arrived",
    )


def test_any_change_of_the_text_changes_the_fingerprint():
    one, two = (read_contract(text, "f").fingerprint for text in (ODCS, ODCS + "\n"))
    assert one != two


@pytest.mark.parametrize(
    ("thing", "broken"),
    [
        (("T", "blue", 9), []),
        (("T", None, None), []),
        ((None, "red", 1), [("required", "thing_id")]),
        (("T", "green", 1), [("enum", "colour")]),
        (("T", "blue", -1), [("minimum", "size_s")]),
        (("T", "blue", 10), [("maximum", "size_s")]),
        (("T", "red", 7), [("red_is_small", None)]),
    ],
)
def test_row_checks_are_false_exactly_for_bad_rows(thing, broken):
    checks = row_checks(read_contract(ODCS, "f"))
    conditions = ", ".join(f"({check.sql_condition}) IS FALSE" for check in checks)
    source = "(SELECT $1::VARCHAR AS thing_id, $2::VARCHAR AS colour, $3::BIGINT AS size_s)"
    with duckdb.connect() as connection:
        (row,) = connection.execute(f"SELECT {conditions} FROM {source}", list(thing)).fetchall()
    assert [(c.rule, c.column) for c, bad in zip(checks, row, strict=True) if bad] == broken


@pytest.mark.parametrize(
    ("written", "instead", "line", "what"),
    [
        ("- name: things", "- title: things", None, "'name' is missing"),
        ("value: snapshot", "value: hourly", None, "daily or snapshot"),
        ("kwargs:", "arguments:", 25, "frame, type and kwargs"),
        ("description: red but large", "note: x", None, "'description' is missing"),
        ("version: 1.0.0", "versoin: 1.0.0", 5, "unknown key 'versoin'"),
    ],
)
def test_a_broken_contract_is_refused(written, instead, line, what):
    with pytest.raises(Refusal, match=what) as refused:
        read_contract(ODCS.replace(written, instead, 1), "things.yaml")
    assert refused.value.place.file == "things.yaml"
    if line:
        assert refused.value.place.line == line


FILES = sorted(resources.files("data_contracts").glob("*/*.odcs.yaml"))  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_contract_describes_an_executable_table(path):
    contract = read_contract(path.read_text("utf-8"), path.name)
    assert f"{contract.name}.odcs.yaml" == path.name
    assert contract.grain and contract.owner
    assert all(column.description for column in contract.columns)
    with duckdb.connect() as connection:
        columns = ", ".join(f"{c.name} {c.type}" for c in contract.columns)
        connection.execute(f"CREATE TABLE t ({columns})")
        for check in row_checks(contract):
            connection.execute(f"SELECT count(*) FROM t WHERE ({check.sql_condition}) IS FALSE")
