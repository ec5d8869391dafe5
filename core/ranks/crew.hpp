// Crew: the threads of all ranks as places to compute at, handed out by the first rank.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <string>

namespace inquest {

class Crew {
 public:
  /// So many places on each rank.
  explicit Crew(int threads_of_rank);

  std::size_t places() const { return places_; }

  /// A place, taken for its lifetime: the first free one, of ranks in turn that begin with the first; waits for one.
  class Place {
   public:
    explicit Place(Crew& crew);
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    bool is_here() const;

    /// The answer of the rank to which this place belongs; throws the Error that was thrown there.
    std::string ask(const std::string& request) const;

   private:
    Crew& crew_;
    int number_;
  };

 private:
  std::size_t places_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::set<int> free_;
};

/// On the other ranks: answers requests by `answer`, each on a thread of its own, until the first rank leaves.
void serve_crew(const std::function<std::string(const std::string&)>& answer);

}  // namespace inquest
