"""The search: a first roster, the relaxation's bound, a dive, then neighbourhoods and branching."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import highspy

from scheduling.lines.branching import Tree
from scheduling.lines.conflict import NoRoster, precheck
from scheduling.lines.diving import dive
from scheduling.lines.evaluate import Evaluation, evaluate
from scheduling.lines.first_roster import first_roster
from scheduling.lines.generation import generate
from scheduling.lines.master import Master
from scheduling.lines.neighbourhood import Neighbourhoods
from scheduling.lines.problem import LineProblem, Roster
from scheduling.lines.progress import Clock, Limits, Progress, Track
from scheduling.lines.space import Column, whole_space

UNLIMITED = 10**9
STALLED = 20
MOST_BRANCHINGS = 4


@dataclass(frozen=True)
class LineSolution:
    """A roster with its proof. `objective` is the evaluator's; `bound` holds for every roster."""

    roster: Roster
    evaluation: Evaluation
    bound: float
    gap: float
    seconds: float
    seed: int
    solver: str
    history: tuple[Progress, ...]

    @property
    def objective(self) -> int:
        """Sum of the penalties."""
        return self.evaluation.objective

    @property
    def optimal(self) -> bool:
        """Whether no roster can be better."""
        return self.bound >= self.objective


def solve_lines(
    problem: LineProblem,
    *,
    seed: int,
    clock: Clock | None = None,
    time_limit_s: float = math.inf,
    rounds: int = UNLIMITED,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> LineSolution:
    """The best roster found, until it is proven best, the time is up or the rounds are.

    Give a clock with a time limit, or rounds alone, which make the same seed give the same roster
    anywhere. Raises NoRoster, before any solving, where somebody's rules leave no line.
    """
    search = _Search(problem, Track(Limits(clock, time_limit_s, rounds), on_progress), seed)
    search.run()
    track = search.track
    roster = {
        problem.staff[one.person].code: problem.shifts_of(one.line) for one in track.best or ()
    }
    return LineSolution(
        roster=roster,
        evaluation=evaluate(problem, roster),
        bound=track.bound,
        gap=track.history[-1].gap or 0.0,
        seconds=track.seconds,
        seed=seed,
        solver=f"HiGHS {highspy.Highs().version()}",
        history=tuple(track.history),
    )


class _Search:
    def __init__(self, problem: LineProblem, track: Track, seed: int) -> None:
        self.track, self.seed = track, seed
        self.space = whole_space(problem, range(len(problem.staff)))
        if not all(self.space.has_line(person) for person in self.space.people):
            raise NoRoster(precheck(problem))

    def run(self) -> None:
        """All phases, each as long as the roster is not proven best and time is left."""
        self._keep(first_roster(self.space), "first roster")
        master = Master(self.space, self.track.best or [])
        relaxation = generate(master, self.track)
        self.track.proven(relaxation.bound, "relaxation")
        tree = Tree(master, relaxation)
        lines = master.nearest(relaxation.prices)
        if not self.track.over:
            self._keep(dive(master, self.track), "dive")
        self._improve(Neighbourhoods(self.space, lines, self.seed), tree)

    def _improve(self, near: Neighbourhoods, tree: Tree) -> None:
        """A neighbourhood for the roster, then branching for the bound, more of it in a stall."""
        stalled = 0
        for _ in range(self.track.limits.rounds):
            if self.track.over:
                return
            better = self._keep(near.neighbour(self.track.best or [], self.track), "neighbourhood")
            stalled = 0 if better else stalled + 1
            for _ in range(min(1 + stalled // STALLED, MOST_BRANCHINGS)):
                if not self.track.over:
                    tree.expand(self.track)

    def _keep(self, columns: list[Column] | None, phase: str) -> bool:
        """Whether these are a better roster than the best so far; None: no time was left."""
        if columns is None:
            return False
        return self.track.roster(columns, self.space.objective(columns), phase)
