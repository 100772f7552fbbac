#pragma once

#include <yaml-cpp/yaml.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

// Reads the YAML of problem packages, where what is not known is worth a word and what cannot be
// graded by is an error. Private to this folder: yaml-cpp does not show in other headers.
//
//   YamlNotes notes("problem.yaml", &warnings);
//   YamlMap map(&notes, root, "a problem");
//   if (auto name = map.String("name")) …
//   map.Finish();            // warns of keys that nobody asked for
//   return notes.status();   // the first thing that was wrong
namespace assay::grader::kattis {

// What is said of one file. Keeps the first error; warnings go to the package's list.
class YamlNotes {
 public:
  // `warnings` is borrowed.
  YamlNotes(std::string file, std::vector<std::string>* warnings)
      : file_(std::move(file)), warnings_(warnings) {}

  void Warn(const YAML::Mark& mark, const std::string& message);
  void Fail(const YAML::Mark& mark, const std::string& message);
  const Status& status() const { return status_; }
  bool ok() const { return status_.ok(); }

 private:
  std::string At(const YAML::Mark& mark, const std::string& message) const;

  std::string file_;
  std::vector<std::string>* warnings_;
  Status status_;
};

// The document, or a Null node for an empty text. Errors name file and line.
Result<YAML::Node> ParseYaml(std::string_view text, const std::string& file);

// One mapping; an empty (null) one has no keys. A key without a value is as good as absent.
class YamlMap {
 public:
  // `what` names the mapping in messages ("limits"). Anything but a mapping is an error.
  YamlMap(YamlNotes* notes, const YAML::Node& node, std::string what);

  // The value, or an undefined node.
  YAML::Node Take(const std::string& key);
  std::optional<std::string> String(const std::string& key);
  std::optional<bool> Bool(const std::string& key);
  // From `low` to `high`, both included.
  std::optional<double> Number(const std::string& key, double low, double high);
  // A list of strings, or one string that stands for a list of one.
  std::optional<std::vector<std::string>> Strings(const std::string& key);
  // Words between blanks, or a list of strings.
  std::optional<std::vector<std::string>> Words(const std::string& key);
  // Keys that mean nothing to grading.
  void Ignore(std::initializer_list<const char*> keys);
  // Keys that were not asked for so far, each with its value; they count as asked for from now on.
  std::vector<std::pair<std::string, YAML::Node>> Rest();
  // Warns of every key that was not asked for, with a suggestion.
  void Finish();

  YamlNotes& notes() { return *notes_; }
  const std::string& what() const { return what_; }
  YAML::Mark mark() const { return node_.Mark(); }

 private:
  YamlNotes* notes_;
  YAML::Node node_;
  std::string what_;
  bool is_map_ = false;
  std::vector<std::string> asked_;
};

// A scalar's text; "" for anything else.
std::string ScalarText(const YAML::Node& node);
// A finite or infinite decimal number that takes the whole text.
std::optional<double> ParseNumber(std::string_view text);
std::vector<std::string> SplitWords(std::string_view text);

}  // namespace assay::grader::kattis
