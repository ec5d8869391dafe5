// Paths as users write them: ~ and $HOME stand for the home folder. No shell reads a run file, so that nothing else is
// expanded.
#pragma once

#include <string>

namespace inquest {

/// A path whose beginning ~, $HOME or ${HOME}, up to the end or a slash, is replaced; any other is returned as it is.
/// Throws Error(config) where HOME is not set, and on a beginning that is another variable or the home of another user.
std::string home_path(const std::string& path);

/// The same for words that some other program may read: whatever else a shell would replace stays.
std::string in_home(const std::string& path);

}  // namespace inquest
