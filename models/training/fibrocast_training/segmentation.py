"""liver-segmentation-ct: a small 3D U-Net at 5 mm; liver and spleen on simulated CT, then refined on one real CT."""

import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as nnf

from . import simulated
from .imaging_export import NOTICE, attributes, golden_waves, graph_of, imaging_card, save, threads
from .volumes import dice, resize, resized_shape, window

SEED, COHORT_SEED = 404, 11
SPACING = (5.0, 5.0, 5.0)
#: z, y, x in voxels of 5 mm: 160 x 320 x 400 mm.
PATCH = (32, 64, 80)
WINDOW = {"kind": "window", "low": -160, "high": 240, "to": [-1, 1]}
CLASSES = ("background", "liver", "spleen")
SNOMED = {"liver": "10200004", "spleen": "78961009"}


class Block(nn.Sequential):
    def __init__(self, channels_in, channels, stride=1):
        super().__init__(nn.Conv3d(channels_in, channels, 3, stride, 1, bias=False), nn.InstanceNorm3d(channels, affine=True), nn.LeakyReLU(0.01))


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = Block(1, 8)
        self.two = nn.Sequential(Block(8, 16, 2), Block(16, 16))
        self.three = nn.Sequential(Block(16, 32, 2), Block(32, 32))
        self.four = nn.Sequential(Block(32, 64, 2), Block(64, 64))
        self.up3, self.join3 = nn.ConvTranspose3d(64, 32, 2, 2), Block(64, 32)
        self.up2, self.join2 = nn.ConvTranspose3d(32, 16, 2, 2), Block(32, 16)
        self.up1 = nn.ConvTranspose3d(16, 8, 2, 2)
        self.join1 = nn.Sequential(nn.Conv3d(16, 8, 1), nn.LeakyReLU(0.01), nn.Conv3d(8, len(CLASSES), 1))

    def forward(self, x):
        one = self.one(x)
        two = self.two(one)
        three = self.three(two)
        deep = self.up3(self.four(three))
        deep = self.up2(self.join3(torch.cat([deep, three], 1)))
        deep = self.up1(self.join2(torch.cat([deep, two], 1)))
        return self.join1(torch.cat([deep, one], 1))


def at_spacing(image, labels, spacing):
    """Image [-1, 1] and labels at 5 mm; labels by the largest share."""
    shape = resized_shape(image.shape, spacing, SPACING)
    shares = [resize((labels == k).astype(np.float32), shape) for k in range(len(CLASSES))]
    return resize(window(image, WINDOW), shape).astype(np.float16), np.argmax(shares, axis=0).astype(np.uint8)


def organs(labels, liver, spleen):
    return np.where(np.isin(labels, liver), 1, np.where(labels == spleen, 2, 0)).astype(np.uint8)


def simulated_case(path):
    picture = simulated.described(path)["picture"]
    image = simulated.array_of(path, "image.f32", picture["shape"])
    labels = organs(simulated.array_of(path, "labels.u8", picture["shape"]), simulated.LIVER, simulated.SPLEEN)
    return at_spacing(image, labels, picture["geometry"]["spacingMm"][::-1])


def real_cases(folder):
    """The two patients with reference labels: one whole upper body, one DICOM slab. TotalSegmentator examples, labels 5 liver, 1 spleen."""
    import SimpleITK

    folder = Path(folder)

    def lps(path):
        image = SimpleITK.DICOMOrient(SimpleITK.ReadImage(str(path)) if isinstance(path, Path) else path, "LPS")
        return SimpleITK.GetArrayFromImage(image), image.GetSpacing()[::-1]

    reader = SimpleITK.ImageSeriesReader()
    # the slab has no series UID: its files are read in the order of their position, not of their names
    files = sorted((folder / "example_ct_dicom").iterdir(), key=lambda f: position_of(f))
    reader.SetFileNames([str(f) for f in files])
    whole, spacing = lps(folder / "example_ct.nii.gz")
    whole_labels, _ = lps(folder / "example_seg_fast_force_split.nii.gz")
    thin, _ = lps(folder / "example_ct_sm.nii.gz")
    thin_labels, _ = lps(folder / "example_seg.nii.gz")
    series = reader.Execute()
    series.SetSpacing((*series.GetSpacing()[:2], position_of(files[1]) - position_of(files[0])))
    slab, slab_spacing = lps(series)
    slab_labels, _ = lps(folder / "example_seg_dicom.nii.gz")
    return {
        "whole": (whole.astype(np.float32), organs(whole_labels, (5,), 1), spacing),
        "slab of the same patient": (thin.astype(np.float32), organs(thin_labels, (5,), 1), spacing),
        "slab of another patient": (slab.astype(np.float32), organs(slab_labels, (5,), 1), slab_spacing),
    }


