"""Codes that every centre shares, in words. A centre's own codes come with the context."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from reports.book import Book
from reports.language import N_
from reports.proof_words import PROOF_WORDS

WORDS = PROOF_WORDS | {
    "workday": N_("workday"),
    "rest_day": N_("rest day"),
    "statutory_holiday": N_("statutory holiday"),
    "OFF": N_("off"),
    "LEAVE": N_("leave"),
    "annual": N_("annual leave"),
    "sick": N_("sick leave"),
    "personal": N_("personal leave"),
    "work": N_("work"),
    "break": N_("break"),
    "meal": N_("meal"),
    "agent": N_("agent"),
    "team_leader": N_("team leader"),
    "evaluator": N_("evaluator"),
    "planner": N_("planner"),
    "trainer": N_("trainer"),
    "manager": N_("manager"),
    "service_level": N_("service level"),
    "occupancy": N_("occupancy"),
    "minimum": N_("minimum staff"),
    "closed": N_("closed"),
    "erlang_a": N_("Erlang A"),
    "erlang_c": N_("Erlang C"),
    "simulation": N_("simulation"),
    "deadline": N_("deadline"),
    "shared_skills": N_("shared skills"),
    "voice": N_("voice"),
    "chat": N_("chat"),
    "email": N_("e-mail"),
    "sent": N_("sent"),
    "written": N_("written"),
    "failed": N_("failed"),
    "total": N_("total"),
    "recording": N_("recording"),
    "live": N_("live listening"),
    "remote": N_("remote listening"),
    "mystery": N_("test call"),
    "training": N_("training"),
    "meeting": N_("meeting"),
    "rule_hard": N_("hard"),
    "rule_soft": N_("soft"),
    "counted_person": N_("people"),
    "counted_day": N_("days"),
    "counted_shift": N_("shifts"),
    "counted_half-hour": N_("half-hours"),
    "counted_participant": N_("participants"),
    "minimum_rest": N_("Minimum rest between shifts"),
    "forbidden_succession": N_("Forbidden succession"),
    "maximum_weekends": N_("Maximum weekends in four weeks"),
    "maximum_nights": N_("Maximum nights in four weeks"),
    "fairness_bounds": N_("Fairness bounds"),
    "sessions_attended": N_("Planned sessions attended"),
    "accepted_changes": N_("Accepted changes"),
    "coverage_short": N_("Hours short"),
    "coverage_over": N_("Hours over"),
    "request_refused": N_("Request refused"),
    "request_granted": N_("Request granted"),
    "wish_off": N_("Day off"),
    "wish_work": N_("Work"),
    "wish_shift": N_("Shift"),
    "classes": N_("counts of classes"),
    "lines": N_("whole lines"),
    "best_response": N_("best response"),
    "best response": N_("best response"),
    "shift_counts": N_("counts of classes"),
    "aggregate relaxation": N_("of an aggregate relaxation"),
    "problem as given": N_("of the problem as given"),
    "exact": N_("exact"),
    "Time limit reached": N_("time limit reached"),
    "Optimal": N_("optimal"),
    "level_memory_days": N_("level memory in days"),
    "state_space": N_("state-space level"),
    "last_year": N_("course of last year"),
    "profile_memory_weeks": N_("profile memory in weeks"),
    "low_rank": N_("low-rank profile"),
    "pooled_mean": N_("pooled mean"),
    "seasonal_naive": N_("the week before"),
    "median_of_six": N_("median of six weeks"),
    "error": N_("blocks"),
    "warning": N_("warns"),
    "done": N_("done"),
    "SUBMITTED": N_("handed in"),
    "TRIAGED": N_("assigned"),
    "NEED_INFO": N_("waits for information"),
    "UPHELD": N_("upheld"),
    "PARTLY": N_("partly upheld"),
    "REJECTED": N_("rejected"),
    "APPLIED": N_("applied"),
    "CLOSED": N_("closed case"),
    "EXPIRED": N_("too late"),
    "calculated": N_("calculated"),
    "submitted": N_("submitted"),
    "signed": N_("signed"),
    "returned": N_("returned"),
    "locked": N_("locked and paid"),
    "restated": N_("restated"),
    "at_most": N_("at most"),
    "at_least": N_("at least"),
    "check_with_counsel": N_("check with counsel"),
    "confirmed": N_("confirmed by counsel"),
    "review": N_("to review"),
    "serious": N_("serious"),
    "numerator": N_("numerator"),
    "denominator": N_("denominator"),
    "value": N_("value"),
    "pay": N_("gross pay"),
    "score": N_("total score"),
    "sequential": N_("in order"),
    "shapley": N_("mean over all orders"),
    "reopened": N_("opened again"),
    "corrected": N_("corrected"),
    "below:zero": N_("written off under 0"),
    "expiry": N_("expired points"),
    "handling": N_("handling contacts"),
    "waiting": N_("waiting for contacts"),
    "support": N_("supporting others"),
    "shrinkage": N_("shrinkage"),
    "unassigned": N_("unassigned"),
    "uncoded": N_("no type chosen"),
    "on_cost": N_("employer's contributions"),
    "handle_s:own": N_("the person's own handled seconds"),
    "handle_s:cost_centre": N_("handled seconds of the cost centre"),
    "handle_s:centre": N_("handled seconds of the centre"),
    "centre": N_("Centre"),
    "department": N_("Department"),
    "team": N_("Team"),
    "person": N_("Person"),
    "channel": N_("Channel"),
    "queue": N_("Queue"),
    "contact_type": N_("Contact type"),
    "product": N_("Product"),
    "cost_centre": N_("Cost centre"),
    "driver:heads": N_("people"),
    "driver:points": N_("points earned"),
    "driver:contacts": N_("contacts handled"),
    "open": N_("no collar"),
    "inside": N_("inside the collar"),
    "at_lowest": N_("held at the lowest price"),
    "at_highest": N_("held at the highest price"),
    "fixed": N_("fixed price"),
    "debit": N_("debit"),
    "not_found": N_("not found"),
    "unknown": N_("unknown"),
    "rostered": N_("the roster as it is"),
    "library": N_("today's shifts"),
    "proposed": N_("today's and new shifts"),
    "credit": N_("credit"),
    "accrued_pay": N_("accrued pay"),
    "wrong_data": N_("wrong data"),
    "wrong_score": N_("wrong score"),
    "wrong_rule": N_("wrong rule"),
    "not_my_work": N_("not my work"),
    "missing_work": N_("work that is missing"),
}

_IN_BRACKETS = re.compile(r"(?<=[(（])\w+(?=[)）])")


def word(book: Book, code: object) -> str | None:
    """A code in the reader's words: the centre's name for it, the house's, or the code itself."""
    if code is None:
        return None
    known = book.context.names.get(str(code))
    if known:
        return book.language.choose(*known)
    return book.language.text(WORDS[str(code)]) if str(code) in WORDS else str(code)


def with_names(book: Book, note: str) -> str:
    """A sentence whose codes in brackets are replaced by the centre's names for them."""
    names = book.context.names
    return _IN_BRACKETS.sub(
        lambda found: book.language.choose(*names.get(found[0], (found[0], found[0]))), note
    )


def model_word(book: Book, model: str) -> str:
    """A blend of forecasting methods with their shares, in words."""
    parts = [part.rsplit(" ", 1) for part in model.split(" + ")]
    return " + ".join(" ".join((word(book, part[0]) or "", *part[1:])) for part in parts)


def person(book: Book, row: Mapping[str, Any]) -> str | None:
    """A name, or the login where the staff list has none."""
    return str(row.get("full_name") or row.get("agent_id") or "") or None


def rule_place(book: Book, reference: str | None) -> str | None:
    """A rule's file and day, told from the centre's own folder."""
    return reference and reference.removeprefix(f"centres/{book.context.centre_id}/")
