#include "simulators/external/plugin.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include "core/files/atomic_file.hpp"
#include "core/files/home_path.hpp"
#include "simulators/content_hash.hpp"
#include "simulators/external/plugin_table.hpp"
#include "simulators/parameter_columns.hpp"

namespace inquest {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_numbers = std::size_t{1} << 32;  // of one row
static_assert(sizeof(Seed) == sizeof(std::uint64_t) && sizeof(SimulationStatus) == sizeof(std::int8_t));

// Handed to create: a plugin of a later plugin_abi.h, whose structs are longer, finds zeros behind ours.
template <class Struct>
union WithRoom {
  char room[4096];
  Struct known;

  WithRoom() : room{} { known.struct_size = sizeof known; }
};

struct Option {
  std::string key;
  std::vector<std::string> items;  // one, unless it is a list
  std::string value;               // the items with blanks between them
};

std::vector<Option> options_of(const ConfigNode& node) {
  std::vector<Option> options;
  if (node.is_null()) return options;
  for (const auto& [key, value] : node.entries()) {
    Option option{key, {}, {}};
    for (const ConfigNode& one : value.is_sequence() ? value.items() : std::vector{value}) {
      if (!one.is_scalar()) value.fail("(a plugin takes text, a number, true or false, or a list of these)");
      option.items.push_back(one.text());
      const bool parts = option.items.back().empty() || option.items.back().find(' ') != std::string::npos;
      if (value.is_sequence() && parts)
        one.fail("(in a list it must be one word: a plugin is told blanks between them)");
      option.value += concat(option.items.size() == 1 ? "" : " ", option.items.back());
    }
    options.push_back(std::move(option));
  }
  return options;
}

std::string version_of(const SharedLibrary& library, const inquest_simulator& table, const std::vector<Option>& options,
                       const fs::path& folder) {
  ContentHash hash;
  hash.add(library.version()).add(table.version == nullptr ? "" : table.version);
  std::error_code ignored;
  for (const auto& [key, items, value] : options) {
    hash.add(key).add(value);
    for (const std::string& item : items) {
      if (!item.empty() && fs::is_regular_file(folder / item, ignored)) hash.add(read_file(folder / item));
    }
  }
  return hash.text();
}

// The `member` of its model, in which each name has to be there and to be another.
std::vector<std::string> names_in(const char* const* names, std::size_t count, const std::string& plugin,
                                  const char* member) {
  std::vector<std::string> result;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < count; ++i) {
    INQUEST_VALIDATE(names[i] != nullptr && *names[i] != '\0', data, plugin, " says an empty name, ", member, "[", i,
                     "] (each must be a text); set it in create");
    result.emplace_back(names[i]);
    INQUEST_VALIDATE(seen.insert(result.back()).second, data, plugin, " says the name ", result.back(), " twice in ",
                     member, " (each must be another); correct it in create");
  }
  return result;
}

template <class Use>
auto at_place(const ConfigNode& node, const Use& use) {
  try {
    return use();
  } catch (const Error& error) {
    const std::string message = error.what();
    if (message.starts_with(node.source() + ":")) throw;
    raise(error.kind(), concat(node.where(), ": ", message));
  }
}

}  // namespace

Plugin::Plugin(const PluginOptions& options, const SimulatorRequest& request) {
  at_place(request.simulator, [&] {
    library_ = SharedLibrary::open(request.base / home_path(options.plugin));
    table_ = find_table(*library_, options.plugin, options.name);
    info_.name = concat(table_.name, " (", options.plugin, ")");
    create(options, request);
  });
}

Plugin::~Plugin() { destroy(); }

void Plugin::destroy() const {
  if (table_.destroy == nullptr) return;
  call([&](char*) { return table_.destroy(context_), 0; });  // there is nothing that a failure could still spoil
}

Plugin::Outcome Plugin::call(const std::function<int(char* message)>& function) const {
  return call_plugin(info_.name, table_.thread_safe == 0 ? &library_->turn() : nullptr, function);
}

void Plugin::create(const PluginOptions& options, const SimulatorRequest& request) {
  const std::vector<Option> given = options_of(options.options);
  std::vector<inquest_option> lines;
  for (const auto& [key, items, value] : given) lines.push_back({key.c_str(), value.c_str()});
  std::vector<const char*> names;
  for (const std::string& name : request.parameters) names.push_back(name.c_str());
  const std::string folder = fs::absolute(request.base).string();

  WithRoom<inquest_request> with_room;
  inquest_request& asked = with_room.known;
  asked.parameter_count = names.size();
  asked.parameters = names.data();
  asked.option_count = lines.size();
  asked.options = lines.data();
  asked.folder = folder.c_str();
  WithRoom<inquest_model> filled;
  const inquest_model& model = filled.known;
  const Outcome outcome = call([&](char* message) { return table_.create(&asked, &filled.known, message); });
  if (!outcome.problem.empty()) {
    table_.destroy = nullptr;  // nothing was made
    raise(ErrorKind::config, concat(info_.name, " ", outcome.problem));
  }
  context_ = model.context;
  try {
    info_.version = version_of(*library_, table_, given, request.base);
    describe(model, request);
  } catch (...) {
    destroy();  // a constructor that throws has no destructor
    throw;
  }
}

