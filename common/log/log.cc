#include "common/log/log.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <mutex>
#include <utility>

#include "common/files.h"
#include "common/log/json_text.h"

namespace assay::log {
namespace {

constexpr size_t kMaxLine = 8192;
// Room for what ends a line that was cut.
constexpr std::string_view kJsonCut = ",\"truncated\":true";
constexpr size_t kMaxBody = kMaxLine - kJsonCut.size() - 2;  // "}\n"
// A message leaves room for the fields, which say which thing the line is about.
constexpr size_t kMaxMessage = kMaxLine / 2;

constexpr std::array<std::string_view, 4> kLevels = {"debug", "info", "warning", "error"};
constexpr std::array<std::string_view, 4> kReserved = {"time", "level", "service", "msg"};

// RFC 3339 in UTC with microseconds.
std::string Now() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  tm utc{};
  ::gmtime_r(&now.tv_sec, &utc);
  std::array<char, 80> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%06ldZ",
                utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min,
                utc.tm_sec, now.tv_nsec / 1000);
  return text.data();
}

// Builds one line; `cut` once something did not fit.
struct Line {
  std::string text;
  bool cut = false;

  size_t room() const { return text.size() >= kMaxBody ? 0 : kMaxBody - text.size(); }
  void String(std::string_view value, size_t max) {
    if (!AppendJsonString(text, value, std::min(max, room()))) cut = true;
  }
};

std::string Scalar(const Field::Value& value) {
  std::string text;
  if (const auto* number = std::get_if<int64_t>(&value)) {
    text = std::to_string(*number);
  } else if (const auto* natural = std::get_if<uint64_t>(&value)) {
    text = std::to_string(*natural);
  } else if (const auto* real = std::get_if<double>(&value)) {
    AppendJsonNumber(text, *real);
  } else if (const auto* truth = std::get_if<bool>(&value)) {
    text = *truth ? "true" : "false";
  }
  return text;
}

std::string KeyOf(const Field& field) {
  const bool reserved = std::find(kReserved.begin(), kReserved.end(), field.key) != kReserved.end();
  return reserved || field.key == "truncated" ? field.key + "_" : field.key;
}

void AppendJsonField(Line& line, const Field& field) {
  std::string key = ",";
  AppendJsonString(key, KeyOf(field));
  key += ':';
  const auto* string = std::get_if<std::string>(&field.value);
  const std::string scalar = string == nullptr ? Scalar(field.value) : std::string();
  if (line.room() < key.size() + std::max<size_t>(scalar.size(), 2)) {
    line.cut = true;
    return;
  }
  line.text += key;
  if (string == nullptr) {
    line.text += scalar;
  } else {
    line.String(*string, kMaxLine);
  }
}

// As a shell would have it: a plain word is bare, all else is quoted.
void AppendTextValue(Line& line, std::string_view value, size_t max) {
  const auto plain = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-_./:@+,%").find(c) != std::string_view::npos;
  };
  const bool bare = !value.empty() && std::all_of(value.begin(), value.end(), plain);
  if (bare && value.size() <= std::min(max, line.room())) {
    line.text += value;
  } else {
    line.String(value, max);
  }
}

void AppendTextField(Line& line, const Field& field) {
  std::string key = " ";
  AppendJsonString(key, field.key);
  key.erase(1, 1);
  key.back() = '=';
  const auto* string = std::get_if<std::string>(&field.value);
  const std::string scalar = string == nullptr ? Scalar(field.value) : std::string();
  if (line.room() < key.size() + std::max<size_t>(scalar.size(), 2)) {
    line.cut = true;
    return;
  }
  line.text += key;
  if (string == nullptr) {
    line.text += scalar;
  } else {
    AppendTextValue(line, *string, kMaxLine);
  }
}

