"""Writes evidence networks and moment networks as ONNX, for any program with a runtime of it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np

from ..base.errors import UsageError
from .estimator_file import EstimatorFile
from .evidence import DIRECT_LIMIT, EvidenceNetwork, images
from .moments import MomentPosterior
from .onnx_graph import OnnxGraph


def evidence_model(network: EvidenceNetwork) -> tuple[OnnxGraph, dict]:
    """`log_evidence` [n, models]: ln p(x | M_i) / p(x | M_0), the mean of the ensemble."""
    graph = OnnxGraph(int(np.prod(network.view.shape)))
    seen, members = graph.seen("x", network.view), []
    for member in network.networks[:int(network.options["ensemble"])]:
        for image in images(np.arange(1.0, graph.numbers + 1)[None, :], network.symmetry):  # signed places, from 1
            place, sign = np.abs(image[0]).astype(np.int64) - 1, np.sign(image[0])
            moved = graph.add("Mul", graph.add("Gather", seen, graph.constant(place, np.int64), axis=1),
                              graph.constant(sign, np.float32))
            members.append(_log_k(graph, graph.cast(graph.embedded(moved, member), "DOUBLE"), network.options))
    mean = graph.mean(members)
    first = graph.add("Mul", graph.add("Gather", mean, graph.constant([0], np.int64), axis=1), graph.constant(0.0))
    return graph, {"log_evidence": (graph.add("Concat", first, mean, axis=1), ["n", len(network.models)])}


def _log_k(graph: OnnxGraph, output: str, options: dict) -> str:
    """ln K of the outputs of a network, by its loss."""
    loss, u = options["loss"], output
    if loss.startswith("l-pop") or loss == "pop-exponential":
        power = graph.add("Pow", graph.add("Abs", output), graph.constant(float(options["alpha"])))
        u = graph.add("Mul", graph.add("Sign", output), power)
    if loss in ("direct-log", "direct-squared"):
        limit = graph.constant(DIRECT_LIMIT)
        beyond = graph.add("Max", graph.add("Sub", output, limit), graph.constant(0.0))
        u = graph.add("Add", graph.add("Min", output, limit),
                      graph.add("Log", graph.add("Add", beyond, graph.constant(1.0))))
    if loss.startswith("l-pop"):
        u = graph.add("Add", u, graph.add("Mul", output, graph.constant(float(options["leak"]))))
    return u


def moment_model(network: MomentPosterior) -> tuple[OnnxGraph, dict]:
    """`mean` [n, d] and `covariance` [n, d, d] of the parameters, the means over the ensemble."""
    graph, d = OnnxGraph(int(np.prod(network.view.shape))), len(network.space)
    seen, means, covariances = graph.seen("x", network.view), [], []
    rows, columns = np.tril_indices(d, -1)
    places = [*(i * d + i for i in range(d)), *(rows * d + columns)]
    into_matrix = np.zeros((len(places), d * d))
    into_matrix[range(len(places)), places] = 1
    for member in network.members:
        outputs = [graph.cast(graph.embedded(seen, part), "DOUBLE") for part in member]
        both = outputs[0] if len(outputs) == 1 else graph.add("Concat", *outputs, axis=1)
        means.append(graph.add("Gather", both, graph.constant(np.arange(d), np.int64), axis=1))
        raw = graph.add("Gather", both, graph.constant(np.arange(d, d + len(places)), np.int64), axis=1)
        diagonal = graph.constant(np.arange(len(places)) < d, bool)
        entries = graph.add("Where", diagonal, graph.add("Exp", raw), raw)
        factor = graph.add("Reshape", graph.add("MatMul", entries, graph.constant(into_matrix)),
                           graph.constant([-1, d, d], np.int64))
        covariances.append(graph.add("MatMul", factor, graph.add("Transpose", factor, perm=[0, 2, 1])))
    location, scale = network.theta_scales.location, network.theta_scales.scale
    scaled = graph.add("Mul", graph.mean(means), graph.constant(scale))
    matrix = graph.add("Mul", graph.mean(covariances), graph.constant(scale[:, None] * scale))
    return graph, {"mean": (graph.add("Add", scaled, graph.constant(location)), ["n", d]),
                   "covariance": (matrix, ["n", d, d])}


def export_onnx(file: EstimatorFile, path: Path) -> None:
    """Writes the answer to rows of data `x` [n, numbers], in double precision, with kind and spec as metadata."""
    if file.kind == "evidence":
        graph, outputs = evidence_model(EvidenceNetwork(file))
    elif file.kind == "moments":
        graph, outputs = moment_model(MomentPosterior(file))
    else:
        raise UsageError(f"{file.path.name} is of kind {file.kind} (ONNX has no draws and no splines: evidence and "
                         "moments are exported to it); export it as .safetensors")
    data = graph.model(outputs, {"kind": file.kind, "spec": json.dumps(file.spec, ensure_ascii=False)})
    beside = path.with_name(path.name + ".tmp")
    beside.write_bytes(data)
    os.replace(beside, path)
