#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

// Reads YAML where every key must be known. Private to the room: yaml-cpp does not show in public
// headers.
//
//   StrictReader reader("python.yaml");
//   StrictMap map(&reader, node, "a language");
//   map.String("name", &language.name, kRequired);
//   map.Finish();                     // complains about keys that nobody asked for
//   return reader.status();           // the first thing that was wrong, with file and line
namespace assay::runtime_images {

enum class Need : uint8_t { kRequired, kOptional };

// Keeps the first error of a file. Not thread-safe.
class StrictReader {
 public:
  explicit StrictReader(std::string file) : file_(std::move(file)) {}

  // Records "file:line: message" unless an earlier error stands.
  void Fail(const YAML::Mark& mark, const std::string& message);
  const Status& status() const { return status_; }
  bool ok() const { return status_.ok(); }

 private:
  std::string file_;
  Status status_;
};

// One mapping. Each getter asks for a key once; Finish() makes an error of every key that was not
// asked for.
class StrictMap {
 public:
  // `what` names the mapping in messages ("image"). `node` must outlive the map.
  StrictMap(StrictReader* reader, const YAML::Node& node, std::string what);

  void String(const std::string& key, std::string* out, Need need);
  void Strings(const std::string& key, std::vector<std::string>* out, Need need);
  // A list of commands, each a list of words.
  void Commands(const std::string& key, std::vector<std::vector<std::string>>* out, Need need);
  void Boolean(const std::string& key, bool* out);
  void Number(const std::string& key, double* out, double low, double high);
  void Integer(const std::string& key, uint32_t* out, uint32_t low, uint32_t high);
  // The child, or an undefined node when it is absent.
  YAML::Node Child(const std::string& key, Need need);
  // Every key with its scalar value, in the order of the file; there is no Finish() after it.
  std::vector<std::pair<std::string, std::string>> Entries();
  YAML::Mark mark() const { return node_.Mark(); }
  void Finish();

 private:
  bool Words(const YAML::Node& node, const std::string& key, std::vector<std::string>* out);

  StrictReader* reader_;
  YAML::Node node_;
  std::string what_;
  bool is_map_ = false;
  std::vector<std::string> asked_;
};

}  // namespace assay::runtime_images
