"""nhanes-stiffness: probability that liver stiffness by VCTE reaches 8, 10 or 12 kPa, in adults of the general population."""

from pathlib import Path

import numpy as np

from ..completion import complete, fit_normal
from ..exceedance import THRESHOLDS, bootstrap_models, choose_ridge, cross_validate, figures, fit_scaled, subgroups, write_exceedance_model
from ..features import IDENTITY, LOG, YES, Feature, hinge
from ..linear_reference import check_directions
from ..source_attributes import source_attributes
from ..tables import TableProblem, described_files, matrix, number_column, parse_columns, read_table

SEED = 20240613
LAB, BODY = 180, 365


def lab(name, title, source, unit, loinc, plausible, sign=0, group=None, transform=LOG):
    return Feature(name, title, source, unit, transform, plausible, LAB, loinc=loinc, sign=sign, group=group)


def above(name, title, source, unit, loinc, plausible, knot, window=LAB, group=None):
    return Feature(name, title, source, unit, hinge(np.log(knot), "above", "log"), plausible, window, loinc=loinc, group=group)


U = (1, 20000)
FEATURES = (
    Feature("age", "Age", "ageYears", "a", IDENTITY, (18, 120), 365, True),
    Feature("age_above_50", "Age above 50", "ageYears", "a", hinge(50, "above"), (18, 120), 365, True),
    Feature("male", "Sex", "sex", "1", {"kind": "indicator", "values": ["male"]}, (0, 1), 36500, True),
    Feature("log_bmi", "BMI", "bmiKgPerM2", "kg/m2", LOG, (10, 90), BODY, True, "39156-5", group="body"),
    above("bmi_above_32", "BMI above 32", "bmiKgPerM2", "kg/m2", "39156-5", (10, 90), 32, BODY, "body"),
    Feature("log_waist", "Waist circumference", "waistCm", "cm", LOG, (40, 250), BODY, loinc="8280-0", group="body"),
    above("waist_above_105", "Waist above 105 cm", "waistCm", "cm", "8280-0", (40, 250), 105, BODY, "body"),
    lab("log_ast", "AST", "astUPerL", "U/L", "1920-8", U, group="fibrosis-labs"),
    above("ast_above_25", "AST above 25", "astUPerL", "U/L", "1920-8", U, 25, group="fibrosis-labs"),
    lab("log_alt", "ALT", "altUPerL", "U/L", "1742-6", U, group="fibrosis-labs"),
    lab("log_platelets", "Platelets", "plateletsGigaPerL", "10*9/L", "777-3", (5, 1500), group="fibrosis-labs"),
    Feature("platelets_below_200", "Platelets below 200", "plateletsGigaPerL", "10*9/L", hinge(np.log(200), "below", "log"), (5, 1500), LAB, loinc="777-3", group="fibrosis-labs"),
    lab("log_ggt", "GGT", "ggtUPerL", "U/L", "2324-2", U, +1),
    above("ggt_above_30", "GGT above 30", "ggtUPerL", "U/L", "2324-2", U, 30),
    lab("log_alp", "ALP", "alpUPerL", "U/L", "6768-6", U),
    lab("log_albumin", "Albumin", "albuminGPerL", "g/L", "1751-7", (5, 70)),
    lab("log_bilirubin", "Bilirubin", "bilirubinUmolPerL", "umol/L", "14631-6", (1, 1400)),
    Feature("diabetes", "Diabetes", "diabetes", "1", YES, (0, 1), 36500, group="glucose"),
    lab("log_hba1c", "HbA1c", "hba1cPercent", "%", "4548-4", (2, 25), group="glucose"),
    lab("log_hdl", "HDL cholesterol", "hdlCholesterolMmolPerL", "mmol/L", "14646-4", (0.1, 10)),
)


def arguments(parser):
    parser.add_argument("--data", help="folder with nhanes_vcte_train.csv")
    parser.add_argument("--cohort", help="the site's own table instead: one adult a row with lsm_kpa by VCTE")
    parser.add_argument("--columns", default="", help="input=column,… where names differ (lsm=stiffness_kpa)")
    parser.add_argument("--out", required=True, help="the model folder")
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--site", default="", help="where the site's table comes from, in words for the card: country and years")
    parser.add_argument("--replicates", type=int, default=200, help="bootstrap refits for the intervals")
    parser.add_argument("--repeats", type=int, default=3, help="repeats of the cross-validation")


