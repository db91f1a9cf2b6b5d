"""other-cause-mortality: death of any cause in a community cohort, for competing risk beside a liver model."""

from pathlib import Path

import numpy as np

from ..completion import fit_normal
from ..features import IDENTITY, LOG, YES, Feature, hinge
from ..hazard_folder import write_hazard_model
from ..hazard_training import Cohort, Group, choose_ridge, cross_validate, directions_of, figures, fit_group, replicates
from ..linear_reference import check_directions
from ..source_attributes import source_attributes
from ..tables import TableProblem, described_files, matrix, parse_columns, read_table, status_column, survival_time, time_column

SEED = 20240612
RIDGES = (1.0, 5.0, 20.0, 80.0)
STATUS_DAYS = 36500


def yes(name, title, sign=0):
    return Feature(name, title, INPUTS[name], "1", YES, (0, 1), STATUS_DAYS, sign=sign, group="comorbidity")


INPUTS = {
    "diabetes": "diabetes", "myocardial_infarction": "myocardialInfarction", "atrial_fibrillation": "atrialFibrillation",
    "heart_failure": "heartFailure", "stroke": "stroke", "hypertension": "hypertension", "dyslipidemia": "dyslipidemia",
}
FEATURES = (
    Feature("age", "Age", "ageYears", "a", IDENTITY, (18, 110), 365, True, None, +1),
    Feature("age_above_60", "Age above 60", "ageYears", "a", hinge(60, "above"), (18, 110), 365, True),
    Feature("male", "Sex", "sex", "1", {"kind": "indicator", "values": ["male"]}, (0, 1), STATUS_DAYS, True, None, +1),
    yes("diabetes", "Diabetes", +1),
    yes("myocardial_infarction", "Myocardial infarction", +1),
    yes("atrial_fibrillation", "Atrial fibrillation", +1),
    yes("heart_failure", "Heart failure", +1),
    yes("stroke", "Stroke", +1),
    yes("hypertension", "Hypertension"),
    yes("dyslipidemia", "Dyslipidemia"),
    Feature("log_bmi", "BMI", "bmiKgPerM2", "kg/m2", LOG, (10, 90), 365, loinc="39156-5", group="body"),
    Feature("bmi_below_25", "BMI below 25", "bmiKgPerM2", "kg/m2", hinge(np.log(25), "below", "log"), (10, 90), 365, loinc="39156-5", group="body"),
)
GROUP = Group(
    "other-cause", "other_cause_logits", "Death of another cause",
    ({"id": "other-cause-death", "outcome": "other-cause-death", "title": "Death of another cause"},),
    np.arange(1.0, 11.0), {"other-cause-death": tuple(f.name for f in FEATURES)}, {}, (20.0,), {},
)


def arguments(parser):
    parser.add_argument("--data", help="folder with nafld_train.csv")
    parser.add_argument("--cohort", help="the site's own table instead: one person a row, time_d or time_y, status 0 alive, 1 dead")
    parser.add_argument("--columns", default="", help="input=column,… where names differ")
    parser.add_argument("--out", required=True, help="the model folder")
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--site", default="", help="where the site's table comes from, in words for the card: country and years")
    parser.add_argument("--replicates", type=int, default=100, help="bootstrap refits for the intervals")


def run(options):
    own = options.cohort is not None
    if not own and not options.data:
        raise TableProblem("Name --data (the folder of the public cohorts) or --cohort (the site's own table).")
    cohort_path = options.cohort or Path(options.data) / "nafld_train.csv"
    frame = read_table(cohort_path)
    named = parse_columns(options.columns)
    x, _ = matrix(frame, FEATURES, named)
    features = tuple(f for k, f in enumerate(FEATURES) if not np.all(np.isnan(x[:, k])))
    x, ranges = matrix(frame, features, named)
    event = status_column(frame, named, (0, 1))
    if event.sum() < 50:
        raise TableProblem(f"{int(event.sum())} deaths are too few to train on: at least 50 are needed.")
    cluster = frame["match_set"].to_numpy() if "match_set" in frame else np.arange(len(frame))
    cohort = Cohort(x, survival_time(frame, named), event, cluster)
    normal = fit_normal(x)
    print(f"{len(event)} people, {int(event.sum())} deaths; choosing the penalty", flush=True)
    ridge, scores = choose_ridge(GROUP, features, cohort, fit_normal, RIDGES, 5, SEED)
    model = fit_group(GROUP, features, x, cohort.time, event, normal, ridge)
    signs = directions_of(GROUP, features)
    key = f"{GROUP.id}/other-cause-death"
    check_directions(features, normal[1], {key: (model.coefficients[0], signs[0])})
    print("Cross-validation, 2 times 5 folds", flush=True)
    held = cross_validate(GROUP, features, cohort, fit_normal, ridge, {"ageYears", "sex"}, 2, 5, SEED + 100)
    report = {pattern: figures(GROUP, cohort, *held[pattern], 0, 5, SEED + 200) for pattern in held}
    print(f"{options.replicates} bootstrap refits", flush=True)
    refits = replicates(GROUP, features, cohort, normal, ridge, model, SEED + 300, options.replicates)
    trained = {
        "cohort": "the site's own table" if own else "Olmsted County community cohort of NAFLD and matched people (R package survival, nafld), training part of 75 %",
        "n": len(event),
        "events": {"Death of any cause": int(event.sum())},
        "years": options.site or "not stated" if own else "1997 to 2017",
        "country": options.site or "not stated" if own else "United States",
        "licence": "the site's own" if own else "LGPL-2 or later (R package survival)",
        "files": described_files(cohort_path),
    }
    time, unit = time_column(frame, named)
    codes = {"censored": [0], "event": [1]}
    observed = {"kind": "follow-up", "time": time, "timeUnit": unit, "status": named.get("status", "status"), "codes": codes}
    base = {
        "id": Path(options.out).name.split("@")[0],
        "version": options.version,
        "title": "Death of another cause than the liver",
        "role": "prognosis",
        "evidence": "research",
        "accepts": {"modality": "labs", "etiologies": "any", "ageYears": [18, 110], "exclusions": []},
        "licence": "Apache-2.0",
        "trainedOn": trained,
        "observed": {"other-cause-death": observed},
        "sourceAttributes": source_attributes(attributes(trained, report["all"])),
    }
    write_hazard_model(
        options.out, base, [GROUP], features, ranges, normal, {GROUP.id: model}, {GROUP.id: refits}, {GROUP.id: signs}, x, not own, SEED + 400,
        SECTIONS, TRIPOD,
        [("Death of another cause", "all that the cohort has", report["all"]), ("Death of another cause", "age and sex alone", report["required"])],
        {
            "method": "2 times 5-fold cross-validation with matched sets kept together, mean of held-out predictions; 95 % intervals by bootstrap of people up to 5000 people, above that not computed",
            "penalty": {GROUP.id: {"chosen": ridge, "meanLogScore": {str(k): v for k, v in scores.items()}}},
            "figures": {GROUP.id: {"other-cause-death": report}},
        },
        [f"{options.version}: first version"],
    )


