"""Linear models over radiomics: features by the service's own code, columns of the tensor, reference."""

import numpy as np
import pandas as pd

from . import simulated
from .graphs import linear_graph, run_graph
from .linear_reference import squared_distance

SCRIPT = "models/training/simulated-features.ts"
NAMES = {"UHIW": "intensity", "LFYI": "co-occurrence", "IPET": "grey tone difference"}
TITLES = {"mr-t1": "T1", "mr-t2": "T2", "mr-hepatobiliary": "hepatobiliary phase", "ct-portal-venous": "CT"}

#: The settings of an analysed study (src/core/radiomics/study-settings.ts), as they stood when the models were trained.
INTERPOLATION = {"spacingMm": [2, 2, 2], "dimension": 3, "image": "linear", "mask": "linear", "maskThreshold": 0.5}
STUDY_CHOICE = {"families": "all", "aggregations": ["3d-merged", "3d", "volume"]}
CT_SETTINGS = {
    "processing": {
        "interpolation": {**INTERPOLATION, "round": True}, "resegmentation": {"range": [-50, 250], "outlierSigma": None},
        "discretisation": {"method": "FBS", "width": 10, "minimum": -50}, "ivh": {"method": "none"},
    },
    **STUDY_CHOICE,
}
MR_SETTINGS = {
    "processing": {
        "interpolation": {**INTERPOLATION, "round": False}, "resegmentation": {"range": None, "outlierSigma": 3},
        "discretisation": {"method": "FBN", "bins": 32}, "ivh": {"method": "FBN", "bins": 100},
    },
    **STUDY_CHOICE,
}


def feature(series, code, words, transform="identity"):
    family, ibsi, aggregation = code.split("/")
    return {
        "series": series, "familyCode": family, "ibsiCode": ibsi, "aggregationCode": aggregation,
        "title": f"{words} ({TITLES[series]})", "transform": {"kind": transform},
    }


def column(f):
    return f"{f['series']}/{f['familyCode']}/{f['ibsiCode']}/{f['aggregationCode']}"


def transformed(frame, features):
    kinds = {"identity": lambda v: v, "log": np.log, "asinh": np.arcsinh}
    return np.column_stack([kinds[f["transform"]["kind"]](frame[column(f)].to_numpy(float)) for f in features])


def simulated_features(options, data, modality, patients, seed, shard=100):
    """One row a patient; computed in shards that are kept."""
    base = data / f"features-{modality}-{seed}"
    base.mkdir(parents=True, exist_ok=True)
    shards = [(base / f"{first:05d}-{shard}.csv", first) for first in range(0, patients, shard)]
    waiting = [(path, first) for path, first in shards if not path.exists()]
    while waiting:
        batch, waiting = waiting[:2], waiting[2:]
        print(f"Features of {len(batch) * shard} simulated patients ({modality})", flush=True)
        simulated.run_all([["npx", "tsx", SCRIPT, "--modality", modality, "--from", str(first), "--patients", str(shard), "--seed", str(seed), "--out", str(path.resolve())] for path, first in batch])
    return pd.concat([pd.read_csv(path) for path, _ in shards]).head(patients).reset_index(drop=True)


def ridge(z, y, penalty, weights=None):
    """Least squares on standardised columns, intercept free. Returns (intercept, coefficients) on z."""
    w = np.ones(len(z)) if weights is None else weights
    centre = (w @ z) / w.sum()
    zc, yc = z - centre, y - (w @ y) / w.sum()
    b = np.linalg.solve((zc * w[:, None]).T @ zc + penalty * np.eye(z.shape[1]), (zc * w[:, None]).T @ yc)
    return (w @ y) / w.sum() - centre @ b, b


def folds_of(n, folds, seed):
    return np.random.default_rng(seed).permutation(n) % folds


def scaled_columns(graph_name, mean, outputs):
    return linear_graph(graph_name, mean, outputs)


def reference_of(x, mean, covariance, linear, replicates, seed):
    generator = np.random.default_rng(seed)
    rows = x[np.sort(generator.choice(len(x), min(100, len(x)), replace=False))]
    return {"mean": mean, "covariance": covariance, "background": rows, "linear": linear, "replicates": replicates}


def limit_of(x, mean, covariance):
    return float(np.quantile(squared_distance(x, mean, covariance), 0.995))


def golden_rows(graph, tensor, mean, sd, logits_of):
    """Rows at the mean and two deviations each way; the answers of NumPy in double precision."""
    from .folder import golden_case
    from .graphs import INPUT

    generator = np.random.default_rng(1)
    rows = np.vstack([mean, mean + 2 * sd, mean - 2 * sd, mean + sd * generator.normal(0, 1, (5, len(mean)))]).astype(np.float32).astype(float)
    expected = logits_of(rows)
    given = run_graph(graph, {INPUT: rows})[tensor]
    departure = float(np.max(np.abs(given - expected) / np.maximum(1, np.abs(expected))))
    return {"tolerance": 1e-4, "cases": [golden_case("mean, two deviations each way, five others", INPUT, rows, {tensor: expected})]}, departure
