"""ct-stage: a 3D network on the liver of a portal venous CT; F0 to F4 with a class activation map that is exact and in the graph."""

import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as nnf

from . import simulated, stages
from .imaging_export import NOTICE, attributes, golden_waves, graph_of, imaging_card, save, threads
from .volumes import box_of, clip_z_score, fit, resize, resized_shape

SEED, COHORT_SEED = 405, 11
#: z, y, x: voxels in mm, size in voxels.
SPACING, SIZE, STRIDE = (5.0, 5.0, 5.0), (44, 48, 56), 4
CELLS = tuple(n // STRIDE for n in SIZE)
MARGIN_MM = 30
RULE = {"kind": "clip-z-score", "low": -150, "high": 250, "mean": 80, "sd": 60}
PADDING = (RULE["low"] - RULE["mean"]) / RULE["sd"]
#: Parts that the features are told apart by in training: all else, left lobe, spleen, caudate, right lobe, kidneys.
PARTS = 6


class Stager(nn.Module):
    """Logit of P(F >= k) = mean of the map + c_k. The map is a weighted sum of the last feature maps: 24 learned freely and the
    shares of the parts in each cell, whose means are the volumes of spleen, caudate and right lobe."""

    def __init__(self):
        super().__init__()
        layer = lambda i, o, size, stride, apart=1: nn.Sequential(nn.Conv3d(i, o, size, stride, apart * (size // 2), apart, bias=False), nn.BatchNorm3d(o), nn.ReLU())
        self.features = nn.Sequential(layer(1, 16, 5, 2), layer(16, 32, 3, 2), layer(32, 32, 3, 1), layer(32, 32, 3, 1, 2))
        self.free = layer(32, 24, 1, 1)
        self.parts = nn.Conv3d(32, PARTS, 1)
        self.weights = nn.Parameter(torch.zeros(24 + PARTS))
        # volumes are small shares of the grid: a weight of 1 on them should count as much as on a feature
        self.register_buffer("scale", torch.cat([torch.ones(24), torch.full((PARTS,), 20.0)]))
        self.centre = nn.Parameter(torch.tensor(simulated.CENTRE))
        self.register_buffer("slope", torch.tensor(1.0))
        self.register_buffer("intercepts", torch.zeros(4))

    def maps(self, x):
        deep = self.features(x)
        parts = self.parts(deep)
        return torch.cat([self.free(deep), parts.softmax(1)], 1), parts

    def score(self, x):
        """What is trained: the latent score, from the mean of the weighted last feature maps; and the logits of the parts."""
        maps, parts = self.maps(x)
        return (maps.mean((2, 3, 4)) * self.weights * self.scale).sum(1) + self.centre, parts

    def forward(self, x):
        bias = self.slope * (self.centre - simulated.CENTRE) + self.intercepts
        activation = self.slope * (self.maps(x)[0] * (self.weights * self.scale).reshape(1, -1, 1, 1, 1)).sum(1, keepdim=True)
        return activation.mean((2, 3, 4)) + bias, activation


def prepared(image, box, spacing):
    """As the service does it: box of the region with a margin, intensities, 5 mm voxels, fixed size."""
    values = clip_z_score(image[box], RULE)
    return fit(resize(values, resized_shape(values.shape, spacing, SPACING)), SIZE, PADDING)


def shares(labels, box, spacing):
    """Share of each part in each cell of the map."""
    cut = labels[box]
    shape = resized_shape(cut.shape, spacing, SPACING)
    parts = np.stack([fit(resize((cut == k).astype(np.float32), shape), SIZE, 0) for k in range(1, PARTS)])
    cells = parts.reshape(PARTS - 1, CELLS[0], STRIDE, CELLS[1], STRIDE, CELLS[2], STRIDE).mean((2, 4, 6))
    return np.concatenate([np.maximum(0, 1 - cells.sum(0, keepdims=True)), cells])


def moved(box, shape, spacing, generator):
    """The box that a drawn region would give: each side up to 8 mm off."""
    off = lambda step: int(np.round(generator.uniform(-8, 8) / step))
    return tuple(slice(max(0, b.start + off(step)), min(n, b.stop + off(step))) for b, n, step in zip(box, shape, spacing))


def loaded(paths, seed):
    """Pictures [n, 2, z, y, x] (box by the labels, box moved), shares of the parts, stages, latent scores."""
    pictures, parts = np.zeros((len(paths), 2, *SIZE), np.float16), np.zeros((len(paths), 2, PARTS, *CELLS), np.float16)
    truth, scores = [], []
    for at, path in enumerate(paths):
        about = simulated.described(path)
        shape, spacing = about["picture"]["shape"], about["picture"]["geometry"]["spacingMm"][::-1]
        image, labels = simulated.array_of(path, "image.f32", shape), simulated.array_of(path, "labels.u8", shape)
        box = box_of(np.isin(labels, simulated.LIVER), spacing, MARGIN_MM)
        for k, each in enumerate((box, moved(box, shape, spacing, np.random.default_rng([seed, at])))):
            pictures[at, k], parts[at, k] = prepared(image, each, spacing), shares(labels, each, spacing)
        truth.append(about["patient"]["stage"])
        scores.append(about["patient"]["imaging"]["ct"]["apparent"])
    return pictures, parts, np.array(truth), simulated.latent_score(scores)


def fit_network(network, pictures, parts, scores, truth, ordered, epochs, rate, seed, batch=8):
    generator = np.random.default_rng(seed)
    special = ("centre", "weights")
    groups = [{"params": [p for n, p in network.named_parameters() if n not in special], "weight_decay": 1e-3}, {"params": [p for n, p in network.named_parameters() if n in special], "weight_decay": 1e-4}]
    optimiser = torch.optim.AdamW(groups, rate)
    steps = epochs * (len(pictures) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps, pct_start=0.2)
    slope, intercepts = (torch.tensor(v, dtype=torch.float32) for v in ordered)
    begun = time.process_time()
    for epoch in range(epochs):
        network.train()
        order, total = generator.permutation(len(pictures)), np.zeros(2)
        for first in range(0, len(order) - batch + 1, batch):
            rows, variant = np.sort(order[first : first + batch]), generator.integers(0, 2, batch)
            x = pictures[rows, variant].astype(np.float32)[:, None]
            x = x * generator.normal(1, 0.04, (batch, 1, 1, 1, 1)) + generator.normal(0, 0.08, (batch, 1, 1, 1, 1)) + generator.normal(0, 0.1, x.shape)
            said, named = network.score(torch.from_numpy(x.astype(np.float32)))
            goal, shared = torch.from_numpy(scores[rows].astype(np.float32)), torch.from_numpy(parts[rows, variant].astype(np.float32))
            logits = slope * (said[:, None] - simulated.CENTRE) + intercepts
            atleast = torch.from_numpy((truth[rows, None] >= np.arange(1, 5)).astype(np.float32))
            of_score = nnf.smooth_l1_loss(said, goal, beta=0.5)
            of_parts = nnf.kl_div(named.log_softmax(1), shared, reduction="none").sum(1).mean()
            loss = of_score + 0.1 * nnf.binary_cross_entropy_with_logits(logits, atleast) + 3 * of_parts
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += of_score.item(), of_parts.item()
        print(f"  epoch {epoch + 1}/{epochs} score {total[0] / (len(pictures) // batch):.3f} parts {total[1] / (len(pictures) // batch):.4f} {time.process_time() - begun:.0f} s of processor", flush=True)


def refit_head(network, pictures, scores, penalties=(1, 3, 10, 30, 100)):
    """The linear head once more, by ridge regression on the means of the finished maps; the penalty by 5-fold cross-validation."""
    from .radiomics_models import folds_of, ridge

    network.eval()
    with torch.inference_mode():
        means = [network.maps(torch.from_numpy(pictures[k : k + 8, v].astype(np.float32))[:, None])[0].mean((2, 3, 4)).numpy().astype(float) for v in (0, 1) for k in range(0, len(pictures), 8)]
    x, y = np.concatenate(means), np.tile(scores, 2)
    mean, spread = x.mean(0), np.maximum(x.std(0), 1e-6)
    z, fold, errors = (x - mean) / spread, np.tile(folds_of(len(scores), 5, SEED), 2), {}
    for penalty in penalties:
        said = np.zeros(len(z))
        for k in range(5):
            a, b = ridge(z[fold != k], y[fold != k], penalty)
            said[fold == k] = a + z[fold == k] @ b
        errors[penalty] = float(((said - y) ** 2).mean())
    penalty = min(errors, key=errors.get)
    a, b = ridge(z, y, penalty)
    with torch.no_grad():
        network.weights.copy_(torch.from_numpy(b / spread).float() / network.scale)
        network.centre.fill_(float(a - mean @ (b / spread)))
    print(f"head: penalty {penalty}, error {errors}", flush=True)


def answers(network, pictures):
    network.eval()
    with torch.inference_mode():
        return np.concatenate([network(torch.from_numpy(pictures[k : k + 8].astype(np.float32))[:, None])[0].numpy() for k in range(0, len(pictures), 8)])


def check_map(network, picture):
    """Mean of the map plus bias is the logit: the differences of the four logits from the mean are the same for every picture."""
    with torch.inference_mode():
        logits, activation = network.eval()(torch.from_numpy(picture.astype(np.float32))[None, None])
        bias = network.slope * (network.centre - simulated.CENTRE) + network.intercepts
    departure = float((activation.mean() + bias - logits[0]).abs().max())
    if not departure < 1e-4:
        raise RuntimeError(f"The activation map does not add up to the logits: {departure:.2g}.")
    return departure


def run(options):
    threads()
    torch.manual_seed(SEED)
    begun = time.time()
    with simulated.data_folder(options) as data:
        paths = simulated.cohort(options, data, "ct", options.patients, COHORT_SEED)
        slope, intercepts = stages.ordered_of_table(options, data, "ct")
        pictures, parts, truth, scores = loaded(paths, SEED)
    n = len(paths) - options.calibrate - options.held
    learn, tune, held = slice(0, n), slice(n, n + options.calibrate), slice(n + options.calibrate, None)
    print(f"{n} simulated patients to learn from, {options.calibrate} to calibrate, {options.held} apart ({time.time() - begun:.0f} s)", flush=True)
    network = Stager()
    fit_network(network, pictures[learn], parts[learn], scores[learn], truth[learn], (slope, intercepts), options.epochs, 4e-3, SEED)
    refit_head(network, pictures[learn], scores[learn])
    network.slope.fill_(float(slope))
    network.intercepts.copy_(torch.from_numpy(np.asarray(intercepts, np.float32)))
    temperature = stages.temperature_of(answers(network, pictures[tune, 0]), truth[tune])
    said = {
        "box by the labels": stages.figures(answers(network, pictures[held, 0]) / temperature, truth[held], scores[held], SEED),
        "box moved": stages.figures(answers(network, pictures[held, 1]) / temperature, truth[held], scores[held], SEED),
    }
    sums = check_map(network, pictures[-1, 0])
    for name, figures in said.items():
        print(name, {k: [round(v[w]["value"], 3) for w in ("model", "latentScore")] for k, v in figures.items() if isinstance(v, dict) and "model" in v}, figures["correlationWithLatentScore"], flush=True)
    write(options, network, n, temperature, said, sums)
    print(f"{time.time() - begun:.0f} s of training and data", flush=True)


def write(options, network, n, temperature, said, sums):
    shape = (1, 1, *SIZE)
    graph = graph_of(network, shape, "image", ["logits", "activation"])
    golden, departure = golden_waves(network, graph, shape, "image", ["logits", "activation"], frequencies=(0.011,))
    main = said["box by the labels"]
    manifest = {
        "id": Path(options.out).name.split("@")[0], "version": options.version, "title": "Fibrosis stage from portal venous CT (synthetic)", "role": "stage", "evidence": "synthetic",
        "accepts": {"modality": "CT", "series": ["ct-portal-venous"], "etiologies": "any", "ageYears": [18, 120], "exclusions": ["transplanted", "ascites"]},
        "input": {
            "kind": "volume", "tensor": "image", "axisOrder": "zyx", "orientation": "LPS", "spacingMm": list(SPACING[::-1]), "interpolation": "linear",
            "channels": [{"series": "ct-portal-venous", "normalisation": RULE}],
            "crop": {"kind": "roi", "label": "liver", "marginMm": MARGIN_MM}, "size": list(SIZE[::-1]), "padding": PADDING,
        },
        "output": {
            "kind": "stage", "tensor": "logits", "form": "cumulative-logits", "trainingPrior": simulated.STAGE_PRIOR,
            "activationMap": {"tensor": "activation", "stride": STRIDE, "stage": "expected"},
        },
        "calibration": {"temperature": temperature},
        "quality": [{"kind": "slice-thickness-at-most-mm", "value": 6, "else": "temper"}, {"kind": "roi-volume-ml", "range": [600, 3000], "else": "temper"}],
        "licence": "Apache-2.0",
        "trainedOn": {"cohort": f"simulated CT of the simulator 1.0.0 (cohort seed {COHORT_SEED})", "n": n, "years": "not applicable: simulated", "country": "not applicable: simulated", "licence": "Apache-2.0"},
        "sourceAttributes": attributes({
            3: "Probabilities of the stages F0 to F4 and a map of what raised or lowered them",
            21: "AUC on {} simulated patients apart: F2 and above {:.2f}, F3 and above {:.2f}, F4 {:.2f}".format(main["F4"]["model"]["n"], *[main[k]["model"]["value"] for k in ("F2 and above", "F3 and above", "F4")]),
        }),
    }
    sections = {
        "Intended use": "To show the chain from a CT in the archive to a card in the sandbox.",
        "Out of scope": "Every real patient.",
        "Output": "Four cumulative logits, P(F1 and above) to P(F4), which share one predictor and so never cross; a class activation map of it, at 20 mm. The mean of the map plus a constant is the logit before the temperature, exactly. F0 to F4 frequencies of the training cohort are in the manifest for the fusion to divide out.",
        "Preparation": f"Axes to LPS; box of the liver with {MARGIN_MM} mm around, so that the spleen is seen; intensities cut at -150 and 250 HU, (x - 80) / 60; 5 mm voxels by linear interpolation; {SIZE[2]} x {SIZE[1]} x {SIZE[0]} voxels centred, padded as -150 HU.",
        "Method": f"Convolutions (5, 3, 3, 3 apart by 2; 16, 32, 32, 32 channels, stride 4 in all) with batch normalisation; last feature maps: 24 learned freely and the shares of left lobe, spleen, caudate, right lobe and kidneys, which the labels of the simulator teach; mean over the grid; one linear head. Trained for {options.epochs} epochs on the latent score that the picture shows, on the stage and on the shares, with boxes moved, shifted grey values and noise; then the linear head once more by ridge regression on the score. What the score says of the stage: ordered logits on a table of {stages.TABLE_PATIENTS} simulated patients without pictures; temperature on {options.calibrate} simulated patients apart. Seeds fixed, one thread.",
        "Known failures": "Lesions, ascites, other phases and operated livers were never simulated. A region that misses part of the liver moves the box. Whatever enlarges the spleen for another reason raises the stage.",
    }
    rows = [("box", *stages.card_rows(main, "ct")[0])] + [(region, *row) for region, figures in said.items() for row in stages.card_rows(figures, "ct")[1:]]
    card = imaging_card(manifest, sections, {"12a": "kept-apart simulated patients: one part to calibrate, one to report; the kind of network was chosen after a first one had failed on patients that are also reported here"}, rows, [f"{options.version}: first version"])
    save(options.out, manifest, graph, golden, card, None, {
        "notice": NOTICE, "method": "simulated patients kept apart; 95 % intervals by bootstrap of patients; `latentScore` is the ceiling on the same patients",
        "split": {"learn": n, "calibrate": options.calibrate, "held": options.held}, "temperature": temperature, "figures": said,
        "graphAgainstNetwork": departure, "mapAgainstLogits": sums,
    })
