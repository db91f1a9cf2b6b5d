"""Reads a table with the unit in the column name (`bili_mg_dl`, `bili_umol_l`) into canonical values, as the product does."""

import hashlib
import math
import re
from pathlib import Path

import numpy as np
import pandas as pd

#: Per mg/dL or g/dL, as in src/core/quantity.ts.
FACTORS = {
    ("bilirubinUmolPerL", "umol_l"): 1.0,
    ("bilirubinUmolPerL", "mg_dl"): 17.104,
    ("albuminGPerL", "g_l"): 1.0,
    ("albuminGPerL", "g_dl"): 10.0,
    ("hdlCholesterolMmolPerL", "mmol_l"): 1.0,
    ("hdlCholesterolMmolPerL", "mg_dl"): 1 / 38.67,
}
#: Columns under which an input is looked for, in order; the unit suffix decides the factor.
COLUMNS = {
    "ageYears": ["age_y"],
    "bilirubinUmolPerL": ["bili_umol_l", "bilirubin_umol_l", "bili_mg_dl", "bilirubin_mg_dl", "bili_total_mg_dl"],
    "albuminGPerL": ["albumin_g_l", "albumin_g_dl"],
    "prothrombinTimeSeconds": ["protime_s"],
    "plateletsGigaPerL": ["platelet_1e9_l", "platelets_1e9_l"],
    "astUPerL": ["ast_u_l"],
    "altUPerL": ["alt_u_l"],
    "ggtUPerL": ["ggt_u_l"],
    "alpUPerL": ["alp_u_l"],
    "ludwigStage": ["histologic_stage", "ludwig_stage"],
    "edema": ["edema"],
    "sex": ["sex", "male"],
    "bmiKgPerM2": ["bmi_kg_m2"],
    "waistCm": ["waist_cm"],
    "hba1cPercent": ["hba1c_pct"],
    "hdlCholesterolMmolPerL": ["hdl_mmol_l", "hdl_mg_dl"],
    "diabetes": ["diabetes", "hx_diabetes", "diabetes_dx"],
    "myocardialInfarction": ["hx_mi"],
    "atrialFibrillation": ["hx_afib"],
    "dyslipidemia": ["hx_dyslipidemia"],
    "heartFailure": ["hx_heart_failure"],
    "hypertension": ["hx_htn"],
    "stroke": ["hx_stroke"],
}
CHOICES = {
    "sex": {"m": "male", "f": "female", "male": "male", "female": "female", "1": "male", "0": "female"},
    "edema": {"0": "none", "0.5": "controlled", "1": "despite_diuretics", "none": "none", "controlled": "controlled", "despite_diuretics": "despite_diuretics"},
}
YES_NO = {"1": True, "0": False, "yes": True, "no": False, "true": True, "false": False, "borderline": False}


def described_files(*paths):
    """Name and digest of the training tables, for the manifest: a validation on one of them is apparent performance."""
    return [{"name": Path(path).name, "sha256": hashlib.sha256(Path(path).read_bytes()).hexdigest()} for path in paths if path]


class TableProblem(Exception):
    """What whoever made the table can put right, in one sentence; never the content of a cell."""


def read_table(path):
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=True, encoding="utf-8-sig")
    except FileNotFoundError:
        raise TableProblem(f"There is no table {path}.") from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError):
        raise TableProblem(f"{path} is not a well-formed CSV table.") from None


def parse_columns(text):
    """`bilirubinUmolPerL=tbil_umol_l,time=followup_d` to a dictionary."""
    if not text:
        return {}
    pairs = [part.split("=", 1) for part in text.split(",") if part.strip()]
    if any(len(pair) != 2 for pair in pairs):
        raise TableProblem("--columns is written as input=column,input=column.")
    return {key.strip(): value.strip() for key, value in pairs}


def number_column(frame, name):
    values = pd.to_numeric(frame[name], errors="coerce")
    bad = int((values.isna() & frame[name].notna()).sum())
    if bad:
        raise TableProblem(f'The column "{name}" holds {bad} cells that are not numbers.')
    return values.to_numpy(float)


#: A share of implausible values above this is a wrong unit, not a slip of the pen: nothing is trained on it.
MOST_IMPLAUSIBLE = 0.01


