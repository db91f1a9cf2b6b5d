"""From features, times and causes to a fitted hazard model with its cross-validation and its bootstrap refits."""

from dataclasses import dataclass

import numpy as np

from . import hazards as hz
from . import validation as va
from .completion import complete, residual_points

REPLICATES = 200
FIGURE_BOOTSTRAPS = 500


@dataclass(frozen=True)
class Group:
    """Causes that compete in one cohort. `terms`: features of each cause by name; `signs`: direction demanded for each cause by feature."""

    id: str
    tensor: str
    title: str
    causes: tuple
    ends: np.ndarray
    terms: dict
    free_signs: dict
    smooth: tuple
    fixed_ridge: dict
    exclusions: tuple = ()


@dataclass(frozen=True)
class Cohort:
    x: np.ndarray
    time: np.ndarray
    event: np.ndarray
    #: Rows of one cluster stay in one fold.
    cluster: np.ndarray


def allowed_terms(group, features):
    names = [f.name for f in features]
    return np.array([[name in group.terms[cause["id"]] for name in names] for cause in group.causes], float)


def signs_of(group, features):
    return np.array([[0 if f.name in group.free_signs.get(cause["id"], ()) else f.sign for f in features] for cause in group.causes])


def directions_of(group, features):
    """Directions to be checked in the effective model: all terms of a reported cause, the required inputs of a competing one."""
    signs = signs_of(group, features) * allowed_terms(group, features).astype(int)
    shown = np.array([[cause.get("shown", True) or f.required for f in features] for cause in group.causes])
    return signs * shown


def fit_group(group, features, x, time, event, normal, ridge, weights=None, start=None):
    """Coefficients come back per unit of the transformed feature, on (x - mean); the ridge is per standard deviation."""
    mean, covariance = normal
    sd = np.sqrt(np.diag(covariance))
    z = (complete(x, mean, covariance) - mean) / sd
    penalty = hz.Penalty(tuple(group.fixed_ridge.get(c["id"], ridge) for c in group.causes), group.smooth)
    begin = None if start is None else hz.Hazards(start.intercepts, start.coefficients * sd)
    model = hz.fit(z, time, event, group.ends, len(group.causes), penalty, allowed_terms(group, features), signs_of(group, features), weights, begin)
    return hz.Hazards(model.intercepts, model.coefficients / sd)


def log_score(group, model, centred, time, event):
    """Mean log likelihood of held-out people, for the choice of the penalty."""
    share, happened = hz.exposure(time, event, group.ends)
    h = hz.hazards(model, centred)
    none = np.log(np.maximum(1 - h.sum(axis=1), 1e-12))
    total = ((happened == 0) * share * none).sum()
    for c in range(h.shape[1]):
        total += ((happened == c + 1) * np.log(np.maximum(h[:, c], 1e-12))).sum()
    return total / len(time)


def folds_of(cluster, folds, seed):
    names, index = np.unique(cluster, return_inverse=True)
    return (np.random.default_rng(seed).permutation(len(names)) % folds)[index]


def choose_ridge(group, features, cohort, normal_of, candidates, folds, seed):
    fold = folds_of(cohort.cluster, folds, seed)
    scores = []
    for ridge in candidates:
        value = 0.0
        for k in range(folds):
            train, test = fold != k, fold == k
            normal = normal_of(cohort.x[train])
            model = fit_group(group, features, cohort.x[train], cohort.time[train], cohort.event[train], normal, ridge)
            value += log_score(group, model, complete(cohort.x[test], *normal) - normal[0], cohort.time[test], cohort.event[test]) * test.sum()
        scores.append(value / len(fold))
    return candidates[int(np.argmax(scores))], dict(zip(candidates, scores))


