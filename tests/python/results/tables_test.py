import unittest

import numpy as np

from inquest.results.tables import calibration_table, log_k_table, posterior_table

MODELS = ["a", "b", "c"]
LOG_K = [[0, 1, 2], [-1, 0, 1], [-2, -1, 0]]
RESULTS = {
    "posterior": {"a": {"npe": {"parameters": ["x", "y"], "mean": [1, 2], "std": [0.1, 0.2],
                                "quantiles": {"0.025": [0.8, 1.6], "0.975": [1.2, 2.4]}},
                        "moments": {"parameters": ["x"], "mean": [1], "std": [0.1], "quantiles": None}}},
    "evidence": {"network": {"models": MODELS, "log_k": LOG_K, "log_k_error": [[0.1] * 3] * 3,
                             "lower_bound": [[False] * 3] * 3, "error_kind": "bootstrap"}},
    "diagnostics": {"calibration": {"a": {"npe": {"rows": 500, "sbc": {"parameters": ["x", "y"], "p_value": [0.3, 0.4],
                                                                       "joint_p": 0.5}, "tarp": {"p_value": 0.6}}}}},
}


class Tables(unittest.TestCase):
    def test_posteriors(self):
        table = posterior_table(RESULTS)
        self.assertEqual(list(table["parameter"]), ["x", "y", "x"])
        np.testing.assert_array_equal(table["2.5%"], [0.8, 1.6, np.nan])

    def test_each_pair_of_models_has_a_row(self):
        table = log_k_table(RESULTS)
        self.assertEqual([(row["model"], row["other"], row["ln_k"]) for row in table],
                         [("a", "b", 1), ("a", "c", 2), ("b", "c", 1)])

    def test_a_log_k_that_nothing_tells_is_none(self):
        marked = {**RESULTS["evidence"]["network"], "extrapolated": [[i + j == 1 for j in range(3)] for i in range(3)]}
        table = log_k_table({"evidence": {"network": marked}})
        np.testing.assert_array_equal(table["ln_k"], [np.nan, 2, 1])

    def test_calibration_is_read_whatever_it_holds(self):
        table = calibration_table(RESULTS)
        self.assertEqual(table.columns[:3], ["model", "route", "rows"])
        self.assertEqual(table[0]["sbc.joint_p"], 0.5)
        self.assertNotIn("sbc.p_value", table.columns)

    def test_without_calibration_there_are_no_rows(self):
        self.assertEqual(len(calibration_table({"diagnostics": {}})), 0)


if __name__ == "__main__":
    unittest.main()
