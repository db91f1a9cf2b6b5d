"""Multivariate normal with missing values: mean and covariance by EM, and completion by conditional expectation.

Little and Rubin, Statistical Analysis with Missing Data, 3rd ed., section 11.2. The same completion runs in the product, on the mean and
covariance of reference.json, so that training and use agree.
"""

import numpy as np


def fit_normal(x, iterations=200, tolerance=1e-10, ridge=1e-3):
    """Mean [p] and covariance [p, p] of rows with NaN for missing. `ridge` times the variance is added to the diagonal of the result's
    correlation, so that near-collinear columns keep a stable inverse."""
    x = np.asarray(x, float)
    n, p = x.shape
    mean = np.nanmean(x, axis=0)
    covariance = np.diag(np.nanvar(x, axis=0) + 1e-12)
    missing = np.isnan(x)
    patterns, index = np.unique(missing, axis=0, return_inverse=True)
    index = index.ravel()
    for _ in range(iterations):
        filled = np.where(missing, 0.0, x)
        extra = np.zeros((p, p))
        for k, gap in enumerate(patterns):
            rows = np.flatnonzero(index == k)
            gaps, seen = np.flatnonzero(gap), np.flatnonzero(~gap)
            if len(gaps) == 0:
                continue
            weights, residual = conditional(covariance, seen, gaps)
            filled[np.ix_(rows, gaps)] = mean[gaps] + (x[np.ix_(rows, seen)] - mean[seen]) @ weights.T
            extra[np.ix_(gaps, gaps)] += len(rows) * residual
        new_mean = filled.mean(axis=0)
        centred = filled - new_mean
        new_covariance = (centred.T @ centred + extra) / n
        change = np.max(np.abs(new_covariance - covariance)) + np.max(np.abs(new_mean - mean))
        mean, covariance = new_mean, new_covariance
        if change < tolerance:
            break
    return mean, covariance + ridge * np.diag(np.diag(covariance))


def conditional(covariance, seen, gaps):
    """Regression of `gaps` on `seen`: weights [gaps, seen] and residual covariance [gaps, gaps]."""
    if len(seen) == 0:
        return np.zeros((len(gaps), 0)), covariance[np.ix_(gaps, gaps)]
    weights = np.linalg.solve(covariance[np.ix_(seen, seen)], covariance[np.ix_(seen, gaps)]).T
    residual = covariance[np.ix_(gaps, gaps)] - weights @ covariance[np.ix_(seen, gaps)]
    return weights, (residual + residual.T) / 2


def complete(x, mean, covariance):
    """Rows with NaN filled by their conditional expectation."""
    x = np.array(x, float)
    missing = np.isnan(x)
    for gap in np.unique(missing, axis=0):
        gaps, seen = np.flatnonzero(gap), np.flatnonzero(~gap)
        if len(gaps) == 0:
            continue
        rows = np.flatnonzero((missing == gap).all(axis=1))
        weights, _ = conditional(covariance, seen, gaps)
        x[np.ix_(rows, gaps)] = mean[gaps] + (x[np.ix_(rows, seen)] - mean[seen]) @ weights.T
    return x


def residual_points(coefficients, covariance, gaps):
    """What the gaps leave open of the linear predictors [predictors, features]: offsets [points, predictors] and weights [points] of a product
    Gauss-Hermite rule (five points each up to two predictors, three above). A probability is the weighted mean over them: without it, people with
    gaps would be judged too far from one half. The product does the same."""
    _, residual = conditional(covariance, [i for i in range(len(covariance)) if i not in gaps], gaps)
    spread = coefficients[:, gaps] @ residual @ coefficients[:, gaps].T
    values, vectors = np.linalg.eigh(spread)
    keep = values > 1e-12 * max(values.max(), 1e-300)
    if len(gaps) == 0 or not keep.any() or values.max() < 1e-12:
        return np.zeros((1, len(coefficients))), np.ones(1)
    axes = vectors[:, keep] * np.sqrt(values[keep])
    nodes, weights = np.polynomial.hermite_e.hermegauss(5 if axes.shape[1] <= 2 else 3)
    weights = weights / weights.sum()
    grid = np.stack(np.meshgrid(*[nodes] * axes.shape[1], indexing="ij"), -1).reshape(-1, axes.shape[1])
    share = np.stack(np.meshgrid(*[weights] * axes.shape[1], indexing="ij"), -1).reshape(len(grid), -1).prod(axis=1)
    return grid @ axes.T, share
