"""What frames are called here: pandas' own inferred types are unions that tell a reader nothing."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Frame: TypeAlias = Any
"""A pandas.DataFrame; each function says which columns."""

Column: TypeAlias = Any
"""A pandas.Series, one value per row of a frame."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]
