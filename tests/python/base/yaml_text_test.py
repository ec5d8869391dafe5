import math
import unittest
from pathlib import Path

import numpy as np

from inquest.base.errors import RunFileError
from inquest.base.yaml_text import yaml_text


class YamlText(unittest.TestCase):
    def test_plain_values(self):
        value = {"a": [1, 2.5, True, None, "x: y"], "b": {}, "latex": r"\mu é"}
        self.assertEqual(yaml_text(value), '{"a": [1, 2.5, true, null, "x: y"], "b": {}, "latex": "\\\\mu é"}')

    def test_numbers_of_numpy_and_beyond_json(self):
        self.assertEqual(yaml_text([np.float64(0.1), np.int32(3), np.bool_(True), math.inf, -math.inf, math.nan]),
                         "[0.1, 3, true, .inf, -.inf, .nan]")
        self.assertEqual(yaml_text(np.array([[1.0, 2.0]])), "[[1.0, 2.0]]")
        self.assertEqual(yaml_text((Path("a") / "b",)), '["a/b"]')

    def test_what_has_no_place_in_a_run_file(self):
        with self.assertRaisesRegex(RunFileError, "a set has no place in a run file"):
            yaml_text({1, 2})


if __name__ == "__main__":
    unittest.main()
