"""Agent states as the switch logs them, and the identity that they tile the time logged in."""

from __future__ import annotations

from collections import defaultdict

from pipelines.sample_centre.floor_day import DutyAgent, FloorDay, Span

VENDOR_STATES = {
    "logged_in": "LOGGED_IN",
    "available": "READY",
    "ring": "RINGING",
    "talk": "TALKING",
    "hold": "HELD",
    "wrap": "ACW",
    "aux": "NOT_READY",
}
VENDOR_REASONS = {
    "break": "BREAK",
    "meal": "MEAL",
    "meeting": "MEETING",
    "training": "TRAINING",
    "coaching": "COACHING",
    "offline_work": "BACKOFFICE",
}


def state_lines(
    floor: FloorDay, crew: list[DutyAgent], day_code: str, midnight_ms: int
) -> list[str]:
    """One JSON line per span, by agent and start; times are epoch milliseconds."""
    order = sorted(
        floor.logins + floor.spans,
        key=lambda s: (crew[s.agent].person.number, s.starts_s, s.state != "logged_in"),
    )
    return [_line(span, crew, day_code, midnight_ms) for span in order]


def _line(span: Span, crew: list[DutyAgent], day_code: str, midnight_ms: int) -> str:
    person = crew[span.agent].person
    reason = f',"reason":"{VENDOR_REASONS[span.reason]}"' if span.reason else ""
    contact = ""
    if span.contact_no is not None:
        contact = f',"contact":"{day_code}{span.contact_no:06d}"'
    return (
        f'{{"agent":"{person.agent_id}","state":"{VENDOR_STATES[span.state]}"'
        f',"start":{midnight_ms + span.starts_s * 1000}'
        f',"end":{midnight_ms + span.ends_s * 1000}{reason}{contact}'
        f',"seat":"S{person.number:03d}"}}'
    )


def seconds_by_state(floor: FloorDay, crew: list[DutyAgent]) -> dict[int, dict[str, int]]:
    """Seconds in each state, logged_in included, by employee number."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(VENDOR_STATES, 0))
    for span in floor.logins + floor.spans:
        found[crew[span.agent].person.number][span.state] += span.ends_s - span.starts_s
    return dict(found)


def untiled(floor: FloorDay) -> list[int]:
    """Crew indices whose spans leave a gap, overlap or differ from their time logged in."""
    spans: dict[int, list[Span]] = defaultdict(list)
    for span in floor.spans:
        spans[span.agent].append(span)
    return [
        login.agent
        for login in floor.logins
        if not _tiles(sorted(spans[login.agent], key=lambda s: s.starts_s), login)
    ]


def _tiles(spans: list[Span], login: Span) -> bool:
    at = login.starts_s
    for span in spans:
        if span.starts_s != at:
            return False
        at = span.ends_s
    return at == login.ends_s
