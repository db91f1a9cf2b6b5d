"""The 31 source attributes of 45 CFR 170.315(b)(11)(iv), in the short form and numbering of the project's model cards."""

TITLES = [
    "Developer and contact", "Funding of development", "Output", "Type of output", "Intended use", "Intended patients", "Intended users",
    "Role in the decision", "Tasks, situations and populations to avoid", "Known risks, inappropriate settings and uses, limits",
    "Inclusion and exclusion of training data", "Use of race, ethnicity, language, sexual orientation, gender identity, sex, date of birth, social needs, health status as inputs",
    "Demographic representativeness of the training data", "Relevance of the training data to the deployment setting",
    "Approach to fair output in development", "How bias was managed or reduced", "Source and setting of the external data",
    "Who tested on external data", "Demographics of the external data", "Process of external validation", "Validity, same source",
    "Fairness, same source", "Validity, external", "Fairness, external", "References on outcomes of use",
    "How and how often validity is monitored", "Local validity", "How and how often fairness is monitored", "Local fairness",
    "How and how often the model is updated", "How often it is corrected when a risk to validity or fairness is found",
]

#: What is the same for every model of this package.
EVERY = {
    1: "The Fibrocast project, through the issue tracker of its repository",
    2: (None, "no funding was recorded for this model"),
    7: "Clinicians who know the patient and the disease; not patients on their own",
    8: "Informs. It neither replaces nor overrules the clinician's judgement",
    17: (None, "no external validation is recorded in this folder; a site records its own with `fibrocast validate`"),
    18: (None, "no external validation is recorded in this folder (17)"),
    19: (None, "no external validation is recorded in this folder (17)"),
    20: (None, "no external validation is recorded in this folder (17)"),
    23: (None, "no external validation is recorded in this folder (17)"),
    24: (None, "no external validation is recorded in this folder (17)"),
    25: (None, "no study of outcomes of use exists"),
    26: "Observed against expected events and drift of inputs (PSI above 0.2, doubled rate of missing values) by the service's monitoring, when the site switches it on",
    27: (None, "to be recorded by the site"),
    28: "Subgroup tables of `fibrocast validate`, when the site runs it",
    29: (None, "to be recorded by the site"),
    30: "When a site or the project trains again; each version stands beside the last one and can be rolled back",
    31: "On report: the kill switch stops a version at once, a corrected version follows",
}


def source_attributes(said):
    """said: {number: text or (None, note)} over EVERY. Every number is answered; what nobody answered is null with a note."""
    answers = {}
    for number in range(1, 32):
        given = said.get(number, EVERY.get(number, (None, "not done for this model")))
        value, note = given if isinstance(given, tuple) else (given, None)
        answers[str(number)] = {"value": value} if note is None else {"value": value, "note": note}
    return answers