def canonical(frame, input_id, named, plausible=None):
    """Values of one input: floats (NaN missing), or a list of choices and booleans (None missing). Implausible values are
    never used: a few are taken as missing and told with their number, many refuse the table."""
    column = named.get(input_id) or next((name for name in COLUMNS.get(input_id, []) if name in frame), None)
    if column is None:
        return None
    if column not in frame:
        raise TableProblem(f'The column "{column}" of --columns is not in the table.')
    if input_id in CHOICES or plausible is None:
        table = CHOICES.get(input_id, YES_NO)
        texts = [None if pd.isna(v) else re.sub(r"\.0+$", "", str(v).strip().lower()) for v in frame[column]]
        if any(t is not None and t not in table for t in texts):
            raise TableProblem(f'The column "{column}" holds values other than {", ".join(sorted(table))}.')
        return [None if t is None else table[t] for t in texts]
    values = number_column(frame, column) * factor(input_id, column)
    wrong = int(((values < plausible[0] - 1e-9) | (values > plausible[1] + 1e-9)).sum())
    if wrong > MOST_IMPLAUSIBLE * max(np.isfinite(values).sum(), 1):
        raise TableProblem(f'The column "{column}" holds {wrong} values outside of {plausible[0]} to {plausible[1]}: check the unit.')
    if wrong:
        print(f'The column "{column}": {wrong} values outside of {plausible[0]} to {plausible[1]} are taken as missing.', flush=True)
        values = np.where((values < plausible[0]) | (values > plausible[1]), math.nan, values)
    return values


def factor(input_id, column):
    for (known, suffix), value in FACTORS.items():
        if known == input_id and column.endswith(f"_{suffix}"):
            return value
    if any(known == input_id for known, _ in FACTORS):
        raise TableProblem(f'The column "{column}" needs its unit at the end of its name (bili_mg_dl, bili_umol_l).')
    return 1.0


def matrix(frame, features, named):
    """[n, features] after the transform, NaN for missing; and the raw range of what was seen for each (None for choices)."""
    columns, ranges, n = [], [], len(frame)
    for feature in features:
        discrete = feature.transform["kind"] in ("indicator", "map")
        values = canonical(frame, feature.input, named, None if discrete else feature.plausible)
        if values is None:
            if feature.required:
                names = " or ".join(COLUMNS.get(feature.input, [feature.input]))
                raise TableProblem(f"{feature.title} is required: a column {names}, or --columns {feature.input}=<column>.")
            columns.append(np.full(n, math.nan))
            ranges.append(None)
            continue
        columns.append(feature.apply(values))
        ranges.append(None if discrete or np.all(np.isnan(values)) else (np.nanmin(values), np.nanmax(values)))
    return np.column_stack(columns), ranges


def time_column(frame, named):
    """The column of the follow-up time and its UCUM unit: days (`time_d`, `futime_d`) or years (`time_y`)."""
    column = named.get("time") or next((c for c in ("time_d", "futime_d", "time_y") if c in frame), None)
    if column is None or column not in frame:
        raise TableProblem("The follow-up time is required: a column time_d or time_y, or --columns time=<column>.")
    if not column.endswith(("_d", "_y")):
        raise TableProblem(f'The column "{column}" needs its unit at the end of its name: _d for days, _y for years.')
    return column, "d" if column.endswith("_d") else "a"


def survival_time(frame, named):
    """Follow-up in years."""
    column, unit = time_column(frame, named)
    years = number_column(frame, column) / (365.25 if unit == "d" else 1.0)
    if np.any(np.isnan(years)) or np.any(years <= 0):
        raise TableProblem(f'The column "{column}" needs a time above 0 in every row.')
    return years


def status_column(frame, named, allowed):
    column = named.get("status") or ("status" if "status" in frame else None)
    if column is None or column not in frame:
        raise TableProblem("The status at the end of follow-up is required: a column status, or --columns status=<column>.")
    values = number_column(frame, column)
    if np.any(np.isnan(values)) or not set(np.unique(values)) <= set(allowed):
        raise TableProblem(f'The column "{column}" may hold only {", ".join(str(a) for a in allowed)}.')
    return values.astype(int)
