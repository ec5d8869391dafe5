// UnknownKey: what reading options throws on a key that is no field, for who knows where else it would be one.
#pragma once

#include <string>

#include "core/base/error.hpp"

namespace inquest {

class UnknownKey final : public Error {
 public:
  UnknownKey(std::string key, std::string path, const std::string& message)
      : Error(ErrorKind::config, message), key_(std::move(key)), path_(std::move(path)) {}

  const std::string& key() const { return key_; }
  const std::string& path() const { return path_; }  // dotted, with the key

 private:
  std::string key_;
  std::string path_;
};

}  // namespace inquest
