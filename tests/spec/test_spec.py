"""Runs every sentence about scorecards, points and pay against the centre's own rule files.

What a sentence may say is told in `sentences.py`. An expected figure is a node of the
scorecard, `points`, a pay component (`points_pay` is the P4), its `.residual`, or `grade`.
`null` is a node without score, `none` a figure that must not exist. Expected values keep
their arithmetic; it is exact, and rounded once, half up, at the digits of the figure.
Instead of `expect` a sentence may say how it is `refused`.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from data_contracts.refusal import Refusal
from scoring import check_trace
from scoring.exact import rounded
from tests.spec.sentences import HERE, KINDS, REPOSITORY, Told, calculated, figure, figures, told

SENTENCES = [pytest.param(one, id=f"{one.file}: {one.sentence['name']}") for one in told()]


@pytest.mark.parametrize("one", SENTENCES)
def test_sentence(one: Told) -> None:
    if "refused" in one.sentence:
        with pytest.raises(Refusal, match=re.escape(one.sentence["refused"])):
            calculated(one)
        return
    result = calculated(one)
    for agent, expected in one.expected.items():
        found = figures(result, agent)
        for name, value in expected.items():
            _holds(found, name, value)
    assert check_trace(result.trace_nodes) == []


def _holds(found: dict[str, Any], name: str, expected: Any) -> None:
    if expected == "none":
        assert name not in found
    elif expected is None or name.startswith("grade"):
        assert found[name] == expected
    else:
        assert found[name] is not None, name
        digits = -int(found[name].as_tuple().exponent)
        assert found[name] == rounded(figure(expected), digits), name


def test_every_rule_file_has_its_sentences() -> None:
    for centre in ("sample", "anonymous_bank", "packs"):
        for kind in KINDS:
            for rules in (REPOSITORY / "centres" / centre / kind).glob("*.yaml"):
                assert (HERE / centre / kind / rules.name).exists(), rules


def test_every_sentence_is_named_in_both_languages() -> None:
    for one in told():
        assert one.sentence["name"] and one.sentence.get("name_zh"), one.sentence["name"]
