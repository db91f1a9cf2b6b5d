"""mr-radiomics-events: radiomics of three MR sequences to the probability of a first liver-related event within 1, 3 and 5 years."""

import time
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from . import simulated, validation
from .graphs import INPUT, linear_graph
from .imaging_export import NOTICE, attributes, imaging_card, save, shown
from .radiomics_models import MR_SETTINGS, column, feature, folds_of, golden_rows, limit_of, reference_of, ridge, simulated_features, transformed

SEED, COHORT_SEED, TABLE_SEED, TABLE_PATIENTS = 407, 31, 5151, 40000
HORIZONS = (1, 3, 5)
FEATURES = tuple(
    feature(series, code, words, transform)
    for series, chosen in (
        ("mr-t1", (("UHIW/7TET/DHQ4", "coefficient of variation", "log"), ("UHIW/9S40/DHQ4", "quartile coefficient of dispersion", "log"), ("LFYI/NI2N/IAZD", "correlation of neighbours", "identity"))),
        ("mr-t2", (("UHIW/9S40/DHQ4", "quartile coefficient of dispersion", "log"), ("LFYI/NI2N/IAZD", "correlation of neighbours", "identity"), ("LFYI/WF0Z/IAZD", "inverse difference moment", "identity"))),
        ("mr-hepatobiliary", (("UHIW/7TET/DHQ4", "coefficient of variation", "log"), ("UHIW/9S40/DHQ4", "quartile coefficient of dispersion", "log"), ("UHIW/KE2A/DHQ4", "skewness of intensities", "identity"), ("LFYI/NI2N/IAZD", "correlation of neighbours", "identity"), ("LFYI/TU9B/IAZD", "joint entropy", "identity"), ("LFYI/ACUI/IAZD", "contrast", "log"))),
    )
    for code, words, transform in chosen
)
PENALTIES = (0.3, 1, 3, 10, 30)


def fit_events(score, time_years, status, horizons=HORIZONS):
    """One slope and ordered intercepts: logit P(event by t) = c_t + b score, likelihood weighted by the probability of being uncensored."""
    weights = np.column_stack([validation.weights_at(time_years, status, t) for t in horizons])
    case = np.column_stack([(status == 1) & (time_years <= t) for t in horizons])

    def unpack(theta):
        return theta[0] + np.concatenate([[0], np.cumsum(np.exp(theta[1 : len(horizons)]))]), theta[-1]

    def loss(theta):
        c, b = unpack(theta)
        z = c[None] + b * score[:, None]
        return (weights * (np.logaddexp(0, z) - case * z)).sum() / len(score)

    found = minimize(loss, [-4.0, *([0.0] * (len(horizons) - 1)), 0.5], method="BFGS")
    return unpack(found.x)


def fit_score(z, score, penalty):
    return ridge(z, score, penalty)


def run(options):
    begun = time.time()
    with simulated.data_folder(options) as data:
        frame = simulated_features(options, data, "mr", options.patients, COHORT_SEED)
        patients = simulated.simulated_table(options, data, options.patients, COHORT_SEED)
        table = simulated.simulated_table(options, data, TABLE_PATIENTS, TABLE_SEED)
    x = transformed(frame, FEATURES)
    score = simulated.latent_score(patients["mr_apparent"].to_numpy()[: len(x)])
    n = len(x) - options.held
    learn, held = slice(0, n), slice(n, None)
    mean, sd = x[learn].mean(0), x[learn].std(0)
    covariance = np.cov(x[learn], rowvar=False)
    z = (x - mean) / sd
    fold, errors = folds_of(n, 5, SEED), {}
    for penalty in PENALTIES:
        said = np.zeros(n)
        for k in range(5):
            a, b = fit_score(z[learn][fold != k], score[learn][fold != k], penalty)
            said[fold == k] = a + z[learn][fold == k] @ b
        errors[penalty] = float(((said - score[learn]) ** 2).mean())
    penalty = min(errors, key=errors.get)
    # What is left unread of the score widens it: the table's events are fitted on scores with the same noise.
    unread = np.sqrt(errors[penalty])
    generator = np.random.default_rng(SEED)
    true = simulated.latent_score(table["mr_apparent"].to_numpy())
    kept = max(0.05, 1 - errors[penalty] / true.var())
    seen = true.mean() + kept * (true - true.mean()) + generator.normal(0, np.sqrt(kept * (1 - kept)) * true.std(), len(true))
    years, status = table["observed_years"].to_numpy(), table["status"].to_numpy()
    c, slope = fit_events(seen, years, status)

    def linear_of(rows):
        a, b = fit_score(z[learn][rows], score[learn][rows], penalty)
        return c + slope * a, slope * b / sd

    intercepts, coefficients = linear_of(np.arange(n))
    logits = lambda rows: (rows - mean32) @ coefficients[:, None] * np.ones(len(HORIZONS)) + intercepts
    mean32 = np.asarray(mean, np.float32).astype(float)
    keys = lambda i, b, digits: {str(t): {"intercepts": [float(f"{i[k]:.{digits}g}")], "coefficients": [float(f"{v:.{digits}g}") for v in b]} for k, t in enumerate(HORIZONS)}
    replicates = []
    for _ in range(100):
        replicates.append(keys(*linear_of(generator.integers(0, n, n)), 6))
    graph = linear_graph("mr-radiomics-events", mean, {"event_logits": (intercepts, np.repeat(coefficients[None], len(HORIZONS), axis=0))})
    golden, departure = golden_rows(graph, "event_logits", mean, sd, logits)
    report = evaluate(x[held], score[held], patients.iloc[n : len(x)], logits, (c, slope), true, years, status)
    report["readsScore"] = {"correlationHeld": float(np.corrcoef(logits(x[held])[:, 0], score[held])[0, 1]), "crossValidatedRootMeanSquare": float(unread)}
    print(report, flush=True)
    write(options, graph, golden, mean, covariance, x[learn], keys(intercepts, coefficients, 9), replicates, report, departure, n, penalty, errors, table)
    print(f"{time.time() - begun:.0f} s of training and data", flush=True)


