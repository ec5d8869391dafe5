#include "apps/commands/arguments.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace inquest::testing {

TEST_CASE("words are quoted as a shell reads them back") {
  for (const std::string word :
       {"my out", "posterior.npe.hidden=[16, 16]", "it's", "a\"b", "$HOME", "*", "", "a;b", "~", "x=\\y"}) {
    CAPTURE(word);
    CHECK(run_process({"/bin/sh", "-c", "printf %s " + shell_word(word)}).out == word);
  }
  for (const std::string word : {"run.yaml", "--output", "simulations.train=5000", "../a_b/c-1"})
    CHECK(shell_word(word) == word);
}

}  // namespace inquest::testing
