"""Each rule of check_rules.py is broken once in a small tree, and must be the only one reported."""

import tempfile
import unittest
from pathlib import Path

from check_rules import check_rules


class Rules(unittest.TestCase):
    def breaches(self, files):
        with tempfile.TemporaryDirectory() as root:
            for name, text in files.items():
                path = Path(root) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            return check_rules(root)

    def assert_only(self, files, expected):
        breaches = self.breaches(files)
        self.assertEqual(len(breaches), 1, breaches)
        self.assertIn(expected, breaches[0])

    def test_a_clean_tree_passes(self):
        files = {
            "core/base/a.hpp": "",
            "core/base/a.cpp": '#include "core/base/a.hpp"\n#include <vector>\n',
            "core/base/more_of_a.cpp": '#include "core/base/a.hpp"\n',
            "flows/b.hpp": '#include "core/base/a.hpp"\n',
            "apps/main.cpp": '#include "flows/b.hpp"\n',
            "apps/commands/run.cpp": "",
            "tests/flows/b_test.cpp": '#include "flows/b.hpp"\n',
        }
        self.assertEqual(self.breaches(files), [])

    def test_core_includes_nothing_above_it(self):
        files = {"flows/a.hpp": "", "core/base/b.hpp": '#include "flows/a.hpp"\n'}
        self.assert_only(files, "core/base/b.hpp:1: core must not include flows")

    def test_siblings_do_not_include_each_other(self):
        files = {"flows/a.hpp": "", "moments/b.hpp": '\n#include "flows/a.hpp"\n'}
        self.assert_only(files, "moments/b.hpp:2: moments must not include flows")

    def test_includes_are_written_from_the_root(self):
        self.assert_only({"core/base/a.hpp": "", "core/base/b.hpp": '#include "a.hpp"\n'}, "not written from the root")

    def test_included_files_exist(self):
        self.assert_only({"core/base/b.hpp": '#include "core/base/a.hpp"\n'}, "does not exist")

    def test_the_whole_of_torch_is_not_included(self):
        self.assert_only({"core/base/a.hpp": "#include <torch/torch.h>\n"}, "torch/torch.h")

    def test_files_are_short(self):
        self.assertEqual(self.breaches({"core/base/a.hpp": "\n" * 400}), [])
        self.assert_only({"core/base/a.hpp": "\n" * 401}, "core/base/a.hpp:401: more than 400 lines")

    def test_a_source_has_a_header(self):
        self.assert_only({"core/base/a.cpp": ""}, "no a.hpp beside it")

    def test_a_source_includes_its_header_first(self):
        files = {"core/base/a.hpp": "", "core/base/b.hpp": "", "core/base/a.cpp": '#include "core/base/b.hpp"\n#include "core/base/a.hpp"\n'}
        self.assert_only(files, "core/base/a.cpp:1: the first include is not core/base/a.hpp")

    def test_nothing_is_left_for_later(self):
        self.assert_only({"core/base/a.hpp": "// " + "TO" + "DO: more\n"}, "left for later")

    def test_no_path_of_a_machine(self):
        self.assert_only({"docs/a.md": "see /" + "home/me/a\n"}, "docs/a.md:1: a path of one machine")

    def test_builds_and_runs_are_not_looked_at(self):
        path = "/" + "home/me/a\n"
        self.assertEqual(self.breaches({"build/a.txt": path, "hubble/resolved.yaml": path}), [])

    def test_lines_of_prose_fit_on_a_screen(self):
        link = "see [the paper](https://example.org/" + "a" * 120 + ")"
        self.assertEqual(self.breaches({"docs/a.md": "a" * 120 + "\n| " + "a" * 200 + " |\n" + link + "\n"}), [])
        self.assert_only({"docs/a.md": "\n" + "a" * 121 + "\n"}, "docs/a.md:2: more than 120 characters")

    def test_the_page_on_the_architecture_names_every_folder(self):
        files = {"core/base/a.hpp": "", "docs/architecture.md": "| `core/base/` | the ground |\n"}
        self.assertEqual(self.breaches(files), [])
        self.assert_only({**files, "core/nn/b.hpp": ""}, "does not name `core/nn/`")

    def test_no_two_concepts_include_each_other(self):
        files = {
            "core/base/a.hpp": '#include "core/base/b.hpp"\n',
            "core/base/b.hpp": "",
            "core/base/b.cpp": '#include "core/base/b.hpp"\n#include "core/base/a.hpp"\n',
        }
        self.assert_only(files, "core/base/a.hpp:1: a circle with core/base/b")

    def test_no_two_headers_define_one_type(self):
        one = "namespace inquest {\nstruct Proposal {\n};\nclass Later;\n}  // namespace inquest\n"
        self.assert_only({"core/base/a.hpp": one, "flows/b.hpp": one.replace("struct", "class")},
                         "flows/b.hpp:2: Proposal is defined in core/base/a.hpp:2 too")
        self.assertEqual(self.breaches({"core/base/a.hpp": one, "flows/b.hpp": one.replace("inquest {", "other {")}), [])

    def test_a_private_header_may_include_the_one_it_belongs_to(self):
        files = {
            "core/base/a.hpp": "",
            "core/base/a.cpp": '#include "core/base/a.hpp"\n#include "core/base/a_parts.hpp"\n',
            "core/base/a_parts.hpp": '#include "core/base/a.hpp"\n',
        }
        self.assertEqual(self.breaches(files), [])

    def test_python_is_short_and_narrow(self):
        file = "apps/python/inquest/base/a.py"
        self.assertEqual(self.breaches({file: "\n" * 400, "tests/python/a_test.py": "#" * 120}), [])
        self.assert_only({file: "\n" * 401}, "more than 400 lines")
        self.assert_only({file: "#" * 121}, f"{file}:1: more than 120 characters")
        self.assert_only({"tests/python/a_test.py": "# " + "TO" + "DO\n"}, "left for later")

    def test_python_imports_what_stands_below(self):
        files = {
            "apps/python/inquest/base/a.py": "from .b import c\n",
            "apps/python/inquest/results/d.py": "from ..base.a import b\nfrom ..base import a\n",
            "apps/python/inquest/e.py": "from .results.d import f\nfrom .g import h\n",
        }
        self.assertEqual(self.breaches(files), [])
        above = {"apps/python/inquest/base/a.py": "from ..results.d import e\n"}
        self.assert_only(above, "apps/python/inquest/base/a.py:1: base must not import results")
        itself = {"apps/python/inquest/base/a.py": "from ..running import run\n"}
        self.assert_only(itself, "base must not import the package itself")
        self.assert_only({"apps/python/inquest/base/a.py": "from ..more.d import e\n"}, "more has no place")


if __name__ == "__main__":
    unittest.main()
