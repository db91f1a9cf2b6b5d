"""Puts a trained hazard model together: graph, reference, golden cases, manifest, card, report."""

import numpy as np

from .completion import complete
from .folder import golden_case, rounded, write_folder
from .graphs import INPUT, linear_graph
from .linear_reference import background, check_directions, squared_distance
from .model_card import model_card


def keys_of(group, model):
    return {
        f"{group.id}/{cause['id']}": {"intercepts": model.intercepts[c], "coefficients": model.coefficients[c]}
        for c, cause in enumerate(group.causes)
    }


def probe_rows(features, mean, covariance):
    """Made-up rows for the golden run: the mean, each feature two deviations up and down. No patient is among them."""
    sd = np.sqrt(np.diag(covariance))
    rows = [mean] + [mean + 2 * way * sd * (np.arange(len(mean)) == j) for j in range(len(mean)) for way in (1, -1)]
    return np.asarray(rows, np.float32).astype(float)


def write_hazard_model(out, base, groups, features, ranges, normal, fitted, refits, signs, x, public, seed, sections, tripod, card_figures, validation, change_log):
    """fitted, refits: {group id: model or list of models}; signs: {key: [features]}"""
    mean, covariance = normal
    mean32 = np.asarray(mean, np.float32).astype(float)
    checked = check_directions(
        features,
        covariance,
        {f"{g.id}/{c['id']}": (fitted[g.id].coefficients[k], signs[g.id][k]) for g in groups for k, c in enumerate(g.causes)},
    )
    graph = linear_graph(base["id"], mean, {g.tensor: (fitted[g.id].intercepts.T, fitted[g.id].coefficients) for g in groups})

    def outputs(rows):
        return {
            g.tensor: np.transpose(
                fitted[g.id].intercepts[None] + ((rows - mean32) @ fitted[g.id].coefficients.T)[:, :, None], (0, 2, 1)
            )
            for g in groups
        }

    probes = probe_rows(features, mean, covariance)
    golden = {"tolerance": 1e-4, "cases": [golden_case("mean and two deviations each way", INPUT, probes, outputs(probes))]}
    completed = complete(x, mean, covariance)
    distance = squared_distance(completed, mean, covariance)
    reference = {
        "mean": mean,
        "covariance": covariance,
        "background": background(completed, mean, covariance, public, seed),
        "linear": {k: v for g in groups for k, v in keys_of(g, fitted[g.id]).items()},
        "replicates": [
            {k: {name: short(values) for name, values in v.items()} for g in groups for k, v in keys_of(g, refits[g.id][r]).items()}
            for r in range(min(len(refits[g.id]) for g in groups))
        ],
    }
    manifest = {
        **base,
        "input": {"kind": "tabular", "tensor": INPUT, "features": [f.to_manifest(r) for f, r in zip(features, ranges)]},
        "output": {
            "kind": "hazards",
            "groups": [
                {
                    "id": g.id,
                    "tensor": g.tensor,
                    "intervalEndsYears": g.ends,
                    "causes": list(g.causes),
                    "reported": [c["id"] for c in g.causes if c.get("shown", True)],
                    **({"exclusions": list(g.exclusions)} if g.exclusions else {}),
                }
                for g in groups
            ],
        },
        "outOfDistribution": {"method": "mahalanobis", "limit": float(np.quantile(distance, 0.995))},
    }
    for group in manifest["output"]["groups"]:
        group["causes"] = [{k: v for k, v in c.items() if k != "shown"} for c in group["causes"]]
    manifest = rounded(manifest)
    validation = {**validation, "directions": {"patternsOfMissingInputs": checked, "violations": 0}}
    card = model_card(manifest, sections, tripod, card_figures, change_log)
    write_folder(out, manifest, graph, golden, card, reference, validation)


def short(values):
    """Replicates carry a width, not a prediction: six digits are enough."""
    return [float(f"{v:.6g}") for v in values]


