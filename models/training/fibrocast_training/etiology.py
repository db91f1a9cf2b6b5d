"""etiology: radiomics of portal venous CT and laboratory values to six causes, a linear softmax."""

import time
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from . import simulated
from .features import IDENTITY, LOG, Feature
from .graphs import INPUT, linear_graph
from .imaging_export import NOTICE, attributes, auc_with_interval, imaging_card, save, shown
from .radiomics_models import CT_SETTINGS, column, feature, folds_of, golden_rows, limit_of, reference_of, simulated_features, transformed

SEED, COHORT_SEED = 408, 11
CLASSES = (
    ("hbv", "hbv", "Hepatitis B"), ("hcv", "hcv", "Hepatitis C"), ("masld", "masld", "MASLD"), ("ald", "ald", "Alcohol-related liver disease"),
    ("cholestatic", "pbc", "Cholestatic disease (PBC or PSC)"), ("autoimmune", "aih", "Autoimmune hepatitis"),
)
RADIOMICS = tuple(
    feature("ct-portal-venous", code, words, transform)
    for code, words, transform in (
        ("UHIW/Y12H/DHQ4", "median intensity", "identity"), ("UHIW/1128/DHQ4", "robust mean absolute deviation", "log"), ("LFYI/NI2N/IAZD", "correlation of neighbours", "identity"),
        ("LFYI/ACUI/IAZD", "contrast", "log"), ("IPET/QCDE/KOBO", "coarseness", "log"),
    )
)


def lab(name, title, source, unit, loinc, plausible):
    return Feature(name, title, source, unit, LOG, plausible, 180, loinc=loinc, group="labs")


CLINICAL = (
    Feature("age", "Age", "ageYears", "a", IDENTITY, (18, 120), 365, True),
    Feature("male", "Sex", "sex", "1", {"kind": "indicator", "values": ["male"]}, (0, 1), 36500, True),
    lab("log_ast", "AST", "astUPerL", "U/L", "1920-8", (1, 20000)),
    lab("log_alt", "ALT", "altUPerL", "U/L", "1742-6", (1, 20000)),
    lab("log_platelets", "Platelets", "plateletsGigaPerL", "10*9/L", "777-3", (5, 1500)),
    lab("log_bilirubin", "Bilirubin", "bilirubinUmolPerL", "umol/L", "14631-6", (1, 1400)),
    lab("log_albumin", "Albumin", "albuminGPerL", "g/L", "1751-7", (5, 70)),
    lab("log_ggt", "GGT", "ggtUPerL", "U/L", "2324-2", (1, 20000)),
    lab("log_alp", "ALP", "alpUPerL", "U/L", "6768-6", (1, 20000)),
)
COLUMNS_OF_TABLE = {
    "ageYears": "age_years", "astUPerL": "ast_u_per_l", "altUPerL": "alt_u_per_l", "plateletsGigaPerL": "platelets_giga_per_l", "bilirubinUmolPerL": "bilirubin_umol_per_l",
    "albuminGPerL": "albumin_g_per_l", "ggtUPerL": "ggt_u_per_l", "alpUPerL": "alp_u_per_l",
}
PENALTIES = (1, 3, 10, 30, 100)


def clinical_columns(patients):
    values = {name: patients[table].to_numpy(float) for name, table in COLUMNS_OF_TABLE.items()}
    return {f.name: f.apply(list(patients["sex"]) if f.input == "sex" else values[f.input]) for f in CLINICAL}, values


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def fit_softmax(z, label, penalty, start=None):
    k, p = len(CLASSES), z.shape[1]
    hot = np.eye(k)[label]

    def loss(theta):
        a, b = theta[:k], theta[k:].reshape(k, p)
        shares = softmax(a + z @ b.T)
        rest = shares - hot
        value = -np.log(np.maximum(shares[np.arange(len(z)), label], 1e-12)).sum() + 0.5 * penalty * (b**2).sum() + 0.5e-3 * (a**2).sum()
        return value, np.concatenate([rest.sum(0) + 1e-3 * a, (rest.T @ z + penalty * b).ravel()])

    found = minimize(loss, np.zeros(k + k * p) if start is None else start, jac=True, method="L-BFGS-B", options={"maxiter": 2000, "ftol": 1e-12, "gtol": 1e-6})
    return found.x[:k], found.x[k:].reshape(k, p), found.x


