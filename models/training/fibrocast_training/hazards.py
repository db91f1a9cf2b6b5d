"""Discrete-time cause-specific hazards: h_c(t | x) = softmax over {none, causes} of a_c(t) + b_c . (x - mean), 0 for none.

Tutz and Schmid, Modeling Discrete Time-to-Event Data (2016), chapter 8. Fitted by penalised maximum likelihood: ridge on the coefficients per
standard deviation, and a first-difference penalty on the intercepts of neighbouring intervals, so that an interval without events borrows
from its neighbours. An interval in which somebody is censored counts with the share of it that was observed.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize


@dataclass(frozen=True)
class Hazards:
    """intercepts [causes, intervals], coefficients [causes, features] on (x - mean)."""

    intercepts: np.ndarray
    coefficients: np.ndarray


@dataclass(frozen=True)
class Penalty:
    """ridge: per cause, on coefficients per standard deviation; smooth: per cause, on differences of neighbouring intercepts."""

    ridge: tuple
    smooth: tuple


def exposure(time_years, event, ends):
    """Share of each interval that was observed at risk [n, intervals] and the event of the interval [n, intervals], 0 for none.

    `event` is 0 for censored, else the cause counted from 1. After the last end everybody is censored.
    """
    starts = np.concatenate([[0.0], ends[:-1]])
    width = ends - starts
    time = np.asarray(time_years, float)[:, None]
    seen = np.clip((time - starts) / width, 0, 1)
    inside = (time > starts) & (time <= ends)
    happened = np.where(inside, np.asarray(event)[:, None], 0)
    return np.where(happened > 0, 1.0, seen), happened


def hazards(model, centred):
    """[n, causes, intervals]"""
    logits = model.intercepts[None] + (centred @ model.coefficients.T)[:, :, None]
    top = np.maximum(logits.max(axis=1, keepdims=True), 0)
    odds = np.exp(logits - top)
    return odds / (np.exp(-top) + odds.sum(axis=1, keepdims=True))


def cumulative_incidence(model, centred, offsets=None, weights=None):
    """[n, causes, intervals]: probability of each cause up to the end of each interval; with `offsets` [points, causes] on the predictors the
    weighted mean over them."""
    if offsets is not None:
        return sum(w * cumulative_incidence(Hazards(model.intercepts + o[:, None], model.coefficients), centred) for o, w in zip(offsets, weights))
    h = hazards(model, centred)
    alive = np.cumprod(1 - h.sum(axis=1), axis=1)
    before = np.concatenate([np.ones((len(h), 1)), alive[:, :-1]], axis=1)
    return np.cumsum(h * before[:, None], axis=2)


def fit(centred, time_years, event, ends, causes, penalty, allowed, signs, weights=None, start=None):
    """
    centred: [n, features] in standard deviations would make the ridge comparable; the caller scales.
    allowed, signs: [causes, features]; 0/1, which terms a cause may use; +1, -1 or 0, what medicine demands.
    """
    n, p = centred.shape
    t = len(ends)
    share, happened = exposure(time_years, event, ends)
    if weights is not None:
        share = share * np.asarray(weights)[:, None]
    marks = np.stack([(happened == c + 1) * share for c in range(causes)], axis=1)
    free = np.asarray(allowed, bool)
    places = np.flatnonzero(free.ravel())
    ridge = np.repeat(np.asarray(penalty.ridge, float), p)[places]
    smooth = np.asarray(penalty.smooth, float)[:, None]
    tiled = np.asarray(signs).ravel()[places]
    bounds = [(None, None)] * (causes * t) + [
        (0, None) if s > 0 else (None, 0) if s < 0 else (None, None) for s in tiled
    ]

    def unpack(theta):
        coefficients = np.zeros(causes * p)
        coefficients[places] = theta[causes * t :]
        return Hazards(theta[: causes * t].reshape(causes, t), coefficients.reshape(causes, p))

    def loss(theta):
        model = unpack(theta)
        logits = model.intercepts[None] + (centred @ model.coefficients.T)[:, :, None]
        top = np.maximum(logits.max(axis=1), 0)
        odds = np.exp(logits - top[:, None])
        total = np.exp(-top) + odds.sum(axis=1)
        log_total = top + np.log(total)
        value = (share * log_total).sum() - (marks * logits).sum()
        slope = share[:, None] * odds / total[:, None] - marks
        steps = np.diff(model.intercepts, axis=1)
        value += 0.5 * (smooth * steps**2).sum() + 0.5 * (ridge * theta[causes * t :] ** 2).sum()
        by_intercept = slope.sum(axis=0)
        by_intercept[:, 1:] += smooth * steps
        by_intercept[:, :-1] -= smooth * steps
        by_coefficient = (slope.sum(axis=2).T @ centred).ravel()[places] + ridge * theta[causes * t :]
        return value, np.concatenate([by_intercept.ravel(), by_coefficient])

    if start is None:
        begin = np.zeros(causes * t + len(places))
        begin[: causes * t] = np.log(
            np.maximum(marks.sum(axis=(0, 2)), 0.5) / np.maximum(share.sum(), 1)
        ).repeat(t)
    else:
        begin = np.concatenate([start.intercepts.ravel(), start.coefficients.ravel()[places]])
    found = minimize(
        loss, begin, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 5000, "ftol": 1e-13, "gtol": 1e-7, "maxcor": 30}
    )
    if not np.all(np.isfinite(found.x)):
        raise RuntimeError("The fit of the hazards did not converge to finite numbers.")
    return unpack(found.x)
