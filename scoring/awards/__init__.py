"""Awards: contests, cascades, guarantees, commission and clawback (scoring.md 4.8).

Belongs here: what people earn beside the scorecard and the points, as tables that the pay
engine reads: contest prizes (P7), team awards (P11), commission and clawback (P6), advances
and their recovery (P12); and the target tree that hands a centre's target down.
Must stay out: the clock, the disk, databases; how a metric is computed; base pay, points pay
and statutory limits; who is sent what. Money is in whole fen until it is written. Only the
measured effect of a contest is a statistic; it reaches no pay.

    contest = read_contest(document, catalogue)
    run = run_contest(contest, people, atoms, flags=flags, watermark=date(2026, 6, 24))
    run.standings, run.prizes, run.notices
"""

from scoring.awards.advances import settle_advances
from scoring.awards.advances_rules import Guarantee, read_guarantee
from scoring.awards.cascade import CascadeRun, run_cascade
from scoring.awards.cascade_rules import Cascade, read_cascade
from scoring.awards.commission import settle_commission
from scoring.awards.commission_rules import Commission, read_commission
from scoring.awards.consistency import vertical_gaps
from scoring.awards.contest import ContestRun, run_contest
from scoring.awards.contest_effect import contest_effect
from scoring.awards.contest_rules import Contest, read_contest
from scoring.awards.figures import point_atoms
from scoring.awards.target_tree import decompose_targets, read_target_tree

__all__ = [
    "Cascade",
    "CascadeRun",
    "Commission",
    "Contest",
    "ContestRun",
    "Guarantee",
    "contest_effect",
    "decompose_targets",
    "point_atoms",
    "read_cascade",
    "read_commission",
    "read_contest",
    "read_guarantee",
    "read_target_tree",
    "run_cascade",
    "run_contest",
    "settle_advances",
    "settle_commission",
    "vertical_gaps",
]