def position_of(file):
    import pydicom

    return float(pydicom.dcmread(file, stop_before_pixels=True, force=True).ImagePositionPatient[2])


def augmented(image, labels, generator):
    """A patch: random place (patients may be cut anywhere), size, grey values, noise, blur, thin slabs."""
    image, labels = image.astype(np.float32), labels
    zoom = generator.uniform(0.85, 1.15, 3)
    wanted = [max(4, round(n * z)) for n, z in zip(image.shape, zoom)]
    if generator.random() < 0.7:
        index = np.ix_(*[np.minimum((np.arange(to) * n / to).astype(int), n - 1) for n, to in zip(image.shape, wanted)])
        image, labels = resize(image, wanted), labels[index]
    if generator.random() < 0.3:
        thickness = int(generator.integers(6, 24))
        first = int(generator.integers(0, max(1, len(image) - thickness)))
        image, labels = image[first : first + thickness], labels[first : first + thickness]
    out, marks = np.full(PATCH, -1, np.float32), np.zeros(PATCH, np.uint8)
    source, target = [], []
    for axis, (n, room) in enumerate(zip(image.shape, PATCH)):
        loose = abs(room - n)
        # patches of the service stand flush or centred; a few voxels of play beyond
        shift = int(generator.integers(0, loose + 1)) if axis == 0 or n > room else loose // 2 + int(generator.integers(-min(3, loose // 2), min(3, loose // 2) + 1))
        source.append(slice(0, n) if n <= room else slice(shift, shift + room))
        target.append(slice(shift, shift + n) if n <= room else slice(0, room))
    out[tuple(target)], marks[tuple(target)] = image[tuple(source)], labels[tuple(source)]
    if generator.random() < 0.8:
        inside = out > -1
        out = np.where(inside, np.clip(out * generator.uniform(0.85, 1.15) + generator.normal(0, 0.12), -1, 1), out)
        # enhancement differs between organs, patients and phases
        for mark, spread in ((1, 0.15), (2, 0.15)):
            out = out + np.float32(generator.normal(0, spread)) * (marks == mark)
    if generator.random() < 0.5:
        kernel = np.float32(generator.uniform(0.05, 0.25))
        for axis in range(3):
            out = (1 - 2 * kernel) * out + kernel * (np.roll(out, 1, axis) + np.roll(out, -1, axis))
    out = out + generator.normal(0, generator.uniform(0, 0.12), PATCH)
    if generator.random() < 0.15:
        edge = int(generator.integers(2, 12))
        out[:, :, :edge] = out[:, :, -edge:] = -1
        marks[:, :, :edge] = marks[:, :, -edge:] = 0
    return np.clip(out, -1, 1).astype(np.float32), marks.astype(np.int64)


def loss_of(logits, marks):
    entropy = nnf.cross_entropy(logits, marks, weight=torch.tensor([0.5, 1.0, 2.0]))
    shares = logits.softmax(1)
    overlap = 0
    for k in (1, 2):
        share, mark = shares[:, k], (marks == k).float()
        overlap = overlap + 1 - (2 * (share * mark).sum() + 20) / (share.sum() + mark.sum() + 20)
    return entropy + 0.5 * overlap


def fit(network, cases, steps, rate, generator, batch=2, weights=None, report=20):
    optimiser = torch.optim.AdamW(network.parameters(), rate, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=steps, pct_start=0.2)
    network.train()
    total, begun = 0.0, time.process_time()
    for step in range(steps):
        chosen = generator.choice(len(cases), batch, p=weights)
        images, marks = zip(*[augmented(*cases[k], generator) for k in chosen])
        loss = loss_of(network(torch.from_numpy(np.stack(images)[:, None])), torch.from_numpy(np.stack(marks)))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        total += loss.item()
        if (step + 1) % report == 0:
            print(f"  step {step + 1}/{steps} loss {total / report:.3f} {time.process_time() - begun:.0f} s of processor", flush=True)
            total = 0.0


