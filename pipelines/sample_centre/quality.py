"""Quality evaluations: about four or five a month for each agent, by evaluators who differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from pipelines.sample_centre.calendar_effects import is_workday
from pipelines.sample_centre.people import Person, Staff
from pipelines.sample_centre.streams import stream

FORM, FORM_VERSION = "QF-IN", "2026.1"
# item, section, weight, highest score, how much harder than average, share not applicable
ITEMS: tuple[tuple[str, str, int, int, float, float], ...] = (
    ("O1", "opening", 5, 5, 0.04, 0.0),
    ("O2", "opening", 5, 5, 0.02, 0.0),
    ("K1", "knowledge", 15, 10, -0.03, 0.0),
    ("K2", "knowledge", 15, 10, -0.02, 0.08),
    ("R1", "resolution", 20, 20, -0.03, 0.0),
    ("R2", "resolution", 10, 10, 0.0, 0.15),
    ("C1", "compliance", 10, 10, 0.03, 0.0),
    ("C2", "compliance", 10, 10, 0.01, 0.25),
    ("E1", "closing", 5, 5, 0.03, 0.0),
    ("E2", "closing", 5, 5, 0.0, 0.10),
)
FATAL_ITEM, FATAL_SHARE = "C1", 0.012
METHODS = (("recording", 0.72), ("remote", 0.86), ("live", 0.96), ("mystery", 1.0))
EXTRA_SHARE, ITEM_NOISE = 0.5, 0.07
REMARKS = ("语速稍快", "核实身份规范", "结束语完整", "业务解释清楚", "需加强倾听", None, None, None)


@dataclass(frozen=True)
class ItemScore:
    """One question's answer; `score` is None where it does not apply."""

    item_id: str
    section_id: str
    weight: int
    max_score: int
    score: int | None
    fatal: bool


@dataclass(frozen=True)
class Evaluation:
    """One evaluation, made on a local date at a second of it."""

    evaluation_id: str
    contact_id: str
    agent: Person
    evaluator: Person
    method: str
    day: date
    at_s: int
    items: tuple[ItemScore, ...]
    remark: str | None

    @property
    def fatal(self) -> bool:
        return any(item.fatal for item in self.items)

    @property
    def reported_score(self) -> float:
        """Σ weight × score ÷ max ÷ Σ weight over applicable items, × 100; 0 where fatal."""
        if self.fatal:
            return 0.0
        applicable = [(i.weight, i.score, i.max_score) for i in self.items if i.score is not None]
        points = sum(weight * score / top for weight, score, top in applicable)
        return round(100 * points / sum(weight for weight, _, _ in applicable), 2)


Lift = Callable[[Person, date], float]


def not_lifted(person: Person, day: date) -> float:
    """Nobody is coached."""
    return 0.0


def evaluate_day(
    staff: Staff,
    handled: dict[int, list[str]],
    evaluators: list[Person],
    day: date,
    seed: int,
    lift: Lift = not_lifted,
) -> list[Evaluation]:
    """Evaluations made on the day; `handled` gives each agent's recent contacts by number, and
    `lift` what coaching adds to somebody's share of the points on a day."""
    if not evaluators:
        return []
    rng = stream(seed, "quality", day.toordinal())
    chosen = [
        person
        for person in staff.with_role("agent", day)
        if day in evaluation_days(person, day, seed) and handled.get(person.number)
    ]
    return [
        _evaluation(n, person, handled[person.number], evaluators, day, rng, lift)
        for n, person in enumerate(chosen, start=1)
    ]


def evaluation_days(person: Person, day: date, seed: int) -> frozenset[date]:
    """Workdays of the day's month on which the person is evaluated: one in each quarter of
    the month's workdays after the third, and for half of the people and months a fifth."""
    return _evaluation_days(person.number, day.replace(day=1), seed)


@lru_cache(maxsize=4096)
def _evaluation_days(number: int, first: date, seed: int) -> frozenset[date]:
    workdays = [d for d in (first + timedelta(n) for n in range(31)) if d.month == first.month]
    workdays = [d for d in workdays if is_workday(d)][3:]
    rng = stream(seed, "evaluation days", first.toordinal(), number)
    quarters = np.array_split(np.arange(len(workdays)), 4)
    chosen = {workdays[int(rng.choice(quarter))] for quarter in quarters}
    if rng.random() < EXTRA_SHARE:
        chosen.add(workdays[int(rng.integers(len(workdays)))])
    return frozenset(chosen)


def _evaluation(
    number: int,
    agent: Person,
    contacts: list[str],
    evaluators: list[Person],
    day: date,
    rng: np.random.Generator,
    lift: Lift,
) -> Evaluation:
    evaluator = evaluators[int(rng.integers(len(evaluators)))]
    luck = rng.random()
    return Evaluation(
        evaluation_id=f"Q{day:%Y%m%d}{number:03d}",
        contact_id=contacts[int(rng.integers(len(contacts)))],
        agent=agent,
        evaluator=evaluator,
        method=next(method for method, upto in METHODS if luck < upto),
        day=day,
        at_s=int(rng.integers(9 * 3600 + 600, 17 * 3600 + 3000)),
        items=_items(agent.quality + lift(agent, day), evaluator, rng),
        remark=REMARKS[int(rng.integers(len(REMARKS)))],
    )


def _items(quality: float, evaluator: Person, rng: np.random.Generator) -> tuple[ItemScore, ...]:
    fatal = rng.random() < FATAL_SHARE
    scores = []
    for item_id, section, weight, top, ease, absent in ITEMS:
        noise, skipped = rng.normal(0, ITEM_NOISE), rng.random() < absent
        share = quality + ease + evaluator.severity / 100 + noise
        score = None if skipped else int(np.clip(np.rint(share * top), 0, top))
        found = fatal and item_id == FATAL_ITEM
        scores.append(ItemScore(item_id, section, weight, top, 0 if found else score, found))
    return tuple(scores)
