"""pbc-prognosis: death, transplant and first ascites in primary biliary cholangitis, with competing risks."""

from pathlib import Path

import numpy as np

from ..completion import fit_normal
from ..features import LOG, Feature, IDENTITY
from ..hazard_folder import write_hazard_model
from ..hazard_training import Cohort, Group, choose_ridge, cross_validate, directions_of, figures, fit_group, replicates
from ..linear_reference import check_directions
from ..source_attributes import source_attributes
from ..tables import TableProblem, canonical, described_files, matrix, number_column, parse_columns, read_table, status_column, survival_time, time_column

SEED = 20240611
RIDGES = (3.0, 6.0, 10.0, 15.0, 20.0, 27.0)
#: Seconds of prothrombin time at INR 1: the mean of the Mayo cohort's laboratory (10.7 s), international sensitivity index taken as 1.
SECONDS_AT_INR_1 = 10.7

FEATURES = (
    Feature("age", "Age", "ageYears", "a", IDENTITY, (18, 100), 365, True, None, +1),
    Feature("log_bilirubin", "Bilirubin", "bilirubinUmolPerL", "umol/L", LOG, (1, 1400), 180, True, "14631-6", +1),
    Feature("log_albumin", "Albumin", "albuminGPerL", "g/L", LOG, (5, 70), 180, True, "1751-7", -1),
    Feature("edema", "Edema", "edema", "1", {"kind": "map", "values": {"none": 0, "controlled": 0.5, "despite_diuretics": 1}}, (0, 1), 180, sign=+1),
    Feature(
        "log_prothrombin_time", "Prothrombin time", "prothrombinTimeSeconds", "s", LOG, (7, 100), 180, loinc="5902-2", sign=+1, group="coagulation",
        alternatives=({
            "input": "inr", "title": "INR", "unit": "{INR}", "loinc": "6301-6", "plausible": [0.5, 20], "factor": SECONDS_AT_INR_1, "sd": 0.05,
            "note": "seconds = 10.7 x INR (mean of the training cohort at INR 1, international sensitivity index taken as 1). Reagents differ: a standard deviation of 0.05 on the logarithm widens the interval",
        },),
    ),
    Feature("log_platelets", "Platelets", "plateletsGigaPerL", "10*9/L", LOG, (5, 1500), 180, loinc="777-3", sign=-1, group="fibrosis-labs"),
    Feature("log_ast", "AST", "astUPerL", "U/L", LOG, (1, 20000), 180, loinc="1920-8", sign=+1, group="fibrosis-labs"),
    Feature("ludwig_stage", "Histologic stage (Ludwig)", "ludwigStage", "1", IDENTITY, (1, 4), 1825, sign=+1),
)
ALL = tuple(f.name for f in FEATURES)
FEW = ("age", "log_bilirubin")

DEATH = Group(
    "death-transplant", "death_transplant_logits", "Death and transplant",
    ({"id": "death", "outcome": "death", "title": "Death without transplant"}, {"id": "transplant", "outcome": "liver-transplant", "title": "Liver transplant"}),
    np.arange(1, 21) / 2, {"death": ALL, "transplant": FEW}, {"transplant": ("age",)}, (10.0, 20.0), {"transplant": 10.0},
)
ASCITES = Group(
    "first-ascites", "first_ascites_logits", "First ascites",
    (
        {"id": "first-ascites", "outcome": "ascites", "title": "First ascites"},
        {"id": "death-without-ascites", "outcome": "death", "title": "Death without ascites", "shown": False},
        {"id": "transplant-without-ascites", "outcome": "liver-transplant", "title": "Transplant without ascites", "shown": False},
    ),
    np.arange(1.0, 11.0),
    {"first-ascites": tuple(name for name in ALL if name != "log_ast"), "death-without-ascites": ("age", "log_bilirubin", "log_albumin", "edema", "log_prothrombin_time"), "transplant-without-ascites": FEW},
    {"transplant-without-ascites": ("age",)}, (5.0, 5.0, 10.0), {"transplant-without-ascites": 10.0}, ("ascites", "decompensated"),
)


