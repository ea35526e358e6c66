"""Who belongs to which pay group, who may sign which step, and from when."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from scoring.settlement import (
    Approvals,
    Calculated,
    Settlement,
    Submitted,
    evolve,
    settled,
)

AT = datetime(2026, 7, 2)


@pytest.fixture
def in_review(today) -> Settlement:
    events = [Calculated(AT, "run", "hash"), Submitted(AT, "clerk", today.steps)]
    return settled(today.key("agents", "2026-06"), events)


def test_every_role_is_in_exactly_one_pay_group(today) -> None:
    assert today.group_of("team_leader") == "agents"
    assert today.group_of("evaluator") == "others"
    with pytest.raises(Refusal, match="role planner are in no pay group"):
        today.group_of("planner")


def test_a_role_in_two_pay_groups_is_refused(approvals_text) -> None:
    text = approvals_text.replace("role: [evaluator]", "role: [evaluator, agent]")
    twice = Approvals.read(read_yaml(text, "approvals.yaml")).on(date(2026, 7, 1))
    with pytest.raises(Refusal, match="in agents and in others"):
        twice.group_of("agent")


def test_only_a_holder_of_the_step_signs_it(today, in_review) -> None:
    signed = today.signature(in_review, "data_steward", "data_steward@sample.example", AT)
    assert (signed.run_id, signed.result_hash) == ("run", "hash")
    with pytest.raises(Refusal, match="may not sign the step 'data_steward'"):
        today.signature(in_review, "data_steward", "finance@sample.example", AT)
    with pytest.raises(Refusal, match="there is no step 'boss'"):
        today.signature(in_review, "boss", "finance@sample.example", AT)


def test_one_person_signs_one_step(today, in_review) -> None:
    person = "both@sample.example"
    after = evolve(in_review, today.signature(in_review, "data_steward", person, AT))
    with pytest.raises(Refusal, match="signed the step 'data_steward' already"):
        today.signature(after, "specialist", person, AT)


def test_unless_the_file_declares_that_they_may(approvals_text, in_review) -> None:
    text = approvals_text + (
        "may_sign_several_steps:\n"
        '  2026-01-01: {value: [both@sample.example], source: "Small centre"}\n'
    )
    today = Approvals.read(read_yaml(text, "approvals.yaml")).on(date(2026, 7, 1))
    after = evolve(in_review, today.signature(in_review, "data_steward", "both@sample.example", AT))
    assert today.signature(after, "specialist", "both@sample.example", AT).step == "specialist"


def test_offices_change_hands_on_their_day(approvals, in_review) -> None:
    next_year = approvals.on(date(2027, 1, 1))
    assert next_year.signature(in_review, "data_steward", "new@sample.example", AT)
    with pytest.raises(Refusal, match="on 2027-01-01"):
        next_year.signature(in_review, "data_steward", "data_steward@sample.example", AT)


def test_the_threshold_policy_needs_an_amount(approvals, today) -> None:
    assert today.threshold_amount == 0
    with pytest.raises(Refusal, match="needs an amount"):
        _ = approvals.on(date(2026, 9, 1)).threshold_amount


def test_an_unknown_pay_group_is_refused_with_the_ones_there_are(today) -> None:
    with pytest.raises(Refusal, match="choose one of agents, others"):
        today.key("everyone", "2026-06")


def test_a_share_outside_its_range_is_refused(approvals_text) -> None:
    text = approvals_text.replace("value: 0.20", "value: 20")
    with pytest.raises(Refusal, match="above 0 and at most at 1"):
        _ = Approvals.read(read_yaml(text, "approvals.yaml")).on(date(2026, 7, 1)).recovery_share
