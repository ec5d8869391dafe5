"""The learned harmonic mean of the Python package harmonic on the chains that the benchmark `chains` wrote.

    bench_chains gauss10 20 5000 folder=chains
    python3 chains_harmonic.py chains [--epochs N]

Needs harmonic 1.3 (McEwen et al. 2021, Polanska et al. 2024) with its defaults: rational-quadratic splines at
temperature 0.8, standardised, trained on half of the draws and averaged over the other half. Draws are cut into 20
chains, by which harmonic splits them. Prints for each problem ln Z against the truth, its errors, and seconds by the
clock.
"""

import argparse
import time
from pathlib import Path

import harmonic
import jax
import numpy as np

CHAINS = 20


def weigh(file, epochs, seed):
    """ln Z of one chain with its error."""
    with open(file, encoding="utf-8") as lines:
        names = lines.readline().strip().split(",")
    table = np.loadtxt(file, delimiter=",", skiprows=1)
    assert np.all(table[:, names.index("weight")] == 1)
    theta = table[:, : len(names) - 2]
    rows = len(theta) // CHAINS * CHAINS
    chains = harmonic.Chains(theta.shape[1])
    chains.add_chains_3d(theta[:rows].reshape(CHAINS, -1, theta.shape[1]), table[:rows, -1].reshape(CHAINS, -1))
    train, test = harmonic.utils.split_data(chains, training_proportion=0.5)
    model = harmonic.model.RQSplineModel(theta.shape[1], standardize=True, temperature=0.8)
    model.fit(train.samples, epochs=epochs, key=jax.random.PRNGKey(seed), verbose=False)
    evidence = harmonic.Evidence(test.nchains, model)
    evidence.add_chains(test)
    low, high = evidence.compute_ln_inv_evidence_errors()
    return -evidence.ln_evidence_inv, 0.5 * (high - low)


def main():
    """Prints a line for each problem."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--epochs", type=int, default=20)
    arguments = parser.parse_args()
    found = {}
    for line in (arguments.folder / "truth.csv").read_text(encoding="utf-8").splitlines():
        name, truth = line.split(",")
        start = time.monotonic()
        problem, seed = name.removesuffix(".csv").rsplit("_", 1)
        log_z, error = weigh(arguments.folder / name, arguments.epochs, int(seed))
        found.setdefault(problem, []).append((log_z - float(truth), error, time.monotonic() - start))
    for problem, rows in found.items():
        shift, error, seconds = np.array(rows).T
        print(f"{problem}: runs {len(rows)}, ln Z - truth {shift.mean():.4f} +- "
              f"{shift.std(ddof=1) / len(rows) ** 0.5:.4f}, rms {np.mean(shift ** 2) ** 0.5:.4f}, reported "
              f"{error.mean():.4f}, rms pull {np.mean((shift / error) ** 2) ** 0.5:.2f}, s {seconds.mean():.1f}")


if __name__ == "__main__":
    main()
