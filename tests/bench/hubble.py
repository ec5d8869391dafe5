#!/usr/bin/env python3
"""Runs the expansion-history example for several seeds and compares with the exact answers.

usage: hubble.py INQUEST [--folder DIR] [--seeds N ...] [--set KEY=VALUE ...]

Prints the tables of docs/benchmarks.md and fails if a bar is missed. Finished runs in DIR are not run again.
"""
import argparse
import json
import pathlib
import resource
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
# By quadrature: mean and standard deviation of H0 and Om; ln K of lambda over open.
EXACT = {"lambda": [(67.724, 3.097), (0.3319, 0.0622)], "open": [(60.491, 1.915), (0.1060, 0.0804)]}
EXACT_LOG_K = 0.9976
MEAN_BAR, SD_BAR, LOG_K_BAR = 0.2, 0.12, 0.15


def run(inquest, folder, seed, settings, again):
    output = folder / f"seed-{seed}"
    command = [inquest, "run", ROOT / "docs/examples/hubble.yaml", "--output", output, "--set", f"seed={seed}", "--quiet"]
    for setting in settings:
        command += ["--set", setting]
    if output.exists():
        command.append("--force" if again else "--resume")
    subprocess.run([str(word) for word in command], check=True)
    return json.loads((output / "results.json").read_text())


def posterior_rows(results):
    """(model, route) -> per seed, shifts of the means in exact sd and relative errors of the sd."""
    table = {}
    for result in results:
        for model, exact in EXACT.items():
            for route, found in result["posterior"][model].items():
                shifts = [(m - mean) / sd for m, (mean, sd) in zip(found["mean"], exact)]
                widths = [s / sd - 1 for s, (_, sd) in zip(found["std"], exact)]
                table.setdefault((model, route), []).append((shifts, widths))
    return table


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inquest")
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("hubble-seeds"))
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--again", action="store_true", help="run also what is finished in DIR")
    arguments = parser.parse_args()
    arguments.folder.mkdir(exist_ok=True)
    results = [run(arguments.inquest, arguments.folder, seed, arguments.set, arguments.again) for seed in arguments.seeds]

    missed = []
    print("| model | route | shift of the mean / sd: H0, Om (worst of seeds) | error of the sd: H0, Om (worst of seeds) |")
    print("|---|---|---|---|")
    for (model, route), rows in posterior_rows(results).items():
        worst = lambda which, j: max((row[which][j] for row in rows), key=abs)
        print(f"| {model} | {route} | {worst(0, 0):+.3f}, {worst(0, 1):+.3f} | {worst(1, 0):+.1%}, {worst(1, 1):+.1%} |")
        if max(abs(worst(0, j)) for j in (0, 1)) > MEAN_BAR or max(abs(worst(1, j)) for j in (0, 1)) > SD_BAR:
            missed.append(f"{model}.{route}")
    for seed, result in zip(arguments.seeds, results):
        nested = result["evidence"]["assumed"]
        value, error = nested["log_k"][0][1], nested["log_k_error"][0][1]
        print(f"\nln K of seed {seed} by nested sampling: {value:.3f} +- {error:.3f}", end="")
        if abs(value - EXACT_LOG_K) > 4 * error:
            missed.append(f"ln K by nested sampling, seed {seed}")
    values = [result["evidence"]["network"]["log_k"][0][1] for result in results]
    errors = [result["evidence"]["network"]["log_k_error"][0][1] for result in results]
    print("\nln K:", ", ".join(f"{v:.3f} +- {e:.3f}" for v, e in zip(values, errors)), f"(exact {EXACT_LOG_K})")
    if len(values) > 1:
        print(f"scatter of the values {statistics.stdev(values):.3f}, reported error (mean) {statistics.mean(errors):.3f}")
    if max(abs(value - EXACT_LOG_K) for value in values) > LOG_K_BAR:
        missed.append("ln K")
    seconds = [sum(result["wall_seconds"].values()) for result in results]
    print(f"seconds: {', '.join(f'{s:.0f}' for s in seconds)}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"seconds of processors, of what was not finished before: {used.ru_utime + used.ru_stime:.0f}")
    sys.exit(f"missed: {', '.join(missed)}" if missed else 0)


if __name__ == "__main__":
    main()
