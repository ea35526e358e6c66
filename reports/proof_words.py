"""The figures of an optimality proof in words, in the order in which they are read."""

from __future__ import annotations

from reports.language import N_

PROOF_WORDS = {
    "roster": N_("finished roster"),
    "objective": N_("Objective"),
    "bound": N_("Valid lower bound"),
    "gap": N_("Gap"),
    "total_gap": N_("Gap, contract time included"),
    "structural_share": N_("Share no roster can avoid"),
    "bound_kind": N_("Kind of bound"),
    "method": N_("Method"),
    "coverage_cost": N_("Cost of coverage"),
    "rule_cost": N_("Cost of breaches of soft rules"),
    "wish_cost": N_("Weight of refused requests"),
    "out_of_reach_cost": N_("Cost of half-hours out of reach"),
    "lagrangian_bound": N_("Lagrangian bound"),
    "counts_bound": N_("Bound of the weeks' counts"),
    "lines_objective": N_("Objective of the lines"),
    "lines_bound": N_("Bound of the lines"),
    "lines_gap": N_("Gap of the lines"),
    "aggregate_objective": N_("Best value, aggregate model"),
    "status": N_("Solver's state"),
    "starts_missed": N_("Planned starts not taken"),
    "start_change": N_("Start moved by two hours or more"),
    "start_change_bound": N_("Bound of moved starts"),
    "roster_weeks": N_("Weeks of the roster"),
    "soft_rules_kept_hard": N_("Soft rules kept as if hard"),
    "half_hours_without_seat": N_("Half-hours without a seat"),
    "contract_hours_short_h": N_("Contract hours unfilled"),
    "coverage_short_h": N_("Hours short in all"),
    "coverage_over_h": N_("Hours over in all"),
    "required_h": N_("Required hours"),
    "scheduled_h": N_("Scheduled hours"),
    "sweeps": N_("Sweeps"),
    "time_s": N_("Solver time"),
    "time_limit_s": N_("Time limit"),
    "seed": N_("Random seed"),
    "solver": N_("Solver"),
    "version": N_("Solver version"),
}
