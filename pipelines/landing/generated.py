"""Files made from the contracts: the dbt source and one documentation page per table.

They are checked in, and a test proves them current. `python -m pipelines.landing.generated --write`
brings them up to date.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import yaml

from data_contracts.contract import Column, Contract, row_checks
from pipelines.landing.contracts import Room, load_contracts

DBT_SOURCES = "dbt_project/models/staging/_landing__sources.yml"
MADE_BY = (
    "Made from data_contracts/ by `python -m pipelines.landing.generated --write`; do not edit."
)

_ROOMS: dict[Room, str] = {
    "inputs": "Input: what a source must deliver, as it lies in schema `landing`",
    "marts": "Mart: what the warehouse hands to scoring, scheduling and reports",
    "outputs": "Output: what the engines and the run hand on",
}
_LINEAGE_COLUMNS = {
    "source_file": "Extract that the row came from",
    "source_row": "Its row there; the header is row 1",
    "source_sha256": "Hash of extract, mapping and contract, as in the ingest ledger",
    "landing_date": "Day of the delivery, or the row's own day where the mapping says so",
}


def generated_files() -> dict[str, str]:
    """Every generated file by its path below the repository."""
    files = {DBT_SOURCES: _dbt_sources(load_contracts("inputs"))}
    for room, title in _ROOMS.items():
        for contract in load_contracts(room).values():
            files[_page_name(room, contract)] = _page(room, title, contract)
    files["docs/contracts/README.md"] = _index()
    return files


def main(arguments: list[str]) -> int:
    """Compare, or with --write replace, the checked-in files. Returns 1 where they differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace files that differ")
    write = parser.parse_args(arguments).write
    root = Path(__file__).parents[2]
    stale = [name for name, text in generated_files().items() if _text(root / name) != text]
    for name in stale:
        print(f"{'written' if write else 'not current'}: {name}")
        if write:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(generated_files()[name], "utf-8")
    return 1 if stale and not write else 0


def _text(path: Path) -> str | None:
    return path.read_text("utf-8") if path.exists() else None


def _dbt_sources(contracts: dict[str, Contract]) -> str:
    source = {
        "name": "landing",
        "schema": "landing",
        "description": "Accepted rows of all extracts, current versions of each day.",
        "tables": [_dbt_table(contract) for contract in contracts.values()],
    }
    body = yaml.safe_dump(
        {"version": 2, "sources": [source]}, sort_keys=False, allow_unicode=True, width=100
    )
    return f"# {MADE_BY}\n{body}"


def _dbt_table(contract: Contract) -> dict[str, Any]:
    columns = [
        {"name": c.name, "description": _described(c), **_dbt_tests(c)} for c in contract.columns
    ]
    columns += [{"name": n, "description": text} for n, text in _LINEAGE_COLUMNS.items()]
    return {
        "name": contract.name,
        "description": contract.grain,
        "config": {"meta": {"dagster": {"asset_key": ["landing", contract.name]}}},
        "columns": columns,
    }


def _dbt_tests(column: Column) -> dict[str, Any]:
    """The first key column only: ingestion has refused every row that breaks the contract."""
    return {"data_tests": ["not_null"]} if column.key_position == 1 else {}


def _described(column: Column) -> str:
    return f"{column.description} ({column.unit})" if column.unit else column.description


def _page_name(room: Room, contract: Contract) -> str:
    """Inputs have the plain name; a mart or output that shares it says its room."""
    if room == "inputs":
        return f"docs/contracts/{contract.name}.md"
    return f"docs/contracts/{room}/{contract.name}.md"


def _page(room: Room, title: str, contract: Contract) -> str:
    facts = [f"Owner: {contract.owner}"]
    facts += [f"key: {', '.join(f'`{name}`' for name in contract.key)}"] if contract.key else []
    facts += [f"delivered as {contract.delivery}"] if contract.delivery else []
    facts += [f"due at {contract.available_at}"] if contract.available_at else []
    parts = [
        f"# {contract.title} (`{contract.name}`)",
        f"<!-- {MADE_BY} -->",
        f"{title}.\n{contract.grain}",
        "; ".join(facts) + ".",
        _column_table(contract),
        *_rule_table(contract),
        *_check_table(contract),
    ]
    return "\n\n".join(parts) + "\n"


def _column_table(contract: Contract) -> str:
    lines = [
        "| column | type | unit | required | values | meaning |",
        "|---|---|---|---|---|---|",
    ]
    for c in contract.columns:
        required = "key" if c.key_position is not None else "yes" if c.required else ""
        cells = [f"`{c.name}`", c.type, c.unit or "", required, _allowed(c), _meaning(c)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _allowed(column: Column) -> str:
    if column.enum:
        return ", ".join(f"`{value}`" for value in column.enum)
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return f"{low} to {high}"
    if low is not None:
        return f"at least {low}"
    return f"at most {high}" if high is not None else ""


def _meaning(column: Column) -> str:
    said = column.description.replace("|", "\\|")
    return f"{said} [{column.classification}]" if column.classification else said


def _rule_table(contract: Contract) -> list[str]:
    own = [check for check in row_checks(contract) if check.column is None]
    if not own:
        return []
    lines = [
        "## Rules for a row",
        "",
        "| rule | condition | a row that breaks it |",
        "|---|---|---|",
    ]
    for check in own:
        condition = check.sql_condition.replace("|", "\\|")
        lines.append(f"| {check.rule} | `{condition}` | {check.message} |")
    return ["\n".join(lines)]


def _check_table(contract: Contract) -> list[str]:
    if not contract.data_set_checks:
        return []
    lines = [
        "## Checks of a delivery",
        "",
        "A failed error stops publication; a warning is reported.",
        "",
        "| check | severity | fails when |",
        "|---|---|---|",
    ]
    lines += [f"| {c.name} | {c.severity} | {c.message} |" for c in contract.data_set_checks]
    return ["\n".join(lines)]


def _index() -> str:
    parts = ["# Contracts", f"<!-- {MADE_BY} -->"]
    for room, title in _ROOMS.items():
        lines = [f"## {room.capitalize()}", "", f"{title}.", ""]
        for contract in load_contracts(room).values():
            link = _page_name(room, contract).removeprefix("docs/contracts/")
            lines.append(f"- [{contract.name}]({link}): {contract.grain}")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