def run(options):
    own = options.cohort is not None
    if not own and not options.data:
        raise TableProblem("Name --data (the folder of the public cohorts) or --cohort (the site's own table).")
    cohort_path = options.cohort or Path(options.data) / "nhanes_vcte_train.csv"
    frame = read_table(cohort_path)
    named = parse_columns(options.columns)
    column = named.get("lsm", "lsm_kpa")
    if column not in frame:
        raise TableProblem("The stiffness is required: a column lsm_kpa, or --columns lsm=<column in kPa>.")
    stiffness = number_column(frame, column)
    if np.any(np.isnan(stiffness)) or np.any((stiffness < 1.5) | (stiffness > 75)):
        raise TableProblem(f'The column "{column}" needs a stiffness of 1.5 to 75 kPa in every row.')
    x, _ = matrix(frame, FEATURES, named)
    features = tuple(f for k, f in enumerate(FEATURES) if not np.all(np.isnan(x[:, k])))
    x, ranges = matrix(frame, features, named)
    level = np.sum([stiffness >= t for t in THRESHOLDS], axis=0)
    if (level == len(THRESHOLDS)).sum() < 30:
        raise TableProblem(f"Fewer than 30 people reach {THRESHOLDS[-1]} kPa: too few to train on.")
    normal = fit_normal(x)
    print(f"{len(level)} people, choosing the penalty", flush=True)
    ridge, scores = choose_ridge(x, level, features, SEED)
    model = fit_scaled(complete(x, *normal) - normal[0], np.sqrt(np.diag(normal[1])), level, features, ridge)
    signs = np.array([f.sign for f in features])
    check_directions(features, normal[1], {"stiffness": (model.coefficients, signs)})
    print(f"Cross-validation, {options.repeats} times 5 folds", flush=True)
    held = cross_validate(x, level, features, ridge, options.repeats, 5, SEED + 100)
    report = {pattern: figures(level, held[pattern], SEED + 200) for pattern in held}
    groups = subgroups(frame, level, held["all"]) if not own else None
    print(f"{options.replicates} bootstrap refits", flush=True)
    refits = bootstrap_models(x, level, features, normal, ridge, SEED + 300, options.replicates)
    counts = {f"stiffness at least {t} kPa": int((stiffness >= t).sum()) for t in THRESHOLDS}
    trained = {
        "cohort": "the site's own table" if own else "NHANES 2017 to March 2020, adults with a complete VCTE examination, training part of 75 %",
        "n": len(level),
        "events": counts,
        "years": options.site or "not stated" if own else "2017 to 2020",
        "country": options.site or "not stated" if own else "United States",
        "licence": "the site's own" if own else "public domain (National Center for Health Statistics; statistical use only)",
        "files": described_files(cohort_path),
    }
    base = {
        "id": Path(options.out).name.split("@")[0],
        "version": options.version,
        "title": "Liver stiffness of 8, 10 or 12 kPa and more, from laboratory and body measures",
        "role": "stiffness",
        "evidence": "research",
        "accepts": {"modality": "labs", "etiologies": "any", "ageYears": [18, 120], "exclusions": ["decompensated", "ascites", "transplanted", "pregnant"]},
        "licence": "Apache-2.0",
        "trainedOn": trained,
        "observed": {f"lsm-ge-{t}": {"kind": "at-least", "value": column, "atLeast": t} for t in THRESHOLDS},
        "sourceAttributes": source_attributes(attributes(trained, report["all"], groups)),
    }
    rows = [(f"stiffness at least {t} kPa", words, report[p][f"lsm-ge-{t}"]) for p, words in (("all", "all that the cohort has"), ("required", "age, sex and BMI alone")) for t in THRESHOLDS]
    write_exceedance_model(
        options.out, base, features, ranges, normal, model, refits, x, not own, SEED + 400, SECTIONS, TRIPOD, rows,
        {
            "method": f"{options.repeats} times 5-fold cross-validation, mean of held-out predictions, 95 % intervals by bootstrap of people; survey weights were not used",
            "penalty": {"chosen": ridge, "meanLogScore": {str(k): v for k, v in scores.items()}},
            "figures": report,
            **({"subgroups": groups} if groups else {}),
        },
        [f"{options.version}: first version"],
    )


