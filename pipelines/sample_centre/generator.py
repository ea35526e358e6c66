"""Runs the sample centre day by day and writes what each of its systems would export."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import defaultdict, deque
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from data_contracts.refusal import Place, Refusal
from pipelines.sample_centre import call_records, exports, hr, rows
from pipelines.sample_centre.appeals import appeals_on
from pipelines.sample_centre.arrivals import draw_arrivals
from pipelines.sample_centre.breakage import Row
from pipelines.sample_centre.calibration import calibration_on
from pipelines.sample_centre.callbacks import CallbackDesk
from pipelines.sample_centre.claims import claims_on
from pipelines.sample_centre.coaching import Coaching
from pipelines.sample_centre.floor import simulate_day
from pipelines.sample_centre.floor_day import DutyAgent, FloorDay, Segment
from pipelines.sample_centre.overtime import overtime_decided
from pipelines.sample_centre.people import Person, Staff, build_staff
from pipelines.sample_centre.quality import Evaluation, evaluate_day
from pipelines.sample_centre.reviews import ratings_on
from pipelines.sample_centre.shifts import plan_shifts
from pipelines.sample_centre.states import state_lines
from pipelines.sample_centre.streams import days, stream
from pipelines.sample_centre.surveys_sales import Sale, sell_day, survey_day
from pipelines.sample_centre.tickets import Life, open_tickets
from pipelines.sample_centre.timekeeping import (
    ASKED_DAYS_AHEAD,
    attend,
    duty_crew,
    leave_decisions,
    people_on_leave,
    punches,
)
from pipelines.sample_centre.truth import Truth, TruthKeeper, utc_midnight

FOLDERS = (
    "cdr", "states", "tickets", "qa", "punches", "hr", "wfm", "surveys", "sales", "callbacks",
)  # fmt: skip
RECENT_CONTACTS = 120
MARKER = "complete"


def write_sample_centre(
    destination: Path, *, first: date, last: date, seed: int, agents: int = 120
) -> Truth:
    """Write the extracts of a centre of about that many people for the days first to last.

    The bytes depend on the arguments alone. A finished folder of the same arguments is kept;
    an unfinished or different one is written anew. Returns the truth that lies beside the
    extracts in `truth/`. Raises Refusal for a year whose public holidays are not known, and for
    a destination with folders of other origin.
    """
    marker = destination / "truth" / MARKER
    parameters = _parameters(first, last, seed, agents)
    wanted = json.dumps(parameters, sort_keys=True) + "\n"
    if marker.exists() and marker.read_text(encoding="utf-8") == wanted:
        return Truth(json.loads((destination / "truth" / "truth.json").read_text("utf-8")))
    marker.unlink(missing_ok=True)
    _clear(destination)
    centre = _Centre(destination, first, last, seed, agents)
    for day in days(first, last):
        centre.live(day)
    centre.truth.callbacks = centre.callbacks.fates
    truth = centre.truth.write(destination / "truth", parameters, centre.staff)
    marker.write_text(wanted, encoding="utf-8")
    return truth


def _clear(destination: Path) -> None:
    """Remove an earlier sample; the folder of the truth marks the place as ours.

    Raises Refusal where a folder of such a name exists that no sample centre wrote.
    """
    truth = destination / "truth"
    strange = [name for name in FOLDERS if (destination / name).exists() and not truth.exists()]
    if strange:
        raise Refusal(
            "this folder exists and was not written by the sample centre",
            place=Place(str(destination / strange[0])),
            next_step="choose an empty folder for the sample, or move this one away",
        )
    truth.mkdir(parents=True, exist_ok=True)
    for folder in FOLDERS:
        shutil.rmtree(destination / folder, ignore_errors=True)


def _parameters(first: date, last: date, seed: int, agents: int) -> dict[str, Any]:
    sources = sorted(Path(__file__).parent.glob("*.py"))
    code = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
    return {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "seed": seed,
        "agents": agents,
        "generator": code[:12],
    }


class _Centre:
    """The centre between two days: what is open, pending or not yet delivered."""

    def __init__(self, folder: Path, first: date, last: date, seed: int, agents: int) -> None:
        self.first, self.last, self.seed = first, last, seed
        self.staff: Staff = build_staff(seed, first, last, agents)
        self.truth = TruthKeeper()
        self.exporter = exports.Exporter(folder, seed, self.truth)
        self.undelivered_calls: list[Row] = []
        self.lives: list[Life] = []
        self.sales: list[list[Sale]] = []
        self.asked: set[str] = set()
        self.coaching = Coaching(self.staff, seed)
        self.callbacks = CallbackDesk(seed)
        self.handled: dict[int, deque[str]] = defaultdict(lambda: deque(maxlen=RECENT_CONTACTS))

    def live(self, day: date) -> None:
        """Simulate a day and write its files."""
        shifts = plan_shifts(self.staff, day, self.seed)
        on_leave = people_on_leave(self.staff, day, self.seed)
        present = attend(shifts, on_leave, day, self.seed)
        self.truth.keep_attendance(shifts, present, on_leave)
        crew = duty_crew(present, day, self.seed)
        floor = self._simulate(day, crew)
        log = punches(present, crew, floor, day, self.seed)
        self._write_calls(day, floor)
        self._write_states(day, floor, crew)
        made = self._write_quality(day, [one.shift.person for one in present])
        self._write_callbacks(day, floor, crew)
        self._write_follow_ups(day, floor)
        self.exporter.write_log(exports.PUNCHES, day, [rows.punch_row(p, day) for p in log])
        activities = [row for shift in shifts for row in rows.shift_rows(shift)]
        self.exporter.write_table(exports.PLANNED_SHIFTS, day, activities)
        self._write_leaves(day)
        if ratings := ratings_on(self.staff, day, self.seed):
            self.exporter.write_table(exports.RATINGS, day, [rows.rating_row(r) for r in ratings])
        if claims := claims_on(self.staff, day, self.seed):
            self.exporter.write_table(exports.WAGE_CLAIMS, day, [rows.claim_row(c) for c in claims])
        if decided := overtime_decided(self.staff, present, log, day, self.seed):
            content = [rows.overtime_row(one) for one in decided]
            self.exporter.write_table(exports.OVERTIME_APPROVALS, day, content)
        if appeals := appeals_on(made, present, day, self.seed):
            self.exporter.write_table(exports.APPEALS, day, [rows.appeal_row(a) for a in appeals])
        if day in hr.snapshot_days(self.first, self.last):
            self._write_hr(day)

    def _simulate(self, day: date, crew: list[DutyAgent]) -> FloorDay:
        agents = len(self.staff.with_role("agent", day))
        arrivals = draw_arrivals(day, agents, self.seed)
        floor = simulate_day(arrivals, crew, stream(self.seed, "floor", day.toordinal()))
        if arrivals.incident:
            self.truth.incidents.append(arrivals.incident)
        self.truth.keep_day(day, floor, crew)
        return floor

    def _write_calls(self, day: date, floor: FloorDay) -> None:
        delivered = call_records.deliver(day, floor.segments, self.seed, day == self.last)
        content = self.undelivered_calls + delivered.today
        self.undelivered_calls = delivered.tomorrow
        count = self.truth.counts["contacts"]
        count.late += delivered.late
        count.redelivered += delivered.corrected
        outcome = call_records.HEADER.index("结果")
        answered = [n for n, row in enumerate(content) if row[outcome] == "接起"]
        self.exporter.write_table(exports.CONTACTS, day, content, answered)

    def _write_states(self, day: date, floor: FloorDay, crew: list[DutyAgent]) -> None:
        midnight_ms = int((utc_midnight(day) - datetime(1970, 1, 1)).total_seconds()) * 1000
        lines = state_lines(floor, crew, f"{day:%Y%m%d}", midnight_ms)
        talking = [n for n, line in enumerate(lines) if '"TALKING"' in line]
        self.exporter.write_json_lines(exports.AGENT_STATES, day, lines, talking)

    def _write_callbacks(self, day: date, floor: FloorDay, crew: list[DutyAgent]) -> None:
        accepted = [s for s in floor.segments if s.outcome == "callback_accepted"]
        asking = [(call_records.contact_id(f"{day:%Y%m%d}", s), s) for s in accepted]
        states = self.callbacks.live(day, asking, crew)
        again = sum(state.promise.requested_at.date() < day for state in states)
        self.truth.counts["callbacks"].redelivered += again
        called = [n for n, state in enumerate(states) if state.caller]
        content = [rows.callback_row(state) for state in states]
        self.exporter.write_table(exports.CALLBACKS, day, content, called)

    def _write_follow_ups(self, day: date, floor: FloorDay) -> None:
        code = f"{day:%Y%m%d}"
        calls = [(call_records.contact_id(code, s), s) for s in floor.segments]
        answered = [(contact, s) for contact, s in calls if s.outcome == "answered"]
        for contact, segment in answered:
            self.handled[segment.agent or 0].append(contact)
        self.lives += open_tickets(answered, self.staff, day, self.seed)
        self._write_tickets(day)
        self._write_surveys(day, answered)
        self._write_sales(day, answered)

    def _write_tickets(self, day: date) -> None:
        events = [e for life in self.lives for e in life.events if e.at.date() == day]
        events.sort(key=lambda e: (e.at, e.event_id))
        touched = {e.ticket_id for e in events}
        states = [x.state_after(day) for x in self.lives if x.opened.ticket_id in touched]
        again = sum(t.opened_at.date() < day for t in states)
        self.truth.counts["tickets"].redelivered += again
        self.lives = [life for life in self.lives if life.events[-1].at.date() > day]
        solved = [n for n, t in enumerate(states) if t.resolved_at and t.status != "open"]
        content = [rows.ticket_row(t) for t in states]
        self.exporter.write_table(exports.TICKETS, day, content, solved)
        self.exporter.write_table(exports.TICKET_EVENTS, day, [rows.event_row(e) for e in events])

    def _write_surveys(self, day: date, answered: list[tuple[str, Segment]]) -> None:
        people = {p.number: p for p in self.staff.people}
        surveys = survey_day(answered, people, day, self.seed)
        scored = [n for n, survey in enumerate(surveys) if survey.score is not None]
        content = [rows.survey_row(s) for s in surveys]
        self.exporter.write_table(exports.SURVEYS, day, content, scored)

    def _write_sales(self, day: date, answered: list[tuple[str, Segment]]) -> None:
        self.sales += sell_day(answered, day, self.seed)
        changed = [s for states in self.sales for s in states if s.updated_at.date() == day]
        self.truth.counts["sales"].redelivered += sum(s.sold_at.date() < day for s in changed)
        self.sales = [states for states in self.sales if states[-1].updated_at.date() > day]
        self.exporter.write_table(exports.SALES, day, [rows.sale_row(s) for s in changed])

    def _write_quality(self, day: date, present: list[Person]) -> list[Evaluation]:
        """The day's coaching, calibration and evaluations; the evaluations that were made."""
        evaluators = [p for p in present if p.assignment(day).role == "evaluator"]
        handled = {number: list(contacts) for number, contacts in self.handled.items()}
        made = evaluate_day(self.staff, handled, evaluators, day, self.seed, self.coaching.lift)
        sessions = self.coaching.hold(day)
        self.coaching.promise(made, day)
        talks = [rows.session_row(session) for session in sessions]
        self.exporter.write_table(exports.COACHING_SESSIONS, day, talks)
        if marks := calibration_on(self.staff, handled, day, self.seed):
            content = [rows.calibration_row(mark) for mark in marks]
            self.exporter.write_table(exports.CALIBRATION_RATINGS, day, content)
        scores = [rows.score_row(e) for e in made]
        details = [row for e in made for row in rows.detail_rows(e)]
        applies = rows.DETAILS_HEADER.index("适用")
        scored = [n for n, row in enumerate(details) if row[applies] == "是"]
        sheets = [(exports.EVALUATIONS, scores), (exports.EVALUATION_ITEMS, details)]
        self.exporter.write_book(day, sheets, {"evaluation_items": scored})
        return made

    def _write_leaves(self, day: date) -> None:
        """The day's decisions; the first file also holds those of the days just before."""
        back = ASKED_DAYS_AHEAD if day == self.first else 0
        since = [day - timedelta(n) for n in range(back, -1, -1)]
        decisions = [x for one in since for x in leave_decisions(self.staff, one, self.seed)]
        ids = [leave.leave_id for leave, _, _ in decisions]
        self.truth.counts["leaves"].redelivered += sum(one in self.asked for one in ids)
        self.asked |= {x.leave_id for x, status, _ in decisions if status == "requested"}
        self.exporter.write_table(exports.LEAVES, day, [rows.leave_row(*d) for d in decisions])

    def _write_hr(self, day: date) -> None:
        sheets = [
            (exports.EMPLOYEES, hr.employee_rows(self.staff, day)),
            (exports.ASSIGNMENTS, hr.assignment_rows(self.staff, day)),
            (exports.SKILLS, hr.skill_rows(self.staff, day)),
        ]
        self.exporter.write_book(day, sheets, {})
