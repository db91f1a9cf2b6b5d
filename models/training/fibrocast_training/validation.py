"""Figures of discrimination, accuracy and calibration, for cross-validation inside the training. Time in years, event 0 for censored, else the
cause counted from 1. Censoring is weighted by the Kaplan-Meier estimate of being uncensored (IPCW)."""

import numpy as np
from scipy.optimize import minimize


def concordance(time, event, risk, cause=1, limit=None):
    """Harrell's C of one cause: others count as censored at their time. Ties in risk count half."""
    time, event, risk = np.asarray(time, float), np.asarray(event), np.asarray(risk, float)
    good = pairs = 0.0
    for i in np.flatnonzero(event == cause):
        if limit is not None and time[i] > limit:
            continue
        later = (time > time[i]) | ((time == time[i]) & (event != cause))
        later[i] = False
        pairs += later.sum()
        good += (risk[i] > risk[later]).sum() + 0.5 * (risk[i] == risk[later]).sum()
    return good / pairs if pairs else np.nan


def uncensored(time, event):
    """Times and the Kaplan-Meier probability of still being uncensored just after each."""
    time, censored = np.asarray(time, float), np.asarray(event) == 0
    steps = np.unique(time)
    at_risk = np.array([(time >= s).sum() for s in steps])
    lost = np.array([(censored & (time == s)).sum() for s in steps])
    return steps, np.cumprod(1 - lost / at_risk)


def weights_at(time, event, horizon):
    """IPCW weights of the rows at a horizon: events before it at their time, survivors at the horizon, censored before it 0."""
    steps, kept = uncensored(time, event)
    before = np.concatenate([[1.0], kept])
    left = lambda moment: before[np.searchsorted(steps, moment, side="left")]
    right = lambda moment: before[np.searchsorted(steps, moment, side="right")]
    time, event = np.asarray(time, float), np.asarray(event)
    done = (time <= horizon) & (event != 0)
    alive = time > horizon
    return np.where(done, 1 / np.maximum(left(time), 1e-9), np.where(alive, 1 / max(right(horizon), 1e-9), 0.0))


def auc_at(time, event, risk, horizon, cause=1):
    """Time-dependent AUC, cumulative cases against everybody else (Blanche 2013, definition with competing events as controls)."""
    weight = weights_at(time, event, horizon)
    case = (np.asarray(event) == cause) & (np.asarray(time) <= horizon)
    return weighted_auc(case, risk, weight)


def weighted_auc(case, risk, weight=None):
    case, risk = np.asarray(case, bool), np.asarray(risk, float)
    weight = np.ones(len(risk)) if weight is None else weight
    order = np.argsort(risk, kind="stable")
    r, c, w = risk[order], case[order], weight[order]
    below = np.concatenate([[0.0], np.cumsum(w * ~c)])
    low, high = below[np.searchsorted(r, r, "left")], below[np.searchsorted(r, r, "right")]
    total = (w * c).sum() * (w * ~c).sum()
    return ((w * c) * (low + high) / 2).sum() / total if total else np.nan


def brier_at(time, event, probability, horizon, cause=1):
    weight = weights_at(time, event, horizon)
    case = (np.asarray(event) == cause) & (np.asarray(time) <= horizon)
    return (weight * (case - probability) ** 2).sum() / len(case)


def integrated_brier(time, event, cumulative, ends, until, cause=1):
    """Trapezium over the interval ends up to `until`, from 0 (where it is 0), divided by `until`."""
    moments = [e for e in ends if e <= until + 1e-9]
    values = [0.0] + [brier_at(time, event, cumulative[:, k], m, cause) for k, m in enumerate(moments)]
    return np.trapezoid(values, [0.0, *moments]) / moments[-1]


def aalen_johansen(time, event, horizon, cause=1):
    """Observed probability of one cause up to the horizon."""
    time, event = np.asarray(time, float), np.asarray(event)
    alive, total = 1.0, 0.0
    for s in np.unique(time[(event != 0) & (time <= horizon)]):
        at_risk = (time >= s).sum()
        total += alive * ((time == s) & (event == cause)).sum() / at_risk
        alive *= 1 - ((time == s) & (event != 0)).sum() / at_risk
    return total


def cox_slope(time, event, predictor, cause=1, limit=None):
    """Coefficient of one predictor in a Cox model of one cause (Breslow ties): the calibration slope of a linear predictor."""
    time, event, x = np.asarray(time, float), np.asarray(event), np.asarray(predictor, float)
    if limit is not None:
        event, time = np.where(time > limit, 0, event), np.minimum(time, limit)
    order = np.argsort(-time, kind="stable")
    time, event, x = time[order], event[order], x[order] - x.mean()
    group = np.searchsorted(-time, -time, side="right") - 1
    beta = 0.0
    for _ in range(50):
        e = np.exp(beta * x)
        s0, s1, s2 = (np.cumsum(e * x**k)[group] for k in range(3))
        d = event == cause
        slope = (x[d] - s1[d] / s0[d]).sum()
        curve = (s2[d] / s0[d] - (s1[d] / s0[d]) ** 2).sum()
        if curve <= 0:
            return np.nan
        step = slope / curve
        beta += step
        if abs(step) < 1e-9:
            break
    return beta


def logistic_slope(case, logit):
    """Intercept and slope of the outcome on the predicted logit (Cox 1958)."""
    case, logit = np.asarray(case, float), np.asarray(logit, float)

    def loss(ab):
        z = ab[0] + ab[1] * logit
        return np.logaddexp(0, z).sum() - (case * z).sum()

    found = minimize(loss, [0.0, 1.0], method="BFGS")
    return found.x[0], found.x[1]


def percentile_interval(values):
    values = np.asarray([v for v in values if np.isfinite(v)])
    return [float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975))] if len(values) else None
