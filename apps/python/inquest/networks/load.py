"""Opens an estimator file in NumPy, by its kind."""

from __future__ import annotations

from pathlib import Path

from ..base.errors import UsageError
from .candidate import CandidateEvidence
from .estimator_file import read_estimator_file
from .evidence import EvidenceNetwork
from .likelihood import FlowEvidence, FlowLikelihood
from .moments import MomentPosterior
from .posterior import FlowPosterior

KINDS = {"npe": FlowPosterior, "moments": MomentPosterior, "nle": FlowLikelihood, "evidence": EvidenceNetwork,
         "marginal_flow": FlowEvidence, "npe_nle": CandidateEvidence}


def load_network(path: Path):
    """The estimator of a file; of `auto` the one that was picked, which stands beside it."""
    file = read_estimator_file(path)
    if file.kind == "auto":
        gain = file.arrays["gain"].ravel()
        picked = "nle" if gain[2 if len(gain) > 2 else 0] > 0 else "npe"
        return load_network(file.path.with_suffix(f".{picked}.h5"))
    if file.kind not in KINDS:
        raise UsageError(f"{path} is of kind {file.kind} (NumPy reads {', '.join(KINDS)}); ask the command")
    network = KINDS[file.kind](file)
    file.require_all_used()
    return network
