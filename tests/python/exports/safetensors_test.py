import json
import unittest
from pathlib import Path

import numpy as np

import support
from inquest.base.errors import UsageError
from inquest.networks.estimator_file import read_estimator_file
from inquest.results.estimator import Estimator

GOLDEN = Path(__file__).resolve().parents[2] / "golden"


def read(path):
    """Tensors and metadata, by the format's own words."""
    data = Path(path).read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    metadata = header.pop("__metadata__")
    types = {"F32": "<f4", "F64": "<f8"}
    return {name: np.frombuffer(data[start + one["data_offsets"][0]:start + one["data_offsets"][1]],
                                types[one["dtype"]]).reshape(one["shape"]) for name, one in header.items()}, metadata


@support.needs("h5py")
class Safetensors(unittest.TestCase):
    def test_all_weights_and_arrays_are_there(self):
        file = read_estimator_file(GOLDEN / "nle.h5")
        with support.folder():
            tensors, metadata = read(Estimator(GOLDEN / "nle.h5").export("x.safetensors"))
        self.assertEqual(len(tensors), len(file.arrays) + sum(map(len, file.members)))
        np.testing.assert_array_equal(tensors["weights.1.transform.0.weight.0"],
                                      file.members[1]["transform.0.weight.0"])
        np.testing.assert_array_equal(tensors["arrays.x_standardizer"], file.arrays["x_standardizer"])
        self.assertEqual((metadata["kind"], json.loads(metadata["spec"])), ("nle", file.spec))

    def test_another_name_is_refused(self):
        with self.assertRaisesRegex(UsageError, "exported as .safetensors or .onnx"):
            Estimator(GOLDEN / "nle.h5").export("x.pt")

    @support.needs("safetensors")
    def test_its_own_reader_opens_it(self):
        from safetensors.numpy import load_file

        with support.folder():
            tensors = load_file(Estimator(GOLDEN / "npe.h5").export("x.safetensors"))
        file = read_estimator_file(GOLDEN / "npe.h5")
        np.testing.assert_array_equal(tensors["weights.0.transform.1.bias.1"], file.members[0]["transform.1.bias.1"])


if __name__ == "__main__":
    unittest.main()
