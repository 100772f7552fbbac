#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/status.h"

// Structured logs: one JSON object a line on standard error, or text for a person at a terminal.
// What a student wrote (source, output, file contents) is never logged; ids and sizes are.
namespace assay::log {

enum class Level : uint8_t { kDebug, kInfo, kWarning, kError };
std::optional<Level> ParseLevel(std::string_view text);  // "debug", "info", "warning", "error"

struct Field {
  using Value = std::variant<std::string, int64_t, double, bool>;
  Field(std::string_view key_, std::string_view value_) : key(key_), value(std::string(value_)) {}
  Field(std::string_view key_, const char* value_) : key(key_), value(std::string(value_)) {}
  Field(std::string_view key_, const std::string& value_) : key(key_), value(value_) {}
  Field(std::string_view key_, bool value_) : key(key_), value(value_) {}
  Field(std::string_view key_, double value_) : key(key_), value(value_) {}
  Field(std::string_view key_, int value_) : key(key_), value(int64_t{value_}) {}
  Field(std::string_view key_, int64_t value_) : key(key_), value(value_) {}
  Field(std::string_view key_, uint64_t value_)
      : key(key_), value(static_cast<int64_t>(value_)) {}
  // "error": "UNAVAILABLE: …".
  explicit Field(const Status& status) : key("error"), value(status.ToString()) {}

  std::string key;
  Value value;
};

struct LogOptions {
  Level level = Level::kInfo;
  bool json = true;
  std::string service;  // in every line
};

// Cheap to copy; thread-safe; a line is written with one write(2). A default-made Logger drops all.
class Logger {
 public:
  Logger() = default;
  // To standard error.
  static Logger ToStderr(const LogOptions& options);
  // To a descriptor that outlives it: tests.
  static Logger ToDescriptor(int fd, const LogOptions& options);

  // A logger that adds these fields to every line.
  Logger With(std::initializer_list<Field> fields) const;

  bool Enabled(Level level) const;
  void Debug(std::string_view message, std::initializer_list<Field> fields = {}) const;
  void Info(std::string_view message, std::initializer_list<Field> fields = {}) const;
  void Warning(std::string_view message, std::initializer_list<Field> fields = {}) const;
  void Error(std::string_view message, std::initializer_list<Field> fields = {}) const;

 private:
  struct Sink;
  void Write(Level level, std::string_view message, std::initializer_list<Field> fields) const;
  std::shared_ptr<Sink> sink_;
  std::shared_ptr<const std::vector<Field>> fields_;
};

}  // namespace assay::log
