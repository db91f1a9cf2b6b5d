"""Synthetic patients and their pictures, by `fibrocast simulate`: written once into a folder, read from there by every model of images."""

import json
import os
import shlex
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from .tables import TableProblem

ROOT = Path(__file__).resolve().parents[3]
#: Stage frequencies F0..F4 of the simulator: a referral clinic.
STAGE_PRIOR = [0.2, 0.22, 0.22, 0.18, 0.18]
#: The latent score of a patient (in its own standard deviations) from apparent fibrosis: parameters apparentCentre and apparentScale.
CENTRE, SCALE = 0.9, 0.75
#: Labels of the liver: left lobe, caudate, right lobe; and of the spleen.
LIVER, SPLEEN = (1, 3, 4), 2
SHARD = 350


def simulation_arguments(parser):
    parser.add_argument("--out", required=True, help="the model folder")
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--data", help="folder of simulated pictures, kept and used again; default: a temporary one")
    parser.add_argument("--simulator", default=os.environ.get("FIBROCAST_COMMAND", "npx tsx src/main.ts"), help="how `fibrocast` is called from the root of the repository")


@contextmanager
def data_folder(options):
    if options.data:
        yield Path(options.data)
        return
    with tempfile.TemporaryDirectory(prefix="fibrocast-simulated-") as folder:
        yield Path(folder)


def cohort(options, data, modality, patients, seed):
    """Folders of a cohort in order; what is missing is simulated, two processes at a time."""
    base = Path(data) / f"{modality}-{seed}"
    shards = [(base / f"{first:05d}", first, min(SHARD, patients - first)) for first in range(0, patients, SHARD)]
    waiting = [(folder, first, count) for folder, first, count in shards if not (folder / f"{first + count - 1}.json").exists()]
    while waiting:
        batch, waiting = waiting[:2], waiting[2:]
        print(f"Simulating {sum(count for *_, count in batch)} patients ({modality})", flush=True)
        run_all([[*shlex.split(options.simulator), "simulate", "--modality", modality, "--patients", str(count), "--from", str(first), "--seed", str(seed), "--out", str(folder.resolve()), "--json"] for folder, first, count in batch])
    return [folder / str(index) for folder, first, count in shards for index in range(first, first + count)]


def run_all(commands):
    started = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) for command in commands]
    if any([process.wait() != 0 for process in started]):
        raise TableProblem("A command of the simulator failed; see above.")


def simulated_table(options, data, patients, seed):
    import pandas as pd

    folder = Path(data) / f"table-{seed}-{patients}"
    if not (folder / "patients.csv").exists():
        run_all([[*shlex.split(options.simulator), "simulate", "--modality", "table", "--patients", str(patients), "--seed", str(seed), "--out", str(folder.resolve()), "--json"]])
    return pd.read_csv(folder / "patients.csv")


def described(path):
    """What the simulator says of a patient: `patient` and `picture`."""
    return json.loads(path.with_name(path.name + ".json").read_text())


def array_of(path, suffix, shape):
    kind = np.dtype("<f4") if suffix.endswith("f32") else np.uint8
    return np.fromfile(path.with_name(f"{path.name}.{suffix}"), kind).reshape(shape)


def latent_score(apparent):
    """The latent score that a picture shows, from apparent fibrosis."""
    apparent = np.clip(np.asarray(apparent, float), 1e-6, 1 - 1e-6)
    return CENTRE + SCALE * np.log(apparent / (1 - apparent))
