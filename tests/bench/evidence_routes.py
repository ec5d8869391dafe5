"""ln K of data of the growth series by every route, less the exact value. Needs matplotlib.

    evidence_routes.py FIGURE.svg TITLE=TABLE.csv ...   tables as `bench_evidence routes` prints them
"""
import csv
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

ROUTES = {"network": ("evidence networks", "o", "#1b6ca8"), "flows": ("marginal flows", "s", "#c1440e"),
          "nested": ("nested sampling, error 0.2", "^", "#8a6fb0"), "refined": ("refined, error 0.01", "D", "#3fa34d")}

if len(sys.argv) < 3:
    sys.exit(__doc__)
tables = [argument.rsplit("=", 1) for argument in sys.argv[2:]]
plt.rcParams.update({"font.size": 11, "svg.fonttype": "none"})
_, panels = plt.subplots(len(tables), figsize=(7, 2.6 * len(tables)), layout="constrained", squeeze=False)
for axes, (title, path) in zip(panels[:, 0], tables):
    with open(path, newline="") as file:
        lines = [line for line in csv.reader(file) if len(line) == 5]
    exact = {int(line[0]): float(line[2]) for line in lines}
    for shift, (route, (label, marker, colour)) in enumerate(ROUTES.items()):
        of_route = [line for line in lines if line[1] == route]
        axes.errorbar([int(line[0]) + 0.15 * (shift - 1.5) for line in of_route],
                      [float(line[3]) - float(line[2]) for line in of_route], [float(line[4]) for line in of_route],
                      fmt=marker, markersize=4, color=colour, label=label, capsize=2)
    axes.axhline(0, color="black", linewidth=0.8)
    axes.set(title=title, ylabel="ln K - exact", xticks=list(exact),
             xticklabels=[f"{value:.2f}" for value in exact.values()])
panels[-1, 0].set_xlabel("exact ln K of each data set")
panels[0, 0].legend(frameon=False, fontsize=9, ncols=2)
plt.savefig(sys.argv[1])
