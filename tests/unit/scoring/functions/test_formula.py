"""F16 FORMULA: the language, its units, its order, and an oracle in plain Python (4.1)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from scoring.functions import Formula, order_of_items
from scoring.functions.formula_language import parsed

INPUTS = {
    "aht": {"metric": "average_handle_time_s"},
    "fcr": {"metric": "first_contact_resolution", "variant": "7D"},
    "qa": {"item": "quality"},
    "goal": {"value": 300, "unit": "s"},
    "forms": {"metric": "qa_score"},
}
UNITS = {
    ("qa_score", "-"): "points",
    ("average_handle_time_s", "-"): "s",
    ("first_contact_resolution", "7D"): "%",
}
VALUE = st.decimals(min_value=-50, max_value=50, places=3)


def formula(made, expression: str, *names: str, **inputs: Any) -> Formula:
    chosen = {name: INPUTS[name] for name in names or ("aht", "fcr")}
    return made.function("F16", expression=expression, inputs={**chosen, **inputs})


@pytest.mark.parametrize(
    ("expression", "score"),
    [
        ("aht + fcr × 10", "108"),
        ("(aht + fcr) * 10", "1008"),
        ("aht − fcr − 1", "98.2"),
        ("aht / 3 ÷ fcr", "41.666667"),
        ("-fcr + aht", "99.2"),
        ("2 * -fcr + aht", "98.4"),
        ("min(aht, 60, fcr × 100)", "60"),
        ("max(aht, fcr)", "100"),
        ("round(aht × fcr ÷ 3, 1)", "26.7"),
        ("if(aht <= 100, 90, fcr)", "90"),
        ("if(aht < 100, 90, fcr)", "0.8"),
        ("if(between(fcr, 0.8, 0.9), aht, 0)", "100"),
        ("if(fcr ≥ 0.9, 1, if(aht ≤ 100, 2, 3))", "2"),
    ],
)
def test_f16_reads_like_arithmetic(made, expression: str, score: str) -> None:
    named = [name for name in ("aht", "fcr") if name in expression]
    values = {"aht": 100, "fcr": "0.8"}
    rule = formula(made, expression, *named)
    assert made.score(rule, *[values[name] for name in named]) == Decimal(score)
    assert made.recomputed(rule, made.read(*[[values[name]] for name in named])) == [Decimal(score)]


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("aht + ", "a name or a number is expected at column 7"),
        ("aht fcr", "'fcr' is not expected at column 5"),
        ("(aht + fcr", r"'\)' is expected at column 11, not the end"),
        ("aht ** fcr", "a name or a number is expected at column 6"),
        ("aht + fcr; 1", "';' at column 10 is not of the language"),
        ("aht.real + fcr", "'.' at column 4 is not of the language"),
        ("open(aht) + fcr", r"'\(' is not expected at column 5"),
        ("aht + fcr < 3", "a condition gives no number"),
        ("if(aht, 1, fcr)", "the first part of if is a condition"),
        ("min(aht < 3, fcr)", "a condition gives no number"),
        ("if(aht < 3, fcr)", "if at column 1 takes 3 parts, not 2"),
        ("round(aht, fcr)", "round takes a number of digits"),
        ("(" * 60 + "aht + fcr" + ")" * 60, "nested more than 40 deep"),
    ],
)
def test_f16_refuses_what_is_not_of_the_language(made, expression: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        formula(made, expression)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"aht": INPUTS["aht"]}, "uses 'fcr', which inputs does not name"),
        ({**INPUTS}, "does not use the input 'forms'"),
        ({"aht": INPUTS["aht"], "fcr": INPUTS["aht"]}, "two inputs of one F16 count the same"),
        ({"aht": {}, "fcr": INPUTS["fcr"]}, "one of metric, item and value"),
        ({"aht": {"value": 3}, "fcr": INPUTS["fcr"]}, "a value has a unit"),
        ({"aht": {"metric": "x", "item": "y"}, "fcr": INPUTS["fcr"]}, "one of metric"),
    ],
)
def test_f16_names_exactly_what_it_uses(made, inputs: dict, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        made.function("F16", expression="aht + fcr", inputs=inputs)


@pytest.mark.parametrize("name", ["min", "if", "class", "ﬁrst", "a b", "1x"])
def test_f16_keeps_some_words_to_itself(made, name: str) -> None:
    with pytest.raises(ValidationError, match="cannot be the name of an input"):
        made.function("F16", expression="x", inputs={"x": {"metric": "x"}, name: {"metric": "y"}})


def test_f16_names_may_be_chinese(made) -> None:
    rule = made.function("F16", expression="质检 × 2", inputs={"质检": {"metric": "qa_score"}})
    made.agree(rule, made.read([40, "45.5"]), lambda row: [Fraction(80), Fraction(91)][row])


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("100 × goal ÷ aht", ["aht", "goal"]),
        ("if(aht < 300, 100, 100 × fcr)", ["aht", "fcr"]),
        ("100 × fcr + qa", ["fcr", "qa"]),
        ("min(qa, 60) × fcr", ["fcr", "qa"]),
        ("max(0, 1 − (aht − goal) ÷ goal)", ["aht", "goal"]),
        ("0.6 × forms + 40 × fcr", ["forms", "fcr"]),
    ],
)
def test_f16_lets_units_that_go_together_pass(made, expression: str, names: list[str]) -> None:
    formula(made, expression, *names).refuse_unlike_units(UNITS)


@pytest.mark.parametrize(
    ("expression", "names", "message"),
    [
        ("aht + fcr", ["aht", "fcr"], r"'\+' joins s and ratio"),
        ("fcr + qa", ["fcr", "qa"], r"'\+' joins ratio and score"),
        ("fcr + forms", ["fcr", "forms"], r"'\+' joins ratio and points"),
        ("if(aht < fcr, 1, 2)", ["aht", "fcr"], "'<' compares s and ratio"),
        ("min(aht, qa)", ["aht", "qa"], "'min' joins s and score"),
        ("if(between(fcr, 0, aht), 1, 2)", ["aht", "fcr"], "'between' compares ratio and s"),
        ("100 × aht", ["aht"], "gives s, but a score has no unit"),
        ("100 ÷ aht ÷ aht", ["aht"], r"gives 1/s\^2, but a score has no unit"),
    ],
)
def test_f16_refuses_units_that_do_not(made, expression: str, names: list[str], message) -> None:
    with pytest.raises(ValueError, match=message):
        formula(made, expression, *names).refuse_unlike_units(UNITS)


def test_f16_a_division_by_nought_gives_no_score(made) -> None:
    rule = formula(made, "if(fcr > 0.5, 100 ÷ aht, 7)")
    scored = rule.score_column(made.read([0, 0, 4], [1, 0, 1]))
    assert made.scores(scored) == [None, 7, 25]


def test_f16_reads_metrics_first_and_items_after_them(made) -> None:
    rule = formula(made, "qa + 100 × fcr", "qa", "fcr")
    assert (rule.metrics, rule.items) == ((("first_contact_resolution", "7D"),), ("quality",))
    assert rule.names == ["fcr", "qa"]
    assert made.score(rule, "0.5", 30) == 80


def test_f16_items_are_worked_out_after_those_they_read() -> None:
    order = order_of_items({"total": ["b", "a"], "b": ["a"], "a": []})
    assert order == ["a", "b", "total"]
    with pytest.raises(ValueError, match=r"in a circle: (a → b → a|b → a → b)"):
        order_of_items({"a": ["b"], "b": ["a"]})
    with pytest.raises(ValueError, match="in a circle: a → a"):
        order_of_items({"a": ["a"]})
    with pytest.raises(ValueError, match="'a' reads the item 'z', which the scorecard lacks"):
        order_of_items({"a": ["z"]})


LEAVES = st.sampled_from(["x", "y", "2", "0.5", "10"])


def _grown(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(parts, parts)
    return st.one_of(
        st.tuples(parts, st.sampled_from("+-*/"), parts).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        pair.map(lambda p: f"min({p[0]}, {p[1]})"),
        pair.map(lambda p: f"max({p[0]}, {p[1]})"),
        parts.map(lambda p: f"-{p}"),
        parts.map(lambda p: f"round({p}, 2)"),
        st.tuples(parts, parts, parts).map(lambda p: f"if({p[0]} < {p[1]}, {p[2]}, {p[0]})"),
        st.tuples(parts, parts).map(lambda p: f"if(between({p[0]}, -1, {p[1]}), {p[1]}, 3)"),
    )


EXPRESSIONS = st.recursive(LEAVES, _grown, max_leaves=8)
NAMES = {"x": {"metric": "x"}, "y": {"metric": "y"}}


@settings(max_examples=150)
@given(EXPRESSIONS, st.lists(st.tuples(VALUE, VALUE), min_size=1, max_size=4))
def test_f16_agrees_with_the_checker_which_has_a_parser_of_its_own(made, text, rows) -> None:
    rule = made.function("F16", expression=f"{text} + 0 * x + 0 * y", inputs=NAMES)
    read = made.read([x for x, _ in rows], [y for _, y in rows])
    scored = made.scores(rule.score_column(read))
    assert made.recomputed(rule, read) == scored


@given(VALUE, VALUE, VALUE)
def test_f16_is_exact(made, x: Decimal, y: Decimal, z: Decimal) -> None:
    inputs = {name: {"metric": name} for name in "xyz"}
    rule = made.function("F16", expression="if(z >= 0, x × y, x − y) ÷ 7 + z", inputs=inputs)
    a, b, c = Fraction(x), Fraction(y), Fraction(z)
    exact = (a * b if c >= 0 else a - b) / 7 + c
    made.agree(rule, made.read([x], [y], [z]), lambda _: exact)


def test_f16_precedence_is_that_of_school() -> None:
    assert parsed("1 + 2 × 3 − 4 ÷ 2") == parsed("((1 + (2 × 3)) − (4 ÷ 2))")
    assert parsed("8 ÷ 4 ÷ 2") == parsed("(8 ÷ 4) ÷ 2")
