"""Appeals: who may do what in which order, until when, and how they are counted."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.refusal import Refusal
from scoring.settlement import (
    AppealContext,
    AppealEvent,
    AppealForm,
    Case,
    appeal_statistics,
    case_of,
    cases_table,
    deadline_of,
    permitted,
)

HANDED_IN = datetime(2026, 7, 3, 2)
ACTS = ("triage", "ask", "answer", "uphold", "partly", "reject", "apply", "close")
# the words of scoring.md 4.9, path by path
WAYS = {
    ("triage", "uphold", "apply", "close"): "CLOSED",
    ("triage", "partly", "apply"): "APPLIED",
    ("triage", "ask", "answer", "reject", "close"): "CLOSED",
    ("triage", "ask"): "NEED_INFO",
    ("triage",): "TRIAGED",
    (): "SUBMITTED",
}


def form(appeal_id: str = "F1", agent_id: str = "A1001") -> AppealForm:
    return AppealForm(
        appeal_id, agent_id, "2026-06", "2026-06/A1001/score/qa", Decimal(90), "wrong_score",
        None, HANDED_IN,
    )  # fmt: skip


def context(**known) -> AppealContext:
    usual = {"submitted_on": date(2026, 7, 3), "deadline": date(2026, 7, 8), "rule_ref": "qa@1"}
    return AppealContext(**usual | {"scorers": frozenset({"A1101"})} | known)


def event(act: str, by: str = "head", day: int = 4, **told) -> AppealEvent:
    usual = {"assignee": "head"} if act == "triage" else {}
    usual |= {"correction": "override O00001"} if act == "apply" else {}
    return AppealEvent("F1", act, datetime(2026, 7, day, 2), by, **usual | told)


def after(*acts: str) -> Case:
    return case_of(form(), context(), [event(act) for act in acts])


@pytest.mark.parametrize(("acts", "state"), WAYS.items())
def test_the_ways_through_an_appeal(acts, state) -> None:
    assert after(*acts).state == state


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(ACTS), max_size=6))
def test_any_other_order_is_refused(acts) -> None:
    grammar = "(triage (ask answer )*(ask |reject (close )?|(uphold |partly )(apply (close )?)?)?)?"
    if re.fullmatch(grammar, "".join(f"{act} " for act in acts)):
        assert after(*acts)
    else:
        with pytest.raises(Refusal):
            after(*acts)


def test_a_form_after_the_deadline_has_expired_and_stays_so() -> None:
    late = case_of(form(), context(submitted_on=date(2026, 7, 9)), [])
    assert late.state == "EXPIRED"
    with pytest.raises(Refusal, match="the appeal has ended"):
        permitted(late, event("triage"))


def test_without_a_delivery_the_window_has_not_begun() -> None:
    assert case_of(form(), context(deadline=None), []).state == "SUBMITTED"


@pytest.mark.parametrize("act", ["uphold", "partly", "reject"])
def test_neither_the_scorer_nor_the_person_decides(act) -> None:
    triaged = after("triage")
    with pytest.raises(Refusal, match="scored this and cannot decide"):
        permitted(triaged, event(act, by="A1101"))
    with pytest.raises(Refusal, match="appeals and cannot decide"):
        permitted(triaged, event(act, by="A1001"))
    assert permitted(triaged, event(act)).decider == "head"


def test_what_is_upheld_is_applied_by_a_named_correction() -> None:
    with pytest.raises(Refusal, match="corrected source or an override row"):
        permitted(after("triage", "uphold"), event("apply", correction=None))
    applied = permitted(after("triage", "uphold"), event("apply"))
    assert (applied.state, applied.correction) == ("APPLIED", "override O00001")


def test_triage_names_who_decides() -> None:
    with pytest.raises(Refusal, match="nobody was assigned"):
        permitted(after(), event("triage", assignee=None))


def test_the_window_counts_workdays_of_the_centres_calendar() -> None:
    def is_workday(day: date) -> bool:
        return day.weekday() < 5 and day != date(2026, 6, 19)

    # delivered on Wednesday 17 June: 18, 22, 23, 24, 25 (19 is a holiday, 20–21 a weekend)
    assert deadline_of(date(2026, 6, 17), 5, is_workday) == date(2026, 6, 25)


@settings(deadline=None, max_examples=60)
@given(st.dates(date(2026, 1, 1), date(2026, 12, 1)), st.integers(1, 15))
def test_the_deadline_is_a_workday_and_leaves_exactly_the_window(since, days) -> None:
    last = deadline_of(since, days, lambda day: day.weekday() < 5)
    between = [date.fromordinal(n) for n in range(since.toordinal() + 1, last.toordinal() + 1)]
    assert sum(day.weekday() < 5 for day in between) == days
    assert last.weekday() < 5


def test_statistics_count_by_evaluator_and_by_rule() -> None:
    closed = [event("triage"), event("uphold", day=5), event("apply"),
              event("close", effect_amount=Decimal("12.50"))]  # fmt: skip
    cases = [
        case_of(form("F1"), context(), closed),
        case_of(form("F2"), context(), [event("triage"), event("reject", day=4)]),
        case_of(form("F3"), context(submitted_on=date(2026, 7, 10)), []),
        case_of(form("F4"), context(scorers=frozenset()), []),
    ]
    rows = {row["subject_kind"]: row for row in appeal_statistics(cases).to_pylist()}
    by_evaluator, by_rule = rows["evaluator"], rows["rule"]
    assert (by_evaluator["subject_id"], by_evaluator["appeals"], by_rule["appeals"]) == (
        "A1101", 3, 4,
    )  # fmt: skip
    assert [by_rule[name] for name in ("upheld", "rejected", "expired", "open")] == [1, 1, 1, 1]
    assert by_rule["upheld_rate"] == Decimal("0.5")
    assert by_rule["mean_decision_days"] == Decimal("1.5")
    assert by_rule["effect_amount"] == Decimal("12.50")


def test_the_table_of_cases_says_who_decided_what() -> None:
    [row] = cases_table([after("triage", "reject")]).to_pylist()
    assert (row["state"], row["decision"], row["decider"]) == ("REJECTED", "REJECTED", "head")
    assert (row["appeal_id"], row["deadline"]) == ("F1", date(2026, 7, 8))
