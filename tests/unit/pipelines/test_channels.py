"""A centre's chat and e-mail queues: what their rules must say, and what planning makes of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from data_contracts.refusal import Refusal
from pipelines.centre import Centre, load_centre
from pipelines.planning.requirement import store_requirement
from pipelines.planning.shared_skills import skill_rules
from pipelines.planning.targets import Planning
from pipelines.planning.week_plan import waiting_plan, week_plan
from pipelines.settings import SAMPLE_CENTRE
from pipelines.warehouse import fetched
from scheduling.tables import FORECAST, table

DAY, WEEK = date(2026, 7, 6), date(2026, 7, 6)
Edit = Callable[[str], str]


def dated(key: str, value: str) -> str:
    return f"    {key}: {{2026-06-01: {{value: {value}, source: test}}}}\n"


CHAT = dated("at_once", "3") + dated("stretch", "[1.0, 1.3, 1.8]")
MAIL = dated("answer_within_h", "8")


def as_channel(channel: str, keys: str) -> Edit:
    """The sample's first queue, voice_general, by another channel."""

    def edited(text: str) -> str:
        changed = text.replace("    channel: voice\n", f"    channel: {channel}\n{keys}", 1)
        if channel == "email":
            lines = changed.splitlines(keepends=True)
            first = next(n for n, line in enumerate(lines) if "patience_s" in line)
            changed = "".join(lines[:first] + lines[first + 1 :])
        return changed

    return edited


def centre_with(folder: Path, edit: Edit, file: str = "queues.yaml") -> Centre:
    copied = folder / "sample"
    if not copied.exists():
        copied.mkdir(parents=True)
        for rules in SAMPLE_CENTRE.glob("*.yaml"):
            shutil.copy(rules, copied)
    rules = copied / file
    rules.write_text(edit(rules.read_text("utf-8")), "utf-8")
    return load_centre(copied)


def test_chats_have_a_stretch_each_and_mail_a_deadline_in_utc(tmp_path: Path) -> None:
    chat = Planning(centre_with(tmp_path / "chat", as_channel("chat", CHAT)))
    held = chat.targets("voice_general", DAY)
    assert (held.channel, held.model, held.stretch) == ("chat", "chat", (1.0, 1.3, 1.8))
    assert chat.targets("voice_sales", DAY).model == "erlang_a"
    mail = Planning(centre_with(tmp_path / "mail", as_channel("email", MAIL)))
    deadline = mail.targets("voice_general", DAY).deadline
    assert deadline is not None and deadline.answer_within == 16
    assert deadline.opens_at == datetime(2026, 7, 6, 0) and deadline.closes_at is not None
    assert deadline.is_open(datetime(2026, 7, 6, 13, 30))
    assert not deadline.is_open(datetime(2026, 7, 6, 14))
    assert mail.arriving("voice_general", DAY) == ("00:00", "24:00")
    assert mail.arriving("voice_sales", DAY) == mail.opening("voice_sales", DAY)


@pytest.mark.parametrize(
    ("channel", "keys", "told"),
    [
        ("chat", dated("stretch", "[1.0]"), "queues.voice_general.at_once.*2026-07-06.*Next: add"),
        ("chat", dated("at_once", "2"), "queues.voice_general.stretch.*2026-07-06.*Next: add"),
        ("chat", CHAT.replace("2026-06-01", "2026-08-01"), "at_once.*2026-07-06"),
        ("chat", CHAT.replace("3,", "4,"), "one stretch"),
        ("chat", CHAT.replace("1.8", "2.1"), "get less done"),
        ("chat", CHAT + dated("staffing_model", "erlang_a"), "staffing_model.*not chats"),
        ("email", "", "queues.voice_general.answer_within_h.*2026-07-06.*Next: add"),
        ("email", dated("answer_within_h", "0.2"), "answer_within_h.*half-hours"),
        ("email", MAIL + dated("staffing_model", "simulation"), "staffed by its deadline"),
        ("voice", CHAT, "at_once is a key of chat"),
        ("chat", CHAT + MAIL, "answer_within_h is a key of email"),
    ],
)
def test_what_a_channel_cannot_do_without_is_refused_by_name(
    tmp_path: Path, channel: str, keys: str, told: str
) -> None:
    with pytest.raises(Refusal, match=told):
        Planning(centre_with(tmp_path, as_channel(channel, keys))).targets("voice_general", DAY)


