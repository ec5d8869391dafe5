// The subcommands; each takes the words after its name and throws Error.
#pragma once

#include <string>
#include <vector>

namespace inquest {

using Words = std::vector<std::string>;

void run_command(const Words& words);       // all stages
void simulate_command(const Words& words);  // the run up to a stage
void train_command(const Words& words);
void infer_command(const Words& words);
void compare_command(const Words& words);
void diagnose_command(const Words& words);
void check_command(const Words& words);
void check_simulator_command(const Words& words);
void sample_command(const Words& words);
void evidence_command(const Words& words);
void information_command(const Words& words);
void info_command(const Words& words);
void compare_runs_command(const Words& words);
void list_command(const Words& words);
void new_command(const Words& words);
void schema_command(const Words& words);

}  // namespace inquest
