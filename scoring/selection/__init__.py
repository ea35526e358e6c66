"""Selection: who may be promoted, who stands in the talent pool, who needs which training.

Belongs here: criteria as code (`kind: selection`, `kind: training`), judged on monthly scores,
metrics, certificates and service; each "no" with its figure and threshold; the one-page profile
of a person (S1-07, S1-08, S1-26, S1-27).
Must stay out: the clock, the disk, databases, the scores themselves, and the decision: these
lists inform people who decide. Criteria are exact; only the probability that one person really
ranks above another is a statistic, and nothing is paid by it.

    plan = read_selection(document, catalogue, "2026-06")
    promotion_eligibility(plan, facts); talent_pool(plan, facts)
    training_needs(read_training(document, "2026-06"), gains)
"""

from scoring.selection.eligibility import promotion_eligibility
from scoring.selection.facts import Facts, read_facts
from scoring.selection.gains import Gains, full_score_gains
from scoring.selection.person_facts import FactKind, person_facts
from scoring.selection.pool import talent_pool
from scoring.selection.profile import person_profile
from scoring.selection.ranking import probability_above
from scoring.selection.rules import SelectionPlan, read_selection
from scoring.selection.training import TrainingPlan, read_training, training_needs

__all__ = [
    "FactKind",
    "Facts",
    "Gains",
    "SelectionPlan",
    "TrainingPlan",
    "full_score_gains",
    "person_facts",
    "person_profile",
    "probability_above",
    "promotion_eligibility",
    "read_facts",
    "read_selection",
    "read_training",
    "talent_pool",
    "training_needs",
]
