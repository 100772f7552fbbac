#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace assay::gateway::judge0 {

// The attributes of one posted submission. What is wrong is collected by attribute, in the words
// of Rails; what was read is kept under its own name, for when somebody asks for it.
class Attributes {
 public:
  // Both outlive it. `json` may be anything.
  Attributes(const nlohmann::json& json, nlohmann::ordered_json& errors)
      : json_(json), errors_(errors) {}

  // Empty where it is not given, null, or nothing that can be a text.
  std::optional<std::string> Text(const char* name) const;
  // The same, kept; at most `max` characters.
  std::string ShortText(const char* name, size_t max);

  struct Bounds {
    double otherwise = 0, least = 0, most = 0;
    bool above_least = false;  // greater than it, not equal
  };
  // A whole number where otherwise, least and most are such.
  int64_t Integer(const char* name, const Bounds& bounds);
  double Number(const char* name, const Bounds& bounds);
  bool Flag(const char* name, bool otherwise);

  void Wrong(const char* name, const std::string& what);
  nlohmann::ordered_json& kept() { return kept_; }

 private:
  const nlohmann::json* Find(const char* name) const;
  std::optional<double> Read(const char* name, const Bounds& bounds, bool whole);

  const nlohmann::json& json_;
  nlohmann::ordered_json& errors_;
  nlohmann::ordered_json kept_ = nlohmann::ordered_json::object();
};

}  // namespace assay::gateway::judge0
