"""The search: a first roster, the relaxation's bound, a dive, then neighbourhoods and branching."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np

from scheduling.lines.ascent import ascend
from scheduling.lines.branching import Tree
from scheduling.lines.conflict import NoRoster, precheck
from scheduling.lines.diving import dive
from scheduling.lines.evaluate import Evaluation, evaluate
from scheduling.lines.first_roster import first_roster
from scheduling.lines.generation import generate
from scheduling.lines.master import Master
from scheduling.lines.maxima import Automata
from scheduling.lines.neighbourhood import Neighbourhoods
from scheduling.lines.problem import LineProblem, Roster
from scheduling.lines.progress import Clock, Limits, Progress, Track
from scheduling.lines.space import Column, whole_space

UNLIMITED = 10**9
RELAXING, DIVING = 0.6, 0.3
STALLED, BRANCHING, MOST_BRANCHING = 30, 0.5, 1.5


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
        gap=math.inf if (gap := track.history[-1].gap) is None else gap,
        seconds=track.seconds,
        seed=seed,
        solver=f"HiGHS {highspy.Highs().version()}",
        history=tuple(track.history),
    )


class _Search:
    def __init__(self, problem: LineProblem, track: Track, seed: int) -> None:
        self.track = track
        self.automata, self.seed = Automata(problem), seed
        self.space = whole_space(problem, self.automata, range(len(problem.staff)))
        if not all(self.space.has_line(person) for person in self.space.people):
            raise NoRoster(precheck(problem))

    def run(self) -> None:
        """All phases, each as long as the roster is not proven best and time is left."""
        self._keep(first_roster(self.space), "first roster")
        first = self.track.best or []
        near, met = ascend(self.space, np.zeros(len(self.space.required)), self.track)
        master = Master(self.space, [*first, *met])
        relaxation = generate(master, self.track, near, spare_s=self.track.left_after(RELAXING))
        self.track.proven(relaxation.bound, "relaxation")
        known = master.nearest(relaxation.prices)
        near = Neighbourhoods(self.space, self.automata, relaxation, known, self.seed)
        tree = Tree(master, relaxation)
        if not self.track.over:
            spare_s = self.track.left_after(DIVING)
            self._keep(dive(master, self.track, relaxation.prices, spare_s=spare_s), "dive")
        self._improve(near, tree)

    def _improve(self, near: Neighbourhoods, tree: Tree) -> None:
        """Neighbourhoods for the roster and branching for the bound, more of it in a stall."""
        searched, branched, stalled = 0, 0, 0
        for _ in range(self.track.limits.rounds):
            before = self.track.work
            stalled = 0 if self._search(near) else stalled + 1
            searched += self.track.work - before
            share = min(stalled // STALLED * BRANCHING, MOST_BRANCHING)
            while not self.track.over and tree.open and branched < share * searched:
                before = self.track.work
                tree.expand(self.track)
                branched += self.track.work - before
            if self.track.over:
                return

    def _search(self, near: Neighbourhoods) -> bool:
        """Whether a neighbourhood had a better roster."""
        if self.track.over:
            return False
        found = near.neighbour(self.track.best or [], self.track)
        return self._keep(found, "neighbourhood")

    def _keep(self, columns: list[Column] | None, phase: str) -> bool:
        """Whether these are a better roster than the best so far; None: no time was left."""
        if columns is None:
            return False
        return self.track.roster(columns, self.space.objective(columns), phase)
