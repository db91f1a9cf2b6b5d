"""ct-stage: a 3D network on the liver of a portal venous CT; F0 to F4 with a class activation map that is exact and in the graph."""

import time
from pathlib import Path

import numpy as np
import torch
from scipy.ndimage import gaussian_filter
from torch import nn
from torch.nn import functional as nnf

from . import simulated, stages
from .imaging_export import NOTICE, attributes, golden_waves, graph_of, imaging_card, save, threads
from .volumes import box_of, clip_z_score, fit, resize, resized_shape

SEED, COHORT_SEED = 405, 11
SPACING, SIZE, STRIDE = (4.0, 4.0, 4.0), (48, 48, 56), 4
#: Outside of the liver stands its usual density: otherwise the edge of the region would drown the texture.
MARGIN_MM, OUTSIDE = 6, 0.0
RULE = {"kind": "clip-z-score", "low": 40, "high": 180, "mean": 105, "sd": 20}


class Stager(nn.Module):
    """Logit of P(F >= k) = mean of the map + c_k: the map is the share of each place in all four."""

    def __init__(self):
        super().__init__()
        layer = lambda i, o, size, stride: nn.Sequential(nn.Conv3d(i, o, size, stride, size // 2, bias=False), nn.BatchNorm3d(o), nn.ReLU())
        self.features = nn.Sequential(layer(1, 16, 5, 2), layer(16, 32, 3, 2), layer(32, 32, 3, 1), layer(32, 24, 1, 1))
        self.weights = nn.Parameter(torch.randn(24) * 0.2)
        self.centre = nn.Parameter(torch.tensor(simulated.CENTRE))
        self.register_buffer("slope", torch.tensor(1.0))
        self.register_buffer("intercepts", torch.zeros(4))

    def score(self, x):
        """What is trained: the latent score, from the mean of the weighted last feature maps."""
        return (self.features(x).mean((2, 3, 4)) * self.weights).sum(1) + self.centre

    def forward(self, x):
        bias = self.slope * (self.centre - simulated.CENTRE) + self.intercepts
        activation = self.slope * (self.features(x) * self.weights.reshape(1, -1, 1, 1, 1)).sum(1, keepdim=True)
        return activation.mean((2, 3, 4)) + bias, activation


def prepared(image, mask, spacing):
    """As the service does it: box of the region with a margin, intensities, outside of the region, 4 mm voxels, fixed size."""
    box = box_of(mask, spacing, MARGIN_MM)
    values = np.where(mask[box], clip_z_score(image[box], RULE), OUTSIDE).astype(np.float32)
    return fit(resize(values, resized_shape(values.shape, spacing, SPACING)), SIZE, OUTSIDE)


def redrawn(mask, spacing, generator):
    """The region as a network would draw it: smoother, a little too large or too small, with bumps."""
    soft = gaussian_filter(mask.astype(np.float32), [generator.uniform(2, 5) / step for step in spacing])
    noise = gaussian_filter(generator.normal(0, 1, mask.shape).astype(np.float32), [12 / step for step in spacing])
    return soft > 0.5 + generator.uniform(-0.2, 0.2) + 0.12 * noise / noise.std()


def loaded(paths, seed):
    """Pictures [n, 2, z, y, x] (region by the labels, region redrawn), stages, latent scores."""
    pictures, truth, scores = np.zeros((len(paths), 2, *SIZE), np.float16), [], []
    for at, path in enumerate(paths):
        about = simulated.described(path)
        shape, spacing = about["picture"]["shape"], about["picture"]["geometry"]["spacingMm"][::-1]
        image = simulated.array_of(path, "image.f32", shape)
        mask = np.isin(simulated.array_of(path, "labels.u8", shape), simulated.LIVER)
        around = box_of(mask, spacing, 30)
        image, mask = image[around], mask[around]
        generator = np.random.default_rng([seed, at])
        pictures[at] = prepared(image, mask, spacing), prepared(image, redrawn(mask, spacing, generator), spacing)
        truth.append(about["patient"]["stage"])
        scores.append(about["patient"]["imaging"]["ct"]["apparent"])
    return pictures, np.array(truth), simulated.latent_score(scores)


def fit_network(network, pictures, scores, truth, epochs, rate, seed, batch=8):
    generator = np.random.default_rng(seed)
    groups = [{"params": [p for n, p in network.named_parameters() if n != "centre"], "weight_decay": 1e-3}, {"params": [network.centre], "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, rate)
    steps = epochs * (len(pictures) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps, pct_start=0.2)
    slope, intercepts = (torch.tensor(v, dtype=torch.float32) for v in truth[1])
    begun = time.time()
    for epoch in range(epochs):
        network.train()
        order, total = generator.permutation(len(pictures)), 0.0
        for first in range(0, len(order) - batch + 1, batch):
            rows = np.sort(order[first : first + batch])
            x = torch.from_numpy(pictures[rows, generator.integers(0, 2, batch)].astype(np.float32))[:, None]
            for axis in (2, 3, 4):
                if generator.random() < 0.5:
                    x = x.flip(axis)
            inside = x != OUTSIDE
            shift, scale = (torch.from_numpy(generator.normal(0, 0.1, (2, batch, 1, 1, 1, 1)).astype(np.float32)))
            x = torch.where(inside, x * (1 + 0.3 * scale) + shift, x)
            said = network.score(x)
            goal = torch.from_numpy(scores[rows].astype(np.float32))
            logits = slope * (said[:, None] - simulated.CENTRE) + intercepts
            atleast = torch.from_numpy((truth[0][rows, None] >= np.arange(1, 5)).astype(np.float32))
            loss = nnf.smooth_l1_loss(said, goal, beta=0.5) + 0.1 * nnf.binary_cross_entropy_with_logits(logits, atleast)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(f"  epoch {epoch + 1}/{epochs} loss {total / (len(pictures) // batch):.3f} {time.time() - begun:.0f} s", flush=True)


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
        pictures, truth, scores = loaded(paths, SEED)
    n = len(paths) - options.calibrate - options.held
    learn, tune, held = slice(0, n), slice(n, n + options.calibrate), slice(n + options.calibrate, None)
    print(f"{n} simulated patients to learn from, {options.calibrate} to calibrate, {options.held} apart ({time.time() - begun:.0f} s)", flush=True)
    network = Stager()
    fit_network(network, pictures[learn], scores[learn], (truth[learn], (slope, intercepts)), options.epochs, 4e-3, SEED)
    network.slope.fill_(float(slope))
    network.intercepts.copy_(torch.from_numpy(np.asarray(intercepts, np.float32)))
    temperature = stages.temperature_of(answers(network, pictures[tune, 0]), truth[tune])
    said = {
        "region by the labels": stages.figures(answers(network, pictures[held, 0]) / temperature, truth[held], scores[held], SEED),
        "region redrawn": stages.figures(answers(network, pictures[held, 1]) / temperature, truth[held], scores[held], SEED),
    }
    sums = check_map(network, pictures[-1, 0])
    for name, figures in said.items():
        print(name, {k: [round(v[w]["value"], 3) for w in ("model", "latentScore")] for k, v in figures.items() if isinstance(v, dict) and "model" in v}, figures["correlationWithLatentScore"], flush=True)
    write(options, network, n, temperature, said, sums)
    print(f"{time.time() - begun:.0f} s of training and data", flush=True)


def write(options, network, n, temperature, said, sums):
    shape = (1, 1, *SIZE)
    graph = graph_of(network, shape, "image", ["logits", "activation"])
    golden, departure = golden_waves(network, graph, shape, "image", ["logits", "activation"])
    main = said["region by the labels"]
    manifest = {
        "id": Path(options.out).name.split("@")[0], "version": options.version, "title": "Fibrosis stage from portal venous CT (synthetic)", "role": "stage", "evidence": "synthetic",
        "accepts": {"modality": "CT", "series": ["ct-portal-venous"], "etiologies": "any", "ageYears": [18, 120], "exclusions": ["transplanted", "ascites"]},
        "input": {
            "kind": "volume", "tensor": "image", "axisOrder": "zyx", "orientation": "LPS", "spacingMm": list(SPACING[::-1]), "interpolation": "linear",
            "channels": [{"series": "ct-portal-venous", "normalisation": RULE}],
            "crop": {"kind": "roi", "label": "liver", "marginMm": MARGIN_MM, "outside": OUTSIDE}, "size": list(SIZE[::-1]), "padding": OUTSIDE,
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
        "Output": "Four cumulative logits, P(F1 and above) to P(F4), which share one predictor and so never cross; a class activation map of it, at 16 mm. The mean of the map plus a constant is the logit before the temperature, exactly. F0 to F4 frequencies of the training cohort are in the manifest for the fusion to divide out.",
        "Preparation": "Axes to LPS; box of the liver with 6 mm around; intensities cut at 40 and 180 HU, (x - 105) / 20; outside of the liver 0; 4 mm voxels by linear interpolation; 56 x 48 x 48 voxels centred.",
        "Method": f"Four convolutions (5, 3, 3, 1; 16, 32, 32, 24 channels, stride 4 in all) with batch normalisation, mean over the grid, one linear head. Trained for {options.epochs} epochs on the latent score that the picture shows and on the stage, with mirroring, shifted grey values and regions drawn again as a network draws them. What the score says of the stage: ordered logits on a table of {stages.TABLE_PATIENTS} simulated patients without pictures; temperature on {options.calibrate} simulated patients apart. Seeds fixed, one thread.",
        "Known failures": "Lesions, ascites, other phases and operated livers were never simulated. A region that misses part of the liver changes the mean of the map.",
    }
    rows = [(*("region",), *stages.card_rows(main, "ct")[0])] + [(region, *row) for region, figures in said.items() for row in stages.card_rows(figures, "ct")[1:]]
    card = imaging_card(manifest, sections, {}, rows, [f"{options.version}: first version"])
    save(options.out, manifest, graph, golden, card, None, {
        "notice": NOTICE, "method": "simulated patients kept apart; 95 % intervals by bootstrap of patients; `latentScore` is the ceiling on the same patients",
        "split": {"learn": n, "calibrate": options.calibrate, "held": options.held}, "temperature": temperature, "figures": said,
        "graphAgainstNetwork": departure, "mapAgainstLogits": sums,
    })