def predict(network, image):
    """Sliding window with overlap 0.5 and equal weights; padding as air. Labels on the grid of the image at 5 mm."""
    image = image.astype(np.float32)
    padded = [max(n, p) for n, p in zip(image.shape, PATCH)]
    before = [(p - n) // 2 for n, p in zip(image.shape, padded)]
    room = np.full(padded, -1, np.float32)
    inner = tuple(slice(b, b + n) for b, n in zip(before, image.shape))
    room[inner] = image
    sums = np.zeros((len(CLASSES), *padded), np.float32)
    starts = [sorted({round(s) for s in np.linspace(0, n - p, 1 + int(np.ceil((n - p) / (p / 2))))}) for n, p in zip(padded, PATCH)]
    network.eval()
    with torch.inference_mode():
        for z in starts[0]:
            for y in starts[1]:
                for x in starts[2]:
                    place = (slice(z, z + PATCH[0]), slice(y, y + PATCH[1]), slice(x, x + PATCH[2]))
                    sums[(slice(None), *place)] += network(torch.from_numpy(room[place][None, None]))[0].numpy()
    labels = sums.argmax(0)[inner]
    return np.where(labels == 1, largest(labels == 1), 0) + 2 * largest(labels == 2)


def largest(mask):
    from scipy.ndimage import label

    parts, count = label(mask)
    return mask if count < 2 else parts == 1 + int(np.argmax(np.bincount(parts.ravel())[1:]))


def scores(network, image, labels):
    found = predict(network, image)
    return {name: dice(found == k, labels == k) for k, name in ((1, "liver"), (2, "spleen"))}


def run(options):
    threads()
    torch.manual_seed(SEED)
    generator = np.random.default_rng(SEED)
    begun = time.time()
    with simulated.data_folder(options) as data:
        paths = simulated.cohort(options, data, "ct", options.patients, COHORT_SEED)
        cases = [simulated_case(path) for path in paths[: options.use]]
        apart = [simulated_case(path) for path in paths[-options.held:]]
    network = UNet()
    print(f"{len(cases)} simulated patients to learn from, {len(apart)} apart", flush=True)
    fit(network, cases, options.steps, 4e-3, generator)
    before = [scores(network, *case) for case in apart]
    real, real_before, refined = {}, {}, 0
    if options.real:
        real = {name: at_spacing(*case) for name, case in real_cases(options.real).items()}
        real_before = {name: scores(network, *case) for name, case in real.items()}
        print("real, before refinement", real_before, flush=True)
        mixed = [*cases, real["whole"]]
        weights = np.full(len(mixed), 0.5 / len(cases))
        weights[-1] = 0.5
        fit(network, mixed, options.refine, 1.5e-3, generator, weights=weights)
        refined = 1
    after = [scores(network, *case) for case in apart]
    real_after = {name: scores(network, *case) for name, case in real.items()}
    print("simulated", summary(after), "real", real_after, flush=True)
    write(options, network, len(cases), len(apart), summary(before), summary(after), real_before, real_after, refined, time.time() - begun)


def summary(rows):
    return {organ: {"mean": float(np.mean([r[organ] for r in rows])), "least": float(np.min([r[organ] for r in rows]))} for organ in ("liver", "spleen")}


def write(options, network, n, held, before, after, real_before, real_after, refined, seconds):
    shape = (1, 1, *PATCH)
    graph = graph_of(network, shape, "image", ["logits"])
    golden, departure = golden_waves(network, graph, shape, "image", ["logits"], frequencies=(0.011,), tolerance=1e-3)
    rows = [("data", "part", "organ", "Dice")]
    rows += [(f"simulated, {held} patients apart", "held out", organ, f"mean {v['mean']:.3f}, least {v['least']:.3f}") for organ, v in after.items()]
    use = {"whole": "used to refine", "slab of the same patient": "same scan as the one used to refine", "slab of another patient": "held out: never used"}
    for name, found in real_after.items():
        rows += [(f"real CT, {name}", use[name], organ, f"{found[organ]:.3f} ({real_before[name][organ]:.3f} before refinement)") for organ in found]
    manifest = {
        "id": Path(options.out).name.split("@")[0], "version": options.version, "title": "Liver and spleen in portal venous CT (synthetic)", "role": "segmentation", "evidence": "synthetic",
        "accepts": {"modality": "CT", "series": ["ct-portal-venous"], "etiologies": "any", "ageYears": [18, 120], "exclusions": []},
        "input": {
            "kind": "volume", "tensor": "image", "axisOrder": "zyx", "orientation": "LPS", "spacingMm": list(SPACING[::-1]), "interpolation": "linear",
            "channels": [{"series": "ct-portal-venous", "normalisation": WINDOW}], "crop": {"kind": "none"}, "size": None, "padding": -1,
            "slidingWindow": {"patch": list(PATCH[::-1]), "overlap": 0.5, "gaussianSigma": 0.25, "mirror": []},
        },
        "output": {
            "kind": "segmentation", "tensor": "logits", "activation": "softmax",
            "classes": [{"index": k, "label": label, **({"snomed": SNOMED[label]} if label in SNOMED else {}), "largestComponent": k > 0} for k, label in enumerate(CLASSES)],
        },
        "quality": [{"kind": "slice-thickness-at-most-mm", "value": 8, "else": "temper"}],
        "licence": "Apache-2.0",
        "trainedOn": {
            "cohort": f"simulated CT of the simulator 1.0.0 (cohort seed {COHORT_SEED})" + (", refined on one real CT with reference labels (TotalSegmentator example, Apache-2.0)" if refined else ""),
            "n": n + refined, "years": "not applicable: simulated", "country": "not applicable: simulated", "licence": "Apache-2.0",
        },
        "sourceAttributes": attributes({
            3: "Regions of the liver and the spleen on portal venous CT", 4: "Image segmentation", 10: "Learned on drawings and one real scan: on other real scans it may miss parts or take neighbours for the organ",
            11: "Simulated patients of the simulator of this project, version 1.0.0; one real CT", 21: f"Dice on {held} simulated patients apart: liver {after['liver']['mean']:.3f}, spleen {after['spleen']['mean']:.3f}",
        }),
    }
    sections = {
        "Intended use": "To draw the regions that the demonstration of the service needs on its simulated CT, and to try the chain on a real one. Evidence: synthetic, refined on what real CT with reference labels there is: one scan.",
        "Out of scope": "Volumetry or any decision about a real patient.",
        "Output": "Liver and spleen as masks, the largest connected part of each.",
        "Preparation": "Axes to LPS, intensities from -160 to 240 HU mapped to -1 to 1, 5 mm voxels by linear interpolation, patches of 400 x 320 x 160 mm with half overlap.",
        "Method": f"3D U-Net of four levels (8, 16, 32, 64 channels), instance normalisation, strided convolutions down, transposed convolutions up; cross-entropy and soft Dice; {options.steps} steps of two patches on simulated CT with random size, thin slabs, cut fields of view, shifted grey values, noise and blur; then {options.refine if refined else 0} steps in which half of the patches come from one real CT. Seeds fixed, one thread.",
        "Known failures": "Arms beside the body, ascites, large lesions, operated livers and children were never seen. Reference labels of the real scans are the output of another network, not of a radiologist.",
    }
    card = imaging_card(manifest, sections, {"8a": "labels of the simulator; of the real scan those that TotalSegmentator publishes with it"}, rows, [f"{options.version}: first version"])
    save(options.out, manifest, graph, golden, card, None, {
        "notice": NOTICE, "method": "Dice at 5 mm on patients kept apart", "simulated": {"n": held, "beforeRefinement": before, "afterRefinement": after},
        "real": {name: {"use": use[name], "before": real_before[name], "after": found} for name, found in real_after.items()},
        "graphAgainstNetwork": departure, "steps": options.steps, "refinementSteps": options.refine if refined else 0,
    })
    print(f"{seconds:.0f} s of training and data", flush=True)
