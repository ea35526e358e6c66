"""Rules of a site: what its people do together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.roster.rule import Broken, Row, named

_HALF_HOUR = timedelta(minutes=30)


@dataclass(frozen=True)
class SiteWeek:
    """The worked shifts of everybody at a site, and how many seats it has."""

    site_id: str
    seats: int
    shifts: Sequence[Row]
    zone: str

    @property
    def people_on_shift(self) -> dict[datetime, int]:
        """People by half-hour (UTC start) in which anybody is on shift, pauses included."""
        found: Counter[datetime] = Counter()
        for row in self.shifts:
            at: datetime = row["starts_at"]
            while at < row["ends_at"]:
                found[at] += 1
                at += _HALF_HOUR
        return dict(sorted(found.items()))


@named("席位数", "Seats", counted="half-hour")
def seats(week: SiteWeek) -> Iterator[Broken]:
    """No more people on shift than the site has seats, at every half-hour; a pause keeps a seat."""
    for at, people in week.people_on_shift.items():
        if people > week.seats:
            day, clock = _local(at, week.zone)
            yield Broken(
                day,
                f"{clock} 有 {people} 人，席位 {week.seats} 个",
                f"{clock}: {people} people, {week.seats} seats",
            )


def _local(at: datetime, zone: str) -> tuple[date, str]:
    local = at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    return local.date(), f"{local:%H:%M}"
