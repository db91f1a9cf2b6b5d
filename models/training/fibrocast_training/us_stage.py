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
SIZE = (192, 144)
WINDOW = {"kind": "window", "low": 0, "high": 255, "to": [0, 1]}
MOST_FRAMES = 10


class FrameStager(nn.Module):
    def __init__(self):
        super().__init__()
        layer = lambda i, o, size, stride: nn.Sequential(nn.Conv2d(i, o, size, stride, size // 2, bias=False), nn.BatchNorm2d(o), nn.ReLU())
        self.features = nn.Sequential(layer(1, 12, 5, 2), layer(12, 24, 3, 2), layer(24, 32, 3, 1), layer(32, 48, 3, 2))
        # what a frame shows depends on gain, range and depth of the scanner: means of features are weighed together, not one by one
        self.head = nn.Sequential(nn.Linear(96, 32), nn.ReLU(), nn.Linear(32, 1))
        self.register_buffer("slope", torch.tensor(1.0))
        self.register_buffer("intercepts", torch.zeros(4))

    def score(self, x):
        maps = self.features(x)
        mean = maps.mean((2, 3))
        spread = (maps * maps).mean((2, 3)) - mean * mean
        return self.head(torch.cat([mean, torch.sqrt(torch.clamp(spread, min=0) + 1e-4)], 1)).squeeze(1) + simulated.CENTRE

    def forward(self, x):
        return self.slope * (self.score(x)[:, None] - simulated.CENTRE) + self.intercepts


def loaded(paths):
    frames, truth, scores = [], [], []
    for path in paths:
        about = simulated.described(path)
        pictures = simulated.array_of(path, "frames.u8", about["picture"]["shape"])[:MOST_FRAMES]
        frames.append(np.round(255 * np.stack([resize(window(p.astype(np.float32), WINDOW), SIZE[::-1]) for p in pictures])).astype(np.uint8))
        truth.append(about["patient"]["stage"])
        scores.append(about["patient"]["imaging"]["us"]["apparent"])
    return frames, np.array(truth), simulated.latent_score(scores)


def fit_network(network, frames, truth, scores, ordered, epochs, rate, batch=16):
    generator = np.random.default_rng(SEED)
    optimiser = torch.optim.AdamW(network.parameters(), rate, weight_decay=1e-3)
    slope, intercepts = (torch.tensor(v, dtype=torch.float32) for v in ordered)
    steps = epochs * (len(frames) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps, pct_start=0.2)
    for epoch in range(epochs):
        network.train()
        order, total = generator.permutation(len(frames)), 0.0
        for first in range(0, len(order) - batch + 1, batch):
            rows = order[first : first + batch]
            x = np.stack([frames[r][generator.integers(len(frames[r]))] for r in rows]).astype(np.float32)[:, None] / 255
            gain, contrast = generator.normal(0, 0.03, (batch, 1, 1, 1)), np.exp(generator.normal(0, 0.05, (batch, 1, 1, 1)))
            x = np.where(x > 0, np.clip(x * contrast + gain, 0, 1), 0).astype(np.float32)
            x = torch.from_numpy(x)
            x = x.flip(3) if generator.random() < 0.5 else x
            said, goal = network.score(x), torch.from_numpy(scores[rows].astype(np.float32))
            atleast = torch.from_numpy((truth[rows, None] >= np.arange(1, 5)).astype(np.float32))
            logits = slope * (said[:, None] - simulated.CENTRE) + intercepts
            loss = nnf.smooth_l1_loss(said, goal, beta=0.5) + 0.1 * nnf.binary_cross_entropy_with_logits(logits, atleast)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(f"  epoch {epoch + 1}/{epochs} loss {total / (len(frames) // batch):.3f}", flush=True)


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
    fit_network(network, frames[:n], truth[:n], scores[:n], ordered, options.epochs, 4e-3)
    network.slope.fill_(float(ordered[0]))
    network.intercepts.copy_(torch.from_numpy(np.asarray(ordered[1], np.float32)))
    tune, held = slice(n, n + options.calibrate), slice(n + options.calibrate, None)
    temperature = stages.temperature_of(answers(network, frames[tune]), truth[tune])
    said = stages.figures(answers(network, frames[held]) / temperature, truth[held], scores[held], SEED)
    print({k: [round(v[w]["value"], 3) for w in ("model", "latentScore")] for k, v in said.items() if isinstance(v, dict) and "model" in v}, said["correlationWithLatentScore"], flush=True)
    write(options, network, n, temperature, said)
    print(f"{time.time() - begun:.0f} s of training and data", flush=True)


def write(options, network, n, temperature, said):
    shape = (2, 1, SIZE[1], SIZE[0])
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
        "Method": f"Four convolutions (5, 3, 3, 3; 12, 24, 32, 48 channels, stride 8 in all) with batch normalisation; means and spreads of the features over the frame; two linear layers. {options.epochs} epochs, one frame a patient and epoch, on the latent score that the picture shows and on the stage, with mirroring, changed gain and contrast. What the score says of the stage: ordered logits on a table of {stages.TABLE_PATIENTS} simulated patients; temperature on {options.calibrate} simulated patients apart. Seeds fixed, one thread.",
        "Known failures": "Shadows, other organs, Doppler, burnt-in text and measurement marks were never simulated.",
    }
    card = imaging_card(manifest, sections, {}, stages.card_rows(said, "us"), [f"{options.version}: first version"])
    save(options.out, manifest, graph, golden, card, None, {
        "notice": NOTICE, "method": "simulated patients kept apart; 95 % intervals by bootstrap of patients; `latentScore` is the ceiling on the same patients",
        "split": {"learn": n, "calibrate": options.calibrate, "held": options.held}, "temperature": temperature, "figures": said, "graphAgainstNetwork": departure,
    })
