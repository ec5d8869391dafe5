// Interrupt: Ctrl-C as a flag that long loops poll; a second one ends the process at once.
#pragma once

namespace inquest {

/// From now on SIGINT, SIGTERM and SIGHUP end the process, with one line and with the programs that it has started;
/// and a file that grows too large is an error of the write and not a signal. A crash in a plugin says so, and
/// so does its exit(), whose status is that of an internal error. For the command's main, once.
void install_signal_handlers();

/// From now on the first of these signals only asks to stop, which a line tells, or none where `quiet`.
void stop_gracefully(bool quiet = false);

bool interrupt_requested();

}  // namespace inquest
