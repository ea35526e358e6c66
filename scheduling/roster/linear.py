"""Rows of a linear model, written in one line each."""

from __future__ import annotations

from typing import Literal

import pulp

Terms = list[tuple[pulp.LpVariable, float]]
_SENSES = {"==": pulp.LpConstraintEQ, "<=": pulp.LpConstraintLE, ">=": pulp.LpConstraintGE}


def add_row(
    model: pulp.LpProblem, name: str, terms: Terms, sense: Literal["==", "<=", ">="], bound: float
) -> None:
    """Add `terms sense bound`; a row without terms that holds anyway is left out."""
    expression = pulp.LpAffineExpression(terms)
    model.addConstraint(pulp.LpConstraint(expression, _SENSES[sense], name, bound))


def count(name: str, at_most: float | None = None) -> pulp.LpVariable:
    """A whole number from 0."""
    return pulp.LpVariable(name, 0, at_most, pulp.LpInteger)


def value(variable: pulp.LpVariable) -> int:
    """The whole number the solver gave a count."""
    return round(variable.varValue or 0)
