"""Detectors on how contacts are handled: cut short, hung up, parked, passed to oneself."""

from __future__ import annotations

import pandas as pd

from scoring.gaming.frames import Column, Frame
from scoring.gaming.observed import Observed
from scoring.gaming.rules import Bunching, Cases
from scoring.gaming.tallies import KEYS, counted

ONE_STRATUM = "all"


def short_calls(observed: Observed, cases: Cases) -> Frame:
    """Answered contacts with less talk than `short_call_s`."""
    answered = observed.answered
    return counted(answered, answered["talk_s"] < cases.short_call_s)


def hang_ups(observed: Observed, cases: Cases) -> Frame:
    """Contacts that the agent ended and whose customer was back within `hang_up_return_s`."""
    answered = observed.answered[observed.answered["disconnected_by"].notna()]
    by_agent = (answered["disconnected_by"] == "agent") & (answered["transferred_out"] != 1)
    return counted(answered, by_agent & _back_within(answered, cases.hang_up_return_s))


def wrap_parking(observed: Observed, cases: Cases) -> Frame:
    """Contacts with more wrap-up than the share `long_wrap_quantile` of their stratum has.

    The tail and not the mean: whoever is slow is slow in every contact, whoever parks adds
    minutes to some of them.
    """
    answered = observed.answered.dropna(subset=["wrap_s"])
    usual = answered.groupby("stratum")["wrap_s"].quantile(float(cases.long_wrap_quantile))
    return counted(answered, answered["wrap_s"] > answered["stratum"].map(usual).astype(float))


def wrap_without_contact(observed: Observed, cases: Cases) -> Frame:
    """Days with more than `wrap_without_contact_s` in the wrap state that no contact asked for."""
    days = observed.agent_days.select(["agent_id", "logged_in_s", "wrap_s", "contact_wrap_s"])
    frame = days.to_pandas().dropna(subset=["logged_in_s", "wrap_s"])
    frame["stratum"] = ONE_STRATUM
    unasked = frame["wrap_s"] - frame["contact_wrap_s"].fillna(0)
    return counted(frame, unasked > cases.wrap_without_contact_s)


def self_transfer(observed: Observed, cases: Cases) -> Frame:
    """Contacts passed on whose next segment the same agent answered."""
    answered = observed.answered.sort_values(["contact_id", "segment_no"])
    following = answered.groupby("contact_id")[["agent_id", "segment_no"]].shift(-1)
    came_back = (following["agent_id"] == answered["agent_id"]) & (
        following["segment_no"] == answered["segment_no"] + 1
    )
    return counted(answered, came_back & (answered["transferred_out"] == 1))


def repeat_to_self(observed: Observed, cases: Cases) -> Frame:
    """Returns within `repeat_within_s` that the same agent answers, against that agent's share of
    what the queue answered in the half-hour of the return."""
    answered = observed.answered[observed.answered["is_last"]]
    back = answered[_back_within(answered, cases.repeat_within_s)]
    back = back[back["next_agent_id"].notna()].copy()
    back["own"] = (back["next_agent_id"] == back["agent_id"]).astype("int64")
    back["chance"] = _chance(observed, back)
    back = back.dropna(subset=["chance"]).assign(stratum=ONE_STRATUM, exposure=1)
    sums = back.rename(columns={"own": "cases"})[[*KEYS, "cases", "exposure", "chance"]]
    return sums.groupby(KEYS, as_index=False, observed=True).sum().assign(chance_variance=0.0)


def _chance(observed: Observed, back: Frame) -> Column:
    """The agent's share of the other contacts answered in queue and half-hour of the return."""
    cells = observed.handled_cells
    totals = cells.groupby(["queue_id", "interval_start_at"], as_index=False)["handled"].sum()
    place = {"queue_id": "next_queue_id", "interval_start_at": "next_interval_at"}
    where = ["next_queue_id", "next_interval_at"]
    mine = back[["agent_id", *where]].merge(
        cells.rename(columns=place), on=["agent_id", *where], how="left"
    )
    everyone = back[where].merge(totals.rename(columns=place), on=where, how="left")
    others = everyone["handled"] - 1
    share = (mine["handled"].fillna(0) - back["own"].to_numpy()) / others.where(others > 0)
    return share.set_axis(back.index)


def threshold_bunching(observed: Observed, cases: Cases) -> Frame:
    """Contacts close to a threshold that pays, and those of them on the side that pays."""
    parts = [_near(observed.answered, one) for one in cases.bunching]
    return pd.concat(parts) if parts else counted(observed.answered[:0], pd.Series(dtype=bool))


def _near(answered: Frame, one: Bunching) -> Frame:
    seconds = answered[one.measure]
    near = answered[(seconds >= one.at_s - one.width_s) & (seconds < one.at_s + one.width_s)]
    near = near.assign(stratum=f"{one.measure}@{one.at_s}/" + near["stratum"])
    above = near[one.measure] >= one.at_s
    return counted(near, above if one.rewarded == "above" else ~above)


def troubled(answered: Frame, cases: Cases) -> Column:
    """Contacts that went badly by what can be seen: cut short, passed on, or the customer back."""
    return (
        (answered["talk_s"] < cases.short_call_s)
        | (answered["transferred_out"] == 1)
        | _back_within(answered, cases.repeat_within_s)
    )


def _back_within(answered: Frame, seconds: int) -> Column:
    return answered["back_after_s"].between(0, seconds)
