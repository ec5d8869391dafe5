#include "core/model/recorded_likelihood.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <string_view>

#include "core/base/error.hpp"
#include "core/base/parallel.hpp"
#include "core/base/reporter.hpp"

namespace inquest {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double worth_keeping = 1e-4;  // seconds of a row
constexpr double between_looks = 1;     // seconds of a call
constexpr std::chrono::seconds flush_interval{1};
constexpr std::size_t compared_rows = 6;
constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();

struct Entry {
  std::uint64_t key;
  double value;
};

std::string_view bytes_of(std::span<const double> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

template <class T>
std::vector<T> read_whole_entries(const std::filesystem::path& path, std::size_t numbers = 1) {
  std::vector<T> entries;
  if (!std::filesystem::exists(path)) return entries;
  std::ifstream file(path, std::ios::binary);
  std::vector<T> entry(numbers);
  const auto bytes = static_cast<std::streamsize>(numbers * sizeof(T));
  while (file.read(reinterpret_cast<char*>(entry.data()), bytes)) {
    entries.insert(entries.end(), entry.begin(), entry.end());
  }
  INQUEST_VALIDATE(file.eof(), io, path.string(), " cannot be read");
  std::filesystem::resize_file(path, entries.size() * sizeof(T));
  return entries;
}

void write_bytes(std::ofstream& file, std::string_view bytes) {
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

// Rows of another batch may be rounded otherwise, and programs may compute in single precision.
bool agree(double a, double b) {
  if (a == b || (std::isnan(a) && std::isnan(b))) return true;
  return std::abs(a - b) <= 1e-6 * std::max({1.0, std::abs(a), std::abs(b)});
}

bool agree(std::span<const double> a, std::span<const double> b) {
  return std::ranges::equal(a, b, [](double one, double other) { return agree(one, other); });
}

}  // namespace

RecordedLikelihood::RecordedLikelihood(std::shared_ptr<const Likelihood> likelihood, std::string_view version,
                                       std::filesystem::path path, Reporter& reporter, std::size_t lanes)
    : Decorator(std::move(likelihood)),
      version_(Seed{}.child(version)),
      path_(std::move(path)),
      checked_path_(path_.string() + ".checked"),
      reporter_(reporter),
      lanes_(lanes),
      rows_of_call_(capability_of<VersionedLikelihood>(decorated()) != nullptr ? 1 : any_number),
      seconds_of_row_(std::numeric_limits<double>::infinity()) {
  for (const Entry& entry : read_whole_entries<Entry>(path_)) recorded_.emplace(entry.key, entry.value);
}

RecordedLikelihood::Keys RecordedLikelihood::keys_of(ConstMatrixView theta, std::span<const double> x) const {
  const Seed base = version_.child(bytes_of(x));
  Keys keys(theta.rows());
  for (std::size_t i = 0; i < keys.size(); ++i) keys[i] = base.child(bytes_of(theta.row(i))).value;
  return keys;
}

// Each entry is a key and the parameters that it is of.
void RecordedLikelihood::compare_with_file(std::span<const double> x, std::size_t columns) const {
  const std::vector<double> entries = read_whole_entries<double>(checked_path_, columns + 1);
  std::vector<double> theta, values;
  for (std::size_t at = 0; at < entries.size(); at += columns + 1) {
    const std::span<const double> row(entries.data() + at + 1, columns);
    const auto key = std::bit_cast<std::uint64_t>(entries[at]);
    const auto found = recorded_.find(key);
    if (found == recorded_.end() || keys_of({row.data(), 1, columns}, x).front() != key) continue;
    theta.insert(theta.end(), row.begin(), row.end());
    values.push_back(found->second);
  }
  const std::size_t count = std::min(values.size(), compared_rows);
  if (count == 0) return;
  Matrix rows(count, columns);
  std::vector<double> before(count), now(count), again(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t row =
        count == 1 ? 0 : i * (values.size() - 1) / (count - 1);  // the first and the last among them
    std::copy_n(theta.begin() + static_cast<std::ptrdiff_t>(row * columns), columns, rows.row(i).begin());
    before[i] = values[row];
  }
  decorated().log_likelihood(rows, x, now);
  if (agree(before, now)) return;
  decorated().log_likelihood(rows, x, again);
  if (!agree(now, again)) {
    return reporter_.warning(
        "the likelihood gives other values for the same parameters each time; recorded ones are "
        "mixed with others");
  }
  drop_file();
  reporter_.warning(concat("the likelihood has changed since this run was begun (", count,
                           " of its recorded values were computed again and differ): all of them are computed anew"));
}

void RecordedLikelihood::drop_file() const {
  recorded_.clear();
  std::filesystem::remove(path_);
  std::filesystem::remove(checked_path_);
}

/// How many of the first rows are on file.
std::size_t RecordedLikelihood::recall(const Keys& keys, std::span<double> out) const {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto found = recorded_.find(keys[i]);
    if (found == recorded_.end()) return i;
    out[i] = found->second;
  }
  return keys.size();
}

// Calls fill the time between two looks, and are larger as long as that makes a row faster: what a start costs (of an
// interpreter, say) is shared by all rows of a call.
void RecordedLikelihood::adapt(std::size_t rows, double seconds) const {
  constexpr double paying = 0.8;
  const double of_row = seconds / static_cast<double>(rows);
  const std::size_t more = of_row < paying * seconds_of_row_ ? 2 * rows : rows;
  const auto filling = static_cast<std::size_t>(std::min(between_looks / std::max(of_row, 1e-9), 1e9));
  rows_of_call_ = std::max(more, filling);
  seconds_of_row_ = of_row;
}

void RecordedLikelihood::keep(const Keys& keys, ConstMatrixView theta, std::span<const double> values) const {
  const std::lock_guard lock(mutex_);
  if (!file_.is_open()) {
    std::filesystem::create_directories(path_.parent_path());
    file_.open(path_, std::ios::binary | std::ios::app);
    checked_file_.open(checked_path_, std::ios::binary | std::ios::app);
    flushed_ = Clock::now();
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const Entry entry{keys[i], values[i]};
    write_bytes(file_, {reinterpret_cast<const char*>(&entry), sizeof entry});
  }
  if (std::has_single_bit(++kept_calls_)) {  // ever fewer, and from all over the run
    const auto best = static_cast<std::size_t>(std::ranges::max_element(values) - values.begin());
    for (const std::size_t row : {std::size_t{0}, best}) {
      write_bytes(checked_file_, {reinterpret_cast<const char*>(&keys[row]), sizeof keys[row]});
      write_bytes(checked_file_, bytes_of(theta.row(row)));
    }
  }
  if (Clock::now() - flushed_ > flush_interval) {
    file_.flush();
    checked_file_.flush();
    flushed_ = Clock::now();
  }
  INQUEST_VALIDATE(file_.good() && checked_file_.good(), io, path_.string(), " cannot be written; is the disk full?");
}

// Row by row from the file as far as it reaches, then by calls of a second.
void RecordedLikelihood::compute(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const {
  for (std::size_t first = 0; first < theta.rows();) {
    throw_if_stopped(reporter_);
    const std::size_t left = theta.rows() - first;
    if (!recorded_.empty()) {
      const std::size_t known = recall(keys_of(theta.rows(first, left), x), out.subspan(first));
      first += known;
      if (known > 0) continue;
    }
    const std::size_t whole = rows_of_call_, count = std::min(left, whole);
    const auto start = Clock::now();
    decorated().log_likelihood(theta.rows(first, count), x, out.subspan(first, count));
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    if (count == whole || whole == any_number) adapt(count, seconds);
    if (seconds > worth_keeping * static_cast<double>(count)) {
      const ConstMatrixView rows = theta.rows(first, count);
      keep(keys_of(rows, x), rows, out.subspan(first, count));
    }
    first += count;
  }
}

void RecordedLikelihood::log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const {
  std::call_once(compared_, [&] { compare_with_file(x, theta.cols()); });
  const std::size_t lanes = std::clamp<std::size_t>(theta.rows(), 1, lanes_);
  if (lanes == 1) return compute(theta, x, out);
  parallel_for(lanes, [&](std::size_t lane) {
    const std::size_t first = lane * theta.rows() / lanes, count = (lane + 1) * theta.rows() / lanes - first;
    compute(theta.rows(first, count), x, out.subspan(first, count));
  });
}

}  // namespace inquest