template <typename Append>
void AppendFields(const std::vector<Field>* fixed, std::initializer_list<Field> fields,
                  const Append& append) {
  const auto hidden = [&](const Field* at, const Field* end) {
    return std::any_of(at + 1, end, [&](const Field& other) { return other.key == at->key; });
  };
  if (fixed != nullptr) {
    for (const Field& field : *fixed) {
      const auto same = [&](const Field& other) { return other.key == field.key; };
      if (std::none_of(fields.begin(), fields.end(), same)) append(field);
    }
  }
  for (const Field* field = fields.begin(); field != fields.end(); ++field) {
    if (!hidden(field, fields.end())) append(*field);
  }
}

}  // namespace

std::optional<Level> ParseLevel(std::string_view text) {
  const auto found = std::find(kLevels.begin(), kLevels.end(), text);
  if (found == kLevels.end()) return std::nullopt;
  return static_cast<Level>(found - kLevels.begin());
}

std::string_view LevelName(Level level) { return kLevels.at(static_cast<size_t>(level)); }

struct Logger::Sink {
  int fd = -1;
  LogOptions options;
  std::mutex mutex;  // a line that a slow pipe takes in two parts stays one line

  std::string Json(Level level, std::string_view message, const std::vector<Field>* fixed,
                   std::initializer_list<Field> fields) const {
    Line line;
    line.text = "{\"time\":\"" + Now() + "\",\"level\":\"" + std::string(LevelName(level)) +
                "\",\"service\":";
    line.String(options.service, 256);
    line.text += ",\"msg\":";
    line.String(message, kMaxMessage);
    AppendFields(fixed, fields, [&](const Field& field) { AppendJsonField(line, field); });
    if (line.cut) line.text += kJsonCut;
    return line.text + "}\n";
  }

  std::string Text(Level level, std::string_view message, const std::vector<Field>* fixed,
                   std::initializer_list<Field> fields) const {
    Line line;
    line.text = Now() + " " + std::string(LevelName(level));
    line.text.resize(36, ' ');
    line.text += options.service + ": ";
    const size_t begin = line.text.size();
    line.String(message, kMaxMessage);
    line.text.erase(begin, 1);
    line.text.pop_back();
    AppendFields(fixed, fields, [&](const Field& field) { AppendTextField(line, field); });
    if (line.cut) line.text += " truncated=true";
    return line.text + "\n";
  }
};

Logger Logger::ToStderr(const LogOptions& options) { return ToDescriptor(STDERR_FILENO, options); }

Logger Logger::ToDescriptor(int fd, const LogOptions& options) {
  Logger logger;
  logger.sink_ = std::make_shared<Sink>();
  logger.sink_->fd = fd;
  logger.sink_->options = options;
  if (logger.sink_->options.service.size() > 128) logger.sink_->options.service.resize(128);
  return logger;
}

Logger Logger::With(std::initializer_list<Field> fields) const {
  Logger logger = *this;
  std::vector<Field> all;
  AppendFields(fields_.get(), fields, [&](const Field& field) { all.push_back(field); });
  logger.fields_ = std::make_shared<const std::vector<Field>>(std::move(all));
  return logger;
}

bool Logger::Enabled(Level level) const { return sink_ && level >= sink_->options.level; }

void Logger::Debug(std::string_view message, std::initializer_list<Field> fields) const {
  Write(Level::kDebug, message, fields);
}
void Logger::Info(std::string_view message, std::initializer_list<Field> fields) const {
  Write(Level::kInfo, message, fields);
}
void Logger::Warning(std::string_view message, std::initializer_list<Field> fields) const {
  Write(Level::kWarning, message, fields);
}
void Logger::Error(std::string_view message, std::initializer_list<Field> fields) const {
  Write(Level::kError, message, fields);
}

void Logger::Write(Level level, std::string_view message,
                   std::initializer_list<Field> fields) const {
  if (!Enabled(level)) return;
  const std::string line = sink_->options.json ? sink_->Json(level, message, fields_.get(), fields)
                                               : sink_->Text(level, message, fields_.get(), fields);
  const std::scoped_lock lock(sink_->mutex);
  const Status lost = WriteAll(sink_->fd, line);
  static_cast<void>(lost);  // there is nowhere else to say it
}

}  // namespace assay::log
