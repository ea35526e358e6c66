"""Words for people: gettext catalogues compiled in memory, dates and amounts by locale.

Message ids are English sentences. Mark a literal with `N_` where it is declared and
translate it with `Language.text` where it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po

LOCALES = ("zh_CN", "en")


def N_(msgid: str) -> str:
    """Mark `msgid` for the catalogues; the text itself is returned."""
    return msgid


@dataclass(frozen=True)
class Language:
    """One locale with its catalogue."""

    locale: str
    messages: Mapping[str, str]

    def text(self, msgid: str, **values: object) -> str:
        """`msgid` in this language, its {named} gaps filled."""
        found = self.messages.get(msgid) or msgid
        return found.format(**values) if values else found

    def choose(self, zh: str | None, en: str | None) -> str:
        """The twin text in this language, or the other one where it is empty."""
        first, second = (zh, en) if self.locale.startswith("zh") else (en, zh)
        return first or second or ""

    def date(self, day: date) -> str:
        """A date in words of this locale."""
        return format_date(day, format="long", locale=self.locale)

    def instant(self, at: datetime, zone: str) -> str:
        """A naive UTC instant on the centre's clock, with its zone."""
        local = at.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
        return f"{format_datetime(local, 'yyyy-MM-dd HH:mm', locale=self.locale)} ({zone})"


@lru_cache(maxsize=4)
def language(locale: str) -> Language:
    """The language of `locale` (zh_CN or en). Raises ValueError for any other."""
    if locale not in LOCALES:
        raise ValueError(f"no catalogue for '{locale}'; the reports speak {', '.join(LOCALES)}")
    po = files("reports").joinpath("locale", locale, "LC_MESSAGES", "reports.po")
    catalogue = read_po(BytesIO(po.read_bytes()), locale=locale)
    return Language(locale, {str(m.id): str(m.string) for m in catalogue if m.id and m.string})
