"""The lineage graph as a text that a change of the flow must change too.

After a change that is meant: `python -m tests.scenarios.test_graph > tests/scenarios/graph.txt`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from pipelines.settings import SAMPLE_CENTRE, House

pytestmark = pytest.mark.xdist_group("refusals")

SNAPSHOT = Path(__file__).with_name("graph.txt")
FLOW = (
    "ingest", "config", "staging", "intermediate", "marts", "metrics",
    "scoring", "review", "forecast", "staffing", "reports", "control", "mail",
)  # fmt: skip


def graph_lines(out: Path) -> Iterator[str]:
    """A block per group in the order of the flow: asset, partitions, what it reads, its checks.

    A check that blocks has a `!`.
    """
    from pipelines.assembly import build_definitions

    graph = build_definitions(House(SAMPLE_CENTRE, out)).resolve_asset_graph()
    nodes = sorted(graph.asset_nodes, key=lambda node: node.key.to_user_string())
    groups = {node.group_name for node in nodes if not node.is_external}
    for group in sorted(groups, key=_place_in_the_flow):
        yield f"{group}"
        for node in nodes:
            if node.group_name != group or node.is_external:
                continue
            yield f"  {node.key.to_user_string()} ({_calendar(node.partitions_def)})"
            parents = sorted(key.to_user_string() for key in node.parent_keys)
            yield f"    reads  {', '.join(parents) or 'extracts and rules'}"
            checks = sorted(
                check.name + ("!" if graph.get_check_spec(check).blocking else "")
                for check in node.check_keys
            )
            if checks:
                yield f"    checks {', '.join(checks)}"
        yield ""


def _place_in_the_flow(group: str) -> tuple[int, str]:
    return (FLOW.index(group) if group in FLOW else len(FLOW), group)


def _calendar(partitions: dg.PartitionsDefinition | None) -> str:
    if partitions is None:
        return "whole"
    return type(partitions).__name__.removesuffix("PartitionsDefinition").lower()


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CALLFLOOR_WAREHOUSE", "")
        patch.setenv("DBT_LOG_PATH", "")
        return list(graph_lines(tmp_path_factory.mktemp("graph")))


def test_the_graph_is_the_one_that_was_agreed(lines: list[str]) -> None:
    assert "\n".join(lines) + "\n" == SNAPSHOT.read_text(encoding="utf-8")


def test_every_asset_says_whose_it_is_and_what_it_holds(tmp_path: Path) -> None:
    from pipelines.assembly import build_definitions

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CALLFLOOR_WAREHOUSE", "")
        patch.setenv("DBT_LOG_PATH", "")
        graph = build_definitions(House(SAMPLE_CENTRE, tmp_path)).resolve_asset_graph()
    silent = [
        node.key.to_user_string()
        for node in graph.asset_nodes
        if not node.is_external and not (node.owners and node.kinds and node.description)
    ]
    assert silent == []


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print("\n".join(graph_lines(Path(folder))))
