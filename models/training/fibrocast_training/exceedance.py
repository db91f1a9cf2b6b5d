"""P(quantity >= threshold): cumulative logistic model, one set of coefficients, ordered intercepts, so that the thresholds never cross."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from . import validation as va
from .completion import complete, fit_normal, residual_points
from .folder import golden_case, rounded, write_folder
from .graphs import INPUT, linear_graph
from .hazard_folder import probe_rows, short
from .hazard_training import folds_of
from .linear_reference import background, check_directions, squared_distance
from .model_card import model_card

THRESHOLDS = (8, 10, 12)
RIDGES = (2.0, 8.0, 20.0, 50.0)


@dataclass(frozen=True)
class Exceedance:
    """intercepts [thresholds] descending, coefficients [features], on (x - mean)."""

    intercepts: np.ndarray
    coefficients: np.ndarray

    def logits(self, centred):
        return self.intercepts[None] + (centred @ self.coefficients)[:, None]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def fit_exceedance(z, level, ridge, signs, weights=None, start=None):
    """level: number of thresholds reached, 0..k. z in standard deviations."""
    k, p = len(THRESHOLDS), z.shape[1]
    weights = np.ones(len(z)) if weights is None else weights
    onehot = [level == j for j in range(k + 1)]

    def unpack(theta):
        return np.concatenate([[theta[0]], theta[0] - np.cumsum(np.exp(theta[1:k]))]), theta[k:]

    def loss(theta):
        a, b = unpack(theta)
        g = sigmoid(a[None] + (z @ b)[:, None])
        d = g * (1 - g)
        upper = np.column_stack([np.ones(len(z)), g])
        lower = np.column_stack([g, np.zeros(len(z))])
        chance = np.maximum(sum(np.where(onehot[j], upper[:, j] - lower[:, j], 0) for j in range(k + 1)), 1e-12)
        value = -(weights * np.log(chance)).sum() + 0.5 * ridge * (b**2).sum()
        by_logit = np.zeros_like(g)
        for j in range(k + 1):
            if j > 0:
                by_logit[:, j - 1] += onehot[j] * d[:, j - 1]
            if j < k:
                by_logit[:, j] -= onehot[j] * d[:, j]
        by_logit *= -(weights / chance)[:, None]
        by_a = by_logit.sum(axis=0)
        by_theta = np.empty(k + p)
        by_theta[0] = by_a.sum()
        for m in range(1, k):
            by_theta[m] = -np.exp(theta[m]) * by_a[m:].sum()
        by_theta[k:] = z.T @ by_logit.sum(axis=1) + ridge * b
        return value, by_theta

    share = [(weights * (level > j)).sum() / weights.sum() for j in range(k)]
    first = np.log(share[0] / (1 - share[0]))
    begin = np.concatenate([[first], np.log(np.maximum(-np.diff([np.log(s / (1 - s)) for s in share]), 1e-3)), np.zeros(p)]) if start is None else np.concatenate(
        [[start.intercepts[0]], np.log(-np.diff(start.intercepts)), start.coefficients]
    )
    bounds = [(None, None)] * k + [(0, None) if s > 0 else (None, 0) if s < 0 else (None, None) for s in signs]
    found = minimize(loss, begin, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2000, "ftol": 1e-12, "gtol": 1e-6})
    a, b = unpack(found.x)
    return Exceedance(a, b)


def fit_scaled(centred, sd, level, features, ridge, weights=None, start=None):
    begin = None if start is None else Exceedance(start.intercepts, start.coefficients * sd)
    model = fit_exceedance(centred / sd, level, ridge, [f.sign for f in features], weights, begin)
    return Exceedance(model.intercepts, model.coefficients / sd)


def choose_ridge(x, level, features, seed, folds=5):
    fold = folds_of(np.arange(len(level)), folds, seed)
    scores = np.zeros(len(RIDGES))
    for k in range(folds):
        train, test = fold != k, fold == k
        normal = fit_normal(x[train])
        a, b = complete(x[train], *normal) - normal[0], complete(x[test], *normal) - normal[0]
        for r, ridge in enumerate(RIDGES):
            model = fit_scaled(a, np.sqrt(np.diag(normal[1])), level[train], features, ridge)
            g = np.column_stack([np.ones(test.sum()), sigmoid(model.logits(b)), np.zeros(test.sum())])
            place = level[test]
            scores[r] += np.log(g[np.arange(len(place)), place] - g[np.arange(len(place)), place + 1]).sum() / len(level)
    return RIDGES[int(np.argmax(scores))], dict(zip(RIDGES, scores))


def cross_validate(x, level, features, ridge, repeats, folds, seed):
    """Mean held-out logits [n, thresholds], with all inputs and with the required ones alone."""
    held = {"all": np.zeros((len(level), len(THRESHOLDS))), "required": np.zeros((len(level), len(THRESHOLDS)))}
    optional = [i for i, f in enumerate(features) if not f.required]
    for repeat in range(repeats):
        fold = folds_of(np.arange(len(level)), folds, seed + repeat)
        for k in range(folds):
            train, test = fold != k, fold == k
            normal = fit_normal(x[train])
            model = fit_scaled(complete(x[train], *normal) - normal[0], np.sqrt(np.diag(normal[1])), level[train], features, ridge)
            for pattern, sums in held.items():
                given = x[test].copy()
                if pattern == "required":
                    given[:, optional] = np.nan
                sums[test] += marginal_logits(model, given, normal) / repeats
    return held


def marginal_logits(model, x, normal):
    """Logit of the probability, the mean over what gaps leave open."""
    logits = model.logits(complete(x, *normal) - normal[0])
    missing = np.isnan(x)
    for gap in np.unique(missing, axis=0):
        rows = (missing == gap).all(axis=1)
        offsets, weights = residual_points(model.coefficients[None], normal[1], np.flatnonzero(gap))
        p = sum(w * sigmoid(logits[rows] + o[0]) for o, w in zip(offsets, weights))
        logits[rows] = np.log(p / (1 - p))
    return logits


def figures(level, logits, seed, bootstraps=200):
    generator = np.random.default_rng(seed)
    draws = [generator.integers(0, len(level), len(level)) for _ in range(bootstraps)]
    said = {}
    for j, threshold in enumerate(THRESHOLDS):
        case = level > j

        def compute(rows):
            c, z = case[rows], logits[rows, j]
            p = sigmoid(z)
            intercept, slope = va.logistic_slope(c, z)
            return {"AUC": va.weighted_auc(c, z), "Brier": ((c - p) ** 2).mean(), "calibration intercept": intercept, "calibration slope": slope, "O/E": c.mean() / p.mean()}

        point, repeated = compute(np.arange(len(level))), [compute(rows) for rows in draws]
        said[f"lsm-ge-{threshold}"] = {name: {"value": v, "ci95": va.percentile_interval([d[name] for d in repeated])} for name, v in point.items()}
    return said


def subgroups(frame, level, logits):
    """Number, events, AUC and O/E at the first threshold by sex, age, race or ethnicity and BMI; no AUC under 20 events."""
    age, bmi = frame["age_y"].astype(float), frame["bmi_kg_m2"].astype(float)
    masks = {f"sex {s}": (frame["sex"] == s).to_numpy() for s in ("f", "m")}
    masks |= {name: ((age >= low) & (age < high)).to_numpy() for name, low, high in (("age under 40", 0, 40), ("age 40 to 59", 40, 60), ("age 60 and over", 60, 200))}
    masks |= {f"race or ethnicity {r}": (frame["race_eth"] == r).to_numpy() for r in sorted(frame["race_eth"].dropna().unique())}
    masks |= {name: ((bmi >= low) & (bmi < high)).to_numpy() for name, low, high in (("BMI under 25", 0, 25), ("BMI 25 to 29.9", 25, 30), ("BMI 30 and over", 30, 200))}
    case, p = level > 0, sigmoid(logits[:, 0])
    rows = []
    for name, mask in masks.items():
        events = int(case[mask].sum())
        rows.append({
            "group": name, "n": int(mask.sum()), "events": events,
            "auc": float(va.weighted_auc(case[mask], logits[mask, 0])) if events >= 20 else None,
            "observedOverExpected": float(case[mask].mean() / p[mask].mean()) if events >= 20 else None,
        })
    return rows


def bootstrap_models(x, level, features, normal, ridge, seed, count):
    generator = np.random.default_rng(seed)
    centred, sd = complete(x, *normal) - normal[0], np.sqrt(np.diag(normal[1]))
    full = fit_scaled(centred, sd, level, features, ridge)
    refits = []
    for _ in range(count):
        weight = np.bincount(generator.integers(0, len(level), len(level)), minlength=len(level))
        seen = weight > 0
        refits.append(fit_scaled(centred[seen], sd, level[seen], features, ridge, weight[seen].astype(float), full))
    return refits


def keys_of(model, digits=lambda values: values):
    return {f"lsm-ge-{t}": {"intercepts": digits([model.intercepts[j]]), "coefficients": digits(model.coefficients)} for j, t in enumerate(THRESHOLDS)}


def write_exceedance_model(out, base, features, ranges, normal, model, refits, x, public, seed, sections, tripod, card_figures, validation, change_log):
    mean, covariance = normal
    mean32 = np.asarray(mean, np.float32).astype(float)
    checked = check_directions(features, covariance, {"stiffness": (model.coefficients, np.array([f.sign for f in features]))})
    tensor = "exceedance_logits"
    graph = linear_graph(base["id"], mean, {tensor: (model.intercepts, np.repeat(model.coefficients[None], len(THRESHOLDS), axis=0))})
    probes = probe_rows(features, mean, covariance)
    golden = {"tolerance": 1e-4, "cases": [golden_case("mean and two deviations each way", INPUT, probes, {tensor: model.logits(probes - mean32)})]}
    completed = complete(x, mean, covariance)
    reference = {
        "mean": mean, "covariance": covariance, "background": background(completed, mean, covariance, public, seed),
        "linear": keys_of(model), "replicates": [keys_of(refit, short) for refit in refits],
    }
    manifest = rounded({
        **base,
        "input": {"kind": "tabular", "tensor": INPUT, "features": [f.to_manifest(r) for f, r in zip(features, ranges)]},
        "output": {
            "kind": "exceedance", "tensor": tensor, "quantity": "Liver stiffness by VCTE", "unit": "kPa",
            "thresholds": [{"id": f"lsm-ge-{t}", "value": t} for t in THRESHOLDS],
        },
        "outOfDistribution": {"method": "mahalanobis", "limit": float(np.quantile(squared_distance(completed, mean, covariance), 0.995))},
    })
    card = model_card(manifest, sections, tripod, card_figures, change_log)
    write_folder(out, manifest, graph, golden, card, reference, {**validation, "directions": {"patternsOfMissingInputs": checked, "violations": 0}})
