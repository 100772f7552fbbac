#include "plagiarism/report/decision.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "plagiarism/report/json_out.h"
#include "plagiarism/report/text.h"

namespace assay::plagiarism {
namespace {

using nlohmann::json;

constexpr std::string_view kFormat = "assay-similarity-decisions";
constexpr size_t kMaxBytes = 16U << 20U;
constexpr size_t kMaxText = 8000;  // bytes of a note or a name; the page has 2000 characters
constexpr size_t kMaxKey = 64;

Status Wrong(size_t index, std::string_view what) {
  return InvalidArgument(fmt::format("decision {}: {}", index + 1, what));
}

// nullptr: not there, or not a text.
const std::string* Text(const json& object, std::string_view key) {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : found->get_ptr<const std::string*>();
}

bool ReadState(std::string_view name, Decision::State& state) {
  for (const auto candidate :
       {Decision::State::kOpen, Decision::State::kDismissed, Decision::State::kReferred}) {
    if (DecisionStateName(candidate) != name) continue;
    state = candidate;
    return true;
  }
  return false;
}

bool IsKey(std::string_view text) {
  return !text.empty() && text.size() <= kMaxKey &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<Decision> ReadDecision(const json& object, size_t index) {
  if (!object.is_object()) return Wrong(index, "not an object");
  Decision decision;
  const std::string* pair = Text(object, "pair");
  if (pair == nullptr || !IsKey(*pair)) return Wrong(index, "\"pair\" is no key of a pair");
  const std::string* state = Text(object, "state");
  if (state == nullptr || !ReadState(*state, decision.state))
    return Wrong(index, "\"state\" is none of open, dismissed, referred");
  const std::string* note = Text(object, "note");
  const std::string* who = Text(object, "who");
  if (note == nullptr || who == nullptr || note->size() > kMaxText || who->size() > kMaxText)
    return Wrong(index,
                 fmt::format("\"note\" and \"who\" are texts of at most {} bytes", kMaxText));
  const std::string* when = Text(object, "when");
  const auto time = when == nullptr ? std::nullopt : report::ParseIsoTime(*when);
  if (!time) return Wrong(index, "\"when\" is no time like 2026-11-29T07:00:00Z");
  decision.pair = *pair;
  decision.note = *note;
  decision.who = *who;
  decision.when = *time;
  return decision;
}

}  // namespace

std::string_view DecisionStateName(Decision::State state) {
  switch (state) {
    case Decision::State::kOpen:
      return "open";
    case Decision::State::kDismissed:
      return "dismissed";
    case Decision::State::kReferred:
      return "referred";
  }
  return "";
}

Result<std::vector<Decision>> ReadDecisions(std::string_view text) {
  if (text.size() > kMaxBytes)
    return InvalidArgument(fmt::format("decisions: more than {} MiB", kMaxBytes >> 20U));
  const json document = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!document.is_object()) return InvalidArgument("decisions: not a JSON object");
  const std::string* format = Text(document, "format");
  if (format == nullptr || *format != kFormat)
    return InvalidArgument(fmt::format(
        "decisions: \"format\" is not \"{}\": is this what the report exported?", kFormat));
  if (const auto version = document.find("version"); version == document.end() || *version != 1)
    return InvalidArgument("decisions: \"version\" is not 1");
  const auto list = document.find("decisions");
  if (list == document.end() || !list->is_array())
    return InvalidArgument("decisions: \"decisions\" is not a list");
  std::vector<Decision> decisions;
  for (const json& object : *list) {
    ASSAY_ASSIGN_OR_RETURN(Decision decision, ReadDecision(object, decisions.size()));
    decisions.push_back(std::move(decision));
  }
  std::stable_sort(decisions.begin(), decisions.end(),
                   [](const Decision& a, const Decision& b) { return a.when < b.when; });
  return decisions;
}

std::string WriteDecisions(const std::vector<Decision>& decisions) {
  report::JsonOut out;
  out.BeginObject().Key("format").String(kFormat).Key("version").Integer(1);
  out.Key("decisions").BeginArray();
  for (const Decision& decision : decisions) {
    out.BeginObject().Key("pair").String(decision.pair);
    out.Key("state").String(DecisionStateName(decision.state));
    out.Key("note").String(decision.note).Key("who").String(decision.who);
    out.Key("when").String(report::IsoTime(decision.when)).EndObject();
  }
  out.EndArray().EndObject();
  return std::move(out).Take() + '\n';
}

}  // namespace assay::plagiarism
