"""What a call or a command costs: wall and CPU seconds, peak memory of all its processes."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
SAMPLING_S = 0.5


class CommandFailed(RuntimeError):
    """A measured command that did not end with exit code 0."""


@dataclass(frozen=True)
class Cost:
    """What a command took. `peak_bytes` is the largest sum over its processes seen together."""

    wall_s: float
    cpu_s: float
    peak_bytes: int


def cpu_seconds(call: Callable[[], object], repetitions: int = 3) -> float:
    """Median CPU seconds of a call in this process, all threads together."""
    taken = []
    for _ in range(repetitions):
        began = time.process_time()
        call()
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def alternately(
    ours: Callable[[], object], theirs: Callable[[], object], repetitions: int = 3
) -> tuple[float, float]:
    """Median CPU seconds of two calls made in turn, so that both meet the same machine."""
    pairs = [(cpu_seconds(ours, 1), cpu_seconds(theirs, 1)) for _ in range(repetitions)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def command_cost(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Cost:
    """Run a command from the project's folder to its end. Raises CommandFailed with its log."""
    log.parent.mkdir(parents=True, exist_ok=True)
    before, began, peak = _children_cpu_s(), time.monotonic(), 0
    with log.open("w", encoding="utf-8") as told:
        process = subprocess.Popen(
            command,
            cwd=PROJECT,
            env={**os.environ, **environment},
            stdout=told,
            stderr=subprocess.STDOUT,
        )
        while process.poll() is None:
            peak = max(peak, _family_bytes(process.pid))
            time.sleep(SAMPLING_S)
    wall_s = time.monotonic() - began
    if process.returncode:
        tail = "\n".join(log.read_text(encoding="utf-8").splitlines()[-5:])
        raise CommandFailed(f"{' '.join(command)} ended with {process.returncode}: {tail}")
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return Cost(wall_s, _children_cpu_s() - before, peak or largest)


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _family_bytes(pid: int) -> int:
    """Proportional set size of a process and its descendants; 0 where the system has no /proc."""
    return sum(_own_bytes(one) for one in _family(pid))


def _family(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        try:
            tasks = list(Path(f"/proc/{one}/task").glob("*/children"))
            found += [int(child) for task in tasks for child in task.read_text().split()]
        except OSError:
            continue
    return found


def _own_bytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
