"""Writes estimators as safetensors: a header in JSON, and all tensors behind it.

Eight bytes hold the length of the header. The header names type, shape and place of each tensor, and has texts as
`__metadata__` (https://github.com/huggingface/safetensors).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from ..networks.estimator_file import EstimatorFile

TYPES = {np.dtype(np.float32): "F32", np.dtype(np.float64): "F64"}
ALIGNMENT = 8  # bytes, of the first tensor


def safetensors_bytes(tensors: Mapping[str, np.ndarray], metadata: Mapping[str, str]) -> bytes:
    """A whole file of float32 and float64 arrays [...]; the larger type first, so that all are aligned."""
    names = sorted(tensors, key=lambda name: (-tensors[name].dtype.itemsize, name))
    header: dict[str, object] = {"__metadata__": dict(metadata)}
    parts, end = [], 0
    for name in names:
        part = np.ascontiguousarray(tensors[name]).astype(tensors[name].dtype.newbyteorder("<")).tobytes()
        header[name] = {"dtype": TYPES[tensors[name].dtype], "shape": list(tensors[name].shape),
                        "data_offsets": [end, end + len(part)]}
        parts.append(part)
        end += len(part)
    text = json.dumps(header, ensure_ascii=False).encode()
    text += b" " * (-len(text) % ALIGNMENT)
    return len(text).to_bytes(8, "little") + text + b"".join(parts)


def export_safetensors(file: EstimatorFile, path: Path) -> None:
    """Writes `weights.<member>.<name>` and `arrays.<name>`, with kind and spec (JSON) as metadata."""
    tensors = {f"arrays.{name}": array for name, array in file.arrays.items()}
    for i, member in enumerate(file.members):
        tensors.update({f"weights.{i}.{name}": weight for name, weight in member.items()})
    metadata = {"format": "inquest", "kind": file.kind, "spec": json.dumps(file.spec, ensure_ascii=False)}
    beside = path.with_name(path.name + ".tmp")
    beside.write_bytes(safetensors_bytes(tensors, metadata))
    os.replace(beside, path)
