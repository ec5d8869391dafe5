import json
import unittest
from pathlib import Path

import support
import inquest
from tables_test import RESULTS

VERDICT = {"words": "ln K (a over b) = 1.0.", "trusted": None, "evidence": {"ln_k": 1.0},
           "posterior": {"a": {"route": "npe"}}}


def write_run(folder):
    (folder / "r").mkdir()
    (folder / "r" / "resolved.yaml").write_text("inquest: 1\n")
    (folder / "r" / "results.json").write_text(json.dumps({**RESULTS, "verdict": VERDICT, "warnings": ["few"]}))
    return folder / "r"


class Runs(unittest.TestCase):
    def test_results_are_read_by_name(self):
        with support.folder() as folder:
            run = inquest.open(write_run(folder))
            self.assertEqual((run.models, run.routes("a"), run.warnings), (["a"], ["npe", "moments"], ["few"]))
            self.assertEqual(len(run.log_k("network")), 3)
            self.assertEqual(repr(run.verdict), VERDICT["words"])
            self.assertIsNone(run.verdict.trusted)
            self.assertIn("network", repr(run))

    def test_what_is_not_there_is_named_with_what_is(self):
        with support.folder() as folder:
            run = inquest.open(write_run(folder))
            with self.assertRaisesRegex(inquest.MissingInputError, "removed or replaced"):
                run.posterior("a", "npe")
            for call, text in ((lambda: run.posterior("q"), "no model 'q'.*choose one of: a"),
                               (lambda: run.posterior("a", "mcmc"), "no route 'mcmc'.*npe, moments"),
                               (lambda: run.posterior("a", "moments"), "mean and covariance alone"),
                               (lambda: run.log_k("x"), "no route 'x'.*network"),
                               (lambda: run.estimator("a", "npe"), "no estimator 'a.npe'.*none")):
                with self.assertRaisesRegex(inquest.UsageError, text):
                    call()

    def test_a_folder_that_is_no_run(self):
        with support.folder() as folder:
            with self.assertRaisesRegex(inquest.MissingInputError, "no run directory"):
                inquest.open(folder)
            with self.assertRaisesRegex(inquest.MissingInputError, "does not exist"):
                inquest.open("nothing")

    def test_a_run_without_answers_says_so(self):
        with support.folder() as folder:
            (write_run(folder) / "results.json").unlink()
            self.assertIn("without answers", repr(inquest.open("r")))
            with self.assertRaisesRegex(inquest.MissingInputError, "resume=True"):
                inquest.open("r").results

    def test_a_notebook_shows_the_report_and_nothing_escapes_from_it(self):
        with support.folder() as folder:
            run = inquest.open(write_run(folder))
            self.assertTrue(run._repr_html_().startswith("<pre>"))
            Path(run.report).write_text('<p class="x">&amp;</p>')
            self.assertIn('srcdoc="&lt;p class=&quot;x&quot;&gt;&amp;amp;&lt;/p&gt;"', run._repr_html_())


if __name__ == "__main__":
    unittest.main()
