"""A centre as configuration: its folder of YAML read into typed rules.

Belongs here: the files that describe the centre itself (centre, calendar, queues, reports,
recipients) and the tables of schema `config` that dbt reads. The rules of scorecards, pay and
rosters belong to the engines, which are given the documents.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, read_yaml, validated
from data_contracts.refusal import Place, Refusal
from pipelines.settings import PROJECT, House

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
DayClass = Literal["workday", "rest_day", "statutory_holiday"]
Language = Literal["zh_CN", "en"]


NO_LEAVE_IS_LONG = 10**6


class AttendanceRules(Rule):
    """How punches are judged."""

    grace_s: Dated[int]
    punch_pairing_max_s: Dated[int]
    long_leave_days: Dated[int] | None = None

    def long_leave_days_on(self, day: date) -> int:
        """Leaves of so many days and more do not count as weeks since going live."""
        found = self.long_leave_days.entry_on(day) if self.long_leave_days else None
        return NO_LEAVE_IS_LONG if found is None or found[1].value is None else found[1].value


class ExemptRoles(Rule):
    """Roles that on purpose have no scorecard, or no pay plan; everybody else must have one."""

    scorecard: Dated[tuple[str, ...]] | None = None
    pay: Dated[tuple[str, ...]] | None = None

    def on(self, kind: Literal["scorecard", "pay"], day: date) -> tuple[str, ...]:
        """The roles without a rule of this kind on a day."""
        dated = self.scorecard if kind == "scorecard" else self.pay
        found = dated.entry_on(day) if dated else None
        return () if found is None or found[1].value is None else found[1].value


class CentreSettings(Rule):
    """centre.yaml"""

    centre_id: str
    name_zh: str
    name_en: str
    zone: str
    currency: str
    languages: list[Language]
    extracts: str
    data_from: date
    data_upto: date | None = None
    days_without_data: dict[date, str] = Field(default_factory=dict)  # day: why; not waited for
    mail_from: str
    salt_variable: str
    default_salt: str
    attendance: AttendanceRules
    exempt_roles: ExemptRoles = ExemptRoles()

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError):
            raise ValueError("this is not an IANA time zone, such as Asia/Shanghai") from None
        return zone

    @property
    def salt(self) -> str:
        """Secret that hashes customer keys: from the environment, else the sample's own."""
        return os.environ.get(self.salt_variable, self.default_salt)


class SpecialDay(Rule):
    """A day that differs from the plain week."""

    day_class: DayClass
    name_zh: str
    name_en: str


class Calendar(Rule):
    """calendar.yaml"""

    weekend: list[Weekday]
    source: str
    days: dict[date, SpecialDay]

    def day_class(self, day: date) -> DayClass:
        """workday, rest_day or statutory_holiday; a make-up Saturday is a workday."""
        if day in self.days:
            return self.days[day].day_class
        return "rest_day" if WEEKDAYS[day.weekday()] in self.weekend else "workday"


class Queue(Rule):
    """One queue of queues.yaml: what it promises and how it is staffed.

    A chat queue says how many chats an agent handles `at_once` and how much longer each takes then
    (`stretch`); an e-mail queue within how many open hours it is answered (`answer_within_h`), and
    nothing of patience.
    """

    name_zh: str
    name_en: str
    channel: Literal["voice", "chat", "email"]
    opening_hours: Dated[dict[Weekday, tuple[str, str]]]
    target_wait_s: Dated[int]
    service_level_target: Dated[Decimal]
    short_abandon_s: Dated[int]
    maximum_occupancy: Dated[Decimal]
    patience_s: Dated[int] | None = None
    shrinkage: Dated[Decimal]
    staffing_model: Dated[Literal["erlang_c", "erlang_a", "simulation"]] | None = None
    at_once: Dated[int] | None = None
    stretch: Dated[tuple[float, ...]] | None = None
    answer_within_h: Dated[Decimal] | None = None

    @model_validator(mode="after")
    def _keys_of_its_channel(self) -> Self:
        for key, channel in _KEYS_OF_ONE_CHANNEL.items():
            if getattr(self, key) is not None and self.channel != channel:
                raise ValueError(f"{key} is a key of {channel} queues, this one is {self.channel}")
        if self.channel != "email" and self.patience_s is None:
            raise ValueError("patience_s is missing: how long people wait before they leave")
        if self.channel == "email" and self.staffing_model is not None:
            raise ValueError("e-mail is staffed by its deadline: leave staffing_model out")
        return self


