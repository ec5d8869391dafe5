"""Writes estimators as ONNX, for any program with a runtime of it: what inquest.networks computes, traced."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ..base.errors import UsageError
from ..networks.data_view import DataView
from ..networks.embeddings import CnnEmbedding
from ..networks.estimator_file import EstimatorFile
from ..networks.evidence import EvidenceNetwork
from ..networks.flow_ensemble import FlowEnsemble
from ..networks.likelihood import CENTRED, CONSTANT, COPY, DataColumns, FlowLikelihood
from ..networks.moments import MomentPosterior
from ..networks.parameter_space import ParameterSpace
from ..networks.posterior import FlowPosterior
from ..networks.scales import Scales
from .onnx_gradient import gradient
from .onnx_graph import OnnxGraph
from .tabulated_prior import tabulated
from .traced import Traced

FLOAT_MAX = float(np.finfo(np.float32).max)
Outputs = dict[str, Traced]


def standard(x: Traced, scales: Scales) -> Traced:
    """What networks see of x [n, p], not a number where the command refuses it."""
    seen = scales.standard(x)
    return np.where(np.abs(seen) <= FLOAT_MAX, seen, np.nan).rounded()


def seen_data(graph: OnnxGraph, view: DataView, rows: str = "n") -> Traced:
    """The input `x`, as networks see it."""
    if view.summary is not None:
        raise UsageError("data.summary (ONNX has no spectra of data here); ask the command")
    return standard(graph.input("x", int(np.prod(view.shape)), rows), view.scales)


def refuse_convolutions(embedding: object) -> None:
    if isinstance(embedding, CnnEmbedding):
        raise UsageError("embedding of kind cnn (runtimes of ONNX have no convolutions in double precision); ask the "
                         "command")


def evidence_outputs(graph: OnnxGraph, file: EstimatorFile) -> Outputs:
    """`log_evidence` [n, models]: ln p(x | M_i) / p(x | M_0), the mean of the ensemble."""
    network = EvidenceNetwork(file)
    seen, size = seen_data(graph, network.view), int(network.options["ensemble"])
    for member in network.networks[:size]:
        refuse_convolutions(member.embedding)
    return {"log_evidence": sum(network.log_evidence_of_seen(one, seen) for one in network.networks[:size]) / size}


def moment_outputs(graph: OnnxGraph, file: EstimatorFile) -> Outputs:
    """`mean` [n, d] and `covariance` [n, d, d] of the parameters, the means over the ensemble."""
    network = MomentPosterior(file)
    for part in sum(network.members, []):
        refuse_convolutions(part.embedding)
    mean, covariance = network.moments_of_seen(seen_data(graph, network.view))
    return {"mean": mean, "covariance": covariance}


def inside(theta: Traced, space: ParameterSpace, ends: list[bool]) -> tuple[Traced, Traced]:
    """Whether each row [n] is in the support of the prior, and rows [n, d] of which those beyond are moved inside.

    The ends of each parameter's support belong to it or not.
    """
    bounds = [(-np.inf, np.inf) if prior is None else (prior.lower, prior.upper) for prior in space.priors]
    low, high = (np.where(ends, np.nextafter(of, far), of) for of, far in zip(np.array(bounds).T, (-np.inf, np.inf)))
    means = {i: mean for group in space.groups for i, mean in enumerate(group.mean, group.columns.start)}
    inner = np.array([means[i] if prior is None else prior.inner() for i, prior in enumerate(space.priors)])
    each = (theta > low) & (theta < high)
    return np.sum(each, axis=1) > len(space) - 0.5, np.where(each, theta, inner)


def ensemble_log_prob(flows: FlowEnsemble, z: Traced, context: Traced) -> Traced:
    """ln of the mean density [n] of z [n or 1, features] given a context [n or 1, context]; one of them has n rows."""
    members = []
    for flow in flows.members:
        refuse_convolutions(flow.embedding)
        seen = flow.embedding(context).expanded(z)
        members.append(flow.density.log_prob(z.expanded(seen), seen))
    return functools.reduce(np.logaddexp, members) - np.log(len(members))


def posterior_outputs(graph: OnnxGraph, file: EstimatorFile) -> Outputs:
    """`log_prob` [n], ln q(theta | x) of `theta` [n, d] and `x` [n or 1, numbers]; its `gradient` in theta [n, d]."""
    network = FlowPosterior(file)
    space = network.space
    theta = graph.input("theta", len(space))
    is_inside, there = inside(theta, space, space.periodic)
    space.priors = [tabulated(prior) for prior in space.priors]
    z = space.to_coordinates(there)
    log_q = ensemble_log_prob(network.flows, z, seen_data(graph, network.view, "rows"))
    log_prob = np.where(is_inside, log_q - space.log_abs_det(z, there), -np.inf)
    return {"log_prob": log_prob, "gradient": gradient(graph, log_prob, theta)}


def likelihood_outputs(graph: OnnxGraph, file: EstimatorFile) -> Outputs:
    """`log_likelihood` [n], ln q(x | theta), and its `gradient` in theta [n, d], of the same inputs."""
    network = FlowLikelihood(file)
    space = network.space
    theta, x = graph.input("theta", len(space)), graph.input("x", int(np.prod(network.shape)), "rows")
    is_inside, there = inside(theta, space, [True] * len(space))
    space.priors = [tabulated(prior) for prior in space.priors]
    data = x[:, network.columns.kept]
    log_q = ensemble_log_prob(network.flows, standard(data, network.scales), space.to_coordinates(there, CENTRED))
    log_q = log_q + network.scales.log_abs_det(data)
    if len(network.columns.kept) < x.shape[1]:
        log_q = np.where(as_in_simulations(x, network.columns), log_q, np.nan)
    log_likelihood = np.where(is_inside, log_q, -np.inf)
    return {"log_likelihood": log_likelihood, "gradient": gradient(graph, log_likelihood, theta)}


def as_in_simulations(x: Traced, columns: DataColumns) -> Traced:
    """Whether the numbers of each row [n] that have no density are as in all simulations."""
    single, others = x.rounded(), np.flatnonzero(columns.role >= CONSTANT)
    fixed, copies = (others[columns.role[others] == role] for role in (CONSTANT, COPY))
    wanted = np.concatenate([single[:, columns.reference[copies].astype(int)],
                             single[:, fixed] * 0 + columns.reference[fixed].astype(np.float32)], axis=1)
    return np.sum(single[:, [*copies, *fixed]] == wanted, axis=1) > len(others) - 0.5


WRITERS: dict[str, Callable[[OnnxGraph, EstimatorFile], Outputs]] = {
    "evidence": evidence_outputs, "moments": moment_outputs, "npe": posterior_outputs, "nle": likelihood_outputs}


def export_onnx(file: EstimatorFile, path: Path) -> None:
    """Writes the answer to rows of data `x` [n, numbers], in double precision, with kind and spec as metadata."""
    if file.kind not in WRITERS:
        raise UsageError(f"{file.path.name} is of kind {file.kind} (ONNX has {', '.join(WRITERS)}); export it as "
                         ".safetensors")
    graph = OnnxGraph()
    outputs = WRITERS[file.kind](graph, file)
    file.require_all_used()
    data = graph.model(outputs, {"kind": file.kind, "spec": json.dumps(file.spec, ensure_ascii=False)})
    beside = path.with_name(path.name + ".tmp")
    beside.write_bytes(data)
    os.replace(beside, path)
