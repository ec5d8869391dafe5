"""How often a run warns falsely: random linear-Gaussian questions with enough simulations, and their exact answers.

    python3 tests/bench/false_alarms.py build/release/inquest --folder false_alarms --questions 100

x = A theta + noise, with one to four parameters of priors N(0, 1), as many to three times as many data, entries of A
from N(0, 1/d) and noise between 0.2 and 1. The second model has the last parameter at zero. The observation is drawn
from one of the two by lot. A row of the table is a run: its warnings, and how far its answers are off.
"""

import argparse
import json
import pathlib
import re
import subprocess

import numpy as np


def question(seed):
    """The run file of one question, and the mean, standard deviations and ln K of its exact answer."""
    random = np.random.default_rng(seed)
    d = int(random.integers(1, 5))
    n = int(random.integers(d, 3 * d + 1))
    noise = float(np.exp(random.uniform(np.log(0.2), 0)))
    design = random.normal(0, d**-0.5, (n, d))
    theta = random.normal(size=d)
    if random.random() < 0.5:
        theta[-1] = 0
    x = design @ theta + noise * random.normal(size=n)
    names = [f"p{i}" for i in range(d)]
    model = {"simulator": "linear_gaussian", "options": {"design": design.tolist(), "noise_sd": noise}}
    free = {name: {"prior": {"normal": [0, 1]}} for name in names}
    run = {
        "name": f"question {seed}", "seed": seed, "observation": x.tolist(),
        "models": {"free": model | {"parameters": free}, "fixed": model | {"parameters": free | {names[-1]: 0.0}}},
    }
    covariance = np.linalg.inv(np.eye(d) + design.T @ design / noise**2)
    mean = covariance @ design.T @ x / noise**2

    def log_z(columns):
        total = columns @ columns.T + noise**2 * np.eye(n)
        return -0.5 * (x @ np.linalg.solve(total, x) + np.linalg.slogdet(2 * np.pi * total)[1])

    return run, mean, np.sqrt(np.diag(covariance)), log_z(design) - log_z(design[:, :-1])


def kind(warning):
    """A warning without its names and numbers."""
    return re.sub(r"[-+]?\d[\d.e+-]*", "#", warning.split(": ", 1)[-1])[:60]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inquest")
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("false_alarms"))
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--first", type=int, default=1, help="seed of the first question")
    parser.add_argument("--train", type=int, default=10000)
    parser.add_argument("--posterior", default="{npe: {method: npe}}")
    parser.add_argument("--evidence", default="{network: {method: network}}")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    kinds, alarms = {}, 0
    print("| question | parameters | worst mean, sd | worst width | ln K exact | ln K | error | warnings |")
    print("|---|---|---|---|---|---|---|---|")
    for seed in range(arguments.first, arguments.first + arguments.questions):
        run, mean, sd, log_k = question(seed)
        run |= {"simulations": {"train": arguments.train}, "report": False, "draws": 4000}
        file = arguments.folder / f"{seed}.yaml"
        file.write_text(json.dumps(run))
        output = arguments.folder / str(seed)
        subprocess.run([arguments.inquest, "run", file, "--output", output, "--resume", "--set",
                        f"posterior={arguments.posterior}", "--set", f"evidence={arguments.evidence}"],
                       check=True, capture_output=True)
        results = json.loads((output / "results.json").read_text())
        route = next(iter(results["posterior"]["free"].values()))
        evidence = next(iter(results["evidence"].values()))
        alarms += bool(results["warnings"])
        for warning in results["warnings"]:
            kinds[kind(warning)] = kinds.get(kind(warning), 0) + 1
        print(f"| {seed} | {len(mean)} | {np.max(np.abs(np.array(route['mean']) - mean) / sd):.2f} "
              f"| {np.max(np.abs(np.log(np.array(route['std']) / sd))):.2f} | {log_k:.2f} "
              f"| {evidence['log_k'][0][1]:.2f} | {evidence['log_k_error'][0][1]:.2f} "
              f"| {len(results['warnings'])} |", flush=True)
    print(f"\n{alarms} of {arguments.questions} runs warn.")
    for words, count in sorted(kinds.items(), key=lambda item: -item[1]):
        print(f"- {count}: {words}")


if __name__ == "__main__":
    main()
