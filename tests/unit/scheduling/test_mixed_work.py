"""Weeks of work beside inbound queues: backlog, slack with call-backs and campaigns, skills."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from scheduling.backlog import BackOffice, backlog_week, read_back_office
from scheduling.blending import BlendingRules, blended_week, read_blending
from scheduling.blending.rules import CallbackOffer, Campaign
from scheduling.prediction import ForecastErrors
from scheduling.staffing.skill_rules import Served, SkillGroup, SkillRules
from scheduling.staffing.skill_week import skill_week

MONDAY = date(2026, 7, 6)
BACK_OFFICE = """
opening_hours:
  2026-01-01: {value: {monday: {start: "08:00", end: "10:00"}, tuesday: {start: "08:00", end: "10:00"}}, source: promise}
history_weeks: {2026-01-01: {value: 4, source: standard}}
deadline_probability: {2026-01-01: {value: 0.75, source: standard}}
planned_agents: {2026-01-01: {value: 2, source: posts}}
work:
  mail:
    name_zh: 邮件
    name_en: Mail
    work_s: {2026-01-01: {value: 600, source: study}}
    answer_within_h: {2026-01-01: {value: 1, source: promise}}
"""  # noqa: E501


def back_office(text: str = BACK_OFFICE) -> BackOffice:
    return read_back_office(read_yaml(text, "back_office.yaml"), MONDAY)


def arrivals(*pieces: tuple[int, str]) -> pa.Table:
    """Pieces of mail: weeks before MONDAY, and a time of the Monday of that week."""
    return pa.table(
        {
            "work_type": pa.array(["mail"] * len(pieces), pa.string()),
            "arrived_at": pa.array(
                [
                    datetime.combine(MONDAY - timedelta(weeks=week), datetime.min.time())
                    + timedelta(hours=int(clock[:2]), minutes=int(clock[3:]))
                    for week, clock in pieces
                ],
                pa.timestamp("us"),
            ),
        }
    )


def test_a_week_of_mail_by_hand() -> None:
    """Six pieces at 08:00 are an hour's work, due by 09:00: one agent; at 20:00 they wait."""
    made = backlog_week(
        arrivals(*[(1, "08:05")] * 6), back_office(), MONDAY, before=MONDAY, zone="UTC"
    )
    assert made is not None
    options = {row["option"]: row for row in made.capacity.to_pylist()}
    assert options["constant"]["most_agents"] == pytest.approx(1.0)
    assert options["levelled"]["agent_h"] == pytest.approx(1.0)
    assert options["planned"]["in_time_share"] == 1.0
    half_hours = made.half_hours.to_pylist()
    assert len(half_hours) == 8
    assert half_hours[0]["interval_start_at"] == datetime(2026, 7, 6, 8)
    assert [row["done_h"] for row in half_hours[:2]] == pytest.approx([1.0, 0.0])
    assert made.work.to_pylist()[0]["workload_h"] == pytest.approx(1.0)


def test_work_that_comes_while_closed_is_done_at_the_next_opening() -> None:
    made = backlog_week(
        arrivals(*[(1, "20:00")] * 12), back_office(), MONDAY, before=MONDAY, zone="UTC"
    )
    assert made is not None
    tuesday = made.half_hours.to_pylist()[4]
    assert (tuesday["business_date"], tuesday["arriving_h"]) == (date(2026, 7, 7), 2.0)
    assert made.capacity.to_pylist()[1]["most_agents"] == pytest.approx(2.0)


def test_past_weeks_are_the_scenarios_of_the_safe_capacity() -> None:
    """Four weeks of 6, 6, 6 and 18 pieces: three of four weeks are held by one agent."""
    pieces = [(week, "08:00") for week in (1, 2, 3) for _ in range(6)] + [(4, "08:00")] * 18
    made = backlog_week(arrivals(*pieces), back_office(), MONDAY, before=MONDAY, zone="UTC")
    assert made is not None
    options = {row["option"]: row for row in made.capacity.to_pylist()}
    assert options["safe"]["most_agents"] == pytest.approx(1.0)
    assert options["constant"]["most_agents"] == pytest.approx(1.5)
    assert options["safe"]["weeks_kept_share"] == 0.75
    assert options["planned"]["weeks_kept_share"] == 0.75


def test_without_known_work_there_is_no_week() -> None:
    old = arrivals((9, "08:00"))
    assert backlog_week(old, back_office(), MONDAY, before=MONDAY, zone="UTC") is None


def test_wrong_back_office_hours_are_refused_by_name() -> None:
    with pytest.raises(Refusal, match="half-hour"):
        back_office(BACK_OFFICE.replace('"10:00"', '"10:10"', 1))


CAMPAIGN = Campaign(
    id="renewals", name_zh="续约", name_en="Renewals", queue_id="voice", contacts=10_000,
    aht_s=300, occupancy=0.8, shortest_half_hours=1, first_day=MONDAY,
    last_day=MONDAY + timedelta(days=1), source="plan",
)  # fmt: skip


