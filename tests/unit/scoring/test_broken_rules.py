"""Every file in broken_rules/ is wrong in one way; its first line says how it is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from scoring import compile_rules

FILES = sorted((Path(__file__).parent / "broken_rules").glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_broken_rule_is_refused_with_its_message(file: Path, catalogue) -> None:
    text = file.read_text(encoding="utf-8")
    expected = text.partition("\n")[0].removeprefix("# expect: ")
    answered = replace(catalogue["contacts_per_hour"], id="M013", variant="SL-ANS")
    with pytest.raises(Refusal, match=expected) as refused:
        known = {**catalogue, "service_level_ans": answered}
        compile_rules([read_yaml(text, file.name)], known).in_month("2026-06")
    assert refused.value.place.file == file.name
    assert refused.value.next_step


def test_there_are_broken_rules() -> None:
    assert len(FILES) >= 20
