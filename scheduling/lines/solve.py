"""The search: annealed rosters, the relaxation's bound, then neighbourhoods and branching."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np

from scheduling.lines.annealing import anneal
from scheduling.lines.ascent import ascend
from scheduling.lines.branching import Tree
from scheduling.lines.conflict import NoRoster, precheck
from scheduling.lines.evaluate import Evaluation, evaluate
from scheduling.lines.first_roster import first_roster
from scheduling.lines.generation import generate
from scheduling.lines.master import Master
from scheduling.lines.maxima import Automata
from scheduling.lines.neighbourhood import Neighbourhoods
from scheduling.lines.problem import LineProblem, Roster
from scheduling.lines.progress import Clock, Limits, Progress, Track
from scheduling.lines.space import Column, Values, whole_space

UNLIMITED = 10**9
RELAXING = 0.6
"""Share of the time that the relaxation may take."""
SUMS = 5
"""Sums of missing people decided, at most, before rosters are searched."""
STALLED, BRANCHING, MOST_BRANCHING = 30, 0.5, 1.5
"""Every so many neighbourhoods without success give branching this share of their work more."""
FIRST_SWEEPS, SWEEPS, ANNEALING = 40, 200, 1.0
"""Sweeps of an annealing; how much work all get for that of the neighbourhoods."""


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
        self.track, self.seed = track, seed
        self.automata, self.random = Automata(problem), np.random.default_rng(seed)
        self.space = whole_space(problem, self.automata, range(len(problem.staff)))
        if not all(self.space.has_line(person) for person in self.space.people):
            raise NoRoster(precheck(problem))

    def run(self) -> None:
        """All phases, each as long as the roster is not proven best and time is left."""
        self._keep(first_roster(self.space), "first roster")
        first = self.track.best or []
        rough, met = ascend(self.space, np.zeros(len(self.space.required)), self.track)
        self._anneal(rough, FIRST_SWEEPS)
        master = Master(self.space, [*first, *met, *(self.track.best or [])])
        relaxation = generate(master, self.track, rough, spare_s=self.track.left_after(RELAXING))
        self.track.proven(relaxation.bound, "relaxation")
        known = master.nearest(relaxation.prices)
        near = Neighbourhoods(self.space, self.automata, relaxation, known, self.seed)
        tree = Tree(master, relaxation)
        for _ in range(SUMS):
            if tree.torn and not self.track.over:
                tree.expand(self.track)
        self._improve(near, tree, relaxation.prices)

    def _anneal(self, prices: Values, sweeps: int) -> None:
        """A roster by softened responses."""
        if not self.track.over:
            found = anneal(self.space, prices, sweeps, self.random, self.track)
            self._keep(found, "annealing")

    def _improve(self, near: Neighbourhoods, tree: Tree, prices: Values) -> None:
        """Neighbourhoods and annealing for the roster, branching for the bound in a stall."""
        searched, branched, annealed, stalled = 0, 0, 0, 0
        for _ in range(self.track.limits.rounds):
            if self.track.over:
                return
            known = self.track.objective
            searched += self._work_of(lambda: self._search(near))
            stalled = 0 if self.track.objective < known else stalled + 1
            share = min(stalled // STALLED * BRANCHING, MOST_BRANCHING)
            while not self.track.over and tree.open and branched < share * searched:
                branched += self._work_of(lambda: tree.expand(self.track))
            if annealed < ANNEALING * searched:
                annealed += self._work_of(lambda: self._anneal(prices, SWEEPS))

    def _work_of(self, phase: Callable[[], None]) -> int:
        """Run a phase; how much work it was."""
        before = self.track.work
        phase()
        return self.track.work - before

    def _search(self, near: Neighbourhoods) -> None:
        """A roster near the best one."""
        self._keep(near.neighbour(self.track.best or [], self.track), "neighbourhood")

    def _keep(self, columns: list[Column] | None, phase: str) -> None:
        """Tell the track of a roster; None: no better one, or no time was left."""
        if columns is not None:
            self.track.roster(columns, self.space.objective(columns), phase)
