"""h5py, which only files of HDF5 need."""

from __future__ import annotations

from .errors import MissingInputError


def h5py_module():
    """The module h5py, or an error that says how it is installed."""
    try:
        import h5py
    except ImportError as error:
        raise MissingInputError("h5py is not installed (the file is HDF5); pip install h5py") from error
    return h5py
