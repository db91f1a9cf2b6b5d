"""An nnU-Net v2 training as a model folder: `nnunet-export --plans plans.json --dataset dataset.json --checkpoint checkpoint_final.pth
--about about.json --out models/<id>`

The manifest is written from the plans (patch, spacing, resampling orders, normalisation, mirroring); nothing of nnU-Net is needed to run it
afterwards. Needed here: torch, onnx, onnxruntime and dynamic-network-architectures (the package that holds nnU-Net's networks).
A checkpoint is a pickle: export only what comes from a source you trust.

`about.json` says what the plans cannot know: id, version, title, evidence, licence, trainedOn, accepts (series, etiologies, ageYears,
exclusions), sourceAttributes, card (Markdown), and, if they apply, snomed and largestComponent by label, orientation.
"""

import hashlib
import io
import json
from pathlib import Path


def arguments(parser):
    parser.add_argument("--plans", required=True, help="plans.json of the training")
    parser.add_argument("--dataset", required=True, help="dataset.json of the training")
    parser.add_argument("--checkpoint", required=True, help="checkpoint_final.pth")
    parser.add_argument("--configuration", default="3d_fullres")
    parser.add_argument("--about", required=True, help="JSON file: what the plans cannot know")
    parser.add_argument("--out", required=True, help="the model folder")


def run(options):
    read = lambda path: json.loads(Path(path).read_text())
    export(read(options.plans), read(options.dataset), options.checkpoint, options.configuration, read(options.about), options.out)


class CannotExport(SystemExit):
    """A sentence for the user; the command ends with 1."""

    def __init__(self, sentence):
        super().__init__(f"fibrocast_training: {sentence}")


def configuration_of(plans, name):
    """A configuration with what it inherits."""
    own = plans["configurations"].get(name)
    if own is None:
        raise CannotExport(f"The plans have no configuration {name}; there are {', '.join(plans['configurations'])}.")
    parent = own.get("inherits_from")
    return {**(configuration_of(plans, parent) if parent else {}), **own}


def network_of(configuration, channels, classes, checkpoint):
    import pydoc

    import torch

    architecture = configuration["architecture"]
    given = dict(architecture["arch_kwargs"])
    for key in architecture["_kw_requires_import"]:
        if given.get(key) is not None:
            given[key] = pydoc.locate(given[key])
    network = pydoc.locate(architecture["network_class_name"])(input_channels=channels, num_classes=classes, deep_supervision=True, **given)
    saved = torch.load(checkpoint, map_location="cpu", weights_only=False)
    weights = {k.removeprefix("module.").removeprefix("_orig_mod."): v for k, v in saved["network_weights"].items()}
    network.load_state_dict(weights)
    network.decoder.deep_supervision = False
    return network.eval(), saved.get("inference_allowed_mirroring_axes")


def normalisation_of(scheme, use_mask, intensities):
    if scheme == "CTNormalization":
        return {"kind": "clip-z-score", "low": intensities["percentile_00_5"], "high": intensities["percentile_99_5"],
                "mean": intensities["mean"], "sd": max(intensities["std"], 1e-8)}
    if scheme == "ZScoreNormalization":
        return {"kind": "z-score", "over": "nonzero" if use_mask else "all"}
    if scheme == "NoNormalization":
        return {"kind": "none"}
    raise CannotExport(f"The normalisation {scheme} has no counterpart in a manifest.")


