"""What a run has to say beside its tables: who or what was left out, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    """One remark in two languages about the named agents (empty: about the whole run)."""

    code: str
    note_zh: str
    note_en: str
    agents: tuple[str, ...] = ()
