"""Single values as a cell shows them, and cells as the rule file writes the value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from data_contracts.located_yaml import Path
from scoring.catalogue import Catalogue
from scoring.rules.missing import PLAIN
from scoring.rules.rule_words import CODES, Twin, told

INFINITE = {"∞": "inf", "+∞": "inf", "inf": "inf", "-∞": "-inf", "−∞": "-inf", "-inf": "-inf"}
OPERATORS = (">", ">=", "<", "<=")
ACTIONS = ("CAP", "MULTIPLY", "DROP_BAND")
# What a cell may choose from, by list; the list of metrics is the catalogue's.
CHOICES: Mapping[str, tuple[str, ...]] = {
    "missing_policy": PLAIN,
    "operator": OPERATORS,
    "action": ACTIONS,
    "yes_no": ("true", "false"),
}
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?%?")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


def shown(value: Any) -> Twin:
    """A single value as the form shows it; None, an end, as the word for it."""
    return told(value)


def choices_for(path: Path, value: Any, catalogue: Catalogue) -> str | None:
    """The list from which the value at `path` is chosen; None where anything may be written."""
    if isinstance(value, bool):
        return "yes_no"
    key = str(path[-1])
    if key == "metric" and str(value) in catalogue:
        return "metric"
    return key if key in CHOICES else None


def plain_text(text: str) -> str:
    """Without the difference of full-width letters and digits, or blanks around."""
    return unicodedata.normalize("NFKC", text).strip()


_CODE_WORDS = {
    plain_text(word).casefold(): code for code, twin in CODES.items() for word in (*twin, code)
}
_YES_NO = {
    word.casefold(): answer for answer in (True, False) for word in (*told(answer), str(answer))
}


def number_in(cell: object) -> Decimal | None:
    """The exact number that a cell holds or writes in words; None where it is none.

    Full-width digits and commas between thousands are read; 95% is 0.95.
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | Decimal):
        found = Decimal(cell)
        return found if found.is_finite() else None
    text = plain_text(cell) if isinstance(cell, str) else ""
    if not _NUMBER.fullmatch(text):
        return None
    number = Decimal(text.rstrip("%").replace(",", ""))
    return number / 100 if text.endswith("%") else number


def is_percent(cell: object) -> bool:
    """Whether a text writes its number in per cent."""
    return isinstance(cell, str) and plain_text(cell).endswith("%")


def day_in(cell: object) -> date | None:
    """The day that a cell holds or writes, as 2026-07-01 or 2026年7月1日; None where it is none."""
    if isinstance(cell, datetime):
        return cell.date() if cell == datetime.combine(cell.date(), datetime.min.time()) else None
    if isinstance(cell, date):
        return cell
    found = _DAY.fullmatch(plain_text(cell)) if isinstance(cell, str) else None
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def infinite_in(cell: object) -> str | None:
    """inf or -inf where a cell says that there is no bound."""
    return INFINITE.get(plain_text(cell)) if isinstance(cell, str) else None


def is_end(cell: object) -> bool:
    """Whether a cell says that the value ends."""
    return isinstance(cell, str) and plain_text(cell).casefold() in {*told(None), "null"}


def written_like(number: Decimal, model: Any) -> int | str:
    """A number as the file writes it: noughts at the end as `model` has them (1200.00)."""
    plain = number.normalize()
    places = max(-int(plain.as_tuple().exponent), 0)
    if isinstance(model, str) and "." in model and model.endswith("0"):
        places = max(places, len(model.partition(".")[2]))
    return f"{number:.{places}f}" if places else int(plain)


def text_in(cell: object, model: Any) -> str | None:
    """A text of a cell as the file writes it: as it was where it says the same, words for a
    code as the code; None for an empty one."""
    text = plain_text(str(cell))
    if text in {plain_text(word) for word in (*shown(model), str(model))}:
        return str(model)
    is_code = str(model).partition("(")[0] in CODES
    return _CODE_WORDS.get(text.casefold(), text) if is_code else text or None


def yes_no_in(cell: object) -> bool | None:
    """True or False where a cell says yes or no in either language; None for anything else."""
    if isinstance(cell, bool):
        return cell
    return _YES_NO.get(plain_text(str(cell)).casefold())


def same(first: Any, second: Any) -> bool:
    """Whether two values of a rule file are equal; numbers by what they are, not by their form."""
    one, other = number_in(first), number_in(second)
    if one is not None and other is not None and not isinstance(first, bool):
        return one == other
    return first == second
