"""Other people's libraries, each in an environment and a process of its own.

They are no dependencies: some need other versions of ours, and ortools cannot share a process with
HiGHS. Each script names what it needs, reads a question and writes an answer as JSON, and counts
its own CPU seconds, imports left out. Must stay out: anything of the product.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tests.bench.clock import command_cost

HERE = Path(__file__).parent


def asked(rival: str, question: Any, folder: Path) -> Any:
    """The answer of a script of this folder; its log and both files lie in `folder`.

    Raises CommandFailed where it, or the installation of what it needs, fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    given, answered = folder / f"{rival}.question.json", folder / f"{rival}.answer.json"
    given.write_text(json.dumps(question), encoding="utf-8")
    uv = Path(sys.executable).with_name("uv")
    script = HERE / f"{rival}.py"
    command = [str(uv), "run", "--quiet", "--script", str(script), str(given), str(answered)]
    command_cost(command, {}, folder / f"{rival}.log")
    return json.loads(answered.read_text(encoding="utf-8"))
