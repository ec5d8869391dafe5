#include "simulators/external/shared_library.hpp"

#include <array>
#include <cfenv>
#include <cstring>
#include <fstream>
#include <map>
#include <string_view>

#include <dlfcn.h>
#include <elf.h>
#include <link.h>

#include "core/base/error.hpp"
#include "core/files/atomic_file.hpp"
#include "simulators/content_hash.hpp"

namespace inquest {
namespace {

namespace fs = std::filesystem;

constexpr const char* how_to_link = "; link it with cc -shared -fPIC";

// Of this program; the loader of the system tells of other machines that there is no such file.
const ElfW(Ehdr) & own_header() {
  static const ElfW(Ehdr) header = [] {
    ElfW(Ehdr) found = {};
    std::ifstream("/proc/self/exe", std::ios::binary).read(reinterpret_cast<char*>(&found), sizeof found);
    return found;
  }();
  return header;
}

std::string machine_name(unsigned number) {
  constexpr std::array<std::pair<unsigned, const char*>, 6> known = {{{EM_386, "x86 of 32 bits"},
                                                                      {EM_X86_64, "x86-64"},
                                                                      {EM_ARM, "ARM of 32 bits"},
                                                                      {EM_AARCH64, "ARM of 64 bits"},
                                                                      {EM_PPC64, "POWER"},
                                                                      {EM_RISCV, "RISC-V"}}};
  for (const auto& [machine, name] : known) {
    if (machine == number) return name;
  }
  return concat("number ", number);
}

// What is mapped beyond the end of a file is a crash, when it is read.
bool is_cut_off(const ElfW(Ehdr) & header, std::string_view content) {
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    ElfW(Phdr) part = {};
    const std::size_t at = header.e_phoff + i * header.e_phentsize;
    if (at + sizeof part > content.size()) return true;
    std::memcpy(&part, content.data() + at, sizeof part);
    if (part.p_type == PT_LOAD && part.p_offset + part.p_filesz > content.size()) return true;
  }
  return false;
}

// Some libraries set how numbers are rounded when they are loaded (-ffast-math); that is not for all others.
class SameRounding {
 public:
  SameRounding() { std::fegetenv(&before_); }
  ~SameRounding() { std::fesetenv(&before_); }
  SameRounding(const SameRounding&) = delete;
  SameRounding& operator=(const SameRounding&) = delete;

 private:
  std::fenv_t before_;
};

}  // namespace

std::string obstacle_to_loading(std::string_view content) {
  ElfW(Ehdr) header = {};
  if (content.size() < sizeof header || content.substr(0, SELFMAG) != ELFMAG) {
    return concat("is no shared library (it does not begin as one)", how_to_link);
  }
  std::memcpy(&header, content.data(), sizeof header);
  const ElfW(Ehdr)& own = own_header();
  if (header.e_ident[EI_CLASS] != own.e_ident[EI_CLASS] || header.e_machine != own.e_machine) {
    return concat("is for another machine (", machine_name(header.e_machine), ", and this one is ",
                  machine_name(own.e_machine), "); compile it here");
  }
  if (header.e_type == ET_REL) return concat("is an object file and no shared library", how_to_link);
  if (header.e_type != ET_DYN) return concat("is a program and no shared library", how_to_link);
  if (is_cut_off(header, content)) return "is cut off (it ends before its last part); compile or copy it again";
  return "";
}

std::shared_ptr<const SharedLibrary> SharedLibrary::open(const fs::path& path) {
  static std::mutex mutex;
  static std::map<fs::path, std::weak_ptr<const SharedLibrary>> loaded;
  std::error_code ignored;
  INQUEST_VALIDATE(fs::is_regular_file(path, ignored), missing_input, "there is no file ", path.string(),
                   "; compile it, or check the path, which starts from the folder of the run file");
  const std::lock_guard lock(mutex);
  std::weak_ptr<const SharedLibrary>& known = loaded[fs::canonical(path)];
  std::shared_ptr<const SharedLibrary> library = known.lock();
  if (library == nullptr) known = library = std::make_shared<const SharedLibrary>(path);
  return library;
}

SharedLibrary::SharedLibrary(const fs::path& path) {
  const std::string content = read_file(path);
  const std::string obstacle = obstacle_to_loading(content);
  INQUEST_VALIDATE(obstacle.empty(), data, path.string(), " ", obstacle);
  version_ = ContentHash().add(content).text();
  const SameRounding guard;
  handle_ = ::dlopen(fs::absolute(path).c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);  // it may have threads
  INQUEST_VALIDATE(handle_ != nullptr, data, path.string(), " cannot be loaded (", ::dlerror(),
                   "); link it with what it needs");
}

SharedLibrary::~SharedLibrary() { ::dlclose(handle_); }

void* SharedLibrary::function(const std::string& name) const { return ::dlsym(handle_, name.c_str()); }

}  // namespace inquest