def manifest_of(plans, dataset, configuration, mirror_axes, about):
    order = plans["transpose_forward"]
    if order not in ([0, 1, 2], [2, 1, 0]):
        raise CannotExport(f"The axis order {order} of the plans has no counterpart in a manifest.")
    if len(configuration["patch_size"]) != 3:
        raise CannotExport("Only 3D configurations can be exported.")
    if configuration.get("previous_stage"):
        raise CannotExport("A cascade needs the answer of another network; export a single-stage configuration.")
    labels = dataset["labels"]
    if any(not isinstance(value, int) for value in labels.values()):
        raise CannotExport("Region-based labels have no counterpart in a manifest.")
    data, back = configuration["resampling_fn_data_kwargs"], configuration["resampling_fn_probabilities_kwargs"]
    names = {configuration["resampling_fn_data"], configuration["resampling_fn_probabilities"]}
    if names != {"resample_data_or_seg_to_shape"} or data["order_z"] != 0 or back["order"] != 1 or back["order_z"] != 0 or data["force_separate_z"]:
        raise CannotExport("The resampling of the plans has no counterpart in a manifest.")
    # the plans speak in the order of the tensor; the manifest always in x, y, z
    xyz = lambda values: list(values)[::-1] if order == [0, 1, 2] else list(values)
    axes = ["z", "y", "x"] if order == [0, 1, 2] else ["x", "y", "z"]
    channels = sorted(dataset["channel_names"], key=int)
    series = about["accepts"]["series"]
    if len(series) != len(channels):
        raise CannotExport(f"about.json: accepts.series names {len(series)} series, the network has {len(channels)} channels.")
    intensities = plans["foreground_intensity_properties_per_channel"]
    return {
        "id": about["id"], "version": about["version"], "title": about["title"], "role": "segmentation", "evidence": about["evidence"],
        "accepts": about["accepts"],
        "input": {
            "kind": "volume", "tensor": "image", "axisOrder": "zyx" if order == [0, 1, 2] else "xyz",
            "orientation": about.get("orientation", "LPS"), "spacingMm": xyz(configuration["spacing"]),
            "interpolation": {0: "nearest", 1: "linear", 3: "cubic"}[data["order"]],
            "thickSlices": "nearest" if data["force_separate_z"] is None else "interpolate",
            "channels": [
                {"series": role, "normalisation": normalisation_of(scheme, mask, intensities[str(number)])}
                for number, (role, scheme, mask) in enumerate(zip(series, configuration["normalization_schemes"], configuration["use_mask_for_norm"]))
            ],
            "crop": {"kind": "nonzero"}, "size": None, "padding": 0,
            "slidingWindow": {"patch": xyz(configuration["patch_size"]), "overlap": 0.5, "gaussianSigma": 0.125,
                              "mirror": sorted(axes[axis] for axis in mirror_axes or [])},
        },
        "output": {
            "kind": "segmentation", "tensor": "logits", "activation": "softmax",
            "classes": [
                {"index": index, "label": label, **({"snomed": about["snomed"][label]} if label in about.get("snomed", {}) else {}),
                 "largestComponent": label in about.get("largestComponent", [])}
                for label, index in sorted(labels.items(), key=lambda item: item[1])
            ],
        },
        "licence": about["licence"], "trainedOn": about["trainedOn"], "sourceAttributes": about["sourceAttributes"],
    }


def graph_of(network, shape):
    """The graph for one patch; batch and patch are fixed, so that the runtime can plan its memory."""
    import torch

    buffer = io.BytesIO()
    with torch.inference_mode():
        torch.onnx.export(network, (torch.zeros(shape),), buffer, input_names=["image"], output_names=["logits"], opset_version=17, dynamo=False)
    return buffer.getvalue()


def golden_of(network, shape):
    """A wave goes in; of what comes out, 64 voxels and the mean are kept."""
    import numpy as np
    import torch

    wave = {"frequency": 0.37, "amplitude": 1.5, "offset": 0.25}
    index = np.arange(int(np.prod(shape)), dtype=np.float64)
    image = (np.sin(index * wave["frequency"]) * wave["amplitude"] + wave["offset"]).astype(np.float32).reshape(shape)
    with torch.inference_mode():
        logits = network(torch.from_numpy(image)).numpy().astype(np.float64)
    flat = logits.ravel()
    at = [[int(i), float(flat[i])] for i in np.linspace(0, flat.size - 1, 64).astype(int)]
    return image, logits, {"tolerance": 1e-3, "cases": [{
        "name": "wave",
        "inputs": {"image": {"shape": list(shape), "wave": wave}},
        "outputs": {"logits": {"shape": list(logits.shape), "at": at, "mean": float(flat.mean())}},
    }]}


def export(plans, dataset, checkpoint, configuration_name, about, out):
    import numpy as np
    import onnxruntime

    configuration = configuration_of(plans, configuration_name)
    classes, channels = len(dataset["labels"]), len(dataset["channel_names"])
    network, mirror_axes = network_of(configuration, channels, classes, checkpoint)
    manifest = manifest_of(plans, dataset, configuration, mirror_axes, about)
    shape = (1, channels, *configuration["patch_size"])
    graph = graph_of(network, shape)
    image, logits, golden = golden_of(network, shape)
    given = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"]).run(["logits"], {"image": image})[0]
    departure = float(np.max(np.abs(given - logits)))
    if not departure <= 1e-3:
        raise CannotExport(f"The graph differs from the network by {departure:.2g}.")
    files = {"model.onnx": graph, "golden.json": json.dumps(golden).encode(), "model-card.md": about["card"].encode()}
    manifest["sha256"] = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    files["manifest.json"] = json.dumps(manifest, indent=1, ensure_ascii=False).encode()
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    print(f"Model folder complete: {folder} (graph and network agree within {departure:.1g})", flush=True)
