#include "lms/gateway/judge0/attributes.h"

#include <charconv>
#include <cmath>

namespace assay::gateway::judge0 {
namespace {

// As Ruby shows the bounds of its configuration: floats with a decimal.
std::string Shown(double value, bool whole) {
  if (whole) return std::to_string(static_cast<int64_t>(value));
  std::string text = nlohmann::json(value).dump();
  return text;
}

}  // namespace

const nlohmann::json* Attributes::Find(const char* name) const {
  if (!json_.is_object()) return nullptr;
  const auto found = json_.find(name);
  return found == json_.end() || found->is_null() ? nullptr : &*found;
}

std::optional<std::string> Attributes::Text(const char* name) const {
  const auto* value = Find(name);
  if (value == nullptr || value->is_object() || value->is_array()) return std::nullopt;
  return value->is_string() ? value->get<std::string>() : value->dump();
}

std::string Attributes::ShortText(const char* name, size_t max) {
  const auto text = Text(name);
  if (!text) return {};
  if (text->size() > max) {
    Wrong(name, "is too long (maximum is " + std::to_string(max) + " characters)");
    return {};
  }
  kept_[name] = *text;
  return *text;
}

std::optional<double> Attributes::Read(const char* name, const Bounds& bounds, bool whole) {
  const auto text = Text(name);
  if (!text || text->empty()) return bounds.otherwise;
  double value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size() || !std::isfinite(value)) {
    Wrong(name, "is not a number");
    return std::nullopt;
  }
  if (bounds.above_least ? value <= bounds.least : value < bounds.least) {
    Wrong(name, std::string("must be greater than ") + (bounds.above_least ? "" : "or equal to ") +
                    Shown(bounds.least, true));
    return std::nullopt;
  }
  if (value > bounds.most) {
    Wrong(name, "must be less than or equal to " + Shown(bounds.most, whole));
    return std::nullopt;
  }
  return value;
}

int64_t Attributes::Integer(const char* name, const Bounds& bounds) {
  const auto value = static_cast<int64_t>(Read(name, bounds, true).value_or(bounds.otherwise));
  kept_[name] = value;
  return value;
}

double Attributes::Number(const char* name, const Bounds& bounds) {
  const double value = Read(name, bounds, false).value_or(bounds.otherwise);
  kept_[name] = value;
  return value;
}

bool Attributes::Flag(const char* name, bool otherwise) {
  const auto text = Text(name);
  bool value = otherwise;
  if (text && !text->empty()) {
    value = *text != "false" && *text != "0" && *text != "f" && *text != "off" && *text != "FALSE";
  }
  kept_[name] = value;
  return value;
}

void Attributes::Wrong(const char* name, const std::string& what) { errors_[name].push_back(what); }

}  // namespace assay::gateway::judge0
