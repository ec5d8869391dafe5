"""The error of log K on the growth series against its number of points, N, with 1,000,000 (N / 100)^2.1 rows of both
models together to train with and a ninth as many to validate with (the budget of Jeffrey & Wandelt 2024): evidence
networks beside marginal flows.

    evidence_scaling.py measure BENCH_EVIDENCE TABLE.csv ROUTE N...   adds a line for each N
    evidence_scaling.py draw TABLE.csv FIGURE.svg                     needs matplotlib

ROUTE is one of those below. BENCH_EVIDENCE is build/release/tests/bench/bench_evidence (target `benchmarks`).
"""
import csv
import re
import subprocess
import sys

ROUTES = {
    "network": ("network", [], "evidence networks, the defaults", "#1b6ca8"),
    "network_long": ("network", ["tune=false", "bootstrap=0", "hidden=[8,128,128]", "training.steps=20000",
                                 "training.weight_decay=6e5", "training.learning_rate=1e-3",
                                 "training.min_epochs=2"],
                     "evidence networks, 20,000 steps", "#3fa34d"),
    "flows": ("flows", ["flow=maf", "ensemble=2"], "marginal flows (maf)", "#c1440e"),
}
PUBLISHED = {20: 0.038, 100: 0.017}  # the RMSE that the paper states in its text


def rows_of_each_model(points):
    return int(1e6 * (points / 100) ** 2.1 * 10 / 9 / 2)


def measure(bench, table, route, points):
    kind, options, _, _ = ROUTES[route]
    rows = rows_of_each_model(points)
    command = [bench, kind, "1", str(rows), f"points={points}", *options]
    line = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    error = re.search(r"rms ([0-9.e+-]+)", line).group(1)
    near = re.search(r"where \|ln K\| < 1 \([0-9.e+-]+% of rows\) ([0-9.e+-]+)", line)
    seconds = re.search(r"([0-9.e+-]+) s$", line).group(1)
    with open(table, "a", newline="") as file:
        csv.writer(file).writerow([route, points, round(1.8 * rows), error, near.group(1) if near else "", seconds])
    print(line, end="", flush=True)


def draw(table, figure):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    with open(table, newline="") as file:
        lines = list(csv.DictReader(file))
    plt.rcParams.update({"font.size": 11, "svg.fonttype": "none"})
    _, axes = plt.subplots(figsize=(6.4, 4.2), layout="constrained")
    for route, (_, _, label, colour) in ROUTES.items():
        of_route = sorted((int(line["points"]), float(line["rmse_log10_k"])) for line in lines if line["route"] == route)
        if of_route:
            axes.plot(*zip(*of_route), "o-", label=label, color=colour)
    axes.plot(*zip(*PUBLISHED.items()), "k*", markersize=11, label="published networks")
    axes.set(xscale="log", yscale="log", xlabel="points of the series, N", ylabel=r"RMS error of log$_{10}$ K",
             xticks=[5, 10, 20, 50, 100, 200], xticklabels=["5", "10", "20", "50", "100", "200"], ylim=(0.009, 0.4),
             yticks=[0.01, 0.02, 0.05, 0.1, 0.2], yticklabels=["0.01", "0.02", "0.05", "0.1", "0.2"])
    axes.minorticks_off()
    axes.grid(alpha=0.3)
    axes.legend(frameon=False, loc=(0.42, 0.5))
    plt.savefig(figure)


if __name__ == "__main__":
    if len(sys.argv) >= 6 and sys.argv[1] == "measure":
        for points in sys.argv[5:]:
            measure(*sys.argv[2:5], int(points))
    elif len(sys.argv) == 4 and sys.argv[1] == "draw":
        draw(*sys.argv[2:])
    else:
        sys.exit(__doc__)