def plan(agents: float, days: int = 3, **changed: Any) -> pa.Table:
    """Six half-hours a day of 20 contacts of 300 s (3.3 Erlang)."""
    rows = [
        {
            "queue_id": "voice",
            "interval_start_at": datetime(2026, 7, 6 + day, 8) + timedelta(minutes=30 * place),
            "business_date": MONDAY + timedelta(days=day), "offered": 20.0, "aht_s": 300.0,
            "agents": agents, "required_agents": 6, "agents_alone": 6, "patience_s": 180.0,
            "target_wait_s": 20.0, "target_level": 0.8, "maximum_occupancy": 0.85,
            "abandon_rate": 0.10,
        } | changed
        for day in range(days)
        for place in range(6)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows)


def blended(agents: float, *, risk: float = 0.1, share: float = 1.0) -> Any:
    rules = BlendingRules(
        risk, {"voice": CallbackOffer(asking_share=share, within_h=1)}, [CAMPAIGN]
    )
    return blended_week(plan(agents), {"voice": ForecastErrors(0.1, 0.1)}, rules)


def test_slack_is_lent_once_and_callbacks_come_first() -> None:
    made = blended(9.0)
    for row in made.half_hours.to_pylist():
        assert row["callback_agents"] + row["outbound_agents"] <= row["spare_agents"]
        assert row["callbacks"] <= row["callback_room"]
    [campaign] = made.campaigns.to_pylist()
    assert campaign["made"] == pytest.approx(campaign["agent_h"] * 2 * 1800 * 0.8 / 300)
    assert campaign["last_contact_on"] == MONDAY + timedelta(days=1)


def test_what_an_earlier_week_contacts_is_on_the_list_no_longer() -> None:
    """Two weeks of the same slack reach a list together; a list that is done takes no agent."""
    rules = BlendingRules(0.1, {}, [CAMPAIGN.model_copy(update={"contacts": 90})])
    errors = {"voice": ForecastErrors(0.1, 0.1)}
    [first] = blended_week(plan(9.0), errors, rules).campaigns.to_pylist()
    assert 45 < first["made"] < 90
    before = {"renewals": first["made"]}
    [second] = blended_week(plan(9.0), errors, rules, before).campaigns.to_pylist()
    assert second["made_before"] + second["made"] == pytest.approx(90)
    done = blended_week(plan(9.0), errors, rules, {"renewals": 95.0})
    assert done.campaigns.to_pylist()[0]["made"] == 0
    assert sum(done.half_hours["outbound_agents"].to_pylist()) == 0


def test_callbacks_are_promised_within_their_hours_or_not_at_all() -> None:
    """Two ask in each half-hour; those of the last find no half-hour of the same day."""
    rich = blended(12.0).callbacks.to_pylist()
    assert [(row["requests"], row["promised"]) for row in rich] == [(12, 10)] * 3
    assert all(row["mean_wait_h"] == 0.5 for row in rich)
    poor = blended(5.0).callbacks.to_pylist()
    assert [(row["promised"], row["mean_wait_h"]) for row in poor] == [(0, None)] * 3


def test_less_risk_lends_less() -> None:
    careful, bold = (
        sum(row["spare_agents"] for row in blended(9.0, risk=risk).half_hours.to_pylist())
        for risk in (0.01, 0.4)
    )
    assert careful < bold


def test_blending_rules_are_read_and_refused() -> None:
    text = "risk: {2026-01-01: {value: 0.1, source: rules}}\n"
    assert read_blending(read_yaml(text, "blending.yaml"), MONDAY).campaigns == []
    with pytest.raises(Refusal):
        read_blending(read_yaml(text, "blending.yaml"), date(2025, 1, 1))


def test_shared_skills_keep_every_level_on_the_days_asked_for() -> None:
    two = pa.concat_tables([plan(0.0, 2), plan(0.0, 2, queue_id="sales", offered=8.0)])
    serves = {"voice": Served(), "sales": Served()}
    rules = SkillRules(
        [1], 8, {"both": SkillGroup(serves=serves, cost=1.1)}, {"both": ("全", "All")}
    )
    made = skill_week(two, rules, seed=1)
    assert set(made.agents["business_date"].to_pylist()) == {MONDAY + timedelta(days=1)}
    levels = made.queues.to_pylist()
    assert {row["queue_id"] for row in levels} == {"voice", "sales"}
    assert all(row["simulated_level"] >= 0.8 for row in levels)
    agents = np.array(made.agents["agents"].to_pylist())
    assert 0 < agents.sum() < sum(row["agents_alone"] for row in levels)


def test_a_quiet_half_hour_and_few_days_still_end_with_every_level_kept() -> None:
    """The cheaper group does not serve what is missed and must not be added for ever."""
    day = plan(0.0, 1).to_pylist()
    day[2]["offered"] = 0.0
    two = pa.concat_tables([pa.Table.from_pylist(day), plan(0.0, 1, queue_id="sales", offered=1.0)])
    groups = {
        "cheap": SkillGroup(serves={"voice": Served()}, cost=1.0),
        "dear": SkillGroup(serves={"sales": Served()}, cost=3.0),
    }
    made = skill_week(two, SkillRules([0], 8, groups, {}), seed=1)
    levels = [row["simulated_level"] for row in made.queues.to_pylist()]
    assert all(level is None or level >= 0.8 for level in levels)
