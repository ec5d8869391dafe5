"""How far an evidence network of kinked.yaml is from the exact ln K on the test rows that its file keeps.

    kinked_rows.py RUN_DIRECTORY...      needs h5py

The exact ln K is a Monte Carlo over the priors. Printed are the mean loss -ln p(M | x) over that of the exact ln K, the
root mean square error of ln K and that of the bootstrap's scatter, a row counting p (1 - p) in both.
"""
import functools
import sys

import h5py
import numpy as np

import kinked


def answers(weights, standardizer, x):
    value = (x - standardizer[0]) / standardizer[1]
    layers = sum(name.startswith("network.weight") for name in weights)
    for layer in range(layers):
        value = value @ weights[f"network.weight.{layer}"][()].T + weights[f"network.bias.{layer}"][()]
        if layer + 1 < layers:
            value = value / (1 + np.exp(-value))  # silu
    return -value[:, 0]  # of kinked, the first model, over smooth


@functools.cache
def exact_log_k(x):
    of_model = [kinked.log_evidence(np.array(x), model, np.random.default_rng(seed), blocks=1)[0]
                for model, seed in ((True, 1), (False, 2))]
    return of_model[0] - of_model[1]


def losses(log_k, is_kinked):
    return np.log1p(np.exp(np.where(is_kinked, -log_k, log_k)))


def measure(run, exact_of):
    with h5py.File(f"{run}/estimators/evidence.network.h5") as file:
        x, standardizer = file["arrays/held_out_x"][()], file["arrays/x_standardizer"][()]
        members = np.array([answers(file[f"weights/{k}"], standardizer, x) for k in range(len(file["weights"]))])
    exact = np.array([exact_of(tuple(row)) for row in x])
    is_kinked = np.arange(len(x)) < len(x) / 2  # model after model
    ensemble, bootstrap = members[:4].mean(0), members[4:]
    excess = losses(ensemble, is_kinked) - losses(exact, is_kinked)
    weight = 1 / (4 * np.cosh(exact / 2) ** 2)
    root = lambda squares: np.sqrt(np.average(squares, weights=weight))
    scatter = root(bootstrap.var(0, ddof=1)) if len(bootstrap) > 1 else float("nan")
    print(f"{run}: exact loss {losses(exact, is_kinked).mean():.4f}, excess {excess.mean():.4f} +- "
          f"{excess.std() / np.sqrt(len(x)):.4f}, error {root((ensemble - exact) ** 2):.2f}, scatter {scatter:.2f}", flush=True)


if __name__ == "__main__":
    for directory in sys.argv[1:]:
        measure(directory, exact_log_k)
