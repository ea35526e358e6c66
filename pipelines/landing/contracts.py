"""The contracts that ship with the package, read once."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Literal

from data_contracts.contract import Contract, read_contract

Room = Literal["inputs", "marts", "outputs"]


_ENDING = ".odcs.yaml"


def load_contracts(room: Room = "inputs") -> dict[str, Contract]:
    """Every contract of one room by table name, in alphabetical order."""
    entries = (entry.name for entry in (resources.files("data_contracts") / room).iterdir())
    names = sorted(name.removesuffix(_ENDING) for name in entries if name.endswith(_ENDING))
    return {name: load_contract(name, room) for name in names}


@cache
def load_contract(name: str, room: Room = "inputs") -> Contract:
    """One contract; its file has the table's name. Raises FileNotFoundError where there is none."""
    file = resources.files("data_contracts") / room / f"{name}{_ENDING}"
    return read_contract(file.read_text("utf-8"), f"data_contracts/{room}/{name}{_ENDING}")
