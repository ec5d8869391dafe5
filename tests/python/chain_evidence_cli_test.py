import unittest

import numpy as np

import inquest
import support

LOG_Z = np.log(2 * np.pi)  # of exp(-r^2 / 2) in two dimensions


def draws():
    """Two chains of 1,500 draws of N(0, I) [2, 1500, 2], and ln of the density without its normalisation."""
    theta = np.random.default_rng(1).normal(size=(2, 1500, 2))
    return theta, -0.5 * (theta**2).sum(-1)


class ChainEvidence(unittest.TestCase):
    def check(self, *chains, **options):
        table = support.printed(lambda: inquest.chain_evidence(*chains, **options))[0]
        for row in table:
            self.assertLess(row["ln_z_error"], 0.02)
            self.assertLess(abs(row["ln_z"] - LOG_Z), 4 * row["ln_z_error"], row)
        return table

    def test_tables_of_text_and_of_numpy(self):
        theta, log_p = draws()
        with support.folder():
            table = np.column_stack([theta.reshape(-1, 2), theta.sum(-1).ravel(), log_p.ravel()])
            np.savetxt("text.csv", table, delimiter=",", header="a,b,sum,log_posterior", comments="")
            np.savez("arrays.npz", theta=theta.reshape(-1, 2), log_posterior=log_p.ravel())
            self.check("arrays.npz")
            rows = self.check("text.csv", "arrays.npz", without=["sum"])
            self.assertEqual(list(rows["chain"]), ["text", "arrays"])
            rows = self.check("arrays.npz", ignore_rows=0.5)
            self.assertEqual(rows[0]["rows"], 1500)

    def test_what_does_not_support_an_answer_is_an_error_with_its_reason(self):
        theta, log_p = draws()
        with support.folder():
            np.savez("hot.npz", theta=theta.reshape(-1, 2), log_posterior=2 * log_p.ravel())
            with self.assertRaisesRegex(inquest.DataError, "do not follow the log posterior"):
                support.printed(lambda: inquest.chain_evidence("hot.npz"))

    @support.needs("getdist")
    def test_chains_of_getdist(self):
        import getdist

        theta, log_p = draws()
        with support.folder():
            samples = getdist.MCSamples(samples=list(theta), loglikes=list(-log_p), names=["a", "b"],
                                        ranges={"a": (-20, 20)}, settings={"ignore_rows": 0})
            samples.addDerived(samples["a"] + samples["b"], name="s")
            support.printed(lambda: samples.saveAsText("chain"))
            self.check("chain")

    @support.needs("anesthetic")
    def test_chains_of_anesthetic(self):
        import anesthetic

        theta, log_p = draws()
        with support.folder():
            for labels in (None, ["$a$", "$b_1$"]):
                samples = anesthetic.MCMCSamples(data=theta.reshape(-1, 2), columns=["a", "b"], labels=labels,
                                                 weights=np.ones(3000))
                samples["minuslogpost"] = -log_p.ravel()
                samples.to_csv("chain.csv")
                self.check("chain.csv")

    @support.needs("arviz")
    def test_chains_of_arviz(self):
        import arviz

        theta, log_p = draws()
        groups = {"posterior": {"a": theta[..., 0], "b": theta[..., 1:]}, "sample_stats": {"lp": log_p}}
        with support.folder():
            old = int(arviz.__version__.split(".")[0]) < 1
            (arviz.from_dict(**groups) if old else arviz.from_dict(groups)).to_netcdf("chain.nc")
            self.check("chain.nc")


if __name__ == "__main__":
    unittest.main()