SECTIONS = {
    "Intended use": "Supplies the competing risk beside a model of liver-related events in adults. Users: the service itself, and clinicians who want to see what competes. Research.",
    "Out of scope": "A statement of life expectancy; children; people in whom the liver is the likely cause of death, because the cohort does not tell causes apart.",
    "Output": "Probability of death at 1 to 10 years with an interval. The source holds deaths of all causes; in a community cohort liver deaths are few, so that it stands for other causes and overstates them a little.",
    "Method": "Discrete-time hazard, yearly intervals, logistic with ridge by cross-validated log score, intercepts of neighbouring years tied by a first-difference penalty. Age bends at 60, BMI at 25.",
    "Missing inputs": "Works from age and sex. A comorbidity that is not stated is not a no: it is completed by its conditional expectation given the rest, its share of the explanation is 0, its uncertainty is added to the interval.",
    "Explanation": "Exact interventional Shapley values of the linear predictor; reference: mean of the training cohort; background rows in reference.json.",
    "Update": "One constant per site from at least 200 people with at least 20 deaths, slope from 100; stored, versioned, reversible. A life table of the site may replace the intercepts.",
    "Known failures": "One county of the United States. People entered when they had contact with care. A recorded history was searched for in the source, so that a no there is firmer than silence in another chart. "
    "Dyslipidemia lowers the risk here, which is most likely treatment and attention, not protection.",
}
TRIPOD = {
    "1": "title of this card", "3a": "section Intended use", "3b": "section Intended use", "4": "section Output", "5a": "section Training cohort", "5b": "section Training cohort",
    "6a": "community, one county", "6b": "people with NAFLD and matched people without", "7": "canonical units, implausible values refused", "8a": "death of any cause",
    "9a": "chosen beforehand: age, sex, cardiometabolic history, BMI; angina was tried and not kept: beside the others it added nothing", "9b": "section Inputs", "10": "all people of the file", "11": "section Missing inputs", "12a": "cross-validation with matched sets kept together",
    "12b": "section Inputs", "12c": "section Method", "12e": "section Figures", "12f": "section Update", "12g": "reference.json and model.onnx", "14": "not done", "15": "probabilities, no threshold",
    "18e": "public cohort", "20a": "section Training cohort", "20b": "ranges in section Inputs", "21": "section Training cohort", "23a": "section Figures", "25": "section Known failures", "26": "section Known failures",
    "27a": "section Missing inputs",
}


def attributes(trained, figures_all):
    c = figures_all["C (Harrell, other causes censored)"]["value"]
    return {
        3: "Probability of death of another cause at 1 to 10 years, with an interval",
        4: "Prediction (probability)",
        5: "To account for competing death beside a liver risk",
        6: "Adults",
        9: "Life expectancy, insurance, choice or refusal of treatment",
        10: "All-cause death stands for other causes; one county; history of disease as coded there",
        11: trained["cohort"],
        12: "Age, sex, history of disease. Race, ethnicity, language, sexual orientation, gender identity and social needs are not inputs",
        13: (None, "race and ethnicity are not in the source table"),
        14: "Community cohort of one county; other countries have other mortality: re-anchor",
        15: (None, "not done for this model"),
        16: (None, "not done for this model"),
        21: f"Cross-validated C {c:.3f}",
        22: (None, "not done for this model"),
    }
