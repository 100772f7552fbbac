#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "common/status.h"

// Structured logs: one JSON object a line on standard error, or text for a person at a terminal.
// What a student wrote (source, output, file contents) is never logged; ids and sizes are.
//
//   {"time":"2026-03-01T12:00:00.123456Z","level":"info","service":"assay-judge","msg":"…","key":…}
//
// Any bytes may be logged: a line is always valid JSON, in valid UTF-8, without control characters.
// It has at most 8 KiB: what is longer is cut and the line says "truncated":true. A field that is
// named like one of the four above gets a '_' at its end; a later field hides an earlier one.
namespace assay::log {

enum class Level : uint8_t { kDebug, kInfo, kWarning, kError };
std::optional<Level> ParseLevel(std::string_view text);  // "debug", "info", "warning", "error"
std::string_view LevelName(Level level);

struct Field {
  using Value = std::variant<std::string, int64_t, uint64_t, double, bool>;
  Field(std::string_view key_, std::string_view value_) : key(key_), value(std::string(value_)) {}
  Field(std::string_view key_, const char* value_) : key(key_), value(std::string(value_)) {}
  Field(std::string_view key_, const std::string& value_) : key(key_), value(value_) {}
  Field(std::string_view key_, bool value_) : key(key_), value(value_) {}
  Field(std::string_view key_, double value_) : key(key_), value(value_) {}
  template <std::integral T>
  Field(std::string_view key_, T value_) : key(key_) {
    if constexpr (std::is_signed_v<T>) {
      value = static_cast<int64_t>(value_);
    } else {
      value = static_cast<uint64_t>(value_);
    }
  }
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
// A line that cannot be written is lost: logging never fails a request.
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