def run(options):
    begun = time.time()
    with simulated.data_folder(options) as data:
        frame = simulated_features(options, data, "ct", options.patients, COHORT_SEED)
        patients = simulated.simulated_table(options, data, options.patients, COHORT_SEED)
    named, values = clinical_columns(patients)
    x = np.column_stack([transformed(frame, RADIOMICS), *[named[f.name] for f in CLINICAL]])
    label = np.array([[c[0] for c in CLASSES].index(group) for group in patients["etiology_group"]])
    n = len(x) - options.held
    learn, held = slice(0, n), slice(n, None)
    mean, sd, covariance = x[learn].mean(0), x[learn].std(0), np.cov(x[learn], rowvar=False)
    z = (x - mean) / sd
    fold, scores = folds_of(n, 5, SEED), {}
    for penalty in PENALTIES:
        said = np.zeros((n, len(CLASSES)))
        for k in range(5):
            a, b, _ = fit_softmax(z[learn][fold != k], label[learn][fold != k], penalty)
            said[fold == k] = softmax(a + z[learn][fold == k] @ b.T)
        scores[penalty] = float(np.log(said[np.arange(n), label[learn]]).mean())
    penalty = max(scores, key=scores.get)
    intercepts, b, start = fit_softmax(z[learn], label[learn], penalty)
    coefficients = b / sd
    mean32 = np.asarray(mean, np.float32).astype(float)
    logits = lambda rows: intercepts + (rows - mean32) @ coefficients.T
    generator, replicates = np.random.default_rng(SEED), []
    for _ in range(100):
        rows = generator.integers(0, n, n)
        a, c, _ = fit_softmax(z[learn][rows], label[learn][rows], penalty, start)
        replicates.append(keys(a, c / sd, 6))
    graph = linear_graph("etiology", mean, {"etiology_logits": (intercepts, coefficients)})
    golden, departure = golden_rows(graph, "etiology_logits", mean, sd, logits)
    report = figures(logits(x[held]), label[held], label[learn])
    print(report, flush=True)
    ranges = [None if f.input == "sex" else (values[f.input][:n].min(), values[f.input][:n].max()) for f in CLINICAL]
    write(options, graph, golden, mean, covariance, x[learn], keys(intercepts, coefficients, 9), replicates, report, departure, n, penalty, scores, ranges, label[learn])
    print(f"{time.time() - begun:.0f} s of training and data", flush=True)


def keys(intercepts, coefficients, digits):
    short = lambda v: float(f"{v:.{digits}g}")
    return {c[0]: {"intercepts": [short(intercepts[k])], "coefficients": [short(v) for v in coefficients[k]]} for k, c in enumerate(CLASSES)}


def figures(z, label, learned):
    shares = softmax(z)
    prior = np.bincount(learned, minlength=len(CLASSES)) / len(learned)
    return {
        "n": len(label),
        "accuracy": float((shares.argmax(1) == label).mean()), "accuracyOfMostFrequent": float((label == prior.argmax()).mean()),
        "logScore": float(np.log(shares[np.arange(len(label)), label]).mean()), "logScoreOfFrequencies": float(np.log(prior[label]).mean()),
        "classes": {c[0]: auc_with_interval(label == k, shares[:, k], SEED) for k, c in enumerate(CLASSES)},
    }


