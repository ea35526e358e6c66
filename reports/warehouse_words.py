"""Tables, checks and refusals of the warehouse in words, their names beside them."""

from __future__ import annotations

from collections.abc import Mapping

from reports.book import Book
from reports.language import N_

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
    "tours": N_("Shift proposal"),
    "tours_comparison": N_("Shift sets compared"),
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
    "person_facts": N_("Person facts"),
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
    "calibration_sessions": N_("Calibration sessions"),
    "calibration_agreement": N_("Agreement of evaluators"),
    "quality_scores": N_("Quality scores"),
    "quality_cells": N_("Quality by situation"),
    "evaluator_severity": N_("Leniency of evaluators"),
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
    "calibration_ratings": N_("Calibration ratings"),
    "callbacks": N_("Call-backs"),
    "coaching_sessions": N_("Coaching sessions"),
    "wage_claims": N_("Wage claims"),
    "appeal_cases": N_("Appeals"),
    "appeal_statistics": N_("Appeal statistics"),
    "ratings": N_("Ratings"),
    "target_tree": N_("Target tree"),
    "workload_lines": N_("Workload"),
    "work_matrix": N_("Quality of work"),
    "institution_lines": N_("What the rules took"),
    "review_scores": N_("Multi-source review"),
    "qualification_matrix": N_("Qualification matrix"),
    "cascade_lines": N_("Cascaded scores"),
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
