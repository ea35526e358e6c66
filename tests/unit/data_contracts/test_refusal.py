"""What an operator sees is the same when it was raised in another process."""

from __future__ import annotations

import pickle

from data_contracts.refusal import GateBlocked, Place, Refusal


def test_a_refusal_crosses_processes_whole() -> None:
    place = Place("rules.yaml", 3, "weight")
    refusal = Refusal("a weight is missing", place=place, next_step="add it", value="30")
    copy = pickle.loads(pickle.dumps(refusal))
    assert type(copy) is Refusal
    assert str(copy) == str(refusal)
    assert (copy.what, copy.place, copy.next_step, copy.value) == (
        "a weight is missing", place, "add it", "30",
    )  # fmt: skip


def test_a_closed_gate_crosses_processes_whole() -> None:
    gate = GateBlocked("G6", "pay does not add up", next_step="look at the trace")
    copy = pickle.loads(pickle.dumps(gate))
    assert type(copy) is GateBlocked
    assert (str(copy), copy.gate, copy.next_step) == (str(gate), "G6", "look at the trace")