def test_a_group_with_several_contacts_at_once_serves_chats_alone(tmp_path: Path) -> None:
    def several(text: str) -> str:
        return text.replace("cost: 1.0}", "cost: 1.0, at_once: 2, stretch: [1.0, 1.4]}", 1)

    calls = centre_with(tmp_path / "calls", several, "skill_groups.yaml")
    with pytest.raises(Refusal, match=r"groups\.general.*voice_general, which is no chat"):
        skill_rules(calls, DAY)
    centre_with(tmp_path / "chats", several, "skill_groups.yaml")
    rules = skill_rules(centre_with(tmp_path / "chats", as_channel("chat", CHAT)), DAY)
    assert rules is not None and rules.groups["general"].at_once == 2


def forecast_of(*days: int) -> duckdb.DuckDBPyConnection:
    """A warehouse with a forecast of the sample's queues: six half-hours of days of the week."""
    connection = duckdb.connect()
    connection.execute("create schema scheduling")
    rows = [
        {
            "plan_week": WEEK, "queue_id": queue,
            "business_date": WEEK + timedelta(days=day),
            "interval_start_at": datetime(2026, 7, 6, 1) + timedelta(days=day, minutes=30 * place),
            "offered_p05": 1.0, "offered": offered * (1 + place % 3), "offered_p50": 1.0,
            "offered_p95": 1.0, "aht_s": 270.0, "model": "blend",
        }
        for day in days
        for queue, offered in (("voice_general", 9.0), ("voice_complaints", 3.0),
                               ("voice_sales", 4.0))
        for place in range(6)
    ]  # fmt: skip
    connection.register("forecast_rows", table(rows, FORECAST))
    connection.execute("create table scheduling.forecast as from forecast_rows")
    return connection


def sunday_agents(rows: list[dict]) -> int:
    return sum(row["agents"] for row in rows if row["business_date"].weekday() == 6)


def test_the_switch_draws_covered_weekdays_from_shared_skills(tmp_path: Path) -> None:
    def switched(text: str) -> str:
        return text.replace("value: by_queue", "value: shared_skills").replace(
            "value: 12", "value: 20"
        )

    with forecast_of(5, 6) as connection:
        apart = store_requirement(connection, load_centre(SAMPLE_CENTRE), WEEK).to_pylist()
        shared_centre = centre_with(tmp_path, switched, "skill_groups.yaml")
        shared = store_requirement(connection, shared_centre, WEEK).to_pylist()
        kept = fetched(connection, "from scheduling.requirement where binding = 'shared_skills'")
    assert kept.num_rows == 3 * 6
    assert {row["business_date"].weekday() for row in kept.to_pylist()} == {6}
    assert sunday_agents(shared) < sunday_agents(apart)
    assert all(row["simulated_service_level"] >= 0.8 for row in kept.to_pylist())
    others = [row for row in apart if row["business_date"].weekday() != 6]
    assert [row for row in shared if row["business_date"].weekday() != 6] == others


def test_mail_is_planned_for_and_left_out_where_people_wait(tmp_path: Path) -> None:
    centre = centre_with(tmp_path, as_channel("email", MAIL))
    with forecast_of(*range(7)) as connection:
        made = store_requirement(connection, centre, WEEK).to_pylist()
        whole, waiting = week_plan(connection, centre, WEEK), waiting_plan(connection, centre, WEEK)
    mail = [row for row in made if row["queue_id"] == "voice_general"]
    assert {row["binding"] for row in mail} <= {"deadline", "minimum"}
    assert {row["service_level"] for row in mail} == {1.0}
    assert whole is not None and waiting is not None
    assert set(whole["queue_id"].to_pylist()) - set(waiting["queue_id"].to_pylist()) == {
        "voice_general"
    }


def test_a_queue_whose_contacts_come_by_another_channel_is_refused() -> None:
    """A chat queue that is planned as calls would have too many agents, and nobody would see."""
    centre = load_centre(SAMPLE_CENTRE)
    with forecast_of(0) as connection:
        connection.execute(
            """create schema marts; create table marts.queue_interval as
            select 'voice_sales' as queue_id, 'chat' as channel, $1::date - 1 as business_date""",
            [WEEK],
        )
        with pytest.raises(Refusal, match=r"queues\.voice_sales\.channel.*come by chat.*as voice"):
            store_requirement(connection, centre, WEEK)
        connection.execute("update marts.queue_interval set business_date = $1", [date(2026, 5, 1)])
        assert store_requirement(connection, centre, WEEK).num_rows == 18
