"""From a trained network to the files of a model folder: graph, golden run, card."""

import hashlib
import io
import json

import numpy as np

from .folder import as_json, write_folder
from .graphs import run_graph
from .model_card import TRIPOD, TRIPOD_EVERY, table, with_interval
from .source_attributes import TITLES, source_attributes

OPSET = 17
NOTICE = "Synthetic. Trained and tested on simulated pictures of simulated patients. No figure here says anything about real patients."
WAVE = {"frequency": 0.37, "amplitude": 1.0, "offset": 0.2}


def threads():
    import torch

    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)


def graph_of(network, shape, input_name, output_names, free_batch=False):
    import torch

    buffer = io.BytesIO()
    axes = {name: {0: "n"} for name in [input_name, *output_names]} if free_batch else None
    with torch.inference_mode():
        torch.onnx.export(network.eval(), (torch.zeros(shape),), buffer, input_names=[input_name], output_names=output_names, opset_version=OPSET, dynamo=False, dynamic_axes=axes)
    return buffer.getvalue()


def wave(shape, frequency=None):
    index = np.arange(int(np.prod(shape)), dtype=np.float64)
    return (np.sin(index * (frequency or WAVE["frequency"])) * WAVE["amplitude"] + WAVE["offset"]).astype(np.float32).reshape(shape)


def golden_waves(network, graph, shape, input_name, output_names, frequencies=(0.37, 0.011), tolerance=1e-4):
    """Golden cases on waves, as the training framework answers; the graph must agree within the tolerance. Returns (golden, departure)."""
    import torch

    cases, worst = [], 0.0
    for frequency in frequencies:
        given = wave(shape, frequency)
        with torch.inference_mode():
            answers = network.eval()(torch.from_numpy(given))
        answers = [a.numpy().astype(np.float64) for a in (answers if isinstance(answers, tuple) else (answers,))]
        results = run_graph(graph, {input_name: given})
        outputs = {}
        for name, answer in zip(output_names, answers):
            scale = np.maximum(1, np.abs(answer))
            worst = max(worst, float(np.max(np.abs(results[name] - answer) / scale)))
            flat = answer.ravel()
            at = [[int(i), float(flat[i])] for i in np.unique(np.linspace(0, flat.size - 1, 48).astype(int))]
            outputs[name] = {"shape": list(answer.shape), "at": at, "mean": float(flat.mean())}
        cases.append({"name": f"wave of frequency {frequency}", "inputs": {input_name: {"shape": list(shape), "wave": {**WAVE, "frequency": frequency}}}, "outputs": outputs})
    if not worst <= tolerance:
        raise RuntimeError(f"The graph differs from the network by {worst:.2g}.")
    return {"tolerance": tolerance, "cases": cases}, worst


def attributes(said):
    return source_attributes({
        2: (None, "no funding was recorded for this model"),
        4: "Prediction (probability)",
        5: "Demonstration and test of the service with pictures that belong to nobody",
        6: "Simulated patients of the sandbox; no real patient",
        9: "Every real patient and every real decision",
        10: "Learned on a drawing of anatomy: what it says of a real picture has no known meaning",
        11: "Simulated patients of the simulator of this project, version 1.0.0; none excluded",
        12: "Pictures only. Race, ethnicity, language, sexual orientation, gender identity and social needs are not simulated",
        13: "None: simulated patients represent no population",
        14: "Relevant to the sandbox alone",
        15: (None, "no groups of people exist in simulated data"),
        16: (None, "no groups of people exist in simulated data"),
        22: (None, "no groups of people exist in simulated data"),
        **{number: (None, "no external data: the model knows simulated patients only") for number in (17, 18, 19, 20, 23, 24)},
        **said,
    })


def imaging_card(manifest, sections, tripod, figures, change_log):
    """sections: {title: text}; figures: rows of cells, the header first."""
    trained = manifest["trainedOn"]
    parts = [f"# {manifest['title']}", "", f"**{NOTICE}**", ""]
    parts += [f"`{manifest['id']}` version {manifest['version']}, evidence class **{manifest['evidence']}**, licence {manifest['licence']}.", ""]
    for title, text in sections.items():
        parts += [f"## {title}", "", text, ""]
    parts += ["## Training cohort", "", f"{trained['cohort']}; {trained['n']} in training; {trained['country']}, {trained['years']}; {trained['licence']}.", ""]
    parts += ["## Figures", "", table(figures[0], figures[1:]), "", "The input as the manifest has it:", "", "```json", json.dumps(manifest["input"], indent=1, ensure_ascii=False), "```", ""]
    answers = {**TRIPOD_EVERY, **EVERY_IMAGE, **tripod}
    parts += ["## TRIPOD+AI", ""] + [f"- {item} {name}: {answers.get(item, 'not done')}" for item, name in TRIPOD] + [""]
    parts += ["## Source attributes (45 CFR 170.315(b)(11)(iv))", ""]
    for place, title in enumerate(TITLES, 1):
        answer = manifest["sourceAttributes"][str(place)]
        parts.append(f"{place}. {title}: {answer['value'] or 'not available (' + answer.get('note', 'not done') + ')'}")
    parts += ["", "## Change log", ""] + [f"- {line}" for line in change_log] + [""]
    return "\n".join(parts)


EVERY_IMAGE = {
    "1": "title of this card", "2": "first lines of this card", "3a": "demonstration of the service", "3b": "simulated patients", "3c": "not applicable: simulated", "4": "section Intended use",
    "5a": "section Training cohort", "5b": "not applicable: simulated", "6a": "not applicable: simulated", "6b": "every simulated patient", "6c": "not simulated", "7": "section Preparation",
    "8a": "section Output", "8b": "the simulator's truth", "8c": "not applicable: simulated", "9a": "section Method", "9b": "the input of the manifest, section Figures", "9c": "not applicable: simulated",
    "10": "as many as a short run on a processor learns from", "11": "none in training", "12a": "kept-apart simulated patients: one part to calibrate, one to report", "12c": "section Method", "12d": "sites are mixed in every part",
    "12e": "section Figures", "12f": "not done", "12g": "model.onnx", "14": "not applicable: simulated", "15": "section Output", "16": "same simulator in development and evaluation", "17": "not applicable: simulated",
    "18e": "made again by one command", "20a": "section Training cohort", "20b": "parameters of the simulator", "20c": "same simulator", "21": "section Figures", "22": "model.onnx", "23a": "section Figures",
    "23b": "not done", "25": "shows that the chain works; nothing about patients", "26": "section Known failures", "27a": "quality rules of the manifest", "27b": "none beyond knowing that it is synthetic", "27c": "training on real pictures with a reference standard",
}


def auc_with_interval(case, risk, seed, repeats=400):
    from .validation import percentile_interval, weighted_auc

    case, risk = np.asarray(case, bool), np.asarray(risk, float)
    generator = np.random.default_rng(seed)
    draws = [weighted_auc(case[rows], risk[rows]) for rows in (generator.integers(0, len(case), len(case)) for _ in range(repeats))]
    return {"value": float(weighted_auc(case, risk)), "ci95": percentile_interval(draws), "n": len(case), "cases": int(case.sum())}


def shown(figure, digits=3):
    return with_interval(figure, digits)


def save(out, manifest, graph, golden, card, reference, validation):
    """`write_folder` compares stored numbers; waves were compared in `golden_waves`."""
    write_folder(out, manifest, graph, golden, card, reference, validation)


def digest(content):
    return hashlib.sha256(content).hexdigest()


__all__ = ["as_json", "attributes", "auc_with_interval", "digest", "golden_waves", "graph_of", "imaging_card", "save", "shown", "threads", "wave"]
