"""F15: sources, rater weights, trimming, severity, and comments that are needed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.quality.policy import SubjectiveRule
from scoring.quality.subjective import SourceRating, subjective_score


def rule(**keys) -> SubjectiveRule:
    return SubjectiveRule.model_validate(
        {"sources": {"supervisor": 60, "peer": 40}, "comment_outside": 100, **keys}
    )


def rating(rater: str, source: str, score: int | str, **keys) -> SourceRating:
    return SourceRating("S", rater, source, Decimal(score), **keys)


def test_sources_weigh_and_share_the_weight_of_a_missing_one() -> None:
    """0.6 × 80 + 0.4 × (90 + 70) ÷ 2 = 80; the boss gives 80 and peers give 80 and 60: 76."""
    given = [rating("B", "supervisor", 80), rating("P", "peer", 80), rating("Q", "peer", 60)]
    done = subjective_score(given, rule())
    assert done.score == 76
    assert [line.contribution for line in done.lines] == [48, 28]
    alone = subjective_score(given[:1], rule())
    assert alone.score == 80
    assert [line.weight_applied for line in alone.lines] == [100, 0]


def test_nobody_rated() -> None:
    assert subjective_score([], rule()).score is None
    assert subjective_score([rating("C", "customer", 80)], rule()).score is None


def test_dimensions_are_averaged_and_raters_weighed() -> None:
    """P: (60 + 80) ÷ 2 = 70, weight 3; Q: 90, weight 1: (210 + 90) ÷ 4 = 75."""
    given = [
        rating("P", "peer", 60, dimension="help", weight=Decimal(3)),
        rating("P", "peer", 80, dimension="pace", weight=Decimal(3)),
        rating("Q", "peer", 90),
    ]
    assert subjective_score(given, rule()).score == 75


def test_the_trimmed_mean_cuts_both_ends() -> None:
    peers = {"P": 10, "Q": 70, "R": 74, "S": 78, "T": 100}
    given = [rating(name, "peer", score) for name, score in peers.items()]
    done = subjective_score(given, rule(trim="0.2"))
    assert (done.score, done.lines[1].trimmed) == (74, ("P", "T"))
    assert subjective_score(given, rule(trim="0.19")).score == Decimal("66.4")


def test_a_source_with_too_few_raters_is_left_out() -> None:
    given = [rating("B", "supervisor", 80), rating("P", "peer", 20)]
    assert subjective_score(given, rule(minimum_raters={"peer": 2})).score == 80


def test_a_rating_far_from_the_mean_needs_a_comment() -> None:
    """Mean of 90, 80 and 40 is 70: only 40 lies more than 20 away."""
    far = [rating("B", "supervisor", 90), rating("P", "peer", 80), rating("Q", "peer", 40)]
    flagged = subjective_score(far, rule(comment_outside=20))
    assert (flagged.score, flagged.uncommented) == (78, ("Q",))
    excluded = subjective_score(far, rule(comment_outside=20, without_comment="EXCLUDE"))
    assert (excluded.score, excluded.lines[1].left_out) == (86, ("Q",))
    said = [*far[:2], rating("Q", "peer", 40, comment="late three times")]
    assert subjective_score(said, rule(comment_outside=20)).uncommented == ()
    assert subjective_score(far, rule(comment_outside=30)).uncommented == ()


def test_leniency_comes_out_if_the_rule_says_so() -> None:
    given = [rating("B", "supervisor", 80), rating("P", "peer", 98)]
    leniency = {"B": Decimal(-5), "P": Decimal(8)}
    assert subjective_score(given, rule(), leniency).score == Decimal("87.2")
    assert subjective_score(given, rule(adjust_severity=True), leniency).score == 87
    generous = {"B": Decimal(-30)}
    assert subjective_score(given[:1], rule(adjust_severity=True), generous).score == 100


@pytest.mark.parametrize("keys", [{"trim": "0.5"}, {"sources": {"peer": 90}},
                                  {"minimum_raters": {"self": 1}}])  # fmt: skip
def test_a_wrong_rule_is_refused(keys) -> None:
    with pytest.raises(ValueError):
        rule(**keys)


people = st.lists(
    st.tuples(st.sampled_from(["supervisor", "peer", "self"]), st.integers(0, 100),
              st.integers(1, 5)),
    min_size=1, max_size=12,
)  # fmt: skip


@given(people, st.sampled_from(["0", "0.1", "0.25"]), st.randoms())
def test_contributions_sum_and_the_score_lies_between(rows, trim, random) -> None:
    three = {"supervisor": 34, "peer": 33, "self": 33}
    given = [
        rating(f"R{n:02d}", source, score, weight=Decimal(weight))
        for n, (source, score, weight) in enumerate(rows)
    ]
    done = subjective_score(given, rule(sources=three, trim=trim))
    assert sum(line.contribution for line in done.lines) == done.score
    low, high = min(r.score for r in given), max(r.score for r in given)
    assert low - Decimal("0.000001") <= done.score <= high + Decimal("0.000001")
    shuffled = random.sample(given, len(given))
    assert subjective_score(shuffled, rule(sources=three, trim=trim)) == done
