"""Generated files are checked in and current."""

from pathlib import Path

import pytest
import yaml

from pipelines.landing import load_contracts
from pipelines.landing.generated import DBT_SOURCES, generated_files

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return generated_files()


def test_the_checked_in_files_are_current(files):
    written = {name: (ROOT / name).read_text("utf-8") for name in files if (ROOT / name).exists()}
    stale = [name for name, text in files.items() if written.get(name) != text]
    assert not stale, "run `python -m pipelines.landing.generated --write`"


def test_no_page_is_left_of_a_contract_that_is_gone(files):
    pages = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs/contracts").rglob("*.md")}
    assert pages == {name for name in files if name.startswith("docs/")}


def test_the_dbt_source_has_every_table_and_its_asset(files):
    (source,) = yaml.safe_load(files[DBT_SOURCES])["sources"]
    assert [table["name"] for table in source["tables"]] == list(load_contracts())
    for table in source["tables"]:
        assert table["config"]["meta"]["dagster"]["asset_key"] == ["landing", table["name"]]
        columns = [column["name"] for column in table["columns"]]
        assert columns[-1] == "landing_date"