def write(options, graph, golden, mean, covariance, x, linear, replicates, report, departure, n, penalty, scores, ranges, label):
    manifest = {
        "id": Path(options.out).name.split("@")[0], "version": options.version, "title": "Cause of liver disease from CT radiomics and laboratory values (synthetic)", "role": "etiology", "evidence": "synthetic",
        "accepts": {"modality": "CT", "series": ["ct-portal-venous"], "etiologies": "any", "ageYears": [18, 120], "exclusions": ["transplanted", "pregnant"]},
        "input": {
            "kind": "radiomics", "tensor": INPUT, "region": "liver", "settings": {"ct-portal-venous": CT_SETTINGS}, "features": list(RADIOMICS),
            "clinical": [f.to_manifest(r) for f, r in zip(CLINICAL, ranges)],
        },
        "output": {"kind": "etiology", "tensor": "etiology_logits", "classes": [{"id": i, "etiology": e, "title": t} for i, e, t in CLASSES]},
        "outOfDistribution": {"method": "mahalanobis", "limit": limit_of(x, mean, covariance)},
        "quality": [{"kind": "slice-thickness-at-most-mm", "value": 6, "else": "temper"}, {"kind": "roi-volume-ml", "range": [600, 3000], "else": "temper"}],
        "licence": "Apache-2.0",
        "trainedOn": {
            "cohort": f"simulated CT and laboratory values of the simulator 1.0.0 (cohort seed {COHORT_SEED})", "n": n, "events": {title: int((label == k).sum()) for k, (_, _, title) in enumerate(CLASSES)},
            "years": "not applicable: simulated", "country": "not applicable: simulated", "licence": "Apache-2.0",
        },
        "sourceAttributes": attributes({
            3: "Probabilities of six causes of chronic liver disease", 12: "Age and sex. Race, ethnicity, language, sexual orientation, gender identity and social needs are not simulated",
            21: "validation.json, on {} simulated patients apart: accuracy {:.2f}, most frequent cause {:.2f}".format(report["n"], report["accuracy"], report["accuracyOfMostFrequent"]),
        }),
    }
    rows = [("what", "estimate", "n (cases)")] + [(f"AUC, {title} against the rest", shown(report["classes"][i]), f"{report['n']} ({report['classes'][i]['cases']})") for i, _, title in CLASSES]
    rows += [("share of patients whose first cause is right", f"{report['accuracy']:.3f} (always the most frequent: {report['accuracyOfMostFrequent']:.3f})", report["n"])]
    rows += [("mean log score", f"{report['logScore']:.3f} (frequencies alone: {report['logScoreOfFrequencies']:.3f})", report["n"])]
    sections = {
        "Intended use": "To show in the sandbox how a second opinion on the cause would stand beside the chart. The cause of a patient is known from history, serology and antibodies, not from this.",
        "Out of scope": "Every real patient.",
        "Output": "Logits of six causes; probabilities by softmax. PBC and PSC are one class, coded as PBC.",
        "Preparation": "IBSI features of the liver in portal venous CT with the settings of an analysed study: 2 mm voxels by linear interpolation, whole HU, -50 to 250 HU, bins of 10 HU; logarithms as named. Laboratory values in canonical units, logarithms.",
        "Missing inputs": "Age and sex are required. A missing laboratory value is completed by its conditional expectation given the rest.",
        "Method": f"Linear softmax with ridge (penalty {penalty} by 5-fold cross-validated log score) on {len(RADIOMICS)} features of the picture and {len(CLINICAL)} clinical columns, all chosen beforehand, in {n} simulated patients. reference.json holds 100 bootstrap refits.",
        "Explanation": "Exact interventional Shapley values of each class's linear predictor.",
        "Known failures": "In the simulator causes are independent of stage and mark pictures weakly; both are untrue of patients. Two causes at once do not exist.",
    }
    card = imaging_card(manifest, sections, {"11": "section Missing inputs", "22": "reference.json: intercepts and coefficients on the transformed scale, with 100 bootstrap refits", "12a": f"{report['n']} simulated patients kept apart to report"}, rows, [f"{options.version}: first version"])
    save(options.out, manifest, graph, golden, card, reference_of(x, mean, covariance, linear, replicates, SEED), {
        "notice": NOTICE, "method": "simulated patients kept apart; 95 % intervals by bootstrap of patients", "split": {"learn": n, "held": report["n"]}, "penalty": {"chosen": penalty, "meanLogScore": {str(k): v for k, v in scores.items()}},
        "figures": report, "graphAgainstTraining": departure, "columns": [column(f) for f in RADIOMICS] + [f.name for f in CLINICAL],
    })