def arguments(parser):
    parser.add_argument("--data", help="folder with pbc_train.csv and pbc_events_train.csv")
    parser.add_argument("--cohort", help="the site's own table instead: one patient a row, units in the column names, time_d or time_y, status 0 alive, 1 transplant, 2 dead")
    parser.add_argument("--events", help="the site's table of first ascites (id, ascites_at_baseline, ascites_time_d, ascites_event 0 none, 1 ascites, 2 death, 3 transplant); without it the model has no ascites part")
    parser.add_argument("--columns", default="", help="input=column,… where names differ (bilirubinUmolPerL=tbil_umol_l,time=followup_d)")
    parser.add_argument("--out", required=True, help="the model folder")
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--site", default="", help="where the site's table comes from, in words for the card: country and years")
    parser.add_argument("--replicates", type=int, default=200, help="bootstrap refits for the intervals")
    parser.add_argument("--repeats", type=int, default=10, help="repeats of the cross-validation")


def run(options):
    named = parse_columns(options.columns)
    own = options.cohort is not None
    if not own and not options.data:
        raise TableProblem("Name --data (the folder of the public cohorts) or --cohort (the site's own table).")
    cohort_path = options.cohort or Path(options.data) / "pbc_train.csv"
    frame = read_table(cohort_path)
    events_path = options.events if own else Path(options.data) / "pbc_events_train.csv"
    deaths = death_cohort(frame, FEATURES, named)
    features = tuple(f for k, f in enumerate(FEATURES) if not np.all(np.isnan(deaths.x[:, k])))
    if own and (deaths.event == 1).sum() < 30:
        raise TableProblem(f"{int((deaths.event == 1).sum())} deaths are too few to train on: at least 30 are needed. Re-anchoring of the shipped model needs 20 events.")
    deaths, ranges = death_cohort(frame, features, named), matrix(frame, features, named)[1]
    normal_of = lambda x: fit_normal(x)
    normal = normal_of(deaths.x)

    cohorts = {DEATH.id: (DEATH, deaths)}
    if events_path:
        cohorts[ASCITES.id] = (ASCITES, ascites_cohort(read_table(events_path), frame, deaths.x, named))
    fitted, refits, signs, ridges, report, card_figures = {}, {}, {}, {}, {}, []
    for place, (group, cohort) in enumerate(cohorts.values()):
        print(f"{group.title}: {len(cohort.time)} people, choosing the penalty", flush=True)
        ridge, scores = choose_ridge(group, features, cohort, normal_of, RIDGES, 5, SEED + place)
        ridges[group.id] = {"chosen": ridge, "meanLogScore": {str(k): v for k, v in scores.items()}}
        fitted[group.id] = fit_group(group, features, cohort.x, cohort.time, cohort.event, normal, ridge)
        signs[group.id] = directions_of(group, features)
        by_key = {f"{group.id}/{c['id']}": (fitted[group.id].coefficients[k], signs[group.id][k]) for k, c in enumerate(group.causes)}
        check_directions(features, normal[1], by_key)
        print(f"{group.title}: cross-validation, {options.repeats} times 5 folds", flush=True)
        held = cross_validate(group, features, cohort, normal_of, ridge, {f.input for f in features if f.required}, options.repeats, 5, SEED + 100)
        report[group.id] = {}
        for pattern, words in (("all", "all that the cohort has"), ("required", "age, bilirubin and albumin alone")):
            for c, cause in enumerate(group.causes):
                if not cause.get("shown", True):
                    continue
                found = figures(group, cohort, *held[pattern], c, 5, SEED + 200)
                report[group.id].setdefault(cause["id"], {})[pattern] = found
                card_figures.append((cause["title"], words, found))
        print(f"{group.title}: {options.replicates} bootstrap refits", flush=True)
        refits[group.id] = replicates(group, features, cohort, normal, ridge, fitted[group.id], SEED + 300 + place, options.replicates)

    counts = {cause["title"]: int((cohort.event == c + 1).sum()) for group, cohort in cohorts.values() for c, cause in enumerate(group.causes)}
    trained = {
        "cohort": "the site's own table" if own else "Mayo Clinic primary biliary cirrhosis cohort (R package survival, pbc and pbcseq), training part of 75 %",
        "n": len(deaths.time),
        "events": counts,
        "years": options.site or "not stated" if own else "1974 to 1988",
        "country": options.site or "not stated" if own else "United States",
        "licence": "the site's own" if own else "LGPL-2 or later (R package survival)",
        "files": described_files(cohort_path, events_path),
    }
    base = {
        "id": Path(options.out).name.split("@")[0],
        "version": options.version,
        "title": "Death, transplant and first ascites in primary biliary cholangitis",
        "role": "prognosis",
        "evidence": "research",
        "accepts": {"modality": "labs", "etiologies": ["pbc"], "ageYears": [18, 100], "exclusions": ["transplanted", "hepatocellular-carcinoma"]},
        "licence": "Apache-2.0",
        "trainedOn": trained,
        "observed": observed(frame, named, ASCITES.id in cohorts),
        "sourceAttributes": source_attributes(attributes(trained, report)),
    }
    write_hazard_model(
        options.out, base, [g for g, _ in cohorts.values()], features, ranges, normal, fitted, refits, signs, deaths.x, not own, SEED + 400,
        sections(trained, cohorts), TRIPOD, card_figures,
        {
            "method": f"{options.repeats} times 5-fold cross-validation, mean of held-out predictions, 95 % intervals by 500 bootstrap samples of people; the penalty was chosen once on the same cohort by log score",
            "penalty": ridges, "figures": report,
        },
        [f"{options.version}: first version"],
    )


