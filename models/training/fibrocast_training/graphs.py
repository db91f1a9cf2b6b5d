"""ONNX graphs of linear models, written node by node: what they compute can be read in ten lines."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
INPUT = "features"


def linear_graph(name, mean, outputs):
    """outputs: {tensor: (intercepts [rows, causes], coefficients [causes, features])} gives tensor [n, rows, causes];
    intercepts [columns] with coefficients [columns, features] gives [n, columns]. All on (x - mean)."""
    p = len(mean)
    constants = [numpy_helper.from_array(np.asarray(mean, np.float32), "mean")]
    nodes = [helper.make_node("Sub", [INPUT, "mean"], ["centred"])]
    results = []
    for tensor, (intercepts, coefficients) in outputs.items():
        intercepts = np.asarray(intercepts, np.float32)
        constants += [
            numpy_helper.from_array(np.ascontiguousarray(np.asarray(coefficients, np.float32).T), f"{tensor}_coefficients"),
            numpy_helper.from_array(intercepts, f"{tensor}_intercepts"),
        ]
        nodes.append(helper.make_node("MatMul", ["centred", f"{tensor}_coefficients"], [f"{tensor}_predictor"]))
        predictor = f"{tensor}_predictor"
        if intercepts.ndim == 2:
            constants.append(numpy_helper.from_array(np.array([1], np.int64), f"{tensor}_axis"))
            nodes.append(helper.make_node("Unsqueeze", [predictor, f"{tensor}_axis"], [f"{tensor}_row"]))
            predictor = f"{tensor}_row"
        nodes.append(helper.make_node("Add", [predictor, f"{tensor}_intercepts"], [tensor]))
        results.append(helper.make_tensor_value_info(tensor, TensorProto.FLOAT, ["n", *intercepts.shape]))
    graph = helper.make_graph(nodes, name, [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["n", p])], results, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="fibrocast-training")
    model.ir_version = 8
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)


def run_graph(graph, inputs):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, {k: np.asarray(v, np.float32) for k, v in inputs.items()})))
