"""Codes that every centre shares, in words. A centre's own codes come with the context."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.book import Book
from reports.language import N_

WORDS = {
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
    "voice": N_("voice"),
    "sent": N_("sent"),
    "written": N_("written"),
    "failed": N_("failed"),
    "total": N_("total"),
    "recording": N_("recording"),
    "live": N_("live listening"),
    "remote": N_("remote listening"),
    "mystery": N_("test call"),
    "coverage_short": N_("Hours short"),
    "coverage_over": N_("Hours over"),
    "request_refused": N_("Request refused"),
    "request_granted": N_("Request granted"),
    "wish_off": N_("Day off"),
    "wish_work": N_("Work"),
    "wish_shift": N_("Shift"),
    "wish_cost": N_("Weight of refused requests"),
    "coverage_cost": N_("Cost of coverage"),
    "start_change": N_("Start moved by two hours or more"),
    "objective": N_("Objective"),
    "bound": N_("Valid lower bound"),
    "gap": N_("Gap"),
    "status": N_("Solver's state"),
    "aggregate_objective": N_("Best value, aggregate model"),
    "starts_missed": N_("Planned starts not taken"),
    "start_change_bound": N_("Bound of moved starts"),
    "contract_hours_short_h": N_("Contract hours unfilled"),
    "coverage_short_h": N_("Hours short in all"),
    "coverage_over_h": N_("Hours over in all"),
    "required_h": N_("Required hours"),
    "scheduled_h": N_("Scheduled hours"),
    "time_s": N_("Solver time"),
    "time_limit_s": N_("Time limit"),
    "seed": N_("Random seed"),
    "solver": N_("Solver"),
    "version": N_("Solver version"),
    "Optimal": N_("optimal"),
    "level_memory_days": N_("level memory in days"),
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
    "credit": N_("credit"),
    "accrued_pay": N_("accrued pay"),
}
TABLES = {
    "agent_states": N_("Agent states"),
    "assignments": N_("Posts and teams"),
    "contacts": N_("Contacts"),
    "employees": N_("Staff list"),
    "evaluation_items": N_("Quality questions"),
    "evaluations": N_("Quality evaluations"),
    "leaves": N_("Leave"),
    "planned_shifts": N_("Planned shifts"),
    "punches": N_("Punches"),
    "sales": N_("Sales"),
    "skills": N_("Skills"),
    "surveys": N_("Surveys"),
    "ticket_events": N_("Ticket steps"),
    "tickets": N_("Tickets"),
    "score_lines": N_("Scores"),
    "point_lines": N_("Points"),
    "pay_lines": N_("Pay"),
    "trace_nodes": N_("Trace"),
    "forecast": N_("Forecast"),
    "requirement": N_("Requirement"),
    "roster_shifts": N_("Roster"),
    "roster_coverage": N_("Coverage"),
    "roster_penalties": N_("Penalties"),
    "roster_proof": N_("Proof of optimality"),
    "roster_requests": N_("Preferences"),
    "fairness_ledger": N_("Fairness"),
    "agent_day": N_("Agent's day"),
    "agent_interval": N_("Agent's half-hour"),
    "queue_interval": N_("Queue's half-hour"),
    "attendance_day": N_("Attendance"),
    "metric_values_daily": N_("Daily metrics"),
    "ingest_ledger": N_("Data arrival"),
    "quarantine_rows": N_("Refused rows"),
    "check_results": N_("Checks"),
    "delivery_ledger": N_("Mail delivery"),
    "run_ledger": N_("Run ledger"),
    "rule_values": N_("Rule values"),
    "rule_changes": N_("Rule changes"),
    "plan_coverage": N_("Plan coverage"),
    "plan_exceptions": N_("People outside the plans"),
    "source_contracts": N_("Contracts of the sources"),
    "access_rights": N_("Rights to files"),
    "person_profile": N_("Person profile"),
    "promotion_eligibility": N_("Promotion criteria"),
    "talent_pool": N_("Talent pool"),
    "training_needs": N_("Training needs"),
    "contest_standings": N_("Contest standings"),
    "contest_prizes": N_("Contest prizes"),
    "contest_effects": N_("Effects of contests"),
    "standard_times": N_("Standard times"),
    "study_elements": N_("Study elements"),
    "retime_triggers": N_("Reasons to time again"),
    "learning_curve": N_("Learning curve"),
    "ranked_causes": N_("Causes of gaps"),
    "score_gap_parts": N_("Parts of gaps"),
    "improvement_actions": N_("Actions"),
    "rule_preview_summary": N_("Preview of a change"),
    "rule_preview_movers": N_("Who moves"),
    "pack_comparison": N_("Packs compared"),
    "pay_forecast": N_("Pay forecast"),
    "price_sheet": N_("Price of a point"),
    "counterfactuals": N_("What would raise pay"),
    "grade_lines": N_("Grades"),
    "gaming_flags": N_("Flags"),
    "quality_scores": N_("Quality scores"),
    "evaluation_lines": N_("Evaluations by question"),
    "overtime_lines": N_("Overtime lines"),
    "comp_leave_ledger": N_("Time off owed"),
    "statutory_proofs": N_("Statutory proofs"),
    "statutory_violations": N_("Breaches of working time"),
    "deduction_ledger": N_("Deductions"),
    "adjustments": N_("Adjustments"),
    "overrides": N_("Overrides"),
    "replay_deltas": N_("Causes of change"),
    "settlement_events": N_("Signatures"),
    "appeals": N_("Appeal forms"),
    "overtime_approvals": N_("Overtime approvals"),
    "appeal_cases": N_("Appeals"),
    "appeal_statistics": N_("Appeal statistics"),
}
REFUSALS = {
    "unknown_code": N_("a code that the source mapping does not know"),
    "required": N_("a required value is empty"),
    "not_readable": N_("a value cannot be read as its type"),
    "ends_after_start": N_("it ends before or as it starts"),
    "maximum": N_("a value above the allowed maximum"),
    "minimum": N_("a value below the allowed minimum"),
    "ended_after_arrival": N_("the contact ended before it arrived"),
    "malformed_line": N_("the line has too many or too few fields"),
    "aux_has_reason": N_("aux without a reason"),
    "answered_has_talk": N_("answered, but without talk time"),
    "not_before_2010": N_("the terminal's clock was reset"),
    "resolved_after_opening": N_("resolved before it was opened"),
    "invalid_json": N_("the line is no JSON object"),
    "answered_after_invited": N_("answered before it was sent"),
    "leaves_after_hire": N_("left before being hired"),
    "undecodable_line": N_("the line is not in the declared encoding"),
    "score_within_max": N_("more points than the question has"),
    "applicable_has_score": N_("the question applies but has no score"),
}
CHECKS = {
    "agents_are_known": N_("Agents are on the staff list"),
    "answered_contacts_name_an_agent": N_("Answered contacts name an agent"),
    "codes_are_mapped": N_("Every code has a mapping"),
    "contacts_are_known": N_("Referenced contacts exist"),
    "delivery_is_fresh": N_("The newest delivery is in time"),
    "employees_are_known": N_("Employees are on the staff list"),
    "evaluations_are_known": N_("Referenced evaluations exist"),
    "every_state_is_logged_in": N_("States lie within logged-in time"),
    "few_rows_are_refused": N_("At most one row in twenty is refused"),
    "keys_agree": N_("One key, one row"),
    "owners_are_known": N_("Ticket owners are on the staff list"),
    "rows_are_accounted_for": N_("Rows in = accepted + refused + duplicates"),
    "rows_arrived": N_("Rows arrived"),
    "tickets_are_known": N_("Referenced tickets exist"),
    "volume_is_usual": N_("The day's volume is usual"),
}


def word(book: Book, code: object) -> str | None:
    """A code in the reader's words: the centre's name for it, the house's, or the code itself."""
    if code is None:
        return None
    known = book.context.names.get(str(code))
    if known:
        return book.language.choose(*known)
    return book.language.text(WORDS[str(code)]) if str(code) in WORDS else str(code)


def table_word(book: Book, name: str) -> str:
    """A table in the reader's words with its name in the warehouse."""
    return _beside(book, TABLES, name)


def check_word(book: Book, name: str) -> str:
    """A check in the reader's words with its name."""
    return _beside(book, CHECKS, name)


def refusal_word(book: Book, rule: str, message: str | None) -> str | None:
    """Why a row was refused: the rule in words, and the row's own message beside it."""
    if book.language.locale.startswith("zh") and rule in REFUSALS:
        own = book.language.text(REFUSALS[rule])
        return f"{own} ({message})" if message else own
    return message


def _beside(book: Book, words: Mapping[str, str], name: str) -> str:
    if name not in words:
        return name
    shown = book.language.text(words[name])
    return shown if shown.lower().replace(" ", "_") == name else f"{shown} ({name})"


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
