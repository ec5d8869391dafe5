"""Draws as objects of the programs that a physicist plots with; each needs that program alone."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import numpy as np

from ..base.errors import MissingInputError

if TYPE_CHECKING:
    from .draws import Draws


def program(name: str):
    """A module that is installed, or an error that says how it is."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MissingInputError(f"{name} is not installed (the draws are to become an object of it); "
                                f"pip install {name}") from error


def by_chain(draws: Draws) -> list[slice]:
    """The rows of each chain; of draws that are no chains, all of them."""
    ends = np.cumsum(draws.chains or [len(draws)])
    return [slice(int(end) - int(length), int(end)) for end, length in zip(ends, draws.chains or [len(draws)])]


def to_xarray(draws: Draws):
    """An xarray.Dataset [chain, draw]; chains of different lengths are cut to the shortest at their start."""
    xarray = program("xarray")
    draws = draws.equal_weights()
    parts = by_chain(draws)
    length = min(part.stop - part.start for part in parts)
    values = np.stack([draws.values[part.stop - length:part.stop] for part in parts])
    names = {name: (("chain", "draw"), values[:, :, i]) for i, name in enumerate(draws.names)}
    data = xarray.Dataset(names, coords={"chain": np.arange(len(parts)), "draw": np.arange(length)},
                          attrs={"inference_library": "inquest", "title": draws.title})
    for name, label in zip(draws.names, draws.labels):
        data[name].attrs["latex"] = label
    return data


def to_arviz(draws: Draws):
    """ArviZ's container with the group `posterior`: InferenceData, since ArviZ 1.0 a DataTree of xarray."""
    container, data = getattr(program("arviz"), "InferenceData", None), to_xarray(draws)
    tree = getattr(program("xarray"), "DataTree", None)
    return tree.from_dict({"posterior": data}) if container in (None, tree) else container(posterior=data)


def to_getdist(draws: Draws):
    """GetDist's MCSamples, no row of which is taken for burn-in."""
    parts = by_chain(draws)
    lists = [[array[part] for part in parts] for array in (draws.values, draws.weights, -draws.log_posterior)]
    samples, weights, loglikes = lists if len(parts) > 1 else [one[0] for one in lists]
    sampler = "mcmc" if draws.chains else "nested" if draws.is_weighted else "uncorrelated"
    return program("getdist").MCSamples(samples=samples, weights=weights, loglikes=loglikes, names=draws.names,
                                        labels=draws.labels, ranges=draws.bounds, label=draws.title, sampler=sampler,
                                        ignore_rows=0)


def to_anesthetic(draws: Draws):
    """anesthetic's samples; those of a nested run are read from its files, with the points that died."""
    anesthetic = program("anesthetic")
    if draws.stem is not None and draws.stem.with_name(draws.stem.name + "_dead-birth.txt").exists():
        return anesthetic.read_chains(str(draws.stem))
    labels = [f"${label}$" for label in draws.labels]
    kind = anesthetic.MCMCSamples if draws.chains else anesthetic.Samples
    return kind(data=draws.values, columns=draws.names, labels=labels, weights=draws.weights)
