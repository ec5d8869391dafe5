// Interrupt: Ctrl-C as a flag that long loops poll; a second one ends the process at once.
#pragma once

namespace inquest {

/// From now on SIGINT and SIGTERM set the flag the first time and kill the second time, and a file that grows too
/// large is an error of the write and not a signal. For the command's main, once.
void install_signal_handlers();

bool interrupt_requested();

}  // namespace inquest
