"""What an edited form makes of the rule files: the same as writing the change into the YAML."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_contracts.located_yaml import read_yaml
from scoring import compile_rules
from scoring.rule_forms import Cell, RuleText, fixed_keys, standing_text
from scoring.rule_forms.rule_text import Added, Replaced, as_yaml
from scoring.rule_forms.value_words import number_in

JULY = datetime(2026, 7, 1)
SPEED, ADHERENCE = "items/0/weight", "items/1/weight"
POOL = "components/0/pools/0/amount"
ENQUIRY = "standard_s/contact:enquiry"


def enter(form: Any, sheet: str, key: str, *rows: dict[str, Any]) -> None:
    """Fill the blank rows of a key, the first with day and source."""
    first = {"since": JULY, "source": "修订 2 号"}
    for number, cells in zip(form.rows(sheet, key), rows, strict=False):
        form.put(sheet, number, **(first | cells))
        first = {}


def added(before: str, after: str) -> list[str]:
    """The lines that are new; no other line may have changed."""
    kept = after.splitlines()
    for line in before.splitlines():
        assert line in kept, line
        kept.remove(line)
    return [line.strip() for line in kept]


def test_an_untouched_form_changes_nothing(form) -> None:
    verdict = form.judged()
    assert verdict.accepted and not verdict.changes and not verdict.texts


def test_weights_change_together_and_comments_stay(form) -> None:
    enter(form, "values", SPEED, {"value": "３５"})  # full-width digits
    enter(form, "values", ADHERENCE, {"value": 65.0})
    verdict = form.judged()
    assert verdict.problems == ()
    text = verdict.texts["card.yaml"]
    before = form.texts[0].text
    assert '      2026-07-01: {value: 35, source: "修订 2 号"}\n' in text
    assert text.replace('      2026-07-01: {value: 35, source: "修订 2 号"}\n', "").replace(
        ', 2026-07-01: {value: 65, source: "修订 2 号"}', ""
    ) == before  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "written"),
    [(130000.0, "130000.00"), ("130,000.5", "130000.50"), (" １３０，０００ ", "130000.00")],
)
def test_amounts_are_written_as_the_file_writes_them(form, cell: object, written: str) -> None:
    enter(form, "values", POOL, {"value": cell})
    text = form.judged().texts["pay.yaml"]
    assert f'2026-07-01: {{value: {written}, source: "修订 2 号"}}' in text


@pytest.mark.parametrize(
    "cell", ["2026年7月1日", "2026/7/1", "２０２６-０７-０１", date(2026, 7, 1)]
)
def test_days_are_read_as_people_write_them(form, cell: object) -> None:
    enter(form, "values", POOL, {"value": 1, "since": cell})
    (change,) = form.judged().changes
    assert change.day == date(2026, 7, 1)


def test_words_stand_for_codes(form) -> None:
    enter(form, "values", "items/0/missing_policy", {"value": "不计，权重摊给其余项"})
    enter(form, "values", "items/1/missing_policy", {"value": "zero"})
    verdict = form.judged()
    assert [change.new for change in verdict.changes] == ["EXCLUDE_REWEIGHT", "ZERO"]
    assert verdict.accepted


def test_a_table_of_bands_is_entered_whole(form) -> None:
    bands = [(0, 200, 110), (200, 300, 100), (300, "∞", 50.5)]
    rows = [dict(zip(("from", "to", "score"), band, strict=True)) for band in bands]
    enter(form, "steps", "items/0/function", *rows)
    verdict = form.judged()
    assert verdict.accepted
    lines = added(form.texts[0].text, verdict.texts["card.yaml"])
    assert "- {from: 300, to: inf, score: 50.5}" in lines
    assert "domain: [0, inf]" in lines and lines[-1] == 'source: "修订 2 号"'


def test_corners_of_a_ratio_may_be_written_in_per_cent(form) -> None:
    enter(form, "steps", "items/1/function", {"from": Cell("", 0.9, percent=True), "score": 0},
          {"from": "97%", "score": 100})  # fmt: skip
    (change,) = form.judged().changes
    assert change.new == {"code": "F1", "points": [["0.9", 0], ["0.97", 100]]}


def test_of_parameters_only_the_changed_ones_are_entered(form) -> None:
    rows = form.rows("parameters", "gates/0/rule")
    form.put("parameters", rows[-1], since=JULY, value=50, source="修订")
    (change,) = form.judged().changes
    assert change.new == {**change.old, "value": 50}


def test_an_end_is_written_as_null(form) -> None:
    enter(form, "values", ENQUIRY, {"value": "终止"})
    (change,) = form.read().changes
    assert change.new is None and change.old == 65


def test_an_open_value_is_corrected_in_place(form) -> None:
    (row,) = form.rows("values", ENQUIRY, "2026-06-01")
    form.put("values", row, value=66.5)
    verdict = form.judged()
    (change,) = verdict.changes
    assert change.corrects and (change.old, change.new) == (65, "66.5")
    before = form.texts[1].text
    assert verdict.texts == {"tariff.yaml": before.replace("value: 65,", "value: 66.5,")}


def test_two_new_values_of_one_key_stand_in_the_order_of_their_days(form) -> None:
    enter(form, "values", POOL, {"value": 130000})
    (row,) = form.rows("values", POOL)
    cells = form.cells["values"]
    cells |= {(900, column): value for (r, column), value in list(cells.items()) if r == row}
    form.put("values", 900, since=datetime(2026, 10, 1), value=140000)
    changes = form.judged().changes
    assert [(c.day.month, c.old, c.new) for c in changes] == [
        (7, "120000.00", "130000.00"), (10, "130000.00", "140000.00"),
    ]  # fmt: skip


MONTHS = st.integers(4, 30).map(lambda n: date(2026 + (n - 1) // 12, (n - 1) % 12 + 1, 1))
EDITS = st.fixed_dictionaries(
    {},
    optional={
        "weight": st.tuples(MONTHS, st.integers(0, 1000).map(lambda n: Decimal(n) / 10)),
        "pool": st.tuples(MONTHS, st.integers(0, 10**8).map(lambda n: Decimal(n) / 100)),
        "enquiry": st.tuples(MONTHS, st.integers(0, 9999).map(lambda n: Decimal(n) / 10)),
        "bands": st.tuples(MONTHS, st.integers(1, 599)),
    },
)


def entry(day: date, value: Any) -> dict[date, Any]:
    return {day: {"value": value, "source": "x"}}


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(EDITS)
def test_a_form_is_worth_the_same_edit_of_the_yaml(form, edits: dict[str, Any]) -> None:
    """Random changes by form compile to the same plans as the same changes of the data."""
    fresh = type(form)(form.texts, form.metrics)
    data = {text.file: yaml_data(text) for text in form.texts}
    items = data["card.yaml"]["items"]
    if "weight" in edits:
        day, value = edits["weight"]
        for key, part, item in ((SPEED, value, items[0]), (ADHERENCE, 100 - value, items[1])):
            enter(fresh, "values", key, {"since": day, "value": float(part), "source": "x"})
            item["weight"] |= entry(day, str(part))
    for name, key, at in (
        ("pool", POOL, data["pay.yaml"]["components"][0]["pools"][0]["amount"]),
        ("enquiry", ENQUIRY, data["tariff.yaml"]["standard_s"]["contact:enquiry"]),
    ):
        if name in edits and edits[name][0] != date(2026, 6, 1):
            day, value = edits[name]
            enter(fresh, "values", key, {"since": day, "value": float(value), "source": "x"})
            at |= entry(day, str(value))
    if "bands" in edits:
        day, edge = edits["bands"]
        bands = [{"from": 0, "to": edge, "score": 100}, {"from": edge, "to": "inf", "score": 60}]
        rows = [{**band, "from": float(band["from"])} for band in bands]
        rows[0] |= {"since": day, "source": "x"}
        enter(fresh, "steps", "items/0/function", *rows)
        value = {"code": "F2", "domain": [0, "inf"], "bands": bands}
        items[0]["function"] |= entry(day, value)
    verdict = fresh.judged()
    assert verdict.problems == ()
    texts = {text.file: text.text for text in form.texts} | dict(verdict.texts)
    by_form = {file: figures(read_yaml(text, file).data) for file, text in texts.items()}
    assert by_form == {file: figures(said) for file, said in data.items()}
    by_hand = [read_yaml(as_yaml(said), file) for file, said in data.items()]
    compile_rules(by_hand, form.metrics)


def figures(data: Any) -> Any:
    """The data with every number as a Decimal: 1.50 and 1.5 are one rule."""
    if isinstance(data, dict):
        return {key: figures(part) for key, part in data.items()}
    if isinstance(data, list):
        return [figures(part) for part in data]
    number = None if isinstance(data, date) else number_in(data)
    return data if number is None else number


def yaml_data(text: RuleText) -> Any:
    return read_yaml(text.text, text.file).data


def test_edits_leave_every_other_byte(form) -> None:
    for text in form.texts:
        assert text.edited([]) == text.text
    tariff = form.texts[1]
    text = tariff.edited([Added(("standard_s", "contact:enquiry"), date(2026, 8, 1), 70, 'a "b"')])
    assert '# new handsets\n    2026-08-01: {value: 70, source: "a \\"b\\""}\n' in text
    early = tariff.edited([Added(("reference_s",), date(2025, 1, 1), "59.5", "x")])
    assert early.index("2025-01-01: {value: 59.5") < early.index("2026-01-01")


def test_a_quoted_text_stays_quoted() -> None:
    text = RuleText("form.yaml", 'version:\n  2026-01-01: {value: "2026.1", source: a}\n')
    place = ("version", "2026-01-01", "value")
    assert 'value: "2027"' in text.edited([Replaced(place, "2027")])


def test_a_rule_stands_as_if_it_had_always_been_so(form) -> None:
    tariff = standing_text(form.texts[1], date(2026, 7, 1))
    assert yaml.safe_load(tariff)["standard_s"]["contact:enquiry"] == {
        date(1970, 1, 1): {"value": 65, "source": "Study 2"}
    }


def test_what_has_no_date_is_told_with_its_line(form) -> None:
    card = next(text for text in form.texts if text.file.endswith("card.yaml"))
    told, lines = fixed_keys([card]).to_pylist(), card.text.splitlines()
    metric = next(row for row in told if row["value_en"] == "adherence_strict")
    assert (metric["rule_zh"], metric["where_en"]) == ("计分卡", "Adherence")
    assert "adherence_strict" in lines[metric["line"] - 1]
    assert {row["field_en"] for row in told}.isdisjoint({"id", "kind"})
    undated = {lines[row["line"] - 1].strip(" -").split(":")[0] for row in told}
    assert undated == {"name_zh", "name_en", "owner", "applies_to", "metric", "variant"}


def test_a_dated_key_that_says_more_than_a_form_can_is_told_too() -> None:
    text = """name_en: Law
limit:
  2026-01-01: {value: 3, source: s}
  2026-06-01: {value: 4, source: s, counsel: check}
"""
    [_, limit] = fixed_keys([RuleText("law.yaml", text)]).to_pylist()
    assert (limit["field_en"], limit["value_en"], limit["line"]) == ("limit", "4", 2)
