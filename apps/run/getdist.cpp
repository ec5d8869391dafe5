#include "apps/run/getdist.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "core/base/error.hpp"
#include "core/base/number_format.hpp"
#include "core/files/atomic_file.hpp"

namespace inquest {
namespace {

// "<stem>_<suffix>" of what nested sampling writes.
constexpr std::array<std::string_view, 3> written_suffixes = {"equal_weights", "dead-birth", "phys_live-birth"};

std::string chain_text(const Draws& draws, ConstMatrixView columns, std::size_t first, std::size_t end) {
  std::string text;
  for (std::size_t i = first; i < end; ++i) {
    append_shortest(text, draws.weights.empty() ? 1.0 : draws.weights[i]);
    text += ' ';
    append_shortest(text, -draws.log_prob[i]);
    for (const double value : columns.row(i)) {
      text += ' ';
      append_shortest(text, value);
    }
    text += '\n';
  }
  return text;
}

std::string bound_text(double bound) {
  if (!std::isfinite(bound)) return "N";
  std::string text;
  append_shortest(text, bound);
  return text;
}

std::filesystem::path with_extension(const std::filesystem::path& stem, const char* extension) {
  return stem.string() + extension;  // a stem has dots of its own
}

}  // namespace

void write_chain(const std::filesystem::path& path, const GetdistContent& content) {
  const Matrix columns = with_derived(content.derived, content.space, content.draws.theta);
  write_file(path, chain_text(content.draws, columns, 0, columns.rows()));
}

void write_getdist(const std::filesystem::path& stem, const GetdistContent& content) {
  const auto& [label, space, derived, draws, chains] = content;
  std::string names, ranges;
  for (std::size_t i = 0; i < space.dimension(); ++i) {
    const Parameter& parameter = space.free_parameter(i);
    names += parameter.name + "\t" + parameter.latex + "\n";
    ranges += concat(parameter.name, " ", bound_text(space.lower(i)), " ", bound_text(space.upper(i)),
                     parameter.periodic ? " periodic" : "", "\n");
  }
  for (const DerivedParameter& parameter : derived) names += parameter.name + "*\t" + parameter.latex + "\n";
  write_file(with_extension(stem, ".paramnames"), names);
  write_file(with_extension(stem, ".ranges"), ranges);
  const std::string sampler = chains > 0 ? "mcmc" : draws.weights.empty() ? "uncorrelated" : "nested";
  write_file(with_extension(stem, ".properties.ini"),
             concat("sampler = ", sampler, "\nburn_removed = T\nlabel = ", label, "\n"));
  if (chains == 0) return write_chain(with_extension(stem, ".txt"), content);
  const Matrix columns = with_derived(derived, space, draws.theta);
  for (std::size_t c = 0; c < chains; ++c) {
    write_file(with_extension(stem, concat("_", c + 1, ".txt").c_str()),
               chain_text(draws, columns, c * columns.rows() / chains, (c + 1) * columns.rows() / chains));
  }
}

std::string clash_of_files(const std::string& route, const std::string& other) {
  if (!other.starts_with(route + "_")) return "";
  const std::string rest = other.substr(route.size() + 1);
  const bool number = !rest.empty() && std::ranges::all_of(rest, [](char c) { return c >= '0' && c <= '9'; });
  if (number) return concat("GetDist would take its file for chain ", rest, " of the route ", route);
  const bool suffix = std::ranges::find(written_suffixes, rest) != written_suffixes.end();
  return suffix ? concat("a file of the route ", route, " is called so") : "";
}

void remove_chains(const std::filesystem::path& stem, const std::vector<std::filesystem::path>& others) {
  const auto is_of = [](const std::string& file, const std::filesystem::path& path) {
    const std::string name = path.filename().string();
    return file.starts_with(name + ".") || file.starts_with(name + "_");
  };
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(stem.parent_path(), none)) {
    const std::string file = entry.path().filename().string();
    const bool taken = std::ranges::any_of(others, [&](const std::filesystem::path& other) {
      return other.string().size() > stem.string().size() && is_of(file, other);
    });
    if (is_of(file, stem) && !taken) std::filesystem::remove(entry);
  }
}

}  // namespace inquest
