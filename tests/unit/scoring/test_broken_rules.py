"""Every file in broken_rules/ is wrong in one way; its first line says how it is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from scoring import compile_rules

CARD = """kind: scorecard
id: {id}
name_zh: 计分卡
name_en: Card
owner: Tests
applies_to: {applies_to}
items:
  - id: quality
    name_zh: 质检
    name_en: Quality
    metric: qa_score
    weight: {{2026-01-01: {{value: 100, source: "x"}}}}
    function: {{2026-01-01: {{value: {{code: F1, points: [[70, 0], [90, 100]]}}, source: "x"}}}}
    missing_policy: {{2026-01-01: {{value: ZERO, source: "x"}}}}
"""
FILES = sorted((Path(__file__).parent / "broken_rules").glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_broken_rule_is_refused_with_its_message(file: Path, catalogue) -> None:
    text = file.read_text(encoding="utf-8")
    expected = text.partition("\n")[0].removeprefix("# expect: ")
    pace = catalogue["contacts_per_hour"]
    known = {
        **catalogue,
        "service_level_ans": replace(pace, id="M013", variant="SL-ANS"),
        **{f"contacts_per_hour@{kind}": pace for kind in ("complaint", "enquiry")},
    }
    with pytest.raises(Refusal, match=expected) as refused:
        compile_rules([read_yaml(text, file.name)], known).in_month("2026-06")
    assert refused.value.place.file == file.name
    assert refused.value.next_step


def test_there_are_broken_rules() -> None:
    assert len(FILES) >= 110


def cards(catalogue, **files: tuple[str, str]):
    """Rules of scorecards by file name: id and whom each is about."""
    texts = {f"{name}.yaml": CARD.format(id=i, applies_to=who) for name, (i, who) in files.items()}
    return compile_rules([read_yaml(text, name) for name, text in texts.items()], catalogue)


def test_two_files_with_one_id_are_refused(catalogue) -> None:
    with pytest.raises(Refusal, match=r"b.yaml:2 .id.: the id 'same' is taken by a.yaml"):
        cards(catalogue, a=("same", "{role: agent}"), b=("same", "{role: evaluator}"))


@pytest.mark.parametrize("who", ["everyone", "{role: [evaluator, agent]}"])
def test_a_person_in_two_scorecards_is_refused_by_name(catalogue, month, who: str) -> None:
    rules = cards(catalogue, a=("one", "{role: agent}"), b=("two", who))
    told = r"b.yaml .*A7 .agent. is in two rules of one kind: a.yaml and b.yaml"
    with pytest.raises(Refusal, match=told):
        month(rules, [{"agent_id": "A7"}])


def test_two_scorecards_of_other_roles_are_accepted(catalogue, month) -> None:
    rules = cards(catalogue, a=("one", "{role: agent}"), b=("two", "{role: evaluator}"))
    lines = month(rules, [{"agent_id": "A7"}]).score_lines.to_pylist()
    assert {line["scorecard_id"] for line in lines} == {"one"}


def test_a_person_in_no_scorecard_is_told(catalogue, month) -> None:
    rules = cards(catalogue, a=("one", "{role: evaluator}"))
    notices = month(rules, [{"agent_id": "A7"}]).notices
    assert any("A7" in str(notice) for notice in notices)
