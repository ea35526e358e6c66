"""A search that ended without a roster: what is known all the same, and what to do."""

from __future__ import annotations

import math
from datetime import date

import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from scheduling.roster.solver import Answer, solver_name
from scheduling.tables import ROSTER_PROOF, table

NOT_FOUND = "not_found"
"""Value of the proof's item `roster` where the week has none."""
_IMPOSSIBLE = "Infeasible"
_NEXT_STEP = "raise the seats, or the weekends and nights allowed"


class NoRosterFound(Refusal):
    """No roster was found for a week; `bound` is what any costs at least (-inf where unknown)."""

    def __init__(
        self,
        what: str,
        *,
        place: Place,
        next_step: str,
        value: object = None,
        bound: float = -math.inf,
    ) -> None:
        super().__init__(what, place=place, next_step=next_step, value=value)
        self.status, self.bound = str(value), bound

    @property
    def proven(self) -> bool:
        """Whether no roster exists, rather than none was found in time."""
        return self.status == _IMPOSSIBLE


def not_found(plan_week: date, answer: Answer) -> NoRosterFound:
    """The answer of a solver without a solution as the refusal of its week."""
    proven = answer.status == _IMPOSSIBLE
    return NoRosterFound(
        "no roster keeps every rule" if proven else "no roster was found within the time",
        place=Place("scheduling.roster", key=plan_week.isoformat()),
        value=answer.status,
        next_step=_NEXT_STEP if proven else f"{_NEXT_STEP}, or give it more time (rostering.yaml)",
        bound=answer.bound,
    )


def proof_without_roster(
    found: NoRosterFound, plan_week: date, *, time_limit_s: float, seed: int
) -> pa.Table:
    """Rows of outputs/roster_proof of a week that has no roster."""
    solver, version = solver_name().rsplit(" ", 1)
    bound = f"{found.bound:.4f}" if math.isfinite(found.bound) else "unknown"
    why = (
        ("已证明没有班表能同时满足所有规则：请放宽席位，或允许的周末班与夜班次数",
         "Proven: no roster keeps every rule. Raise the seats, or the weekends and nights allowed")
        if found.proven
        else (
            "在时限内没有找到班表：请放宽席位、周末班与夜班上限，或在 rostering.yaml 延长时间",
            "None was found within the time. Raise the seats, the weekends or nights allowed, or "
            "give it more time in rostering.yaml",
        )
    )  # fmt: skip
    lines = [
        ("roster", NOT_FOUND, *why),
        ("objective", "unknown", "没有班表，因此没有目标值", "There is no roster to price"),
        ("bound", bound, "任何班表的成本下界", "What any roster of the week costs at least"),
        ("gap", "unknown", "没有班表，因此没有差距", "There is no roster to compare"),
        ("status", found.status, "求解状态", "How the search ended"),
        ("time_limit_s", f"{time_limit_s:g}", "时间上限（秒）", "Time limit in seconds"),
        ("seed", str(seed), "随机种子；单线程", "Random seed; one thread"),
        ("solver", solver, "求解器，经 PuLP 建模", "Solver, through PuLP"),
        ("version", version, "求解器版本", "Its version"),
    ]
    rows = [
        {"plan_week": plan_week, "item": item, "value": value, "note_zh": zh, "note_en": en}
        for item, value, zh, en in lines
    ]
    return table(rows, ROSTER_PROOF)
