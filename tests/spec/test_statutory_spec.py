"""Runs every sentence under tests/spec/<centre>/statutory/<city>: the centre's own city file.

Sentences of overtime have `worked` spans in local time; sentences of wages have a `wage` by
kind, and `days` or `worked_h`. Expected values keep their arithmetic; it is exact.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from data_contracts.located_yaml import read_yaml
from scoring.period import Period
from scoring.statutory import (
    City,
    Claim,
    CycleBalance,
    Month,
    NormalLabour,
    OvertimeDay,
    TopUp,
    WageItem,
    WorkedSpan,
    cap_deductions,
    compile_statutory,
    hourly_minimum_top_up,
    minimum_wage_top_up,
    overtime_days,
    overtime_pay,
    violations,
)

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
ZONE = "Asia/Shanghai"
HOUR = 3600
OPERATORS: dict[type, Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def sentences(having: str) -> list[Any]:
    """The sentences that have the key `having`, named as they are written."""
    found = []
    for file in sorted(HERE.glob("*/statutory/*/*.yaml")):
        centre, _, city = file.relative_to(HERE).parts[:3]
        for sentence in read_yaml(file.read_text(encoding="utf-8"), file.name).data:
            if having in sentence:
                name = f"{city}: {sentence['name']}"
                found.append(pytest.param(centre, city, sentence, id=name))
    return found


def figure(text: object) -> Fraction:
    """The value of an arithmetic expression over + − × ÷, exactly."""

    def value(node: ast.expr) -> Fraction:
        if isinstance(node, ast.BinOp):
            return OPERATORS[type(node.op)](value(node.left), value(node.right))
        return Fraction(ast.get_source_segment(str(text), node) or "")

    return value(ast.parse(str(text), mode="eval").body)


@cache
def city_of(centre: str, city: str) -> City:
    """The centre's own parameter file of the city."""
    file = REPOSITORY / "centres" / centre / "statutory" / f"{city}.yaml"
    return compile_statutory([read_yaml(file.read_text(encoding="utf-8"), file.name)])[city]


@cache
def days_of(centre: str) -> Mapping[date, str]:
    """The days that the centre's calendar names."""
    file = REPOSITORY / "centres" / centre / "calendar.yaml"
    told = yaml.safe_load(file.read_text(encoding="utf-8"))["days"]
    return {day: entry["day_class"] for day, entry in told.items()}


def spans_of(sentence: Mapping[str, Any]) -> list[WorkedSpan]:
    def instant(text: str) -> datetime:
        local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))
        return local.astimezone(UTC).replace(tzinfo=None)

    spans = []
    for told in sentence["worked"]:
        begins, ends = told.split(" to ")
        shift_date = date.fromisoformat(begins[:10])
        spans.append(WorkedSpan("A1", shift_date, instant(begins), instant(ends)))
    return spans


def calendar_of(centre: str, sentence: Mapping[str, Any], spans: list[WorkedSpan]) -> Any:
    named = {**days_of(centre), **sentence.get("calendar", {})}
    dates = [span.shift_date + timedelta(days=i) for span in spans for i in (0, 1)]
    plain = {day: "rest_day" if day.weekday() >= 5 else "workday" for day in dates}
    return {day: named.get(day, plain[day]) for day in dates}


def overtime_of(centre: str, city: City, sentence: Mapping[str, Any]) -> list[OvertimeDay]:
    spans = spans_of(sentence)
    rostered = sentence.get("rostered", [span.shift_date for span in spans])
    days = overtime_days(
        spans,
        set(rostered),
        calendar_of(centre, sentence, spans),
        city,
        ZONE,
        system=sentence.get("system", "STANDARD"),
        cycle=CycleBalance(sentence["cycle"]) if "cycle" in sentence else None,
    )
    settled = sentence.get("comp_leave_h", {})
    return [replace(day, comp_leave_s=settled.get(day.work_date, 0) * HOUR) for day in days]


@pytest.mark.parametrize(("centre", "name", "sentence"), sentences("worked"))
def test_overtime_sentence(centre: str, name: str, sentence: Mapping[str, Any]) -> None:
    city, expect = city_of(centre, name), dict(sentence["expect"])
    days = overtime_of(centre, city, sentence)
    base = Decimal(sentence["contract_amount"])
    pay = overtime_pay(base, days, city, system=sentence.get("system", "STANDARD"))
    if "breaches" in expect:
        period = Period.of(days[0].work_date.isoformat()[:7])
        found = violations(Month("A1", period, tuple(days), frozenset(), city))
        assert [breach.rule for breach in found] == expect.pop("breaches")
    if "hourly" in expect:
        assert {line.hourly_amount for line in pay.lines} == {figure(expect.pop("hourly"))}
    if "overtime_pay" in expect:
        assert Fraction(pay.amount()) == figure(expect.pop("overtime_pay"))
    for key, hours in expect.items():
        seconds = [d.overtime_s for d in days if f"{d.day_class}_h" == key]
        assert sum(seconds) == figure(hours) * HOUR, key


def top_up_of(city: City, sentence: Mapping[str, Any]) -> TopUp:
    parameters = city.in_month(Period.of(sentence["period"]))
    items = [WageItem(k, Decimal(amount), k) for k, amount in sentence["wage"].items()]
    if "worked_h" in sentence:
        return hourly_minimum_top_up(items, sentence["worked_h"] * HOUR, parameters)
    attended, standard = (Fraction(part) for part in sentence["days"].split(" / "))
    labour = NormalLabour(attended, Fraction(0), standard)
    contributions = Decimal(sentence.get("contributions", "0.00"))
    return minimum_wage_top_up(items, labour, parameters, contributions_amount=contributions)


@pytest.mark.parametrize(("centre", "name", "sentence"), sentences("wage"))
def test_wage_sentence(centre: str, name: str, sentence: Mapping[str, Any]) -> None:
    city = city_of(centre, name)
    top_up = top_up_of(city, sentence)
    counted = top_up.counted_amount + top_up.amount
    claims = [
        Claim(day.isoformat(), day, Decimal(amount))
        for day, amount in sentence.get("claims", {}).items()
    ]
    taken = cap_deductions(
        counted + top_up.excluded_amount,
        counted,
        top_up.required_amount,
        claims,
        city.in_month(Period.of(sentence["period"])),
    )
    found = {
        "counted": top_up.counted_amount,
        "top_up": top_up.amount,
        "deducted": taken.taken_amount,
        "carried": taken.carried_amount,
        "carried_of": {line.arose_on: line.carried_amount for line in taken.lines},
    }
    for key, expected in sentence["expect"].items():
        if key == "carried_of":
            expected = {day: Decimal(amount) for day, amount in expected.items()}
            assert found[key] == expected
        else:
            assert Fraction(found[key]) == figure(expected), key


def test_every_city_file_has_its_sentences() -> None:
    for file in REPOSITORY.glob("centres/*/statutory/*.yaml"):
        assert list((HERE / file.parts[-3] / "statutory" / file.stem).glob("*.yaml")), file
