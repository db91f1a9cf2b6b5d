"""Writes a model folder: complete, hashed, and put into place in one step."""

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path

import numpy as np

from .graphs import run_graph
from .tables import TableProblem

DIGITS = 9


def rounded(value):
    """Numbers to nine significant digits: more are noise, and equal runs stay equal in text."""
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(v) for v in value]
    if isinstance(value, np.ndarray):
        return rounded(value.tolist())
    if isinstance(value, (float, np.floating)):
        if not np.isfinite(value):
            return None
        return float(f"{float(value):.{DIGITS}g}")
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, np.bool_):
        return bool(value)
    return value


def as_json(value, indent=None):
    return json.dumps(rounded(value), indent=indent, ensure_ascii=False, allow_nan=False, separators=None if indent else (",", ":")) + "\n"


def golden_case(name, tensor, rows, outputs):
    rows = np.asarray(np.asarray(rows, np.float32), float)
    give = lambda a: {"shape": list(a.shape), "data": a.ravel().tolist()}
    return {"name": name, "inputs": {tensor: give(rows)}, "outputs": {k: give(np.asarray(v, float)) for k, v in outputs.items()}}


def write_folder(out, manifest, graph, golden, card, reference=None, validation=None):
    """Checks the graph against the golden outputs of the training code, then writes all files and swaps the folder in."""
    check_golden(graph, golden)
    files = {"model.onnx": graph, "golden.json": as_json(golden).encode(), "model-card.md": card.encode()}
    if reference is not None:
        files["reference.json"] = as_json(reference).encode()
    if validation is not None:
        files["validation.json"] = as_json(validation, indent=2).encode()
    hashed = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items()) if name != "validation.json"}
    files["manifest.json"] = as_json({**manifest, "sha256": hashed}, indent=2).encode()
    out = Path(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    os.chmod(made, 0o755)
    for name, content in files.items():
        (made / name).write_bytes(content)
    if out.exists():
        strangers = [each.name for each in out.iterdir() if each.name not in files]
        if strangers:
            shutil.rmtree(made)
            raise TableProblem(f"The output folder holds files that are no part of a model ({', '.join(sorted(strangers)[:3])}): name another.")
        shutil.rmtree(out)
    made.rename(out)
    print(f"Model folder complete: {out}", flush=True)


def check_golden(graph, golden):
    for case in golden["cases"]:
        given = run_graph(graph, {k: golden_input(t) for k, t in case["inputs"].items()})
        for name, tensor in case["outputs"].items():
            answer = given[name].ravel().astype(float)
            expected = np.array([v for _, v in tensor["at"]] + [tensor["mean"]]) if "at" in tensor else np.array(tensor["data"])
            answer = np.append(answer[[i for i, _ in tensor["at"]]], answer.mean()) if "at" in tensor else answer
            difference = np.max(np.abs(answer - expected) / np.maximum(1, np.abs(expected)))
            if not difference <= golden["tolerance"]:
                raise RuntimeError(f"The graph differs from the training code by {difference:.2g} in {name}.")


def golden_input(tensor):
    if "data" in tensor:
        return np.array(tensor["data"], np.float32).reshape(tensor["shape"])
    wave = tensor["wave"]
    index = np.arange(int(np.prod(tensor["shape"])), dtype=np.float64)
    return (np.sin(index * wave["frequency"]) * wave["amplitude"] + wave["offset"]).astype(np.float32).reshape(tensor["shape"])
