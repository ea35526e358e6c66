"""Appeals: now and then somebody disputes an evaluation, or being counted as late."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.sample_centre.people import Person
from pipelines.sample_centre.quality import Evaluation
from pipelines.sample_centre.streams import stream
from pipelines.sample_centre.timekeeping import Attendance

EVALUATION_SHARE, LATENESS_SHARE, EVIDENCE_SHARE = 0.03, 0.02, 0.6
SUBMITTED_AT_S = 22 * 3600 + 30 * 60
MORE_MARKS = 5
SCORED_ROLES = {"agent", "evaluator"}
SCORED_WRONG, NOT_MINE, RECORDED_WRONG = "评分有误", "非本人录音", "打卡异常"


@dataclass(frozen=True)
class Appeal:
    """A form as handed in: the disputed node of the slip, and what it should be."""

    appeal_id: str
    person: Person
    day: date
    node: str
    claimed: float | None
    reason: str
    has_evidence: bool

    @property
    def period(self) -> str:
        return f"{self.day:%Y-%m}"

    @property
    def evidence(self) -> str:
        """The hash of what was handed in; nothing where nothing was."""
        return hashlib.sha256(self.appeal_id.encode()).hexdigest() if self.has_evidence else ""


def appeals_on(
    made: Sequence[Evaluation], present: Sequence[Attendance], day: date, seed: int
) -> list[Appeal]:
    """The day's forms: against evaluations made on it, then against lateness on it."""
    rng = stream(seed, "appeals", day.toordinal())
    disputed: list[tuple[Person, str, float | None, str]] = []
    for evaluation in made:
        why = rng.random()
        if rng.random() < EVALUATION_SHARE:
            claimed = min(100.0, evaluation.reported_score + MORE_MARKS)
            reason = SCORED_WRONG if why < 0.7 else NOT_MINE
            disputed.append((evaluation.agent, "qa_score", claimed, reason))
    for one in present:
        scored = one.shift.person.assignment(day).role in SCORED_ROLES
        late = one.arrives_s > one.shift.kind.starts_s
        if scored and late and rng.random() < LATENESS_SHARE:
            disputed.append((one.shift.person, "punctuality", None, RECORDED_WRONG))
    return [
        Appeal(
            f"SS{day:%Y%m%d}{number:03d}",
            person,
            day,
            f"{day:%Y-%m}/{person.agent_id}/score/{item}",
            claimed,
            reason,
            bool(rng.random() < EVIDENCE_SHARE),
        )
        for number, (person, item, claimed, reason) in enumerate(disputed, start=1)
    ]
