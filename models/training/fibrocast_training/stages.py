"""Stages F0 to F4 from one number: ordered logits, temperature, and the figures of a stage model."""

import numpy as np
from scipy.optimize import minimize, minimize_scalar

from .imaging_export import auc_with_interval
from .simulated import CENTRE, STAGE_PRIOR, simulated_table

TABLE_PATIENTS, TABLE_SEED = 20000, 5150
#: Level of published external studies that the simulator is anchored at: AUC for F2+, F3+, F4.
ANCHOR = {"ct": (0.75, 0.75, 0.78), "us": (0.80, 0.80, 0.80), "mr": (0.80, 0.85, 0.87)}


def sigmoid(x):
    return 1 / (1 + np.exp(-np.asarray(x, float)))


def distribution(logits):
    """[n, 5] from cumulative logits [n, 4]; they never cross, because they share their slope."""
    atleast = np.column_stack([np.ones(len(logits)), sigmoid(logits), np.zeros(len(logits))])
    return atleast[:, :-1] - atleast[:, 1:]


def log_score(logits, stage):
    return float(np.log(np.maximum(distribution(logits)[np.arange(len(stage)), stage], 1e-12)).mean())


def fit_ordered(score, stage):
    """Slope a and intercepts c with logit P(F >= k) = a (score - centre) + c_k, by maximum likelihood."""
    score, stage = np.asarray(score, float) - CENTRE, np.asarray(stage)

    def unpack(theta):
        return np.exp(theta[0]), theta[1] - np.concatenate([[0], np.cumsum(np.exp(theta[2:5]))])

    def loss(theta):
        a, c = unpack(theta)
        return -log_score(a * score[:, None] + c, stage)

    found = minimize(loss, [0.0, 1.5, 0.0, 0.0, 0.0], method="BFGS")
    return unpack(found.x)


def ordered_of_table(options, data, modality):
    """The same from a large table of simulated patients: what the latent score of a picture says of the stage."""
    from .simulated import latent_score

    frame = simulated_table(options, data, TABLE_PATIENTS, TABLE_SEED)
    return fit_ordered(latent_score(frame[f"{modality}_apparent"]), frame["stage"].to_numpy())


def temperature_of(logits, stage):
    found = minimize_scalar(lambda log_t: -log_score(logits / np.exp(log_t), stage), bounds=(-1.5, 1.5), method="bounded")
    return float(np.exp(found.x))


def figures(logits, stage, score, seed):
    """AUC of the model and of the latent score itself on the same patients, accuracy of the distribution, calibration."""
    said = {}
    for k, name in ((2, "F2 and above"), (3, "F3 and above"), (4, "F4")):
        said[name] = {"model": auc_with_interval(stage >= k, logits[:, k - 1], seed), "latentScore": auc_with_interval(stage >= k, score, seed)}
    said["logScore"] = log_score(logits, stage)
    said["logScoreOfPrior"] = float(np.log(np.array(STAGE_PRIOR)[stage]).mean())
    said["calibrationError"] = {f"F{k} and above": calibration_error(sigmoid(logits[:, k - 1]), stage >= k) for k in (2, 3, 4)}
    said["correlationWithLatentScore"] = float(np.corrcoef(logits[:, 0], score)[0, 1])
    return said


def calibration_error(probability, case, bins=5):
    """Mean absolute difference of predicted and observed over bins of equal size."""
    order = np.array_split(np.argsort(probability), bins)
    return float(sum(len(rows) * abs(probability[rows].mean() - case[rows].mean()) for rows in order) / len(case))


def card_rows(said, modality):
    from .imaging_export import shown

    rows = [("what", "model", "the latent score that the pictures were drawn from, same patients", "anchored level", "n (cases)")]
    for (name, anchor) in zip(("F2 and above", "F3 and above", "F4"), ANCHOR[modality]):
        figure = said[name]
        rows.append((f"AUC, {name}", shown(figure["model"]), shown(figure["latentScore"]), f"{anchor:.2f}", f"{figure['model']['n']} ({figure['model']['cases']})"))
    rows.append(("mean log score of the stage", f"{said['logScore']:.3f}", "", f"prior alone {said['logScoreOfPrior']:.3f}", said["F4"]["model"]["n"]))
    for name, error in said["calibrationError"].items():
        rows.append((f"calibration error, {name}", f"{error:.3f}", "", "", said["F4"]["model"]["n"]))
    rows.append(("correlation with the latent score", f"{said['correlationWithLatentScore']:.3f}", "", "", said["F4"]["model"]["n"]))
    return rows