def cross_validate(group, features, cohort, normal_of, ridge, only, repeats, folds, seed):
    """Held-out linear predictors and cumulative incidences, mean over repeats: (predictor [n, causes], cif [n, causes, intervals]) with all
    inputs and with those of `only` alone."""
    kept = [i for i, f in enumerate(features) if f.input in only]
    shape = (len(cohort.time), len(group.causes), len(group.ends))
    held = {"all": [np.zeros(shape[:2]), np.zeros(shape)], "required": [np.zeros(shape[:2]), np.zeros(shape)]}
    for repeat in range(repeats):
        fold = folds_of(cohort.cluster, folds, seed + repeat)
        for k in range(folds):
            train, test = fold != k, fold == k
            normal = normal_of(cohort.x[train])
            model = fit_group(group, features, cohort.x[train], cohort.time[train], cohort.event[train], normal, ridge)
            for pattern, sums in held.items():
                x = cohort.x[test].copy()
                if pattern == "required":
                    x[:, [i for i in range(x.shape[1]) if i not in kept]] = np.nan
                predictor, cif = predict(model, x, normal)
                sums[0][test] += predictor / repeats
                sums[1][test] += cif / repeats
    return held


def predict(model, x, normal):
    """Linear predictors at the completed features and cumulative incidences, the mean over what gaps leave open."""
    centred = complete(x, *normal) - normal[0]
    cif = np.zeros((len(x), *model.intercepts.shape))
    missing = np.isnan(x)
    for gap in np.unique(missing, axis=0):
        rows = (missing == gap).all(axis=1)
        cif[rows] = hz.cumulative_incidence(model, centred[rows], *residual_points(model.coefficients, normal[1], np.flatnonzero(gap)))
    return centred @ model.coefficients.T, cif


def figures(group, cohort, predictor, cif, cause, horizon, seed):
    """C, AUC, Brier, IBS, slope and O/E at the horizon with bootstrap intervals over people."""
    at = int(np.argmin(np.abs(group.ends - horizon)))
    years = [float(y) for y in range(1, int(horizon) + 1)]
    places = [int(np.argmin(np.abs(group.ends - y))) for y in years]
    number = cause + 1

    def compute(rows):
        t, e = cohort.time[rows], cohort.event[rows]
        lp, p = predictor[rows, cause], cif[rows, cause]
        return {
            "C (Harrell, other causes censored)": va.concordance(t, e, lp, number),
            f"AUC at {horizon} years": va.auc_at(t, e, p[:, at], horizon, number),
            f"Brier at {horizon} years": va.brier_at(t, e, p[:, at], horizon, number),
            f"integrated Brier to {horizon} years": va.integrated_brier(t, e, p[:, places], years, horizon, number),
            "calibration slope (Cox, linear predictor)": va.cox_slope(t, e, lp, number),
            f"calibration slope to {horizon} years": va.cox_slope(t, e, lp, number, horizon),
            f"O/E at {horizon} years": va.aalen_johansen(t, e, horizon, number) / max(p[:, at].mean(), 1e-12),
        }

    generator = np.random.default_rng(seed)
    n = len(cohort.time)
    point = compute(np.arange(n))
    boots = FIGURE_BOOTSTRAPS if n < 2000 else 100
    if n > 5000:
        boots = 0
    draws = [compute(generator.integers(0, n, n)) for _ in range(boots)]
    return {name: {"value": value, "ci95": va.percentile_interval([d[name] for d in draws])} for name, value in point.items()}


def replicates(group, features, cohort, normal, ridge, model, seed, count=REPLICATES):
    """Refits on bootstrap samples of clusters, as weights; mean and covariance of the completion stay those of the model."""
    names, index = np.unique(cohort.cluster, return_inverse=True)
    generator = np.random.default_rng(seed)
    refits = []
    for _ in range(count):
        weight = np.bincount(generator.integers(0, len(names), len(names)), minlength=len(names))[index].astype(float)
        seen = weight > 0
        refits.append(
            fit_group(group, features, cohort.x[seen], cohort.time[seen], cohort.event[seen], normal, ridge, weight[seen], model)
        )
    return refits
