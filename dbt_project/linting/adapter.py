"""Stands in for dbt's adapter while sqlfluff renders a model: dispatched macros read as calls."""

from __future__ import annotations

from collections.abc import Callable


def dispatch(macro: str, package: str) -> Callable[..., str]:
    """The macro as a function call over its arguments, so that the linter sees valid SQL."""
    return lambda *arguments: f"{macro}({', '.join(str(argument) for argument in arguments)})"
