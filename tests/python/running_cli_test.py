"""Runs of the command: what they print, give back and throw."""

import json
import unittest

import numpy as np

import support
import inquest


class Running(unittest.TestCase):
    @support.needs("h5py")
    def test_a_run_from_a_dict(self):
        run = support.small_run()
        self.assertEqual(run.models, ["free", "fixed"])
        draws = run.posterior("free", "npe")
        results = run.results["posterior"]["free"]["npe"]
        np.testing.assert_allclose(draws.mean(), results["mean"], rtol=1e-9)
        quantiles = [results["quantiles"][level] for level in ("0.025", "0.975")]
        np.testing.assert_allclose(draws.quantile([0.025, 0.975]), quantiles, rtol=1e-3)
        self.assertEqual(draws.bounds["phi"], (0, 6))
        self.assertEqual(run.log_k()[0]["ln_k"], run.results["evidence"]["network"]["log_k"][0][1])
        mean, covariance = run.estimator("free", "moments").moments(support.OBSERVATION)
        moments = run.results["posterior"]["free"]["moments"]
        np.testing.assert_allclose(mean[0], moments["mean"], rtol=1e-5, atol=1e-5)
        np.testing.assert_allclose(covariance[0], moments["covariance"], rtol=1e-5, atol=1e-5)
        self.assertIn("ln K", repr(run.verdict))
        self.assertIn("iframe", run._repr_html_())

    def test_a_run_file_with_settings_and_an_observation(self):
        with support.folder() as folder:
            (folder / "simulate.py").write_text(support.SIMULATOR)
            spec = {"inquest": 1, **support.LINEAR, "observation": [1, 2, 3, 4]}
            (folder / "short.yaml").write_text(json.dumps(spec, default=list))
            routes = {"m": {"method": "moments", "ensemble": 1, "training": {"steps": 50}}}

            def call():
                return inquest.run("short.yaml", {"simulations.train": 100, "posterior": routes},
                                   observation=support.OBSERVATION, threads=1)
            run, out, _ = support.printed(call)
            self.assertIn("Everything of this run is in short/", out)
            self.assertIn("0.8, 1.1, 0.9, 1.2", (folder / "short" / "resolved.yaml").read_text())
            self.assertEqual(run.results["posterior"]["free"]["m"]["simulations"], 100)
            with self.assertRaisesRegex(inquest.UsageError, "use resume=True to go on with it, force=True"):
                call()

    def test_mistakes_of_a_dict_name_the_key(self):
        with self.assertRaisesRegex(inquest.RunFileError, "^linear.yaml:.*simulations.trian is not a known key"):
            inquest.run({**support.LINEAR, "simulations": {"trian": 3}}, output="nowhere")
        with self.assertRaisesRegex(inquest.MissingInputError, "nothing.yaml does not exist"):
            inquest.run("nothing.yaml")

    def test_an_unknown_stage_names_those_there_are(self):
        with self.assertRaisesRegex(inquest.UsageError, "stage = 'learn' .must be one of: simulate, train"):
            inquest.run(support.LINEAR, stage="learn")

    def test_a_check_prints_what_it_found(self):
        with support.folder() as folder:
            (folder / "simulate.py").write_text(support.SIMULATOR)
            _, out, _ = support.printed(lambda: inquest.check(support.LINEAR, threads=1))
            _, told, _ = support.printed(lambda: inquest.check_simulator(support.LINEAR))
        self.assertIn("\nlinear.yaml is in order", out)
        self.assertIn("free", told)

    @support.needs("h5py")
    def test_simulations(self):
        rows = support.small_run().simulations("free")
        self.assertEqual((rows.names, rows.theta.shape, rows.x.shape), (["mu", "phi"], (1100, 2), (1100, 4)))
        self.assertFalse(rows.status.any())

    @support.needs("getdist")
    def test_getdist_opens_the_files_to_the_same_draws(self):
        import getdist

        draws = support.small_run().posterior("free", "npe")
        read, ours = support.printed(lambda: (getdist.loadMCSamples(str(draws.stem)), draws.to_getdist()))[0]
        np.testing.assert_array_equal(read.samples, ours.samples)
        self.assertEqual([name.label for name in read.paramNames.names], [name.label for name in ours.paramNames.names])


if __name__ == "__main__":
    unittest.main()
