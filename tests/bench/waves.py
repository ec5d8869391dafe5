"""A wave on a line, seen twelve times: x = a cos(w t) + c t with noise of 0.3. Three models: all free, c = 0, and a = 0.

As a simulator: waves.py THETA SEEDS X (three .npy files). Alone: the exact ln K of waves.csv, by Monte Carlo over the
priors.
"""
import os
import sys

import numpy as np

TIMES = np.linspace(0, 3, 12)
NOISE = 0.3


def mean(a, w, c):
    return a[:, None] * np.cos(w[:, None] * TIMES) + c[:, None] * TIMES


def simulate(theta_file, seed_file, x_file):
    theta, seeds = np.load(theta_file), np.load(seed_file)
    noise = [np.random.default_rng(int(seed) % 2**63).standard_normal(TIMES.size) for seed in seeds]
    np.save(x_file, mean(*theta.T) + NOISE * np.array(noise))


def log_evidence(x, draw, blocks=40, rows=200000):
    logs = []
    for _ in range(blocks):
        residual = (x - mean(*draw(rows))) / NOISE
        logs.append(-0.5 * (residual**2).sum(1) - TIMES.size * np.log(NOISE * np.sqrt(2 * np.pi)))
    logs = np.concatenate(logs)
    weight = np.exp(logs - logs.max())
    error = weight.std() / weight.mean() / np.sqrt(weight.size)
    return logs.max() + np.log(weight.mean()), error


def truth():
    x = np.loadtxt(os.path.join(os.path.dirname(__file__), "waves.csv"), skiprows=1)
    rng = np.random.default_rng(1)
    amplitude = lambda n: abs(2 * rng.standard_normal(n))
    zero = lambda n: np.zeros(n)
    full = log_evidence(x, lambda n: (amplitude(n), rng.uniform(1, 5, n), rng.standard_normal(n)))
    wave = log_evidence(x, lambda n: (amplitude(n), rng.uniform(1, 5, n), zero(n)))
    line = log_evidence(x, lambda n: (zero(n), zero(n), rng.standard_normal(n)))
    for name, other in (("wave", wave), ("line", line)):
        print(f"ln K of full over {name} = {full[0] - other[0]:.3f} +- {np.hypot(full[1], other[1]):.3f}")


if __name__ == "__main__":
    simulate(*sys.argv[1:4]) if len(sys.argv) > 1 else truth()
