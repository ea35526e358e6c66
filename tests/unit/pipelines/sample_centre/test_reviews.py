"""Reviews of the sample centre: who rates whom, planted habits, and days that agree."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.sample_centre.people import Staff, build_staff
from pipelines.sample_centre.reviews import Rating, habits, ratings_on
from pipelines.sample_centre.streams import days

FIRST, LAST, SEED = date(2026, 6, 1), date(2026, 6, 30), 7


@pytest.fixture(scope="module")
def staff() -> Staff:
    return build_staff(SEED, FIRST, LAST, 60)


@pytest.fixture(scope="module")
def ratings(staff: Staff) -> list[Rating]:
    return [one for day in days(FIRST, LAST) for one in ratings_on(staff, day, SEED)]


def test_every_form_is_entered_once_while_reviews_are_open(ratings) -> None:
    assert len({one.rating_id for one in ratings}) == len(ratings)
    assert {one.day.day for one in ratings} == set(range(20, 28))
    forms = {(one.subject.number, one.rater.number, one.source) for one in ratings}
    assert len(ratings) == 3 * len(forms)


def test_leaders_rate_their_own_team_and_evaluators_link_the_teams(ratings) -> None:
    def team(person) -> str:
        return person.assignment(date(2026, 6, 20)).team_id

    leaders = [one for one in ratings if one.source == "上级" and one.review_id == "agent_review"]
    assert leaders and all(team(one.subject) == team(one.rater) for one in leaders)
    heard = {}
    for one in ratings:
        if one.source == "质检":
            heard.setdefault(one.rater.number, set()).add(team(one.subject))
    assert all(len(teams) > 1 for teams in heard.values())


def test_the_habits_show(staff, ratings) -> None:
    """Kind and strict leaders lie some 10 points above and below what colleagues give."""
    kind = {habit: number for number, habit in habits(staff).items()}

    def gap(leader: int) -> float:
        own = [r for r in ratings if r.source == "上级" and r.rater.number == leader]
        people = {r.subject.number for r in own}
        others = [r.score for r in ratings if r.source == "同事" and r.subject.number in people]
        return sum(r.score for r in own) / len(own) - sum(others) / len(others)

    assert 7 < gap(kind["lenient"]) < 13
    assert -13 < gap(kind["strict"]) < -7
