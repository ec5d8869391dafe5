#include "simulators/external/plugin.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

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

struct Option {
  std::string key;
  std::string value;
};

std::vector<Option> options_of(const ConfigNode& node) {
  std::vector<Option> options;
  if (node.is_null()) return options;
  for (const auto& [key, value] : node.entries()) {
    std::string text;
    const auto add = [&](const ConfigNode& one) {
      if (!one.is_scalar()) value.fail("(a plugin takes text, a number, true or false, or a list of these)");
      text += concat(text.empty() ? "" : " ", one.text());
    };
    for (const ConfigNode& one : value.is_sequence() ? value.items() : std::vector{value}) add(one);
    options.push_back({key, std::move(text)});
  }
  return options;
}

std::string version_of(const SharedLibrary& library, const inquest_simulator& table, const std::vector<Option>& options,
                       const fs::path& folder) {
  ContentHash hash;
  hash.add(library.version()).add(table.version == nullptr ? "" : table.version);
  for (const auto& [key, value] : options) {
    hash.add(key).add(value);
    std::error_code ignored;
    if (!value.empty() && fs::is_regular_file(folder / value, ignored)) hash.add(read_file(folder / value));
  }
  return hash.text();
}

std::vector<std::string> texts(const char* const* names, std::size_t count) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < count; ++i) result.emplace_back(names[i] == nullptr ? "" : names[i]);
  return result;
}

// In one line, so that it fits into a message.
std::string one_line(const char* message) {
  std::string text = message;
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return text.substr(0, text.find_last_not_of(' ') + 1);
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

thread_local const char* at_work = nullptr;

}  // namespace

const char* plugin_at_work() { return at_work; }

Plugin::Plugin(const PluginOptions& options, const SimulatorRequest& request) {
  at_place(request.simulator, [&] {
    library_ = SharedLibrary::open(request.base / home_path(options.plugin));
    table_ = find_table(*library_, options.plugin, options.name);
    info_.name = concat(table_.name, " (", options.plugin, ")");
    create(options, request);
  });
}

Plugin::~Plugin() {
  if (table_.destroy != nullptr) table_.destroy(context_);
}

/// Calls function(message), in its turn; a failure without a reason says so.
template <class Call>
Plugin::Outcome Plugin::call(const Call& function) const {
  std::array<char, INQUEST_MESSAGE_SIZE> message = {};
  int status = 1;
  try {
    std::unique_lock<std::mutex> turn;
    if (table_.thread_safe == 0) turn = std::unique_lock(library_->turn());
    at_work = info_.name.c_str();
    status = function(message.data());
    at_work = nullptr;
  } catch (const std::exception& error) {
    at_work = nullptr;
    return {concat("threw an exception (a plugin must catch its own, and return 1): ", error.what()), ""};
  } catch (...) {
    at_work = nullptr;
    return {"threw an exception (a plugin must catch its own, and return 1)", ""};
  }
  if (status == 0 && message.front() == '\0') return {};
  message.back() = '\0';
  std::string text = one_line(message.data());
  if (status == 0) return {"", std::move(text)};
  return {text.empty() ? concat("returned ", status, " and gave no reason") : concat("failed: ", text), ""};
}

void Plugin::create(const PluginOptions& options, const SimulatorRequest& request) {
  const std::vector<Option> given = options_of(options.options);
  std::vector<inquest_option> lines;
  for (const auto& [key, value] : given) lines.push_back({key.c_str(), value.c_str()});
  std::vector<const char*> names;
  for (const std::string& name : request.parameters) names.push_back(name.c_str());
  const std::string folder = fs::absolute(request.base).string();

  inquest_request asked = {};
  asked.struct_size = sizeof asked;
  asked.parameter_count = names.size();
  asked.parameters = names.data();
  asked.option_count = lines.size();
  asked.options = lines.data();
  asked.folder = folder.c_str();
  inquest_model model = {};
  model.struct_size = sizeof model;
  const Outcome outcome = call([&](char* message) { return table_.create(&asked, &model, message); });
  if (!outcome.problem.empty()) {
    table_.destroy = nullptr;  // nothing was made
    raise(ErrorKind::config, concat(info_.name, " ", outcome.problem));
  }
  context_ = model.context;
  info_.version = version_of(*library_, table_, given, request.base);
  try {
    describe(model, request);
  } catch (...) {
    if (table_.destroy != nullptr) table_.destroy(context_);  // a constructor that throws has no destructor
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
  if (model.data_names != nullptr) info_.data_names = texts(model.data_names, info_.data_size());

  info_.parameters = request.parameters;
  if (model.parameters != nullptr) {
    columns_ = parameter_columns(request, texts(model.parameters, model.parameter_count));
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
