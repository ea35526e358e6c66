"""Quality: what evaluations and ratings are worth, and how far they can be trusted.

Belongs here: evaluation forms and their versions (`form`, `versions`), the score of an evaluation
(`evaluation`), the composite by situation (`composite`), rater severity and its adjustment
(`severity`, `agent_scores`), confidence and what it lets pay do (`confidence`), agreement of
raters (`agreement`, `calibration`), ratings by several sources (`subjective`, F15) and rater bias.
Takes YAML documents and Arrow tables or plain rows, returns the same.
Must stay out: how evaluations are sampled, the scorecard that reads the score, the clock, the
disk and databases. Scores are exact; statistics are computed in binary floats and converted once,
to 6 digits (`converted`).

    rules = compile_quality(documents)
    month = quality_month(rules, "2026-06", evaluations, items, reference_bands)
    score_form(rules.form_on("QF-IN", day), answers).lines
"""

from scoring.quality.agreement import krippendorff_alpha, percent_agreement, weighted_kappa
from scoring.quality.confidence import Interval, clears, paid_band
from scoring.quality.evaluation import Answer, ScoredForm, score_form
from scoring.quality.month import QualityMonth, quality_month, severity_window
from scoring.quality.policy import SubjectiveRule
from scoring.quality.rater_bias import DimensionRating, RaterBias, rater_bias
from scoring.quality.reviews import ReviewMonth, review_month
from scoring.quality.rules import QualityRules, compile_quality
from scoring.quality.severity import Rating, SeverityModel, estimate_severity
from scoring.quality.subjective import SourceRating, SubjectiveScore, subjective_score

__all__ = [
    "Answer",
    "DimensionRating",
    "Interval",
    "QualityMonth",
    "QualityRules",
    "RaterBias",
    "Rating",
    "ReviewMonth",
    "ScoredForm",
    "SeverityModel",
    "SourceRating",
    "SubjectiveRule",
    "SubjectiveScore",
    "clears",
    "compile_quality",
    "estimate_severity",
    "krippendorff_alpha",
    "paid_band",
    "percent_agreement",
    "quality_month",
    "rater_bias",
    "review_month",
    "score_form",
    "severity_window",
    "subjective_score",
    "weighted_kappa",
]
