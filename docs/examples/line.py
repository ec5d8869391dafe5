# %% Does it rise? Eight readings, and two models of them. A simulator is a function of its parameters and a generator.
import numpy as np
import inquest

time = np.linspace(0, 1, 8)
readings = np.array([0.61, 0.44, 0.97, 0.72, 1.28, 0.95, 1.31, 1.46])


def line(offset, slope, rng):
    return offset + slope * time + rng.normal(0, 0.3, time.size)


# %% A dict says what a run file says.
models = {
    "rising": {
        "parameters": {
            "offset": {"prior": {"normal": [0, 1]}, "latex": "a"},
            "slope": {"prior": {"normal": [0, 1]}, "latex": "b"},
        }
    },
    "flat": {"parameters": {"offset": {"prior": {"normal": [0, 1]}, "latex": "a"}, "slope": 0}},
}
question = {
    "name": "line",
    "models": models,
    "simulations": {"train": 20000, "test": 1000},
    "posterior": {"npe": {"method": "npe", "flow": "maf", "ensemble": 1}, "moments": {"method": "moments"}},
    "evidence": {"network": {"method": "network", "tune": False}},
}
run = inquest.run(question, simulator=line, observation=readings, force=True)

# %% The parameters.
draws = run.posterior("rising", "npe")
print(draws)
print("probability of a positive slope:", np.mean(draws["slope"] > 0))

# %% The models: ln K, and what the run thinks of it.
print(run.log_k())
print(run.verdict)

# %% Calibration, by simulations of known truth: p-values, and how often an interval of each level holds the truth.
checks = ["sbc.joint_p", "tarp.p_value", "coverage.p_value", "local_c2st.p_value"]
print(run.calibration().where(route="npe").select("model", "rows", *checks))
coverage = run.results["diagnostics"]["calibration"]["rising"]["npe"]["coverage"]
for level, observed in zip(coverage["level"], coverage["observed"]):
    print(f"{level:4.0%} intervals hold {observed:5.1%} of the truths")

# %% A trained network answers for other data too, in NumPy alone. As ONNX it goes to JAX and PyMC (density_in_*.py).
network = run.estimator("rising", "npe")
print(network.log_prob([[0.5, 1.0], [0.5, -1.0]], readings))
others = network.sample(1000, readings[::-1], in_numpy=True)

# %% Two routes in one figure of GetDist.
from getdist import plots

normal = run.estimator("rising", "moments").sample(10000, readings, in_numpy=True)
figure = plots.get_subplot_plotter(width_inch=5)
figure.triangle_plot([draws.to_getdist(), normal.to_getdist()], filled=[True, False],
                     contour_colors=["tab:blue", "black"])
figure.export("line.png")
