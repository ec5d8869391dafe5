"""The growth series fitted by maximum likelihood in the exact family, ln K = (v . x)^2 / 2 - b: what a network that knew
the form of the answer would reach. Needs NumPy and SciPy. growth_fit.py POINTS ROWS SETS
"""
import sys

import numpy as np
from scipy.optimize import minimize


def design(points):
    t = np.linspace(0, np.pi / 2, points)
    columns = [2 * t] + [np.cos((j - 0.5) * t) for j in range(1, points)]
    return np.stack(columns, axis=1), np.sqrt(0.01 * points) * np.linspace(2.5, 4, points) ** 2


def simulate(points, rows, rng):
    a, sigma = design(points)
    growing = rng.random(rows) < 0.5
    theta = rng.standard_normal((rows, points))
    theta[~growing, 0] = 0
    return theta @ a.T + sigma * rng.standard_normal((rows, points)), growing


def exact(points, x):
    a, sigma = design(points)
    signal, rest = a[:, 0], a[:, 1:]
    v = np.linalg.solve(rest @ rest.T + np.diag(sigma**2), signal)
    return 0.5 * (x @ v) ** 2 / (1 + signal @ v) - 0.5 * np.log1p(signal @ v)


def rms_error(points, rows, seed):
    rng = np.random.default_rng(seed)
    x, growing = simulate(points, rows, rng)
    scale = x.std(0)
    x /= scale
    sign = 1 - 2 * growing

    def loss(p):
        z = x @ p[:-1]
        log_k = 0.5 * z * z - p[-1]
        slope = sign / (1 + np.exp(-sign * log_k)) / rows
        return np.logaddexp(0, sign * log_k).mean(), np.append(x.T @ (slope * z), -slope.sum())

    start = np.append(0.1 * design(points)[0][:, 0] / scale, 0.4)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    x, _ = simulate(points, 40000, rng)
    log_k = 0.5 * (x / scale @ best[:-1]) ** 2 - best[-1]
    return np.sqrt(np.mean((log_k - exact(points, x)) ** 2)) / np.log(10)


points, rows, sets = map(int, sys.argv[1:])
errors = [rms_error(points, rows, seed) for seed in range(sets)]
print(f"{points} points, {rows} rows: RMSE of log10 K {np.mean(errors):.4f} ({min(errors):.4f} to {max(errors):.4f})")
