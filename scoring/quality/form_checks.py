"""What is refused in a form on any of its dates: each check is a function, their order a tuple."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from data_contracts.located_yaml import LocatedYaml
from data_contracts.refusal import Refusal
from scoring.quality.form import QualityForm
from scoring.quality.versions import FormVersion, change_days, version_on

WHOLE = Decimal(100)


def check_form(form: QualityForm, document: LocatedYaml) -> None:
    """Raises Refusal with file, line and date for the first fault of any version."""
    ids_are_unique(form, document)
    for day in change_days(form):
        if day < min(form.version.root):
            continue
        version = version_on(form, document, day)
        for check in VERSION_CHECKS:
            check(version, document)


def ids_are_unique(form: QualityForm, document: LocatedYaml) -> None:
    """Sections and questions are told apart by id; 'form' is the root's, parts are separated."""
    named = [(section.id, ("sections", s)) for s, section in enumerate(form.sections)]
    named += [
        (question.id, ("sections", s, "questions", q))
        for s, section in enumerate(form.sections)
        for q, question in enumerate(section.questions)
    ]
    counted = Counter([name for name, _ in named] + ["form"])
    for name, path in named:
        if counted[name] > 1 or "/" in name:
            raise Refusal(
                "this id stands twice in the form, or is 'form', or holds a slash",
                place=document.place((*path, "id")),
                value=name,
                next_step="give each section and question an id of its own, without a slash",
            )


def weights_fill_the_form(version: FormVersion, document: LocatedYaml) -> None:
    """Weights sum to 100: of all questions (QUESTION_ONLY) or all sections (SECTION_ONLY)."""
    if version.mode != "POINTS_BASED":
        total = sum((section.weight for section in version.sections), Decimal(0))
        what = "questions" if version.mode == "QUESTION_ONLY" else "sections"
        _require_whole(total, f"the weights of the {what}", version, document, ("sections",))


def weights_fill_each_section(version: FormVersion, document: LocatedYaml) -> None:
    """In a SECTION_ONLY form the weighted questions of a section sum to 100."""
    if version.mode != "SECTION_ONLY":
        return
    for index, section in enumerate(version.sections):
        if section.questions_weigh == "WEIGHTED" and section.weighed:
            total = sum((question.weight for question in section.weighed), Decimal(0))
            path = ("sections", index, "questions")
            what = f"the weights of the questions of '{section.id}'"
            _require_whole(total, what, version, document, path)


def something_counts(version: FormVersion, document: LocatedYaml) -> None:
    """Every section asks a question that counts, unless all it asks is bonuses."""
    for section in version.sections:
        weight = sum((question.weight for question in section.weighed), Decimal(0))
        if section.weighed and weight == 0:
            raise Refusal(
                f"no question of '{section.id}' counts on {version.since.isoformat()}",
                place=document.place(("sections",)),
                next_step="give one of its questions a weight, or end the section's questions",
            )
        if section.weight > 0 and not section.weighed:
            raise Refusal(
                f"'{section.id}' has a weight but asks for nothing except bonuses "
                f"on {version.since.isoformat()}",
                place=document.place(("sections",)),
                next_step="ask a question that counts, or set the section's weight to 0",
            )


def caps_leave_room(version: FormVersion, document: LocatedYaml) -> None:
    """`cap_hi` is at least 100; more than 100 only makes sense where there is a bonus."""
    has_bonus = any(question.bonus for question in version.questions.values())
    if version.cap_hi < WHOLE or (version.cap_hi > WHOLE and not has_bonus):
        raise Refusal(
            f"cap_hi on {version.since.isoformat()} must be 100, or more where there is a bonus",
            place=document.place(("cap_hi",)),
            value=version.cap_hi,
            next_step="write 100, or add the bonus question",
        )


VERSION_CHECKS = (
    weights_fill_the_form,
    weights_fill_each_section,
    something_counts,
    caps_leave_room,
)


def _require_whole(
    total: Decimal,
    what: str,
    version: FormVersion,
    document: LocatedYaml,
    path: tuple[str | int, ...],
) -> None:
    if total != WHOLE:
        raise Refusal(
            f"{what} of form '{version.form_id}' sum to {total} on "
            f"{version.since.isoformat()}, not to 100",
            place=document.place(path),
            next_step="change the weights in force on that day so that they sum to 100",
        )
