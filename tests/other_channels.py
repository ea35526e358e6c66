"""A chat queue and an e-mail queue for a small centre: rules, skills, and records of the switch."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl

from tests.small_centre import SmallCentre

CHAT, MAIL = "chat_support", "email_support"
CHATS_A_DAY, MAILS_A_DAY = 220, 70
CHAT_AGENTS, MAIL_AGENTS = ("E0002", "E0003", "E0004", "E0005"), ("E0006", "E0007", "E0008")

_QUEUES = """
  chat_support:
    name_zh: 在线客服
    name_en: Chat
    channel: chat
    opening_hours: {2026-01-01: {value: {HOURS}, source: test}}
    target_wait_s: {2026-01-01: {value: 30, source: test}}
    service_level_target: {2026-01-01: {value: 0.80, source: test}}
    short_abandon_s: {2026-01-01: {value: 5, source: test}}
    maximum_occupancy: {2026-01-01: {value: 0.90, source: test}}
    patience_s: {2026-01-01: {value: 240, source: test}}
    shrinkage: {2026-01-01: {value: 0.06, source: test}}
    at_once: {2026-01-01: {value: 3, source: test}}
    stretch: {2026-01-01: {value: [1.0, 1.3, 1.8], source: test}}
  email_support:
    name_zh: 邮件客服
    name_en: E-mail
    channel: email
    opening_hours: {2026-01-01: {value: {HOURS}, source: test}}
    target_wait_s: {2026-01-01: {value: 28800, source: test}}
    service_level_target: {2026-01-01: {value: 0.90, source: test}}
    short_abandon_s: {2026-01-01: {value: 5, source: test}}
    maximum_occupancy: {2026-01-01: {value: 0.85, source: test}}
    shrinkage: {2026-01-01: {value: 0.06, source: test}}
    answer_within_h: {2026-01-01: {value: 8, source: test}}
"""
_HOURS = ", ".join(
    f'{day}: ["09:00", "21:00"]'
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
)
_TEAMS = {"在线客服组": CHAT, "邮件客服组": MAIL}


def add_other_channels(centre: SmallCentre) -> SmallCentre:
    """The centre with two queues more; what was there before stays as it is."""
    queues = centre.centre / "queues.yaml"
    added = _QUEUES.replace("{HOURS}", "{" + _HOURS + "}")
    queues.write_text(queues.read_text("utf-8").rstrip() + added, "utf-8")
    names = "".join(f", {team}: {queue}" for team, queue in _TEAMS.items())
    for source in ("contacts", "skills"):
        mapping = centre.centre / "sources" / f"{source}.yaml"
        text = mapping.read_text("utf-8").replace(": voice_sales}", f": voice_sales{names}}}")
        text = text.replace("{语音: voice}", "{语音: voice, 聊天: chat, 邮件: email}")
        mapping.write_text(text, "utf-8")
    for staff_list in sorted(centre.extracts.glob("hr/hr_*.xlsx")):
        _give_skills(staff_list)
    for records in sorted(centre.extracts.glob("cdr/cdr_*.csv")):
        _add_contacts(records)
    return centre


def _give_skills(staff_list: Path) -> None:
    book = openpyxl.load_workbook(staff_list)
    for people, team in zip((CHAT_AGENTS, MAIL_AGENTS), _TEAMS, strict=True):
        for employee in people:
            book["技能"].append([employee, team, datetime(2026, 1, 1), None, 3, None])
    book.save(staff_list)


def _add_contacts(records: Path) -> None:
    """Append the day's chats and e-mails, drawn from a stream of the day's own."""
    with records.open(encoding="gb18030", errors="replace", newline="") as file:
        reader = csv.DictReader(file)
        agents = sorted({row["工号"] for row in reader if row["结果"] == "接起"})
        header = list(reader.fieldnames or ())
    day = records.stem.removeprefix("cdr_")
    drawn = random.Random(f"chats and e-mails of {day}")
    with records.open("a", encoding="gb18030", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\r\n")
        for number, contact in enumerate(_contacts(day, drawn)):
            record_id = f"{day}9{number:05d}"
            own = {"话单号": record_id, "主叫": record_id, "工号": drawn.choice(agents)}
            writer.writerow(contact | own)


def _contacts(day: str, drawn: random.Random) -> Iterator[dict[str, object]]:
    """Chats between 09:00 and 20:30 answered soon, e-mails at any hour answered the same day."""
    midnight = datetime.strptime(day, "%Y%m%d")
    for _ in range(CHATS_A_DAY):
        at = midnight + timedelta(seconds=drawn.randrange(9 * 3600, 20 * 3600 + 1800))
        yield _contact("聊天", at, drawn.randrange(40), int(drawn.expovariate(1 / 420)) + 60)
    for _ in range(MAILS_A_DAY):
        at = midnight + timedelta(seconds=drawn.randrange(20 * 3600))
        wait_s = max(9 * 3600 - (at - midnight).seconds, 0) + drawn.randrange(3600, 7200)
        yield _contact("邮件", at, wait_s, int(drawn.expovariate(1 / 300)) + 60)


def _contact(channel: str, at: datetime, wait_s: int, talk_s: int) -> dict[str, object]:
    answered_at = at + timedelta(seconds=wait_s)
    ended_at = answered_at + timedelta(seconds=talk_s)
    return {
        "段序": 1, "渠道": channel, "方向": "呼入",
        "技能组": "在线客服组" if channel == "聊天" else "邮件客服组",
        "业务类型": "咨询", "优先级": 0, "进线时间": at, "入队时间": at,
        "应答时间": answered_at, "结束时间": ended_at, "排队时长": wait_s, "通话时长": talk_s,
        "保持时长": 0, "话后时长": 0, "结果": "接起", "是否转接": "否", "挂机方": "客户",
        "更新时间": ended_at,
    }  # fmt: skip
