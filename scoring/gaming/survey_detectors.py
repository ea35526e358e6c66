"""Detectors on surveys: whom they are offered to, who answers, and scores against outcomes."""

from __future__ import annotations

from scoring.gaming.contact_detectors import ONE_STRATUM, troubled
from scoring.gaming.frames import Frame
from scoring.gaming.observed import Observed
from scoring.gaming.rules import Cases
from scoring.gaming.tallies import KEYS, counted

TOP_SCORE = 5


def survey_offering(observed: Observed, cases: Cases) -> Frame:
    """Contacts after which the customer was invited to rate."""
    return counted(observed.rated, observed.rated["invited"])


def survey_selection(observed: Observed, cases: Cases) -> Frame:
    """Invitations after contacts that went badly, against the agent's own share after others."""
    rated = observed.rated
    bad = troubled(rated, cases)
    spared, usual = (
        counted(part, part["invited"]).groupby("agent_id")[["cases", "exposure"]].sum()
        for part in (rated[bad], rated[~bad])
    )
    tally = spared.join(usual, rsuffix="_usual", how="inner")
    tally["chance"] = tally["exposure"] * tally["cases_usual"] / tally["exposure_usual"]
    tally["chance_variance"] = 1 / tally["exposure_usual"]
    tally = tally.assign(stratum=ONE_STRATUM).reset_index()
    return tally[[*KEYS, "cases", "exposure", "chance", "chance_variance"]]


def survey_answering(observed: Observed, cases: Cases) -> Frame:
    """Invitations that were answered."""
    invited = observed.rated[observed.rated["invited"]]
    return counted(invited, invited["score"].notna())


def survey_scores(observed: Observed, cases: Cases) -> Frame:
    """Top scores among answered surveys of contacts that went badly."""
    rated = observed.rated
    answered = rated[rated["score"].notna() & troubled(rated, cases)]
    return counted(answered, answered["score"] == TOP_SCORE)