def evaluate(x, score, patients, logits, anchor, *_):
    """On patients kept apart, events of endless follow-up to ten years: death of another cause counts as no event."""
    time_years, kind = patients["event_time_years"].to_numpy(), patients["event_kind"].to_numpy()
    said = {"n": len(x)}
    z = logits(x)
    for k, t in enumerate(HORIZONS):
        case = (kind == "liver-event") & (time_years <= t)
        p = 1 / (1 + np.exp(-z[:, k]))
        said[f"{t} years"] = {"cases": int(case.sum()), "expected": float(p.sum())}
        if case.sum() >= 5:
            from .imaging_export import auc_with_interval

            said[f"{t} years"] |= {"model": auc_with_interval(case, z[:, k], SEED), "latentScore": auc_with_interval(case, score, SEED), "Brier": float(((case - p) ** 2).mean())}
    return said


def write(options, graph, golden, mean, covariance, x, linear, replicates, report, departure, n, penalty, errors, table):
    events = int((table["status"] == 1).sum())
    manifest = {
        "id": Path(options.out).name.split("@")[0], "version": options.version, "title": "Liver-related events from MR radiomics (synthetic)", "role": "prognosis", "evidence": "synthetic",
        "accepts": {"modality": "MR", "series": ["mr-t1", "mr-t2", "mr-hepatobiliary"], "etiologies": "any", "ageYears": [18, 120], "exclusions": ["decompensated", "transplanted", "hepatocellular-carcinoma", "ascites"]},
        "input": {"kind": "radiomics", "tensor": INPUT, "region": "liver", "settings": {role: MR_SETTINGS for role in ("mr-t1", "mr-t2", "mr-hepatobiliary")}, "features": list(FEATURES), "clinical": []},
        "output": {"kind": "event", "tensor": "event_logits", "outcome": "liver-related-event", "horizonsYears": list(HORIZONS)},
        "outOfDistribution": {"method": "mahalanobis", "limit": limit_of(x, mean, covariance)},
        "quality": [{"kind": "slice-thickness-at-most-mm", "value": 8, "else": "temper"}, {"kind": "roi-volume-ml", "range": [600, 3000], "else": "temper"}],
        "licence": "Apache-2.0",
        "trainedOn": {"cohort": f"simulated MR of the simulator 1.0.0 (cohort seed {COHORT_SEED}); events of a table of {len(table)} simulated patients without pictures", "n": n, "events": {"liver-related event, in the table": events}, "years": "not applicable: simulated", "country": "not applicable: simulated", "licence": "Apache-2.0"},
        "sourceAttributes": attributes({3: "Probability of a first liver-related event within 1, 3 and 5 years", 21: "validation.json, on {} simulated patients apart".format(report["n"])}),
    }
    rows = [("horizon", "model AUC", "AUC of the latent score, same patients", "events", "expected", "Brier")]
    for t in HORIZONS:
        f = report[f"{t} years"]
        rows.append((f"{t} years", shown(f.get("model")), shown(f.get("latentScore")), f["cases"], f"{f['expected']:.1f}", f"{f['Brier']:.3f}" if "Brier" in f else "under 5 events"))
    rows.append((f"correlation with the latent score, {report['n']} patients apart", f"{report['readsScore']['correlationHeld']:.3f}", "", "", "", ""))
    sections = {
        "Intended use": "To show the chain from three MR sequences to a risk with an explanation in the sandbox.",
        "Out of scope": "Every real patient.",
        "Output": "Logits of the probability of a first liver-related event within 1, 3 and 5 years, death of other causes counted as no event. One set of coefficients with rising intercepts: the probability never falls with time.",
        "Preparation": "IBSI features of the liver in T1, T2 and hepatobiliary images with the settings of an analysed study: 2 mm voxels by linear interpolation, intensities beyond three deviations left out, 32 bins; logarithms as named.",
        "Method": f"Ridge regression (penalty {penalty} by 5-fold cross-validation) of the latent score that the picture shows on {len(FEATURES)} features chosen beforehand, in {n} simulated patients; then one logistic slope and ordered intercepts of the events on that score, weighted for censoring, in a table of {len(table)} simulated patients in whom the score is as uncertain as the features leave it. Both steps are linear; reference.json holds their product, with 100 bootstrap refits of the first.",
        "Explanation": "Exact interventional Shapley values of the linear predictor: coefficient times distance from the mean.",
        "Known failures": "Real intensities of MR have no unit: the features are relative, but protocols differ more than eight simulated sites do.",
    }
    card = imaging_card(manifest, sections, {"21": "section Figures; events come from the table", "22": "reference.json: intercepts and coefficients on the transformed scale, with 100 bootstrap refits", "12a": f"{report['n']} simulated patients kept apart to report"}, rows, [f"{options.version}: first version"])
    save(options.out, manifest, graph, golden, card, reference_of(x, mean, covariance, linear, replicates, SEED), {
        "notice": NOTICE, "method": "simulated patients kept apart; 95 % intervals by bootstrap of patients", "split": {"learn": n, "held": report["n"]}, "penalty": {"chosen": penalty, "meanSquaredError": {str(k): v for k, v in errors.items()}},
        "figures": report, "graphAgainstTraining": departure, "columns": [column(f) for f in FEATURES],
    })