def observed(frame, named, ascites):
    """How a cohort table says what happened, by outcome: the columns of this training table."""
    time, unit = time_column(frame, named)
    status = named.get("status", "status")
    follow_up = lambda time, unit, status, event, competing: {
        "kind": "follow-up", "time": time, "timeUnit": unit, "status": status, "codes": {"censored": [0], "event": [event], "competing": competing},
    }
    found = {"death": follow_up(time, unit, status, 2, [1]), "transplant": follow_up(time, unit, status, 1, [2])}
    if ascites:
        at_start = [{"column": "ascites_at_baseline", "values": [1]}]
        found["first-ascites"] = {**follow_up("ascites_time_d", "d", "ascites_event", 1, [2, 3]), "exclude": at_start}
    return found


def death_cohort(frame, features, named):
    x, _ = matrix(frame, features, named)
    status = status_column(frame, named, (0, 1, 2))
    event = np.where(status == 2, 1, np.where(status == 1, 2, 0))
    return Cohort(x, survival_time(frame, named), event, np.arange(len(frame)))


def ascites_cohort(events, frame, x, named):
    """Patients of the events table without ascites at the first visit, with the inputs of the main table. Ascites counts at the visit at
    which it was seen: the yearly interval is the visit's."""
    for column in ("id", "ascites_time_d", "ascites_event"):
        if column not in events:
            raise TableProblem(f'The table of events needs the column "{column}".')
    if "id" not in frame:
        raise TableProblem('The table of patients needs the column "id" to be joined with the events.')
    place = {name: row for row, name in enumerate(frame["id"])}
    if len(place) != len(frame):
        raise TableProblem('The column "id" of the table of patients holds a name twice.')
    at_baseline = canonical(events, "ascitesPresent", {"ascitesPresent": "ascites_at_baseline"}) if "ascites_at_baseline" in events else [False] * len(events)
    time, event = number_column(events, "ascites_time_d") / 365.25, number_column(events, "ascites_event")
    keep = [i for i in range(len(events)) if not at_baseline[i] and time[i] > 0 and events["id"][i] in place]
    if len(keep) < 50 or (event[keep] == 1).sum() < 20:
        raise TableProblem("The table of events joins to fewer than 50 patients or 20 first ascites: too few to train on.")
    rows = [place[events["id"][i]] for i in keep]
    return Cohort(x[rows], time[keep], event[keep].astype(int), np.arange(len(keep)))


