"""Points and money: products, tiers, pools and the one rounding."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Decimal,
)
from fractions import Fraction

from scoring.trace_check.checked import Checked, at


def product(node: Checked) -> Decimal | None:
    """The factors multiplied, cut for display."""
    result = Fraction(1)
    for entry in node.listed[1:]:
        result *= Fraction(entry["value"])
    return at(result, node.digits, ROUND_DOWN)


def tiered(node: Checked) -> Decimal | None:
    """F13: rates on the parts of a quantity, or one rate on the whole of it."""
    x, amount = node.value, Fraction(0)
    for low, high, rate in node.inputs["tiers"]:
        beyond = Decimal(high) <= x
        if node.inputs["method"] == "marginal":
            end = Fraction(high) if beyond else x
            amount += Fraction(rate) * max(end - Fraction(low), Fraction(0))
        elif Fraction(low) <= x and not beyond:
            amount = Fraction(rate) * x
    return at(amount, node.digits, ROUND_DOWN)


def rounded(node: Checked) -> Decimal | None:
    """The exact amount, rounded once."""
    mode = ROUND_HALF_EVEN if node.inputs["mode"] == "HALF_EVEN" else ROUND_HALF_UP
    return at(node.number("exact"), node.digits, mode)


def pool_share(node: Checked) -> Decimal | None:
    """Points × price, with the fen it got by largest remainder."""
    exact, frozen = node.number("points") * node.number("price"), node.inputs["frozen"]
    if frozen:
        exact = node.number(frozen)
    if node.inputs["rounding"] == "HALF_UP":
        return at(exact, node.digits)
    cut = at(exact, node.digits, ROUND_FLOOR)
    return cut + Decimal(node.inputs["last_fen"]).scaleb(-node.digits)


def points(node: Checked) -> Decimal | None:
    """quantity × standard × the product of the coefficients."""
    k = Fraction(1)
    for entry in node.listed:
        if entry["name"].endswith("_coefficient"):
            k *= Fraction(entry["value"])
    exact = node.number("quantity") * node.number("standard_points") * Fraction(at(k, 6))
    return at(exact, node.digits)


def over_cap(node: Checked) -> Decimal | None:
    """What is over a cap of points, taken off again."""
    return at(min(node.number("cap") - node.number("points"), Fraction(0)), node.digits)


def under_zero(node: Checked) -> Decimal | None:
    """Points that are missing to 0, written off."""
    return at(max(node.number("cap") - node.number("points"), Fraction(0)), node.digits)


def expired(node: Checked) -> Decimal | None:
    """The points of a ledger row, taken off again."""
    return at(-node.number("points"), node.digits)


def parts(node: Checked) -> Decimal | None:
    """Σ of the exact parts, cut for display; each is a child."""
    listed = node.numbers("parts")
    products = [child for child in node.children if ".product" in child["node_id"]]
    if len(products) != len(listed):
        raise ValueError(f"{len(products)} products make {len(listed)} parts")
    return at(sum(listed, Fraction(0)), node.digits, ROUND_DOWN)


def forfeit(node: Checked) -> Decimal | None:
    """Nothing, where the rule takes it from people who leave."""
    if node.inputs["on_exit"] != "forfeited":
        raise ValueError("nothing was forfeited")
    return at(Fraction(0), node.digits)


def pool_split(node: Checked) -> Decimal | None:
    """A pool's part of the one above, with the fen it got by largest remainder."""
    exact = node.number("parent_amount") * node.number("key") / node.number("keys")
    cut = at(exact, node.digits, ROUND_FLOOR)
    return cut + Decimal(node.inputs["last_fen"]).scaleb(-node.digits)


def minimum_wage(node: Checked) -> Decimal | None:
    """What is short of the minimum for the time attended, rounded up to the fen."""
    required = node.number("standard_amount") * node.number("attended_fraction")
    short = max(required - node.number("counted_amount"), Fraction(0))
    return at(Fraction(at(short, 2, ROUND_CEILING)), node.digits)


def deduction_cap(node: Checked) -> Decimal | None:
    """At most the lawful share of the wage, and what is above the floor."""
    share = at(
        max(node.number("wage_amount"), Fraction(0)) * node.number("share_cap"), 2, ROUND_FLOOR
    )
    above = node.number("counted_amount") - node.number("floor_amount")
    allowed = max(Fraction(0), min(Fraction(share), above))
    return at(max(node.number("exact"), -allowed), node.digits, ROUND_DOWN)