void Plugin::describe(const inquest_model& model, const SimulatorRequest& request) {
  INQUEST_VALIDATE(model.data_dimensions <= INQUEST_MAX_DIMENSIONS, data, info_.name,
                   " says data_dimensions = ", model.data_dimensions, " (must be at most ", INQUEST_MAX_DIMENSIONS,
                   "); set it in create");
  INQUEST_VALIDATE(model.data_dimensions > 0 || !simulates(), data, info_.name,
                   " says no shape of its data (data_dimensions is 0); set it and data_shape in create");
  info_.data_shape.assign(model.data_shape, model.data_shape + model.data_dimensions);
  double numbers = 1;
  for (const std::size_t length : info_.data_shape) numbers *= static_cast<double>(length);
  INQUEST_VALIDATE(numbers >= 1 && numbers <= static_cast<double>(most_numbers), data, info_.name,
                   " says data_shape = ", to_text(info_.data_shape),
                   " (lengths must be 1 or more, and a row not longer than memory); set it in create");
  const std::size_t named = info_.data_shape.empty() ? 0 : info_.data_size();
  INQUEST_VALIDATE(model.data_name_count == (model.data_names == nullptr ? 0 : named), data, info_.name,
                   " says data_name_count = ", model.data_name_count, " (must be ", named,
                   ", the numbers of its data, where data_names is set, or else 0); set both in create, or neither");
  info_.data_names = names_in(model.data_names, model.data_name_count, info_.name, "data_names");

  info_.parameters = request.parameters;
  if (model.parameters != nullptr) {
    columns_ = parameter_columns(request, names_in(model.parameters, model.parameter_count, info_.name, "parameters"));
    INQUEST_EXPECT(columns_.size() == request.parameters.size());
    std::vector<std::size_t> same(columns_.size());
    std::iota(same.begin(), same.end(), std::size_t{0});
    if (columns_ == same) columns_.clear();
  }
  info_.deterministic = model.deterministic != 0;
  info_.symmetry = {.sign = model.sign != 0, .reverse = model.reverse != 0, .shift = model.shift};
  INQUEST_VALIDATE(model.shift >= 0, data, info_.name, " says shift = ", model.shift,
                   " (must be >= 0); set it in create");
  const std::string obstacle = obstacle_to(info_.symmetry, info_.data_shape);
  INQUEST_VALIDATE(obstacle.empty(), data, info_.name, " says a symmetry that its data cannot have ", obstacle);
}

ConstMatrixView Plugin::ordered(ConstMatrixView theta, Matrix& room) const {
  if (columns_.empty()) return theta;
  room = Matrix(theta.rows(), theta.cols());
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    for (std::size_t k = 0; k < columns_.size(); ++k) room(i, k) = theta(i, columns_[k]);
  }
  return room;
}

Plugin::Outcome Plugin::simulate(ConstMatrixView theta, std::span<const Seed> seeds, MatrixView x,
                                 std::span<SimulationStatus> status) const {
  Matrix room;
  const ConstMatrixView own = ordered(theta, room);
  std::ranges::fill(x.values(), std::numeric_limits<double>::quiet_NaN());
  std::ranges::fill(status, SimulationStatus::ok);
  Outcome outcome = call([&](char* message) {
    return table_.simulate(context_, own.rows(), own.cols(), own.data(),
                           reinterpret_cast<const std::uint64_t*>(seeds.data()), x.cols(), x.data(),
                           reinterpret_cast<std::int8_t*>(status.data()), message);
  });
  for (SimulationStatus& one : status) {
    if (one != SimulationStatus::ok) one = SimulationStatus::failed;
  }
  return outcome;
}

void Plugin::require_size(std::span<const double> x) const {
  INQUEST_VALIDATE(info_.data_shape.empty() || info_.data_size() == x.size(), data, "the likelihood ", info_.name,
                   " takes data of the shape ", to_text(info_.data_shape), " (there are ", x.size(),
                   " numbers); give it such data, or have it say another shape");
}

void Plugin::log_likelihood(ConstMatrixView theta, std::span<const double> x, std::span<double> out) const {
  require_size(x);
  Matrix room;
  const ConstMatrixView own = ordered(theta, room);
  std::ranges::fill(out, std::numeric_limits<double>::quiet_NaN());
  const Outcome outcome = call([&](char* message) {
    return table_.log_likelihood(context_, own.rows(), own.cols(), own.data(), x.size(), x.data(), out.data(), message);
  });
  INQUEST_VALIDATE(outcome.problem.empty(), data, "the likelihood ", info_.name, " ", outcome.problem);
}

void Plugin::log_likelihood_gradient(ConstMatrixView theta, std::span<const double> x, std::span<double> out,
                                     MatrixView gradient) const {
  require_size(x);
  Matrix room;
  const ConstMatrixView own = ordered(theta, room);
  Matrix of_plugin(theta.rows(), theta.cols(), std::numeric_limits<double>::quiet_NaN());
  std::ranges::fill(out, std::numeric_limits<double>::quiet_NaN());
  const Outcome outcome = call([&](char* message) {
    return table_.log_likelihood_gradient(context_, own.rows(), own.cols(), own.data(), x.size(), x.data(), out.data(),
                                          of_plugin.values().data(), message);
  });
  INQUEST_VALIDATE(outcome.problem.empty(), data, "the likelihood ", info_.name, " ", outcome.problem);
  for (std::size_t i = 0; i < theta.rows(); ++i) {
    for (std::size_t k = 0; k < theta.cols(); ++k) {
      const double value = of_plugin(i, k);
      INQUEST_VALIDATE(std::isfinite(value) || !std::isfinite(out[i]), data, "the likelihood ", info_.name, " has the ",
                       "derivative ", value, " by ", info_.parameters[columns_.empty() ? k : columns_[k]],
                       " (must be finite where the density is); check log_likelihood_gradient there");
      gradient(i, columns_.empty() ? k : columns_[k]) = value;
    }
  }
}

}  // namespace inquest
