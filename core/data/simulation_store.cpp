#include "core/data/simulation_store.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <sstream>
#include <utility>

#include "core/files/h5.hpp"

namespace inquest {
namespace {

constexpr std::int64_t format_version = 1;
constexpr std::size_t shard_rows = SimulationStore::shard_rows;
constexpr std::size_t most_copied = std::size_t{64} << 20;  // bytes of simulations.h5; beyond, it refers to shards

std::filesystem::path shard_name(const std::string& model, std::size_t first) {
  INQUEST_EXPECT(first % shard_rows == 0);
  char name[32];
  std::snprintf(name, sizeof name, "%06zu.h5", first / shard_rows);
  return std::filesystem::path("simulations") / model / name;
}

// Calls use(file) on a shard; what is wrong with the file gets the advice that helps here.
template <class Use>
auto with_shard(const std::filesystem::path& path, const Use& use) {
  try {
    const H5File file = H5File::open(path);
    INQUEST_VALIDATE(file.has_attribute("/", "format") && file.integer_attribute("/", "format") == format_version, data,
                     path.string(), " has another format than ", format_version, " (of another version of inquest?)");
    return use(file);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::config) throw;
    raise(ErrorKind::data, concat(error.what(), " (a part of the simulations: delete ", path.string(),
                                  " and run again with --resume, and its rows are made anew)"));
  }
}

std::size_t rows_of(const H5File& file) {
  std::optional<std::size_t> rows;
  for (const char* name : {"theta", "x", "status", "seed"}) {
    const std::vector<std::size_t> shape = file.shape(name);
    if (!rows && !shape.empty()) rows = shape.front();
    INQUEST_VALIDATE(!shape.empty() && shape.front() == *rows, data, file.path().string(), ": '", name,
                     "' has other rows than theta");
  }
  return *rows;
}

Matrix read_matrix(const H5File& file, const std::string& name, std::size_t first, std::size_t count) {
  const std::vector<std::size_t> shape = file.shape(name);
  std::size_t columns = 1;
  for (std::size_t axis = 1; axis < shape.size(); ++axis) columns *= shape[axis];
  Matrix matrix(count, columns);
  matrix.values() = file.read_rows<double>(name, first, count).values;
  return matrix;
}

std::vector<SimulationStatus> read_status(const H5File& file, std::size_t first, std::size_t count) {
  std::vector<SimulationStatus> status;
  for (const std::int8_t value : file.read_rows<std::int8_t>("status", first, count).values) {
    INQUEST_VALIDATE(value >= 0 && value <= static_cast<std::int8_t>(SimulationStatus::not_finite), data,
                     file.path().string(), ": status = ", int{value}, " (no status has this number)");
    status.push_back(static_cast<SimulationStatus>(value));
  }
  return status;
}

std::vector<Seed> read_seeds(const H5File& file, std::size_t first, std::size_t count) {
  std::vector<Seed> seeds;
  for (const std::uint64_t value : file.read_rows<std::uint64_t>("seed", first, count).values) seeds.push_back({value});
  return seeds;
}

Simulations read_rows(const H5File& file, std::size_t first, std::size_t count) {
  return {read_matrix(file, "theta", first, count), read_matrix(file, "x", first, count),
          read_status(file, first, count), read_seeds(file, first, count)};
}

std::vector<std::size_t> data_shape(const Model& model, std::size_t rows) {
  std::vector<std::size_t> shape{rows};
  const auto& of_row = model.simulator().info().data_shape;
  shape.insert(shape.end(), of_row.begin(), of_row.end());
  return shape;
}

void write_rows(H5File& file, const Model& model, const Simulations& rows, const std::string& group = "") {
  const std::size_t count = rows.status.size();
  std::vector<std::int8_t> status(count);
  std::ranges::transform(rows.status, status.begin(), [](auto value) { return static_cast<std::int8_t>(value); });
  std::vector<std::uint64_t> seeds(count);
  std::ranges::transform(rows.seeds, seeds.begin(), &Seed::value);
  file.write<double>(group + "theta", {count, rows.theta.cols()}, rows.theta.values());
  file.write<double>(group + "x", data_shape(model, count), rows.x.values());
  file.write<std::int8_t>(group + "status", {count}, status);
  file.write<std::uint64_t>(group + "seed", {count}, seeds);
}

void refer_to_shards(H5File& file, const Model& model, std::size_t rows, const std::string& group) {
  std::vector<H5File::Part> parts;
  for (std::size_t first = 0; first < rows; first += shard_rows) {
    parts.push_back({shard_name(model.name, first), std::min(shard_rows, rows - first)});
  }
  file.write_virtual<double>(group + "theta", {rows, model.space.dimension()}, parts, "theta");
  file.write_virtual<double>(group + "x", data_shape(model, rows), parts, "x");
  file.write_virtual<std::int8_t>(group + "status", {rows}, parts, "status");
  file.write_virtual<std::uint64_t>(group + "seed", {rows}, parts, "seed");
}

void write_origin(H5File& file, const Model& model, const std::string& group) {
  file.write_text(group + "parameters", model.space.free_names());
  const std::string object = group.empty() ? "/" : group.substr(0, group.size() - 1);
  file.write_attribute(object, "model", model.name);
  file.write_attribute(object, "simulator", model.simulator().info().name);
  file.write_attribute(object, "simulator_version", model.simulator().info().version);
}

void write_format(H5File& file) {
  file.write_attribute("/", "format", format_version);
  file.write_attribute("/", "inquest_version", INQUEST_VERSION);
}

void make_folder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  INQUEST_VALIDATE(!error, io, path.string(), " cannot be made (", error.message(), ")");
}

