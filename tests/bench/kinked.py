"""A decay with a kink, seen 24 times with Student's noise: x = amp exp(-rate t) + kink max(t - 2, 0). Two models: all free,
and kink = 0.

As a simulator: kinked.py THETA SEEDS X (three .npy files). Alone: the exact ln K of kinked.csv, by Monte Carlo over the
priors.
"""
import math
import os
import sys

import numpy as np

TIMES = np.linspace(0, 4, 24)
NOISE, FREEDOM = 0.1, 4


def mean(amp, rate, kink):
    return amp[:, None] * np.exp(-rate[:, None] * TIMES) + kink[:, None] * np.maximum(TIMES - 2, 0)


def simulate(theta_file, seed_file, x_file):
    theta, seeds = np.load(theta_file), np.load(seed_file)
    noise = [np.random.default_rng(seed).standard_t(FREEDOM, TIMES.size) for seed in seeds]
    np.save(x_file, mean(*theta.T) + NOISE * np.array(noise))


def log_evidence(x, kinked, rng, blocks=15, rows=200000):
    constant = (math.lgamma((FREEDOM + 1) / 2) - math.lgamma(FREEDOM / 2)
                - 0.5 * math.log(FREEDOM * math.pi) - math.log(NOISE))
    logs = []
    for _ in range(blocks):
        amp, rate = rng.uniform(0, 2, rows), np.exp(rng.uniform(np.log(0.1), np.log(3), rows))
        kink = rng.normal(0, 0.3, rows) if kinked else np.zeros(rows)
        residual = (x - mean(amp, rate, kink)) / NOISE
        logs.append((constant - (FREEDOM + 1) / 2 * np.log1p(residual**2 / FREEDOM)).sum(1))
    logs = np.concatenate(logs)
    weight = np.exp(logs - logs.max())
    return logs.max() + np.log(weight.mean()), weight.std() / weight.mean() / np.sqrt(weight.size)


def truth():
    x = np.loadtxt(os.path.join(os.path.dirname(__file__), "kinked.csv"), skiprows=1)
    rng = np.random.default_rng(1)
    kinked, smooth = log_evidence(x, True, rng), log_evidence(x, False, rng)
    print(f"ln K of kinked over smooth = {kinked[0] - smooth[0]:.2f} +- {np.hypot(kinked[1], smooth[1]):.2f}")


if __name__ == "__main__":
    simulate(*sys.argv[1:4]) if len(sys.argv) > 1 else truth()
