"""A form judged: its cells, then the rule files it makes, by the compiler itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from data_contracts.refusal import Place, Refusal
from scoring.rule_forms.changes import Change, edited_texts
from scoring.rule_forms.problems import Problem
from scoring.rule_forms.reading import Reading
from scoring.rule_forms.refusal_words import in_both
from scoring.rule_forms.rule_text import RuleText

# Compiles the centre with other texts of some files, as needed on some days; Refusal where wrong.
Compile = Callable[[Mapping[str, str], Sequence[date]], None]


@dataclass(frozen=True)
class Verdict:
    """What became of a form: accepted where it has no problems. `texts` are the new files."""

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    texts: Mapping[str, str]

    @property
    def accepted(self) -> bool:
        return not self.problems


def judged(reading: Reading, texts: Sequence[RuleText], compile_centre: Compile) -> Verdict:
    """The form's verdict: faults of its cells, and the compiler's refusals with their cells.

    The compiler stops at the first fault. The file that it blames is then set aside with its
    changes and the others are compiled, so that each file tells its first fault. Files with a
    cell that could not be read are not compiled. Raises Refusal where the centre's rules are
    wrong without the form.
    """
    problems = list(reading.problems)
    problems += _refused(reading, texts, compile_centre)
    accepted = {} if problems else edited_texts(texts, reading.changes)
    return Verdict(reading.changes, tuple(problems), accepted)


def _refused(
    reading: Reading, texts: Sequence[RuleText], compile_centre: Compile
) -> Iterator[Problem]:
    """The first fault of each file that changes, by the compiler."""
    left = [change for change in reading.changes if change.of.file not in reading.faulty]
    while left:
        try:
            compile_centre(edited_texts(texts, left), sorted({change.day for change in left}))
            return
        except Refusal as refusal:
            blamed = _blamed(refusal.place, left)
            told = _told(refusal, blamed)
            left = [change for change in left if change.of.file != blamed.of.file]
            if not left:
                compile_centre({}, ())
            yield told


def _blamed(place: Place, changes: Sequence[Change]) -> Change:
    """The change that a refusal is about: in its file where one is, with the nearest key."""
    key = (place.key or "").split(".")
    return max(changes, key=lambda change: (change.of.file == place.file, _near(change, key)))


def _near(change: Change, key: Sequence[str]) -> int:
    """How many parts of a refusal's key lead to the change."""
    return max(
        _common((*change.of.place(change.day, "value"), *path), key) for path in change.cells
    )


def _common(path: Sequence[object], key: Sequence[str]) -> int:
    count = 0
    for one, other in zip(path, key, strict=False):
        if str(one) != other:
            break
        count += 1
    return count


def _told(refusal: Refusal, change: Change) -> Problem:
    key = (refusal.place.key or "").split(".")
    place = change.of.place(change.day, "value")
    path = max(change.cells, key=lambda path: _common((*place, *path), key))
    found = None if refusal.value is None else str(refusal.value)
    return Problem("compiler", change.cells[path], in_both(refusal), found)
