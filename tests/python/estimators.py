"""Estimators of every family, kind and prior, each trained for a moment and once."""

import functools
import tempfile
from pathlib import Path

import numpy as np

import support
import inquest

BRIEF = {"training": {"steps": 40, "max_epochs": 2}}
X = np.array([0.3, 1.2, 4.0, 0.5, 7.0])
PRIORS = {"u": {"uniform": [-1, 2]}, "lu": {"log_uniform": [0.1, 10]}, "tn": {"truncated_normal": [0, 1, -0.5, 2]},
          "ln": {"log_normal": [0, 0.5]}, "hn": {"half_normal": 2}, "be": {"beta": [2, 0.7]}, "ga": {"gamma": [0.6, 2]},
          "ex": {"exponential": 3}}


def simulate(theta, rng):
    """Numbers of several sizes, of integers, and one that never varies."""
    return [theta[0] + rng.normal(), np.exp(3 * rng.normal()) * (1 + theta[1]**2), rng.poisson(4),
            rng.normal() + theta[-1], 7.0]


def route(**options):
    return {"method": "npe", "ensemble": 1, **BRIEF, **options}


def flow_spec():
    """One model with a prior of every family."""
    parameters = {name: {"prior": prior} for name, prior in PRIORS.items()}
    parameters["fixed"] = 4
    group = {"mean": [0, 1], "covariance": [[1, 0.5], [0.5, 2]]}
    parameters["p, q"] = {"prior": {"multivariate_normal": group}, "latex": ["p", "q"]}
    routes = {"maf": route(flow="maf", ensemble=2), "nsf": route(flow="nsf"), "mdn": route(flow="mdn", ensemble=2),
              "lu": route(flow="maf", mixing="lu", residual=True, hidden=[16, 16]),
              "spline": route(flow="spline", embedding={"kind": "mlp", "hidden": [8], "outputs": 3}),
              "moments": {"method": "moments", "ensemble": 2, **BRIEF},
              "together": {"method": "moments", "loss": "gaussian", "ensemble": 2, **BRIEF}}
    return {"models": {"m": {"simulator": simulate, "parameters": parameters}}, "posterior": routes}


def evidence_spec():
    """Two models, circles in one of them."""
    phi = {"prior": {"uniform": [0, 6.283185307179586]}, "periodic": True}
    normal = {"prior": {"normal": [0, 1]}}
    network = {"method": "network", "tune": False, "ensemble": 2, "bootstrap": 0, "training": {"steps": 40}}
    simulator = inquest.Simulator(simulate, symmetry={"reverse": True})
    return {"models": {"circle": {"simulator": simulator, "parameters": {"phi": phi, "u": normal, "w": normal}},
                       "line": {"simulator": simulator, "parameters": {"phi": 0, "u": normal, "w": normal}}},
            "posterior": {"spline": route(flow="spline"), "nsf": route(flow="nsf", mixing="lu"),
                          "nle": {"method": "nle", "flow": "spline", "ensemble": 1, "hidden": [8], **BRIEF}},
            "evidence": {"logistic": network, "leaky": {**network, "loss": "l-pop-exponential"},
                         "direct": {**network, "loss": "direct-log", "hidden": [8], "residual": True},
                         "flows": {"method": "marginal_flow", "flow": "maf", "ensemble": 2, **BRIEF},
                         "candidate": {"method": "npe_nle", "npe": {"ensemble": 1, "flow": "nsf", **BRIEF},
                                       "nle": {"ensemble": 1, "flow": "maf", **BRIEF}}}}


def simulate_map(theta, rng):
    """Two maps of odd lengths, [2, 6, 5]."""
    return np.exp(0.3 * rng.normal(size=(2, 6, 5)) + theta[0]) + 0.1 * rng.normal(size=(2, 6, 5))


def simulate_table(theta, rng):
    """Rows of a set with a mask, [7, 3]."""
    there = np.arange(7) < 1 + rng.integers(7)
    return np.column_stack([theta[0] + rng.normal(size=7), rng.normal(size=7), there])


def shaped_spec(name):
    """One model of maps, or one of tables, with what sees them as such."""
    small = {"ensemble": 1, **BRIEF, "flow": "maf"}
    spectrum = {"kind": "spectrum", "shells": 3}
    cnn = {"kind": "cnn", "channels": [4, 6], "outputs": 3}
    of_maps = {"cnn": route(**small, data={"channels": 2}, embedding={**cnn, "periodic": True, "pool": "max"}),
               "spectrum": route(**small, data={"channels": 2, "summary": {**spectrum, "moments": True, "peaks": [0]}}),
               "asinh": {"method": "moments", "ensemble": 1, **BRIEF,
                         "data": {"channels": 2, "summary": {**spectrum, "of": "asinh"}}}}
    of_tables = {"set": route(**small, embedding={"kind": "set", "mask": True, "hidden": [6], "outputs": 3}),
                 "cnn": route(**small, embedding={**cnn, "stride_first": 1}),
                 "series": {"method": "moments", "ensemble": 1, **BRIEF, "data": {"channels": 7}, "embedding": cnn}}
    simulator = simulate_map if name == "maps" else simulate_table
    return {"models": {"m": {"simulator": simulator, "parameters": {"a": {"prior": {"normal": [0, 1]}}}}},
            "posterior": of_maps if name == "maps" else of_tables}


@functools.lru_cache(maxsize=None)
def folder():
    return tempfile.TemporaryDirectory()


@functools.lru_cache(maxsize=None)
def trained(name):
    """The estimators of one of the two, trained once."""
    spec = {"name": name, "simulations": {"train": 300, "test": 20}, "diagnostics": {"learning_curve": False},
            **{"flows": flow_spec, "evidence": evidence_spec}.get(name, lambda: shaped_spec(name))()}
    options = {"output": Path(folder().name) / name, "threads": 1, "quiet": True, "stage": "train"}
    return support.printed(lambda: inquest.run(spec, observation=observation(name), **options))[0]


def observation(name):
    """Data of the shape that a spec asks for."""
    simulator = {"maps": simulate_map, "tables": simulate_table}.get(name)
    return X if simulator is None else simulator([0.3], np.random.default_rng(1))