SECTIONS = {
    "Intended use": "Screening in adults without known decompensation: who may have a raised liver stiffness and should be examined by elastography. Users: clinicians. Research.",
    "Out of scope": "A stage of fibrosis: this is stiffness, which follows obesity, inflammation and congestion as well. Children, pregnancy, ascites, acute hepatitis, congestion. Not a replacement of elastography.",
    "Output": "Probability that the median stiffness by VCTE is at least 8, 10 and 12 kPa, with an interval. The three never cross. Scale of the explanation: log-odds.",
    "Method": "Cumulative logistic model with one set of coefficients and three ordered intercepts; logarithms and bends at fixed knots; ridge by cross-validated log score.",
    "Missing inputs": "Works from age, sex and BMI. A missing optional input is completed by its conditional expectation given the rest; its share of the explanation is 0, its uncertainty is added to the interval. Silence on diabetes is not a no.",
    "Explanation": "Exact interventional Shapley values of the linear predictor; AST, ALT and platelets are shown as one player, body measures as another; reference: mean of the training cohort; background rows in reference.json.",
    "Update": "One constant per threshold from at least 200 people with at least 20 at or above it, slope from 100; stored, versioned, reversible.",
    "Known failures": "A model like this one, moved to biopsy-proven MASLD, fell to an AUC of 0.75 and was beaten there by FIB-4. Age 80 in the source means 80 and more. Referral populations have another base rate: re-anchor before use.",
}
TRIPOD = {
    "1": "title of this card", "3a": "section Intended use", "3b": "section Intended use", "3c": "not done", "4": "section Output", "5a": "section Training cohort", "5b": "section Training cohort",
    "6a": "national survey, mobile examination centres", "6b": "adults with a complete VCTE examination (10 shots, IQR at most 30 % of the median)", "7": "canonical units, implausible values refused", "8a": "median stiffness by VCTE",
    "9a": "chosen beforehand: routine laboratory and body measures", "9b": "section Inputs", "10": "all people of the file", "11": "section Missing inputs", "12a": "cross-validation; survey weights not used",
    "12b": "section Inputs", "12c": "section Method", "12e": "section Figures", "12f": "section Update", "12g": "reference.json and model.onnx", "14": "validation.json, subgroups: figures only, no verdict under 20 events", "15": "probabilities, no threshold",
    "18e": "public domain", "20a": "section Training cohort", "20b": "ranges in section Inputs", "21": "section Training cohort", "23a": "section Figures", "23b": "validation.json, subgroups",
    "25": "section Known failures", "26": "section Known failures", "27a": "section Missing inputs",
}


def attributes(trained, all_inputs, groups):
    auc = {t: all_inputs[f"lsm-ge-{t}"]["AUC"]["value"] for t in THRESHOLDS}
    return {
        3: "Probability that liver stiffness by VCTE is at least 8, 10 and 12 kPa, with an interval",
        4: "Prediction (probability)",
        5: "To choose whom to examine by elastography",
        6: "Adults without known decompensation, transplant or pregnancy",
        9: "Stage of fibrosis, biopsy-proven cohorts, children, pregnancy, congestion, acute hepatitis",
        10: "Stiffness follows obesity; in biopsy-proven MASLD a model like this one was worse than FIB-4",
        11: trained["cohort"],
        12: "Age and sex. Race and ethnicity are not inputs; they were used to look at fairness only. Language, sexual orientation, gender identity and social needs are not inputs",
        13: "Sample of the adult population of the United States; survey weights were not used" if groups else (None, "to be described by the site"),
        14: "General population: clinics that refer for liver disease have higher base rates",
        15: "Race and ethnicity left out of the inputs",
        16: (None, "measured, not reduced"),
        21: "Cross-validated AUC " + ", ".join(f"{auc[t]:.3f} at {t} kPa" for t in THRESHOLDS),
        22: "AUC, O/E and numbers by sex, age, race or ethnicity and BMI in validation.json" if groups else (None, "not done for this model"),
    }
