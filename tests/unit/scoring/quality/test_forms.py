"""Form files: versions by date, the three modes, re-scoring, and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from data_contracts.refusal import Refusal
from scoring.quality.evaluation import Answer, score_form

HEAD = """\
kind: quality_form
id: F
name_zh: 表
name_en: Form
owner: Quality management
version:
  2026-01-01: {value: "1", source: s}
  2026-07-01: {value: "2", source: s}
cap_hi: {2026-01-01: {value: 100, source: s}}
unlisted_fatal: {2026-01-01: {value: {class: business, effect: ZERO}, source: s}}
"""
QUESTIONS = """\
mode: {2026-01-01: {value: QUESTION_ONLY, source: s}}
sections:
  - id: A
    name_zh: 甲
    name_en: A
    questions:
      - id: a
        name_zh: 甲一
        name_en: a
        full_points: {2026-01-01: {value: 10, source: s}}
        weight:
          2026-01-01: {value: 60, source: s}
          2026-07-01: {value: 30, source: s}
      - id: b
        name_zh: 甲二
        name_en: b
        full_points: {2026-01-01: {value: 5, source: s}}
        weight: {2026-01-01: {value: 40, source: s}}
  - id: C
    name_zh: 丙
    name_en: C
    questions:
      - id: c
        name_zh: 丙一
        name_en: c
        full_points: {2026-07-01: {value: 10, source: s}}
        weight: {2026-07-01: {value: 30, source: s}}
"""
MODES = """\
mode:
  2026-01-01: {value: SECTION_ONLY, source: s}
  2026-07-01: {value: POINTS_BASED, source: s}
sections:
  - id: A
    name_zh: 甲
    name_en: A
    weight: {2026-01-01: {value: 25, source: s}}
    questions_weigh: {2026-01-01: {value: EQUAL, source: s}}
    questions:
      - {id: a, name_zh: 甲一, name_en: a, full_points: {2026-01-01: {value: 10, source: s}}}
      - {id: b, name_zh: 甲二, name_en: b, full_points: {2026-01-01: {value: 30, source: s}}}
  - id: B
    name_zh: 乙
    name_en: B
    weight: {2026-01-01: {value: 75, source: s}}
    questions_weigh: {2026-01-01: {value: WEIGHTED, source: s}}
    questions:
      - id: c
        name_zh: 乙一
        name_en: c
        full_points: {2026-01-01: {value: 40, source: s}}
        weight: {2026-01-01: {value: 80, source: s}}
      - id: d
        name_zh: 乙二
        name_en: d
        full_points: {2026-01-01: {value: 20, source: s}}
        weight: {2026-01-01: {value: 20, source: s}}
"""
JUNE, JULY = date(2026, 6, 30), date(2026, 7, 1)


@pytest.fixture
def rules(documents, compiled):
    """Compiles one form beside the sample's other files."""

    def make(text: str):
        others = {name: t for name, t in documents.items() if name != "inbound.yaml"}
        return compiled({**others, "form.yaml": text})

    return make


def points(**given: int | None) -> list[Answer]:
    full = {"a": 10, "b": 5, "c": 10}
    return [
        Answer(name, None if n is None else Decimal(n), Decimal(full[name]))
        for name, n in given.items()
    ]


def test_an_evaluation_is_scored_under_the_version_of_its_day_or_any_other(rules) -> None:
    """June: 60 × 0.5 + 40 × 1 = 70. July: 30 × 0.5 + 40 × 1 + 30 × 0 = 55."""
    compiled = rules(HEAD + QUESTIONS)
    given = points(a=5, b=5, c=0)
    june = score_form(compiled.form_on("F", JUNE), given)
    july = score_form(compiled.form_on("F", JULY), given)
    assert (june.score, june.unasked, june.version.label) == (70, ("c",), "1")
    assert (july.score, july.unasked, july.version.label) == (55, (), "2")
    assert june.version.rule_ref == "form.yaml@2026-01-01"
    assert july.version.rule_ref == "form.yaml@2026-07-01"


def test_the_three_modes(rules) -> None:
    """a 10/10, b 15/30, c 20/40, d 20/20.

    Sections: A = (1 + 0.5) ÷ 2 = 75, B = 0.8 × 50 + 0.2 × 100 = 60, form 0.25 × 75 + 0.75 × 60.
    Points: 65 of 100.
    """
    compiled = rules(HEAD + MODES)
    full = {"a": (10, 10), "b": (15, 30), "c": (20, 40), "d": (20, 20)}
    given = [Answer(name, Decimal(n), Decimal(top)) for name, (n, top) in full.items()]
    assert score_form(compiled.form_on("F", JUNE), given).score == Decimal("63.75")
    assert score_form(compiled.form_on("F", JULY), given).score == 65


