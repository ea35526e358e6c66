"""Requests: priced exactly, refused with the reason, granted where it pays, never at a loss."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pyarrow as pa
import pytest

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from scheduling.roster.coverage_cost import cost_parts
from scheduling.roster.requests import (
    FinishedRoster,
    clash,
    read_preferences,
    request_rows,
    with_wishes,
)
from scheduling.roster.requests.outcomes import request_penalties
from scheduling.roster.requests.standing import standings
from scheduling.roster.response import Duty, LineRules, RosterProblem, Wish, Worker
from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.working_time import CoveragePrices

H = 3600
EARLY = ShiftOption("E", "早", "Early", 480, 480, 8 * H, ())
LATE = ShiftOption("L", "晚", "Late", 840, 480, 8 * H, ())
PRICES = CoveragePrices.model_validate(
    {"band": "0.1", "short": 10, "short_beyond": 20, "over": 1, "over_beyond": 2}
)
MONDAY = date(2026, 7, 6)


def worker(agent_id: str, **changed: Any) -> Worker:
    plain = Worker(
        agent_id=agent_id,
        employment="full_time",
        options=(frozenset({EARLY, LATE}),),
        skills=(frozenset({"q"}),) * 7,
        free=(True,) * 7,
        away=(False,) * 8,
        week_paid_s=((24 * H, 24 * H),),
        most_days=(5,),
    )
    return replace(plain, **changed)


def problem(*people: Worker) -> RosterProblem:
    """One agent wanted from 8 to 16 and from 14 to 22, less at the weekend."""
    day = [1.0 if 16 <= slot < 44 else 0.0 for slot in range(48)]
    required = day * 5 + [0.0] * 96
    return RosterProblem(1, people, (EARLY, LATE), {"q": required}, PRICES, LineRules(660, 3))


def duties(person: Worker, line: str) -> list[Duty]:
    """A line written as seven letters, '-' for off."""
    options = {"E": EARLY, "L": LATE}
    return [
        Duty(person, day, options[code], "q", ()) for day, code in enumerate(line) if code != "-"
    ]


def cost(given: RosterProblem, lines: list[str]) -> float:
    """Coverage cost, half-hour by half-hour."""
    total = 0.0
    for slot, wanted in enumerate(given.required["q"]):
        day, half = divmod(slot, 48)
        first = {"E": 16, "L": 28}
        there = sum(
            line[day] != "-" and first[line[day]] <= half < first[line[day]] + 16 for line in lines
        )
        total += sum(cost_parts(wanted, there, PRICES))
    return total


def legal_lines() -> list[str]:
    """Three days worked, at most three on end, no early shift the day after a late one."""
    return [
        "".join(line)
        for line in product("EL-", repeat=7)
        if sum(code != "-" for code in line) == 3 and "LE" not in "".join(line)
    ]


@pytest.mark.parametrize("day", [0, 4, 6])
@pytest.mark.parametrize("wants", ["off", "work"])
def test_the_price_is_that_of_the_best_line_that_grants_it(day: int, wants: Any) -> None:
    wish = Wish(wants, 4.0, day)
    one, two = worker("A1", wishes=(wish,)), worker("A2")
    given = problem(one, two)
    now = "EEE----" if wants == "off" and day == 0 else "--EEE--" if wants == "off" else "-EEE---"
    finished = FinishedRoster(given, [*duties(one, now), *duties(two, "LL--L--")])
    other = finished.granting("A1", wish)
    assert other is not None
    best = min(
        cost(given, [line, "LL--L--"])
        for line in legal_lines()
        if (line[day] == "-") == (wants == "off")
    )
    assert other.coverage_cost == pytest.approx(best - cost(given, [now, "LL--L--"]))


def test_a_refusal_names_coverage_with_half_hours_and_price() -> None:
    wish = Wish("off", 4.0, 0)
    one = worker("A1", wishes=(wish,), free=(True, True, True, False, False, False, False))
    given = replace(
        problem(replace(one, week_paid_s=((16 * H, 16 * H),))),
        required={"q": [1.0 if 16 <= slot < 32 else 0.0 for slot in range(48)] * 2 + [0.0] * 240},
    )
    row = request_rows(given, duties(given.people[0], "EE-----"), MONDAY)[0]
    assert (row["granted"], row["reason_code"]) == (False, "coverage")
    assert row["coverage_cost_half_hours"] == 16
    assert row["price"] == 16 * 10 + 16 * 1, "a day uncovered, and one day with one too many"
    assert "2026-07-06" in row["reason_en"] and "2026-07-06" in row["reason_zh"]
    (penalty,) = request_penalties(pa.Table.from_pylist([row]))
    assert penalty["note_zh"] == f"休息：{row['reason_zh']}"
    assert penalty["note_en"] == f"day off: {row['reason_en']}"


def test_a_request_that_no_line_grants_names_the_fewest_rules() -> None:
    wish = Wish("off", 4.0, 0)
    one = worker("A1", wishes=(wish,), free=(True, True, True, False, False, False, False))
    given = problem(one)
    row = request_rows(given, duties(one, "EEE----"), MONDAY)[0]
    assert row["reason_code"] == "rule:approved_leave,contract_hours"
    assert row["price"] is None
    found = clash(given, one, (wish,))
    assert found is not None
    assert clash(given, replace(one, week_paid_s=((16 * H, 24 * H),)), (wish,)) is None
    assert clash(given, replace(one, free=(True,) * 7), (wish,)) is None
    assert clash(given, one) is None, "without the request there is a line"


def test_lines_change_hands_and_the_objective_never_rises() -> None:
    one = worker("A1", wishes=(Wish("off", 6.0, 0),))
    two = worker("A2", wishes=(Wish("work", 6.0, 0),))
    given = problem(one, two)
    before = [*duties(one, "EEE----"), *duties(two, "--LLL--")]
    after = with_wishes(given, before)
    mine = {(duty.worker.agent_id, duty.day) for duty in after}
    assert ("A1", 0) not in mine and ("A2", 0) in mine
    was, now = FinishedRoster(given, before), FinishedRoster(given, after)
    lines = ["EEE----", "--LLL--"]
    assert was.line_cost == 12 and now.line_cost == 0
    assert cost(given, _written(after)) <= cost(given, lines)


def _written(duties: list[Duty]) -> list[str]:
    found: dict[str, list[str]] = {}
    for duty in duties:
        found.setdefault(duty.worker.agent_id, ["-"] * 7)[duty.day] = duty.option.code
    return ["".join(line) for line in found.values()]


FILE = """
weight_by_rank: {2026-01-01: {value: [12, 6], source: rules}}
hard_weight: {2026-01-01: {value: 900, source: rules}}
requests:
- {agent_id: A1, rank: 1, wants: "off", weekday: sunday}
- {agent_id: A1, rank: 3, wants: shift, day: 2026-07-08, start_to: "09:30"}
- {agent_id: A2, rank: 1, wants: "off", day: 2026-07-20}
- {agent_id: A2, rank: 1, wants: work, weekday: monday, hard: true, valid_from: 2026-07-01}
"""


def test_ranks_become_weights_and_weekdays_dates() -> None:
    rows = read_preferences(read_yaml(FILE, "preferences.yaml")).of_week(MONDAY).to_pylist()
    assert [(r["agent_id"], r["work_date"].day, r["weight"], r["hard"]) for r in rows] == [
        ("A1", 8, 6.0, False),
        ("A1", 12, 12.0, False),
        ("A2", 6, 900.0, True),
    ]
    assert rows[0]["start_to_min"] == 570


def test_two_requests_of_one_day_and_rank_are_refused() -> None:
    twice = FILE + "- {agent_id: A1, rank: 1, wants: work, day: 2026-07-12}\n"
    with pytest.raises(Refusal, match="share a day and a rank"):
        read_preferences(read_yaml(twice, "preferences.yaml")).of_week(MONDAY)


def test_seniority_and_rotation_decide_whose_wishes_weigh_more() -> None:
    people = pa.Table.from_pylist(
        [{"agent_id": f"A{n}", "hired_on": date(2020 + n, 1, 1)} for n in (1, 2, 3)]
    )
    ledger = pa.Table.from_pylist(
        [
            {"agent_id": f"A{n}", "requested_weight": 12.0, "granted_weight": granted}
            for n, granted in ((1, 12.0), (2, 3.0), (3, 12.0))
        ]
    )
    assert standings("weights", people, ledger) == {}
    assert standings("seniority", people, ledger) == {"A1": 2.0, "A2": 1.5, "A3": 1.0}
    assert standings("rotation", people, ledger) == {"A1": 1.0, "A2": 2.0, "A3": 1.0}


def test_the_order_multiplies_every_weight_but_the_hard_one() -> None:
    order = "order: {2026-01-01: {value: seniority, source: test}}\n"
    agents = sorted({row["agent_id"] for row in given_rows(FILE)})
    people = pa.Table.from_pylist(
        [{"agent_id": agent, "hired_on": date(2020, 1, 1 + n)} for n, agent in enumerate(agents)]
    )
    plain, ordered = given_rows(FILE), given_rows(order + FILE, people)
    times = {
        row["agent_id"]: standings("seniority", people, None)[row["agent_id"]] for row in plain
    }
    for before, after in zip(plain, ordered, strict=True):
        factor = 1.0 if before["hard"] else times[before["agent_id"]]
        assert after["weight"] == pytest.approx(before["weight"] * factor)
    assert any(row["weight"] != other["weight"] for row, other in zip(plain, ordered, strict=True))


def given_rows(text: str, people: pa.Table | None = None) -> list[dict[str, Any]]:
    preferences = read_preferences(read_yaml(text, "preferences.yaml"))
    return preferences.of_week(MONDAY, people).to_pylist()
