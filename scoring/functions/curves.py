"""The functions of one value that need neither peers nor the past: scores and coefficients."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from scoring.functions.bands import Bands
from scoring.functions.layer import Layer
from scoring.functions.linear import Linear
from scoring.functions.ratio import Ratio
from scoring.functions.threshold import Threshold

CurveFunction = Annotated[Linear | Bands | Threshold | Ratio | Layer, Field(discriminator="code")]
LineOrBands = Annotated[Linear | Bands, Field(discriminator="code")]
