"""Features of a table model: what the manifest says of a column of the tensor, and the same transform in numbers."""

import math
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Feature:
    name: str
    title: str
    #: In the vocabulary of src/core/inputs.ts; the value is in `unit`, the canonical unit there.
    input: str
    unit: str
    transform: dict
    plausible: tuple
    window_days: int
    required: bool = False
    loinc: str | None = None
    #: Direction that medicine demands, +1, -1 or 0. A constraint of the fit, tested on every pattern of missing inputs.
    sign: int = 0
    group: str | None = None
    alternatives: tuple = field(default=())

    def apply(self, value):
        """Transform of canonical values (numbers, or booleans and choices as Python values); NaN stays NaN."""
        kind = self.transform["kind"]
        if kind in ("indicator", "map"):
            table = self.transform["values"]
            number = (lambda v: 1.0 if v in table else 0.0) if kind == "indicator" else (lambda v: float(table[v]))
            return np.array([math.nan if v is None else number(v) for v in value])
        value = np.asarray(value, float)
        if kind == "identity":
            return value
        if kind == "log":
            return np.log(value)
        if kind == "log1p":
            return np.log1p(value)
        if kind == "sqrt":
            return np.sqrt(value)
        if kind == "hinge":
            inner = np.log(value) if self.transform["of"] == "log" else value
            distance = inner - self.transform["knot"]
            return np.where(np.isnan(value), math.nan, np.maximum(distance if self.transform["side"] == "above" else -distance, 0))
        raise ValueError(f"unknown transform {kind}")

    def to_manifest(self, trained_range):
        said = {
            "name": self.name,
            "title": self.title,
            "input": self.input,
            "loinc": self.loinc,
            "unit": self.unit,
            "transform": self.transform,
            "plausible": list(self.plausible),
            "trainedRange": None if trained_range is None else [round(float(v), 6) for v in trained_range],
            "windowDays": self.window_days,
            "required": self.required,
            "monotone": {1: "increasing", -1: "decreasing"}.get(self.sign),
            "group": self.group,
            "alternatives": [dict(each) for each in self.alternatives] or None,
        }
        return {key: value for key, value in said.items() if value is not None}


IDENTITY = {"kind": "identity"}
LOG = {"kind": "log"}
YES = {"kind": "indicator", "values": [True]}


def hinge(knot, side, of="identity"):
    return {"kind": "hinge", "of": of, "knot": round(float(knot), 6), "side": side}