TRIPOD = {
    "1": "title of this card", "2": "sections Output and Figures", "3a": "section Intended use", "3b": "section Intended use", "4": "section Output",
    "5a": "section Training cohort", "5b": "section Training cohort", "6a": "referral centre, United States (public cohort)", "6b": "diagnosis of PBC; of the trial and the people who declined it",
    "6c": "D-penicillamine or placebo in the trial; before ursodeoxycholic acid", "7": "canonical units, implausible values refused", "8a": "section Output",
    "9a": "chosen beforehand from the literature (Mayo score and later scores); ALP was tried and not kept; AST is no term of ascites, where it added nothing", "9b": "section Inputs", "10": "at most about one term per 10 events, except transplant: 2 terms at 14 events",
    "11": "section Missing inputs", "12a": "cross-validation; no part was set aside inside the training file", "12b": "section Inputs", "12c": "section Method",
    "12e": "section Figures", "12f": "section Update", "12g": "reference.json and model.onnx", "14": "not done: too few events per group", "15": "probabilities, no threshold",
    "18e": "public cohort", "20a": "section Training cohort", "20b": "ranges in section Inputs", "21": "section Training cohort", "23a": "section Figures", "23b": "not done",
    "25": "section Known failures", "26": "section Known failures", "27a": "section Missing inputs",
}


def sections(trained, cohorts):
    ascites = ASCITES.id in cohorts
    return {
        "Intended use": "Informs a clinician's talk with an adult with primary biliary cholangitis about the years ahead. Users: clinicians. Research: not for decisions on its own.",
        "Out of scope": "Any other liver disease; after transplant; hepatocellular carcinoma; children. First ascites: anybody who has or had ascites or another decompensation. Not a response score for ursodeoxycholic acid: GLOBE and UK-PBC are.",
        "Output": "Probability of death without transplant and of liver transplant" + (", and of first ascites with death and transplant as competitors," if ascites else "")
        + " at 1 to 10 years with an interval. Scale of the explanation: log-hazard.",
        "Method": "Discrete-time cause-specific hazards: softmax over none and the causes, half-year intervals for death and transplant, yearly intervals (the visits) for ascites. "
        "Ridge penalty by cross-validated log score, intercepts of neighbouring intervals tied by a first-difference penalty. Directions that medicine demands are constraints of the fit.",
        "Missing inputs": "Works from age, bilirubin and albumin alone. A missing optional input is completed by its conditional expectation given those that are there (multivariate normal of the training cohort); "
        "its share of the explanation is 0, it is listed as not available, and its uncertainty is added to the interval. The directions were checked on every pattern of missing inputs.",
        "Explanation": "Exact interventional Shapley values of the linear predictor; reference: mean of the training cohort; background rows in reference.json.",
        "Update": "A site adds one constant per cause from at least 200 of its patients with at least 20 events (slope from 100 events); stored, versioned, reversible.",
        "Known failures": "Treatment has changed since the cohort: a European cohort had 26 to 66 % more events than predicted by models of this cohort while their ranking held, so that absolute risk needs re-anchoring. "
        "Alkaline phosphatase and AST were measured by old assays. Ludwig stage is not METAVIR. Transplant rests on few events and on the practice of its time. Probabilities above ten years and outside of the ranges above are not supported.",
    }


def attributes(trained, report):
    death = report[DEATH.id]["death"]["all"]
    said = lambda name: f"{death[name]['value']:.3f}"
    return {
        3: "Probability of death, liver transplant and first ascites at 1 to 10 years, with an interval",
        4: "Prediction (probability)",
        5: "To inform a talk about prognosis in primary biliary cholangitis",
        6: "Adults with primary biliary cholangitis without transplant or hepatocellular carcinoma",
        9: "Other liver diseases, children, after transplant; first ascites in anybody already decompensated; choice of treatment",
        10: "Cohort of the 1970s and 1980s: absolute risk may be wrong by half until re-anchored; few transplants; old assays",
        11: f"{trained['cohort']}; for ascites, patients with ascites at the first visit were left out",
        12: "Age. Sex, race, ethnicity, language, sexual orientation, gender identity and social needs are not inputs",
        13: (None, "race and ethnicity were not recorded in the cohort; nine of ten were women, as is usual in the disease"),
        14: "One referral centre before ursodeoxycholic acid: different from today's clinics",
        15: (None, "not done: too few events in any group but women of middle age"),
        16: (None, "not done for this model"),
        21: f"Cross-validated, death: C {said('C (Harrell, other causes censored)')}, AUC at 5 years {said('AUC at 5 years')}, integrated Brier {said('integrated Brier to 5 years')}",
        22: (None, "not done: too few events per group"),
    }