def test_points_based_not_applicable_stays_inside_the_section(rules) -> None:
    """b does not apply: A keeps its 40 points and scores 10 of 10; 40 × 1 + 60 × 40 ÷ 60 = 80."""
    compiled = rules(HEAD + MODES)
    given = [
        Answer("a", Decimal(10), Decimal(10)),
        Answer("b", None, Decimal(30)),
        Answer("c", Decimal(20), Decimal(40)),
        Answer("d", Decimal(20), Decimal(20)),
    ]
    assert score_form(compiled.form_on("F", JULY), given).score == 80


@pytest.mark.parametrize(
    ("text", "old", "new", "message"),
    [
        (QUESTIONS, "{value: 40,", "{value: 41,", "sum to 101 on 2026-01-01, not to 100"),
        (QUESTIONS, "2026-07-01: {value: 30, source: s}\n      - id: b",
         "2026-07-01: {value: 35, source: s}\n      - id: b", "sum to 105 on 2026-07-01"),
        (QUESTIONS, "id: b", "id: a", "stands twice"),
        (QUESTIONS, "id: b", "id: form", "stands twice in the form, or is 'form'"),
        (QUESTIONS, "        weight: {2026-01-01: {value: 40, source: s}}\n", "",
         "the key 'weight' is missing; the form's mode needs it"),
        (MODES, "{value: 75,", "{value: 70,", "the weights of the sections of form 'F' sum to 95"),
        (MODES, "{value: 80,", "{value: 70,", "questions of 'B' of form 'F' sum to 90"),
        (MODES, "    questions_weigh: {2026-01-01: {value: EQUAL, source: s}}\n", "",
         "the key 'questions_weigh' is missing"),
        (MODES, "{value: EQUAL,", "{value: SAME,", "'EQUAL' or 'WEIGHTED'"),
        (MODES, "  2026-01-01: {value: SECTION_ONLY, source: s}\n", "",
         "no value is in force on 2026-01-01"),
    ],
)  # fmt: skip
def test_a_wrong_form_is_refused_with_its_date(rules, text, old, new, message) -> None:
    assert old in text
    with pytest.raises(Refusal) as refused:
        rules(HEAD + text.replace(old, new, 1))
    assert message in str(refused.value)
    assert str(refused.value).startswith("form.yaml")


def test_a_cap_without_a_value_is_refused(rules) -> None:
    with pytest.raises(Refusal, match="CAP needs a value"):
        rules(HEAD.replace("effect: ZERO", "effect: CAP") + QUESTIONS)


def test_a_cap_above_a_hundred_needs_a_bonus(rules) -> None:
    with pytest.raises(Refusal, match="or more where there is a bonus"):
        rules(HEAD.replace("value: 100", "value: 110") + QUESTIONS)


def test_an_unknown_form_is_refused(rules) -> None:
    with pytest.raises(Refusal, match="no file describes this evaluation form"):
        rules(HEAD + QUESTIONS).form_on("G", JUNE)


def test_a_centre_has_one_policy_and_one_matrix(documents, compiled) -> None:
    with pytest.raises(Refusal, match="exactly one file of kind: quality_policy"):
        compiled({**documents, "zz.yaml": documents["policy.yaml"]})
    with pytest.raises(Refusal, match="exactly one file of kind: quality_weights"):
        compiled({name: t for name, t in documents.items() if name != "weights.yaml"})
    with pytest.raises(Refusal, match="which kind of quality rule"):
        compiled({**documents, "zz.yaml": "kind: scorecard"})
    with pytest.raises(Refusal, match=r"the id 'QF-IN' is taken by inbound\.yaml"):
        compiled({**documents, "zz.yaml": documents["inbound.yaml"]})


def test_an_incomplete_matrix_is_refused(documents, compiled) -> None:
    holed = documents["weights.yaml"].replace(
        "        sales: {recording: 1, remote: 1, live: 1, mystery: 1}\n", ""
    )
    with pytest.raises(Refusal, match="list exactly the call_types"):
        compiled({**documents, "weights.yaml": holed})
    holed = documents["weights.yaml"].replace("{recording: 1, remote: 1, live: 1, mystery: 1}",
                                              "{recording: 1}", 1)  # fmt: skip
    with pytest.raises(Refusal, match="enquiry on 2026-01-01: list exactly the methods"):
        compiled({**documents, "weights.yaml": holed})


def test_bands_begin_at_nought_and_sources_sum_to_a_hundred(documents, compiled) -> None:
    raised = documents["policy.yaml"].replace("{from: 0,", "{from: 10,")
    with pytest.raises(Refusal, match="must begin at 0 and rise"):
        compiled({**documents, "policy.yaml": raised})
    light = documents["leader_review.yaml"].replace("supervisor: 40", "supervisor: 30")
    with pytest.raises(Refusal, match="the sources sum to 90"):
        compiled({**documents, "leader_review.yaml": light})
