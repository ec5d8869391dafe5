#include "core/ranks/crew.hpp"

#include <map>
#include <thread>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/ranks/bytes.hpp"
#include "core/ranks/ranks.hpp"

namespace inquest {
namespace {

constexpr int answered = 0;  // in place of the kind of an error

// Places are numbered such that ranks take turns: the k-th of each rank comes before the next of any.
int rank_of(int place) { return place % rank_count(); }
int tag_of(int place) { return 1 + place / rank_count(); }

std::string failure(ErrorKind kind, std::string_view message) {
  BytesWriter out;
  out.add(static_cast<int>(kind));
  out.add(message);
  return out.bytes();
}

std::string answer_or_failure(const std::function<std::string(const std::string&)>& answer,
                              const std::string& request) {
  try {
    BytesWriter out;
    out.add(answered);
    out.add(std::string_view(answer(request)));
    return out.bytes();
  } catch (const Error& error) {
    return failure(error.kind(), error.what());
  } catch (const std::exception& error) {
    return failure(ErrorKind::internal, error.what());
  }
}

}  // namespace

Crew::Crew(int threads_of_rank) : places_(static_cast<std::size_t>(threads_of_rank * rank_count())) {
  for (int place = 0; place < threads_of_rank * rank_count(); ++place) free_.insert(place);
}

Crew::Place::Place(Crew& crew) : crew_(crew) {
  std::unique_lock lock(crew_.mutex_);
  crew_.freed_.wait(lock, [&] { return !crew_.free_.empty(); });
  number_ = crew_.free_.extract(crew_.free_.begin()).value();
}

Crew::Place::~Place() {
  {
    const std::lock_guard lock(crew_.mutex_);
    crew_.free_.insert(number_);
  }
  crew_.freed_.notify_one();
}

bool Crew::Place::is_here() const { return rank_of(number_) == own_rank(); }

std::string Crew::Place::ask(const std::string& request) const {
  send_bytes(rank_of(number_), tag_of(number_), request);
  const std::string answer = receive_bytes(rank_of(number_), tag_of(number_));
  BytesReader in(answer);
  const int kind = in.take<int>();
  std::string text = in.take_text();
  if (kind != answered) raise(static_cast<ErrorKind>(kind), text);
  return text;
}

void serve_crew(const std::function<std::string(const std::string&)>& answer) {
  std::map<int, std::jthread> places;
  while (auto request = next_bytes()) {
    places[request->tag] = std::jthread([&answer, request = *std::move(request)] {
      keep_libraries_to_one_thread();
      send_bytes(0, request.tag, answer_or_failure(answer, request.bytes));
    });
  }
}

}  // namespace inquest
