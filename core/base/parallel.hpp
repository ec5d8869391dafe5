// Parallel loops over independent jobs.
//
// The one place that decides threads: jobs run side by side and every job keeps to one thread (ATen, OpenMP and BLAS
// are set to one), so that no result depends on how many there are.
#pragma once

#include <cstddef>
#include <functional>

namespace inquest {

/// Threads that the machine offers to this process, at least 1.
int available_threads();

/// Makes LibTorch, OpenMP and BLAS use one thread for calls from this thread; once at the start of a program, and done
/// for every job below.
void keep_libraries_to_one_thread();

/// Sets the number of threads that loops below use; the default is `available_threads()`.
void set_threads(int threads);
int threads();

/// Calls job(0), ..., job(count - 1), each once, on up to `threads()` threads, which loops inside of jobs share: one
/// that becomes free helps in any loop that has jobs left. Rethrows the exception of the lowest failed index after all
/// running jobs ended, and starts no new job after a failure.
void parallel_for(std::size_t count, const std::function<void(std::size_t)>& job);

/// How many jobs of the loops around the calling one may run side by side, itself included; 1 outside of loops. What is
/// computed may follow from it where ranks share work, and nowhere else.
std::size_t jobs_side_by_side();

}  // namespace inquest
