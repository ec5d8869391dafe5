"""A transit that few simulations do not teach: how far the defaults are off, and whether they say so.

    python3 tests/bench/transit.py build/release/inquest --folder transit --rows 10000 40000 --seeds 1 2 3

60 data, and five parameters of a box with soft edges or the noise alone. The exact answers are by Monte Carlo over the
three parameters of the geometry, with depth and noise on a grid: ln K = 5.17 +- 0.03 (nested sampling 5.179 +- 0.011).
"""

import argparse
import json
import pathlib
import subprocess

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
TIME = np.linspace(0, 3, 60)
PRIORS = {"depth": (0, 20), "duration": (0.05, 0.4), "t0": (0, 0.6), "period": (0.8, 1.6), "noise": (0.5, 10)}
FLAT = {"depth": 0, "duration": 0.2, "t0": 0.3, "period": 1.1}
EXACT = {"depth": (3.618, 0.920), "duration": (0.186, 0.0535), "t0": (0.311, 0.0336), "period": (1.075, 0.0359),
         "noise": (1.980, 0.200)}


def flux(theta):
    """[n, 5] -> [n, 60]: the light that is missing, with edges of 0.02."""
    depth, duration, t0, period = (theta[:, i : i + 1] for i in range(4))
    phase = (TIME - t0 + period / 2) % period - period / 2
    return -depth / 2 * (np.tanh((phase + duration / 2) / 0.02) - np.tanh((phase - duration / 2) / 0.02))


def simulate(folder, rows, seed):
    """Parameters and data of both models, as files, and the models of the run file."""
    random = np.random.default_rng(seed)
    models = {}
    for model in ("transit", "flat"):
        theta = np.column_stack([random.uniform(low, high, rows) for low, high in PRIORS.values()])
        theta[:, 4] = np.exp(random.uniform(*np.log(PRIORS["noise"]), rows))
        if model == "flat":
            theta[:, :4] = list(FLAT.values())
        parts = np.array_split(theta, 1 + rows // 10000)
        x = np.concatenate([flux(part) + part[:, 4:] * random.normal(size=(len(part), 60)) for part in parts])
        np.save(folder / f"{model}_theta.npy", theta if model == "transit" else theta[:, 4:])
        np.save(folder / f"{model}_x.npy", x)
        free = {name: {"prior": {"uniform": list(limits)}} for name, limits in PRIORS.items()}
        free["noise"] = {"prior": {"log_uniform": list(PRIORS["noise"])}}
        models[model] = {"simulator": {"data": {"theta": f"{model}_theta.npy", "x": f"{model}_x.npy"}},
                         "parameters": free if model == "transit" else FLAT | {"noise": free["noise"]}}
    return models


def answer(inquest, folder, rows, seed, routes):
    """results.json of a run of so many simulations of each model."""
    folder.mkdir(parents=True, exist_ok=True)
    run = {"name": f"transit, {rows} rows", "seed": seed,
           "observation": {"file": str(HERE / "transit.csv"), "columns": ["flux"]},
           "models": simulate(folder, rows + 2000, seed), "simulations": {"train": rows, "test": 2000}, "report": False}
    (folder / "run.yaml").write_text(json.dumps(run))
    words = [inquest, "run", folder / "run.yaml", "--output", folder / "run", "--force"]
    subprocess.run(words + [word for route in routes for word in ("--set", route)], check=True, capture_output=True)
    return json.loads((folder / "run" / "results.json").read_text())


def rows_of(results):
    """Of each route: its name, worst mean, worst width, gain, ln K, what is to come, whether it is warned of."""

    def warned(name):
        return "yes" if any(text.startswith(name + ":") for text in results["warnings"]) else "no"

    for route, found in results["posterior"]["transit"].items():
        exact = [EXACT[parameter] for parameter in found["parameters"]]
        off = max(abs(m - mean) / sd for m, (mean, sd) in zip(found["mean"], exact))
        width = max((s / sd for s, (_, sd) in zip(found["std"], exact)), key=lambda ratio: abs(np.log(ratio)))
        gain = found["learning_curve"].get("gain")
        gained = "" if gain is None else f"{gain:.2f}"
        yield route, f"{off:.2f}", f"{width:.2f}", gained, "", "", warned("transit." + route)
    for route, found in results["evidence"].items():
        bound = "> " if found["lower_bound"][0][1] else ""
        log_k = f"{bound}{found['log_k'][0][1]:.2f} +- {found['log_k_error'][0][1]:.2f}"
        to_come = found["learning_curve"].get("log_k_to_come", float("nan"))
        yield route, "", "", "", log_k, f"{to_come:.2f}", warned("evidence." + route)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inquest", type=pathlib.Path)
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("transit"))
    parser.add_argument("--rows", type=int, nargs="+", default=[10000])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--set", nargs="+", dest="routes",
                        default=["posterior={npe: {method: npe}}", "evidence={network: {method: network}}"])
    arguments = parser.parse_args()
    print("| rows | seed | route | worst mean, sd | worst width | gain, nats | ln K (5.17) | to come | warned |")
    print("|---|---|---|---|---|---|---|---|---|")
    for rows in arguments.rows:
        for seed in arguments.seeds:
            folder = arguments.folder.resolve() / f"{rows}-{seed}"
            results = answer(arguments.inquest.resolve(), folder, rows, seed, arguments.routes)
            for row in rows_of(results):
                print(f"| {rows} | {seed} | {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
