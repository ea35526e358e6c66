"""What the tests of quality share: the sample's rules, short forms, and evaluations in brief."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from data_contracts.located_yaml import LocatedYaml, read_yaml
from scoring.quality.evaluation import Answer, ScoredForm, score_form
from scoring.quality.form import Fatal
from scoring.quality.heard import Evaluation
from scoring.quality.rules import QualityRules, compile_quality
from scoring.quality.versions import AskedQuestion, AskedSection, FormVersion

REPOSITORY = Path(__file__).parents[4]
SAMPLE = REPOSITORY / "centres/sample/quality_forms"
DAY = date(2026, 6, 1)

Points = Mapping[str, int | None]


@pytest.fixture(scope="session")
def documents() -> dict[str, str]:
    """The sample centre's quality rules as texts, by file name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(SAMPLE.glob("*.yaml"))}


@pytest.fixture(scope="session")
def compiled() -> Callable[[Mapping[str, str]], QualityRules]:
    """Compiles texts by file name."""

    def compile_texts(texts: Mapping[str, str]) -> QualityRules:
        read: list[LocatedYaml] = [read_yaml(text, name) for name, text in texts.items()]
        return compile_quality(read)

    return compile_texts


@pytest.fixture(scope="session")
def sample_quality(documents, compiled) -> QualityRules:
    return compiled(documents)


@pytest.fixture(scope="session")
def question() -> Callable[..., AskedQuestion]:
    """A question out of 10 points."""

    def make(name: str, weight: int | str = 1, bonus: int | None = None, fatal=None):
        return AskedQuestion(
            name, name, name, Decimal(10), Decimal(0 if bonus else weight),
            None if bonus is None else Decimal(bonus), fatal,
        )  # fmt: skip

    return make


@pytest.fixture(scope="session")
def form() -> Callable[..., FormVersion]:
    """A form from sections: (weight, questions) by id."""

    def make(sections, cap_hi: int = 100, mode="SECTION_ONLY") -> FormVersion:
        return FormVersion(
            form_id="F",
            label="1",
            since=date(2026, 1, 1),
            file="f.yaml",
            mode=mode,
            cap_hi=Decimal(cap_hi),
            unlisted_fatal=Fatal.model_validate({"class": "business", "effect": "ZERO"}),
            sections=tuple(
                AskedSection(name, name, name, Decimal(weight), "WEIGHTED", tuple(questions))
                for name, (weight, questions) in sections.items()
            ),
        )

    return make


@pytest.fixture(scope="session")
def answers() -> Callable[..., list[Answer]]:
    """Answers out of 10 from points by question; None is not applicable."""

    def make(points: Points, fatal: tuple[str, ...] = ()) -> list[Answer]:
        return [
            Answer(name, None if n is None else Decimal(n), Decimal(10), name in fatal)
            for name, n in points.items()
        ]

    return make


@pytest.fixture(scope="session")
def heard(form, question) -> Callable[..., Evaluation]:
    """One evaluation with the score given, of one question out of 100."""

    def make(
        number: int,
        agent: str,
        evaluator: str,
        score: str | int,
        *,
        contact: str | None = None,
        call_type: str = "enquiry",
        method: str = "recording",
    ) -> Evaluation:
        given = (Answer("Q", Decimal(score), Decimal(100)),)
        scored: ScoredForm = score_form(form({"S": (100, [question("Q")])}), given)
        return Evaluation(
            f"E{number:04d}", agent, evaluator, contact, "QF-IN", "1", call_type, method, DAY,
            given, scored,
        )  # fmt: skip

    return make
