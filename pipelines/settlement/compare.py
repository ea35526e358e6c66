"""Two replays of one month and why they differ, per person: rules, data, code."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from pipelines.settlement.locked import write_parquet
from pipelines.settlement.replay import Arguments, Replayed, Replayer
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS
from scoring.settlement import Combination, combinations_needed, decomposed
from scoring.settlement.comparison import FIRST, SECOND, Method


@dataclass(frozen=True)
class Compared:
    """The three-way differences of a month and the two replays they lie between."""

    first: Replayed
    second: Replayed
    deltas: pa.Table
    path: Path


def compare(
    replayer: Replayer, period: str, first: Arguments, second: Arguments, method: Method
) -> Compared:
    """Replay every combination that `method` needs and split each person's difference."""
    replays = {
        which: replayer.replay(period, _mixed(first, second, which))
        for which in combinations_needed(method)
    }
    pay = {which: _pay(found.table("pay_lines")) for which, found in replays.items()}
    score = {which: _scores(found.table("score_lines")) for which, found in replays.items()}
    deltas = pa.concat_tables(
        [
            decomposed(period, "pay", MONEY_DIGITS, pay, method),
            decomposed(period, "score", SCORE_DIGITS, score, method),
        ]
    )
    ends = replays[FIRST], replays[SECOND]
    name = f"{method}-{ends[0].folder.name}-{ends[1].folder.name}.parquet"
    path = replayer.house.out / "replay" / name
    write_parquet(path, deltas)
    return Compared(*ends, deltas, path)


def _mixed(first: Arguments, second: Arguments, which: Combination) -> Arguments:
    return Arguments(
        rules=(second if which.rules else first).rules,
        data_as_of=(second if which.data else first).data_as_of,
        code=(second if which.code else first).code,
    )


def _pay(pay_lines: pa.Table) -> dict[str, Decimal | None]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in pay_lines.select(["agent_id", "pay_amount"]).to_pylist():
        sums[row["agent_id"]] += row["pay_amount"]
    return dict(sums)


def _scores(score_lines: pa.Table) -> dict[str, Decimal | None]:
    rows = score_lines.select(["agent_id", "parent_id", "score"]).to_pylist()
    return {row["agent_id"]: row["score"] for row in rows if row["parent_id"] is None}
