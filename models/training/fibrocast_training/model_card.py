"""Model card in Markdown: the fields of the project, the TRIPOD+AI items by number, the 31 source attributes."""

from .source_attributes import TITLES

#: TRIPOD+AI 2024 (doi 10.1136/bmj-2023-078378): item numbers with a short name of each, in our words.
TRIPOD = [
    ("1", "Title"), ("2", "Abstract"), ("3a", "Health-care context"), ("3b", "Target population and purpose"), ("3c", "Known health inequalities"),
    ("4", "Objectives"), ("5a", "Sources of data"), ("5b", "Dates of data"), ("6a", "Setting"), ("6b", "Eligibility"), ("6c", "Treatments received"),
    ("7", "Preparation of data"), ("8a", "Outcome"), ("8b", "Outcome assessors"), ("8c", "Blinding of the outcome"), ("9a", "Choice of predictors"),
    ("9b", "Definition of predictors"), ("9c", "Predictor assessors"), ("10", "Sample size"), ("11", "Missing data"), ("12a", "Use of data in analysis"),
    ("12b", "Handling of predictors"), ("12c", "Type of model and building steps"), ("12d", "Heterogeneity between clusters"), ("12e", "Measures of performance"),
    ("12f", "Model updating"), ("12g", "How predictions are calculated"), ("13", "Class imbalance"), ("14", "Fairness"), ("15", "Model output"),
    ("16", "Differences between development and evaluation"), ("17", "Ethical approval"), ("18a", "Funding"), ("18b", "Conflicts of interest"),
    ("18c", "Protocol"), ("18d", "Registration"), ("18e", "Data sharing"), ("18f", "Code sharing"), ("19", "Patient and public involvement"),
    ("20a", "Participants"), ("20b", "Characteristics of participants"), ("20c", "Comparison of development and evaluation data"), ("21", "Participants and events in each analysis"),
    ("22", "Full model"), ("23a", "Performance with intervals"), ("23b", "Heterogeneity of performance"), ("24", "Results of updating"),
    ("25", "Interpretation"), ("26", "Limitations"), ("27a", "Poor-quality or missing input in use"), ("27b", "Expertise needed in use"), ("27c", "Next steps"),
]
#: Answers that are the same for every model of this package.
TRIPOD_EVERY = {
    "8b": "as in the source data", "8c": "as in the source data", "9c": "as in the source data", "12d": "not done", "13": "none: no resampling, no reweighting",
    "16": "not done: cross-validation inside one cohort", "17": "not applicable: secondary use of published, de-identified data (public cohorts); the site's own approval for its own table",
    "18a": "none recorded", "18b": "none recorded", "18c": "not done", "18d": "not done", "18f": "models/training of this repository", "19": "not done",
    "20c": "not done", "24": "not done", "27b": "reading of laboratory values; no training in statistics", "27c": "external validation and local re-anchoring at each site",
    "22": "reference.json: intercepts and coefficients on the transformed scale, with 200 bootstrap refits",
}


def number(value, digits=3):
    return "not available" if value is None else f"{value:.{digits}f}"


def with_interval(figure, digits=3):
    if figure is None or figure.get("value") is None:
        return "not available"
    text = number(figure["value"], digits)
    low_high = figure.get("ci95")
    return text if not low_high else f"{text} ({number(low_high[0], digits)} to {number(low_high[1], digits)})"


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(str(c).replace("|", "/") for c in row) + " |" for row in rows])


def transform_words(transform):
    kind = transform["kind"]
    if kind == "hinge":
        inner = "log of the value" if transform["of"] == "log" else "value"
        return f"{inner}, part {transform['side']} {transform['knot']}"
    if kind == "indicator":
        return "1 if " + " or ".join("yes" if v is True else str(v) for v in transform["values"])
    if kind == "map":
        return ", ".join(f"{k} = {v}" for k, v in transform["values"].items())
    return {"identity": "as it is", "log": "natural logarithm"}.get(kind, kind)


def model_card(manifest, sections, tripod, figures, change_log):
    """sections: ordered {title: text}; figures: rows of (outcome, population, pattern, {name: figure})."""
    trained = manifest["trainedOn"]
    features = manifest["input"]["features"]
    parts = [f"# {manifest['title']}", ""]
    parts += [f"`{manifest['id']}` version {manifest['version']}, evidence class **{manifest['evidence']}**, licence {manifest['licence']}.", ""]
    for title, text in sections.items():
        parts += [f"## {title}", "", text, ""]
    parts += ["## Inputs", "", table(
        ["input", "unit", "LOINC", "use", "plausible", "seen in training", "oldest, days", "transform", "medicine says"],
        [[f["title"], f["unit"], f.get("loinc", ""), "required" if f["required"] else "optional", "{} to {}".format(*f["plausible"]),
          "{:.4g} to {:.4g}".format(*f["trainedRange"]) if "trainedRange" in f else "", f["windowDays"], transform_words(f["transform"]), f.get("monotone", "")]
         for f in features])]
    for feature in features:
        for other in feature.get("alternatives", []):
            parts += ["", f"{feature['title']} may come as {other['title']}: {other['note']}"]
    parts += ["", "## Training cohort", "", f"{trained['cohort']}; {trained['n']} people; {trained['country']}, {trained['years']}; {trained['licence']}.", ""]
    if trained.get("events"):
        parts += [table(["event", "number"], list(trained["events"].items())), ""]
    parts += ["## Figures of repeated cross-validation", "", "Estimates inside the training cohort with 95 % bootstrap intervals over people. They are no external validation.", "",
              table(["outcome", "inputs", "figure", "estimate"], [[o, pattern, name, with_interval(f)] for o, pattern, fs in figures for name, f in fs.items()]), ""]
    parts += ["## TRIPOD+AI", ""] + [f"- {item} {name}: {tripod.get(item, TRIPOD_EVERY.get(item, 'not done'))}" for item, name in TRIPOD] + [""]
    parts += ["## Source attributes (45 CFR 170.315(b)(11)(iv))", ""]
    for place, title in enumerate(TITLES, 1):
        answer = manifest["sourceAttributes"][str(place)]
        parts.append(f"{place}. {title}: {answer['value'] or 'not available (' + answer.get('note', 'not done') + ')'}")
    parts += ["", "## Change log", ""] + [f"- {line}" for line in change_log] + [""]
    return "\n".join(parts)
