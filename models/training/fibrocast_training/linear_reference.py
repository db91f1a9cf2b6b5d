"""What a linear model leaves beside its graph: reference.json, the limit of the unusual, and the check of directions."""

import itertools

import numpy as np

from .completion import conditional
from .tables import TableProblem


def effective_coefficients(coefficients, covariance, seen, gaps):
    """Coefficients on the seen features once the gaps are completed by their conditional expectation."""
    weights, _ = conditional(covariance, seen, gaps)
    return coefficients[seen] + coefficients[gaps] @ weights


def patterns(features):
    """Every pattern of missing optional inputs, as (seen, gaps): features of one input go together."""
    inputs = sorted({f.input for f in features if not f.required})
    for k in range(len(inputs) + 1):
        for missing in itertools.combinations(inputs, k):
            gaps = [i for i, f in enumerate(features) if f.input in missing]
            yield [i for i in range(len(features)) if i not in gaps], gaps


def check_directions(features, covariance, by_key):
    """by_key: {key: (coefficients, signs)}. Directions of medicine hold in the effective model of every pattern, or the training fails.

    Features of one input (a line and its hinges) are judged by the slope on each side of every knot, in `slopes_of_input`.
    @return number of patterns checked
    """
    count, wrong = 0, []
    for seen, gaps in patterns(features):
        count += 1
        for key, (coefficients, signs) in by_key.items():
            effective = np.zeros(len(features))
            effective[seen] = effective_coefficients(coefficients, covariance, seen, gaps)
            for name in {features[i].input for i in seen if signs[i] != 0}:
                own = [i for i in seen if features[i].input == name]
                sign = next(signs[i] for i in own if signs[i] != 0)
                if any(sign * slope < -1e-9 for slope in slopes_of_input(features, own, effective)):
                    without = ", ".join(sorted({features[i].input for i in gaps})) or "nothing"
                    wrong.append(f"{key}: {name} when {without} is missing")
    if wrong:
        raise TableProblem(f"The effect of an input has the wrong direction in {len(wrong)} patterns; train without it. First: {'; '.join(wrong[:5])}.")
    return count


def slopes_of_input(features, own, effective):
    """Slopes of the sum of an input's terms between its knots (on the scale of the value's transform, whose direction is its own)."""
    straight = sum(effective[i] for i in own if features[i].transform["kind"] != "hinge")
    hinges = [(features[i].transform["knot"], features[i].transform["side"], effective[i]) for i in own if features[i].transform["kind"] == "hinge"]
    edges = sorted({knot for knot, _, _ in hinges})
    middles = [edges[0] - 1, *[(a + b) / 2 for a, b in itertools.pairwise(edges)], edges[-1] + 1] if edges else [0.0]
    for x in middles:
        slope = straight
        for knot, side, weight in hinges:
            if side == "above" and x > knot:
                slope += weight
            if side == "below" and x < knot:
                slope -= weight
        yield slope


def squared_distance(x, mean, covariance):
    centred = x - mean
    return np.einsum("ij,ij->i", centred, np.linalg.solve(covariance, centred.T).T)


def background(completed, mean, covariance, public, seed, rows=100):
    """Rows of the training data where they are public; else drawn from the fitted normal, so that no patient's values leave with a model."""
    generator = np.random.default_rng(seed)
    if public:
        return completed[np.sort(generator.choice(len(completed), min(rows, len(completed)), replace=False))]
    return generator.multivariate_normal(mean, covariance, size=rows, method="cholesky")