_KEYS_OF_ONE_CHANNEL = {"at_once": "chat", "stretch": "chat", "answer_within_h": "email"}


class Queues(Rule):
    """queues.yaml"""

    queues: dict[str, Queue]


class Report(Rule):
    """One workbook of reports.yaml."""

    audience: Literal[
        "agent", "team", "department", "planning", "data_team", "performance", "hr", "payroll",
        "finance", "executive", "training", "quality",
    ]  # fmt: skip
    cadence: Literal["daily", "weekly", "monthly"]


class Reports(Rule):
    """reports.yaml"""

    reports: dict[str, Report]


class Recipient(Rule):
    """A mailbox of recipients.yaml that is not a person of the staff list."""

    name_zh: str
    name_en: str
    email: str
    language: Language
    receives: list[str] = Field(min_length=1)


class Recipients(Rule):
    """recipients.yaml"""

    recipients: dict[str, Recipient]


class Word(Rule):
    """A code in both languages."""

    zh: str
    en: str


class Words(Rule):
    """words.yaml"""

    words: dict[str, Word]


@dataclass(frozen=True)
class Centre:
    """Everything a centre's folder says about itself, with the files it was read from."""

    directory: Path
    settings: CentreSettings
    calendar: Calendar
    queues: dict[str, Queue]
    reports: dict[str, Report]
    recipients: dict[str, Recipient]
    words: dict[str, Word]

    def document(self, name: str) -> LocatedYaml | None:
        """One rule file of the centre, or None where the centre has none."""
        path = self.directory / name
        return self._read(path) if path.is_file() else None

    def documents(self, folder: str) -> list[LocatedYaml]:
        """Every rule file of one folder, by name."""
        return [self._read(path) for path in sorted((self.directory / folder).glob("*.yaml"))]

    def _read(self, path: Path) -> LocatedYaml:
        """A rule file under the name it has wherever the centre's folder lies."""
        name = Path("centres", self.directory.name, path.relative_to(self.directory))
        return read_document(path, name.as_posix())

    def extracts(self, house: House) -> Path:
        """Folder the extracts are read from: EXTRACTS, else as centre.yaml says."""
        if house.extracts_override:
            return house.extracts_override
        if self.settings.extracts == "generated":
            return house.generated_extracts
        return (PROJECT / self.settings.extracts).resolve()

    def days(self, first: date, last: date) -> Iterator[date]:
        """The days from `first` to `last`, both included."""
        return (first + timedelta(days=n) for n in range((last - first).days + 1))


def shown(path: Path) -> str:
    """A path as people know it: relative to the project where it lies inside."""
    return str(path.relative_to(PROJECT)) if path.is_relative_to(PROJECT) else str(path)


def read_document(path: Path, name: str | None = None) -> LocatedYaml:
    """A YAML file of the centre; Refusal where it is missing or not UTF-8."""
    name = name or shown(path)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Refusal(
            "this rule file is missing",
            place=Place(name),
            next_step="copy it from centres/sample and adapt it",
        ) from None
    except UnicodeDecodeError as error:
        raise Refusal(
            f"this rule file is not UTF-8: byte {error.start} cannot be read",
            place=Place(name),
            next_step="save the file with the encoding UTF-8",
        ) from None
    return read_yaml(text, name)


def load_centre(directory: Path) -> Centre:
    """Read and check a centre's own files; Refusal names file, line, key and value."""
    return Centre(
        directory=directory,
        settings=validated(CentreSettings, read_document(directory / "centre.yaml")),
        calendar=validated(Calendar, read_document(directory / "calendar.yaml")),
        queues=validated(Queues, read_document(directory / "queues.yaml")).queues,
        reports=validated(Reports, read_document(directory / "reports.yaml")).reports,
        recipients=validated(Recipients, read_document(directory / "recipients.yaml")).recipients,
        words=validated(Words, read_document(directory / "words.yaml")).words,
    )
