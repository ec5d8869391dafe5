#!/usr/bin/env python3
"""dynesty beside our nested sampler, on problems with known ln Z.

    python3 -m venv env && env/bin/pip install dynesty
    env/bin/python tests/bench/dynesty_nested.py build/release/tests/bench/bench_nested [SEEDS] [PROBLEM ...]

Problems are gauss10 and tq20, as in tests/support/evidence_problems.cpp. dynesty runs as it comes: 500 live points, static,
`sample="auto"`, dlogz = 0.01, one process, one thread. For each: likelihood calls, seconds of processor time, ln Z against the
truth, and the root mean square of (ln Z - truth) / reported error. Ours calls a compiled likelihood, so that seconds
compare the programs as they are used and calls compare the samplers.
"""

import subprocess
import sys
import time

import dynesty
import numpy as np
from scipy.special import ndtri


class Gauss10:
    d = 10
    log_z = -10 * np.log(20)

    def __init__(self):
        covariance = 0.95 + 0.05 * np.eye(self.d)
        self.inverse = np.linalg.inv(covariance)
        self.offset = -0.5 * (self.d * np.log(2 * np.pi) + np.linalg.slogdet(covariance)[1])

    def transform(self, u):
        return 20 * u - 10

    def log_likelihood(self, theta):
        return self.offset - 0.5 * theta @ self.inverse @ theta


class TimeSeries:
    """tq20: y = A theta + noise. Data are drawn here, and differ from those of our program; so does the exact ln Z."""

    d = 20

    def __init__(self, data=100, sigma=0.1):
        x = np.linspace(0, np.pi / 2, data)
        self.a = np.column_stack([2 * x] + [np.cos((j - 0.5) * x) for j in range(1, self.d)])
        random = np.random.default_rng(1)
        self.y = self.a @ random.standard_normal(self.d) + sigma * random.standard_normal(data)
        self.sigma = sigma
        self.offset = -0.5 * data * np.log(2 * np.pi * sigma**2)
        covariance = self.a @ self.a.T + sigma**2 * np.eye(data)
        solved = np.linalg.solve(covariance, self.y)
        self.log_z = -0.5 * (self.y @ solved + np.linalg.slogdet(2 * np.pi * covariance)[1])

    def transform(self, u):
        return ndtri(u)

    def log_likelihood(self, theta):
        residual = (self.y - self.a @ theta) / self.sigma
        return self.offset - 0.5 * residual @ residual


def run_dynesty(problem, seed):
    start = time.process_time()
    sampler = dynesty.NestedSampler(
        problem.log_likelihood, problem.transform, problem.d, nlive=500, rstate=np.random.default_rng(seed)
    )
    sampler.run_nested(dlogz=0.01, print_progress=False)
    result = sampler.results
    return np.sum(result.ncall), time.process_time() - start, result.logz[-1] - problem.log_z, result.logzerr[-1]


def main():
    program = sys.argv[1]
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    problems = {"gauss10": Gauss10, "tq20": TimeSeries}
    for name in sys.argv[3:] or problems:
        rows = np.array([run_dynesty(problems[name](), seed) for seed in range(1, seeds + 1)])
        calls, seconds, shift, error = rows.mean(axis=0)
        pull = np.sqrt(np.mean((rows[:, 2] / rows[:, 3]) ** 2))
        spread = rows[:, 2].std(ddof=1) / np.sqrt(seeds)
        print(f"{name} dynesty {dynesty.__version__} n {seeds} calls {calls:.0f} s {seconds:.2f} | ln Z - truth "
              f"{shift:.3f} +- {spread:.3f} reported {error:.3f} | rms pull {pull:.2f}", flush=True)
        subprocess.run([program, name, "slice", str(seeds), "threads=1"], check=True)


if __name__ == "__main__":
    main()
