"""One evaluation: N/A inside its section, fatal errors, bonuses, and sums that are exact."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.exact import rounded
from scoring.quality.evaluation import Answer, ScoredForm, score_form
from scoring.quality.form import Fatal
from scoring.quality.versions import AskedQuestion, AskedSection, FormVersion


def fatal(**keys) -> Fatal:
    return Fatal.model_validate({"class": "compliance", "effect": "ZERO", **keys})


def test_not_applicable_shares_its_weight_inside_the_section_first(form, question, answers) -> None:
    """The worked example of the mart: (40 × 1 + 40 × 0.75) ÷ 80 = 87.5, not 80 over all items."""
    version = form(
        {
            "opening": (40, [question("O1", 20), question("O2", 20)]),
            "solution": (40, [question("S1", 30), question("S2", 10)]),
            "sales": (20, [question("P1", 20)]),
        }
    )
    given = answers({"O1": 10, "O2": None, "S1": 10, "S2": 0, "P1": None})
    assert score_form(version, given).score == Decimal("87.5")


def test_nothing_applicable_has_no_score(form, question, answers) -> None:
    scored = score_form(form({"S": (100, [question("Q")])}), answers({"Q": None}))
    assert (scored.score, scored.ungated_score) == (None, None)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, 0),
        ({"effect": "CAP", "value": "60"}, 60),
        ({"effect": "CAP", "value": "95"}, 90),
        ({"target": "section"}, 45),
        ({"target": "section", "effect": "CAP", "value": "50"}, 70),
    ],
)
def test_fatal_errors(form, question, answers, keys, expected) -> None:
    """Without the fatal error the form scores 0.5 × 90 + 0.5 × 90 = 90."""
    version = form({"A": (50, [question("a", fatal=fatal(**keys))]), "B": (50, [question("b")])})
    scored = score_form(version, answers({"a": 9, "b": 9}, fatal=("a",)))
    assert (scored.score, scored.ungated_score) == (expected, 90)
    assert scored.fatal_classes == ("compliance",)
    assert sums_are_exact(scored)


def test_a_question_below_its_threshold_fails_by_itself(form, question, answers) -> None:
    version = form({"A": (100, [question("a", fatal=fatal(fails_below="0.5")), question("b")])})
    assert score_form(version, answers({"a": 5, "b": 10})).score == 75
    assert score_form(version, answers({"a": 4, "b": 10})).score == 0
    assert score_form(version, answers({"a": None, "b": 10})).score == 100


def test_the_lowest_of_several_ceilings_holds(form, question, answers) -> None:
    low = fatal(effect="CAP", value="40", **{"class": "customer"})
    high = fatal(effect="CAP", value="60")
    version = form({"A": (100, [question("a", fatal=high), question("b", fatal=low)])})
    scored = score_form(version, answers({"a": 10, "b": 10}, fatal=("a", "b")))
    assert scored.score == 40
    assert scored.fatal_classes == ("compliance", "customer")


def test_an_unlisted_fatal_error_is_judged_by_the_form(form, question, answers) -> None:
    version = form({"A": (100, [question("a")])})
    assert score_form(version, answers({"a": 10}), marked_fatal=True).score == 0
    assert score_form(version, answers({"a": 10}, fatal=("a",))).fatal_classes == ("business",)


def test_a_bonus_lifts_up_to_the_cap_and_never_counts_against(form, question, answers) -> None:
    sections = {"A": (100, [question("a"), question("extra", bonus=20)])}
    version = form(sections, cap_hi=110)
    assert score_form(version, answers({"a": 8, "extra": 5})).score == 90
    assert score_form(version, answers({"a": 8, "extra": 0})).score == 80
    assert score_form(version, answers({"a": 8, "extra": None})).score == 80
    capped = score_form(version, answers({"a": 10, "extra": 10}))
    assert capped.score == 110
    assert [(line.kind, line.contribution) for line in capped.lines if line.kind == "cap"] == [
        ("cap", Decimal(-10))
    ]
    assert sums_are_exact(capped)


def test_leniency_comes_out_before_the_ceiling(form, question, answers) -> None:
    capped = fatal(effect="CAP", value="60")
    version = form({"A": (100, [question("a", fatal=capped)])})
    clean = score_form(version, answers({"a": 9}))
    struck = score_form(version, answers({"a": 9}, fatal=("a",)))
    assert clean.corrected(Decimal(3)) == 87
    assert clean.corrected(Decimal(-20)) == 100
    assert struck.corrected(Decimal(3)) == 60
    assert struck.corrected(Decimal(35)) == 55


def test_answers_that_do_not_fit_the_form_are_named(form, question, answers) -> None:
    version = form({"A": (100, [question("a"), question("b")])})
    scored = score_form(version, answers({"a": 7, "old": 0}))
    assert (scored.score, scored.unanswered, scored.unasked) == (70, ("b",), ("old",))
    pointless = [*answers({"a": 7}), Answer("b", Decimal(0), Decimal(0))]
    assert score_form(version, pointless).unanswered == ("b",)


# -- properties


def sums_are_exact(scored: ScoredForm) -> bool:
    by_parent: dict[str, Decimal] = {}
    for line in scored.lines:
        if line.parent_id is not None:
            by_parent[line.parent_id] = (
                by_parent.get(line.parent_id, Decimal(0)) + line.contribution
            )
    scores = {line.node_id: line.score or Decimal(0) for line in scored.lines}
    return all(scores[parent] == total for parent, total in by_parent.items())


@st.composite
def evaluations(draw: st.DrawFn) -> tuple[FormVersion, list[Answer]]:
    sections: list[AskedSection] = []
    given: list[Answer] = []
    weight = st.integers(1, 40).map(Decimal)
    for s in range(draw(st.integers(1, 4))):
        questions: list[AskedQuestion] = []
        for q in range(draw(st.integers(1, 4))):
            name = f"{s}.{q}"
            full = draw(st.integers(1, 20))
            found = draw(st.sampled_from([None, None, fatal(), fatal(target="section"),
                                          fatal(effect="CAP", value="50")]))  # fmt: skip
            bonus = Decimal(draw(st.integers(1, 9))) if q and draw(st.booleans()) else None
            questions.append(
                AskedQuestion(name, name, name, Decimal(full), Decimal(0) if bonus else
                              draw(weight), bonus, found)
            )  # fmt: skip
            points = draw(st.none() | st.integers(0, full))
            marked = draw(st.sampled_from([False, False, False, True]))
            given.append(
                Answer(name, None if points is None else Decimal(points), Decimal(full), marked)
            )
        sections.append(AskedSection(f"s{s}", "", "", draw(weight), "WEIGHTED", tuple(questions)))
    unlisted = fatal(effect="CAP", value="30")
    cap = Decimal(draw(st.sampled_from([100, 105, 120])))
    version = FormVersion("F", "1", None, "f", "SECTION_ONLY", cap, unlisted, tuple(sections))  # pyright: ignore
    return version, given


def plain(version: FormVersion, given: Sequence[Answer]) -> list[Answer]:
    return [Answer(a.question_id, a.points, a.full_points) for a in given]


def by_hand(version: FormVersion, given: Sequence[Answer]) -> Fraction | None:
    """The ungated score, written down a second time straight from scoring.md 4.2."""
    share = {a.question_id: Fraction(a.points) / Fraction(a.full_points)
             for a in given if a.points is not None}  # fmt: skip
    total, weights, bonus = Fraction(0), Fraction(0), Fraction(0)
    for section in version.sections:
        numerator, denominator = Fraction(0), Fraction(0)
        for q in section.questions:
            if q.id in share and q.bonus is None:
                numerator += Fraction(q.weight) * share[q.id]
                denominator += Fraction(q.weight)
            elif q.id in share:
                bonus += Fraction(q.bonus) * share[q.id]
        if denominator:
            total += Fraction(section.weight) * numerator / denominator
            weights += Fraction(section.weight)
    if not weights:
        return None
    return min(100 * total / weights + bonus, Fraction(version.cap_hi))


@settings(max_examples=60)
@given(evaluations())
def test_contributions_sum_to_every_node(made) -> None:
    assert sums_are_exact(score_form(*made))


@settings(max_examples=60)
@given(evaluations())
def test_the_score_is_the_one_computed_by_hand(made) -> None:
    expected = by_hand(*made)
    scored = score_form(*made)
    assert scored.ungated_score == (None if expected is None else rounded(expected, 6))
    assert scored.score is None or scored.score <= scored.ungated_score


@settings(max_examples=60)
@given(evaluations())
def test_points_lost_and_the_ungated_sections_make_a_hundred(made) -> None:
    version, given = made
    scored = score_form(version, plain(version, given))
    lost = sum((line.points_lost or 0 for line in scored.lines), Decimal(0))
    base = sum(line.contribution for line in scored.lines if line.kind == "section")
    if scored.score is not None:
        assert abs(lost + base - 100) <= Decimal("0.000005")  # bonuses may take a last digit


@settings(max_examples=60)
@given(evaluations(), st.randoms())
def test_order_of_answers_does_not_matter(made, random) -> None:
    version, given = made
    shuffled = random.sample(given, len(given))
    assert score_form(version, shuffled).lines == score_form(version, given).lines


@settings(max_examples=60)
@given(evaluations())
def test_a_question_not_applicable_is_a_question_not_asked(made) -> None:
    """Inside the section: taking N/A questions off the form leaves every score as it is."""
    version, given = made
    given = plain(version, given)
    absent = {a.question_id for a in given if a.points is None}
    shorter = tuple(
        AskedSection(s.id, "", "", s.weight, s.questions_weigh,
                     tuple(q for q in s.questions if q.id not in absent))
        for s in version.sections
    )  # fmt: skip
    without = FormVersion("F", "1", version.since, "f", version.mode, version.cap_hi,
                          version.unlisted_fatal, shorter)  # fmt: skip
    asked = [a for a in given if a.question_id not in absent]
    assert score_form(without, asked).score == score_form(version, given).score


@settings(max_examples=60)
@given(evaluations(), st.integers(2, 9))
def test_only_ratios_of_weights_matter(made, factor) -> None:
    version, given = made
    scaled = tuple(
        AskedSection(s.id, s.name_zh, s.name_en, s.weight * factor, s.questions_weigh, tuple(
            AskedQuestion(q.id, q.name_zh, q.name_en, q.full_points, q.weight * (factor + 1),
                          q.bonus, q.fatal) for q in s.questions))
        for s in version.sections
    )  # fmt: skip
    heavier = FormVersion("F", "1", version.since, "f", version.mode, version.cap_hi,
                          version.unlisted_fatal, scaled)  # fmt: skip
    assert score_form(heavier, given).lines == score_form(version, given).lines


@settings(max_examples=60)
@given(evaluations(), st.data())
def test_a_better_answer_never_lowers_the_score(made, data) -> None:
    version, given = made
    index = data.draw(st.integers(0, len(given) - 1))
    answer = given[index]
    if answer.points is None or score_form(version, given).score is None:
        return
    better = Answer(answer.question_id, answer.full_points, answer.full_points, answer.fatal)
    changed = [*given[:index], better, *given[index + 1 :]]
    assert score_form(version, changed).score >= score_form(version, given).score
