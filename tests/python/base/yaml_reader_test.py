import unittest

from inquest.base.yaml_reader import read_yaml

TEXT = r"""parameters:
  u:
    prior:
      uniform: [-1, 2.5]
    latex: '\mu: it''s'
    unit: ''
    periodic: false
  'n':
    prior:
      normal: [1e-3, .inf]
  fix: -4
  'p, q':
    prior:
      multivariate_normal:
        mean: [0, 1]
        covariance:
          - [1, 0.5]
          - [0.5, 2]
    latex: [p, 'q, r', "\x01\n"]
options:
  ensemble:
    - flow: maf
      hidden: [8]
    - flow: mdn
  empty: {}
  none: []
  nothing: null
"""


class Reader(unittest.TestCase):
    def test_what_inquest_writes(self):
        parameters = read_yaml(TEXT)["parameters"]
        self.assertEqual(parameters["u"], {"prior": {"uniform": [-1, 2.5]}, "latex": r"\mu: it's", "unit": "",
                                           "periodic": False})
        self.assertEqual(parameters["n"], {"prior": {"normal": [1e-3, float("inf")]}})
        self.assertEqual(parameters["fix"], -4)
        group = parameters["p, q"]
        self.assertEqual(group["prior"]["multivariate_normal"], {"mean": [0, 1], "covariance": [[1, 0.5], [0.5, 2]]})
        self.assertEqual(group["latex"], ["p", "q, r", "\x01\n"])

    def test_lists_of_mappings(self):
        self.assertEqual(read_yaml(TEXT)["options"], {"ensemble": [{"flow": "maf", "hidden": [8]}, {"flow": "mdn"}],
                                                      "empty": {}, "none": [], "nothing": None})

    def test_what_is_written_otherwise_is_an_error(self):
        for text in ("a", "a: 1\n   b: 2\n"):
            with self.assertRaises(ValueError):
                read_yaml(text)
        self.assertEqual(read_yaml(""), {})


if __name__ == "__main__":
    unittest.main()
