"""PuLP models solved by HiGHS through highspy: one thread, a seed, and the bound it proved."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import highspy
import pulp

from scheduling.roster.progress import Progress, is_heard, tell

_TOLD = (
    highspy.cb.HighsCallbackType.kCallbackMipLogging,
    highspy.cb.HighsCallbackType.kCallbackMipImprovingSolution,
)


@dataclass(frozen=True)
class Answer:
    """What the solver said: `objective` of the best solution (None: none found), valid `bound`."""

    status: str
    objective: float | None
    bound: float
    solved: bool
    time_s: float = 0.0

    @property
    def gap(self) -> float | None:
        """(objective - bound) / |objective|, metric M074; None where there is no solution."""
        return relative_gap(self.objective, self.bound)


def relative_gap(objective: float | None, bound: float) -> float | None:
    """(objective - bound) / |objective|; 0 where both are 0, None where one is not known."""
    if objective is None or not math.isfinite(bound):
        return None
    if abs(objective - bound) < 1e-9:
        return 0.0
    return (objective - bound) / abs(objective) if objective else None


def solver_name() -> str:
    """The solver and its version."""
    return f"HiGHS {highspy.Highs().version()}"


def minimise(model: pulp.LpProblem, *, time_limit_s: float, seed: int, gap: float = 1e-6) -> Answer:
    """Solve `model` (a minimisation) to the relative `gap` or the time limit.

    One thread and a fixed seed: the same model gives the same answer unless the time limit ends
    the search. The variables carry the values of the best solution. Whoever listens
    (progress.py) hears of each better solution and each line of the solver's log.
    """
    offset = float(model.objective.constant) if model.objective else 0.0
    solver = pulp.HiGHS(
        msg=False,
        threads=1,
        timeLimit=max(time_limit_s, 0.1),
        gapRel=gap,
        random_seed=seed % 2**31,
        **_telling(model.name, offset),
    )
    try:
        model.solve(solver)
    except pulp.PulpSolverError:
        return Answer("no solution", None, -math.inf, False)
    integer = any(variable.cat == pulp.LpInteger for variable in model.variables())
    answer = answer_of(model.solverModel, integer=integer, offset=offset)
    tell(Progress(model.name, answer.objective, _known(answer.bound)))
    return answer


def answer_of(highs: Any, *, integer: bool, offset: float = 0.0) -> Answer:
    """What a solver that has run says; `offset` is a constant that its model lacks."""
    info = highs.getInfo()
    status = highs.modelStatusToString(highs.getModelStatus())
    found = info.primal_solution_status == 2
    objective = float(info.objective_function_value) + offset if found else None
    if integer:
        bound = float(info.mip_dual_bound) + offset
    else:
        bound = objective if objective is not None and status == "Optimal" else -math.inf
    return Answer(status, objective, bound, found, highs.getRunTime())


def _telling(step: str, offset: float) -> dict[str, Any]:
    """What PuLP needs to let HiGHS call back; nothing where nobody listens."""
    if not is_heard():
        return {}

    def hear(_kind: int, _message: str, found: Any, _control: Any, _user: object) -> None:
        cost, bound = _known(found.mip_primal_bound), _known(found.mip_dual_bound)
        tell(
            Progress(
                step, None if cost is None else cost + offset,
                None if bound is None else bound + offset,
            )
        )  # fmt: skip

    return {"callbackTuple": (hear, None), "callbacksToActivate": list(_TOLD)}


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


@dataclass
class Stopwatch:
    """Solver seconds spent and left, as HiGHS reports them: engines have no clock of their own."""

    limit_s: float
    seconds: float = 0.0

    def part(self, share: float) -> float:
        """The share of the whole limit, or what is left of it if that is less (at least 1 s)."""
        return max(1.0, min(share * self.limit_s, self.limit_s - self.seconds))

    def took(self, answer: Answer) -> None:
        """Book the seconds of an answer."""
        self.seconds += answer.time_s
