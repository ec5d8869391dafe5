"""Seconds that trained networks take in NumPy and as ONNX, and how far the two are apart.

    PYTHONPATH=apps/python INQUEST=build/release/inquest python3 tests/bench/python_networks.py

One posterior of five parameters with uniform priors for each family of flows, trained for a moment: the time is that of
networks with long training. Each figure is the median of five calls.
"""

import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import onnxruntime

import inquest

DIMENSION, ROWS = 5, 10000
X = np.full(DIMENSION, 0.5)
STEP = 1e-5  # of differences of fourth order


def simulate(theta, rng):
    return theta + rng.normal(0, 0.3, DIMENSION)


def trained(folder):
    routes = {flow: {"method": "npe", "flow": flow, "ensemble": 1, "training": {"steps": 200}}
              for flow in ("maf", "spline", "nsf", "mdn")}
    parameters = {f"p{i}": {"prior": {"uniform": [0, 1]}} for i in range(DIMENSION)}
    question = {"name": "networks", "models": {"m": {"simulator": simulate, "parameters": parameters}},
                "posterior": routes, "simulations": {"train": 2000, "test": 20}}
    run = inquest.run(question, observation=X, output=folder / "networks", stage="train", quiet=True, threads=1)
    return {flow: run.estimator("m", flow) for flow in routes}


def seconds(call):
    """Median of five calls, and what the last one gave."""
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        value = call()
        times.append(time.perf_counter() - begun)
    return statistics.median(times), value


def differences(answer, theta):
    moves = STEP * np.eye(DIMENSION)
    return np.stack([(8 * (answer(theta + m)[0] - answer(theta - m)[0]) - answer(theta + 2 * m)[0]
                      + answer(theta - 2 * m)[0]) / (12 * STEP) for m in moves], axis=1)


def row(flow, estimator, folder):
    network = estimator.network
    draw, (theta, _) = seconds(lambda: network.sample(ROWS, X))
    density, log_prob = seconds(lambda: network.log_prob(theta, X))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(estimator.export(folder / "x.onnx")), options)

    def answer(places, names=None):
        return session.run(names, {"theta": places, "x": X[None]})

    values, _ = seconds(lambda: answer(theta, ["log_prob"]))
    both, (found, gradient) = seconds(lambda: answer(theta))
    one, _ = seconds(lambda: answer(theta[:1]))
    apart = np.max(np.abs(found - log_prob) / (1 + np.abs(log_prob)))
    inner = np.all((theta > 3 * STEP) & (theta < 1 - 3 * STEP), axis=1)
    error = np.abs(gradient[inner] - differences(answer, theta[inner])) / (1 + np.abs(gradient[inner]))
    return (f"| {flow} | {draw:.2f} | {density:.2f} | {values:.2f} | {both:.2f} | {1000 * one:.2f} "
            f"| {apart:.1e} | {np.median(error):.1e} |")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        for flow, estimator in trained(Path(name)).items():
            print(row(flow, estimator, Path(name)), flush=True)