// The first line in which two texts differ.
std::string difference(const std::string& on_disk, const std::string& now) {
  std::istringstream old_lines(on_disk);
  std::istringstream new_lines(now);
  std::string old_line;
  std::string new_line;
  do {
    if (!std::getline(old_lines, old_line)) old_line.clear();
    if (!std::getline(new_lines, new_line)) new_line.clear();
  } while (old_line == new_line && (old_lines || new_lines));
  return concat("on disk ", old_line, ", now ", new_line);
}

}  // namespace

SimulationStore::SimulationStore(std::filesystem::path run_directory) : directory_(std::move(run_directory)) {}

std::filesystem::path SimulationStore::shard_path(const std::string& model, std::size_t first) const {
  return directory_ / shard_name(model, first);
}

std::size_t SimulationStore::rows_in_shard(const std::string& model, std::size_t first) const {
  const std::filesystem::path path = shard_path(model, first);
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return 0;
  return with_shard(path, rows_of);
}

std::size_t SimulationStore::rows(const std::string& model) const {
  std::size_t total = 0;
  for (std::size_t first = 0; total == first; first += shard_rows) total += rows_in_shard(model, first);
  return total;
}

void SimulationStore::check_fingerprint(const std::string& model, const std::string& fingerprint) const {
  for (std::size_t first = 0; rows_in_shard(model, first) > 0; first += shard_rows) {
    const auto path = shard_path(model, first);
    const std::string found =
        with_shard(path, [](const H5File& file) { return file.text_attribute("/", "fingerprint"); });
    INQUEST_VALIDATE(found == fingerprint, config, "simulations in ", path.parent_path().string(),
                     " were made with another prior, simulator or seed (", difference(found, fingerprint),
                     "); use --force to start again");
  }
}

void SimulationStore::write(const Model& model, std::size_t first, const Simulations& simulations,
                            const std::string& fingerprint) {
  INQUEST_EXPECT(simulations.status.size() <= shard_rows);
  const auto path = shard_path(model.name, first);
  make_folder(path.parent_path());
  H5File file = H5File::create(path);
  write_rows(file, model, simulations);
  write_format(file);
  write_origin(file, model, "");
  file.write_attribute("/", "first_row", static_cast<std::int64_t>(first));
  file.write_attribute("/", "fingerprint", fingerprint);
  file.close();
}

Simulations SimulationStore::read(const std::string& model, std::size_t first, std::size_t count) const {
  Simulations all;
  for (std::size_t row = first; row < first + count;) {
    const std::size_t shard = row - row % shard_rows;
    const std::size_t end = std::min(first + count, shard + shard_rows);
    const std::filesystem::path path = shard_path(model, shard);
    const Simulations part =
        with_shard(path, [&](const H5File& file) { return read_rows(file, row - shard, end - row); });
    if (row == first) all = make_simulations(count, part.theta.cols(), part.x.cols());
    INQUEST_VALIDATE(part.theta.cols() == all.theta.cols() && part.x.cols() == all.x.cols(), data, path.string(),
                     " has other columns than the shards before it");
    copy_rows(part, end - row, all, row - first);
    row = end;
  }
  return all;
}

std::vector<SimulationStatus> SimulationStore::status(const std::string& model) const {
  std::vector<SimulationStatus> all;
  const std::size_t total = rows(model);
  for (std::size_t first = 0; first < total; first += shard_rows) {
    const auto part = with_shard(shard_path(model, first), [&](const H5File& file) {
      return read_status(file, 0, std::min(shard_rows, total - first));
    });
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

void SimulationStore::write_index(const ModelSet& models, std::size_t rows) const {
  std::size_t numbers = 0;
  for (const Model& model : models.models()) {
    if (model.has_simulator()) numbers += rows * (model.space.dimension() + model.data_size());
  }
  write_all(directory_ / "simulations.h5", models, rows, numbers * sizeof(double) <= most_copied);
}

void SimulationStore::write_all(const std::filesystem::path& path, const ModelSet& models, std::size_t rows,
                                bool whole) const {
  make_folder(directory_);
  H5File file = H5File::create(path);
  write_format(file);
  for (const Model& model : models.models()) {
    if (!model.has_simulator()) continue;
    const std::string group = model.name + "/";
    whole ? write_rows(file, model, read(model.name, 0, rows), group) : refer_to_shards(file, model, rows, group);
    write_origin(file, model, group);
  }
  file.close();
}

}  // namespace inquest
