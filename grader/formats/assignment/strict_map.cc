#include "grader/formats/assignment/strict_map.h"

#include <algorithm>

namespace assay::grader::assignment {

StrictMap::StrictMap(Errors* errors, const Value& value, const KeyTable& table,
                     const std::string& key)
    : scalars_(errors), value_(&value), table_(&table), is_map_(value.IsMap()) {
  if (!is_map_) {
    scalars_.Wrong(value, key.empty() ? std::string(table.what) : key,
                   "a mapping with keys such as \"" + std::string(table.keys.front()) + ":\"");
    return;
  }
  for (const auto& entry : value.entries) {
    const std::string& word = entry.first.text;
    if (std::find(table.keys.begin(), table.keys.end(), word) != table.keys.end()) continue;
    if (errors->full()) break;  // suggestions cost time, and nobody would see them
    errors->Add(entry.first.place, "unknown key \"" + word.substr(0, 40) + "\" in " +
                                       std::string(table.what) + Suggest(word, table.keys));
  }
}

const Value* StrictMap::Lookup(std::string_view key) const {
  if (!is_map_) return nullptr;
  for (const auto& entry : value_->entries) {
    if (entry.first.text == key) return &entry.second;
  }
  return nullptr;
}

bool StrictMap::Has(std::string_view key) const { return Lookup(key) != nullptr; }

const Value* StrictMap::Find(std::string_view key) {
  // The table's own text is kept: `key` may be gone before Finish().
  const auto known = std::find(table_->keys.begin(), table_->keys.end(), key);
  if (known == table_->keys.end()) {
    Fail("the reader asks for \"" + std::string(key) + "\", which is no key of " +
         std::string(table_->what) + "; this is a fault of the grader, not of the file");
    return nullptr;
  }
  asked_.insert(*known);
  const Value* value = Lookup(key);
  if (value == nullptr || value->kind != Value::Kind::kNull) return value;
  errors()->Add(value->place,
                "\"" + std::string(key) + "\" has no value; write one, or take the key away");
  return nullptr;
}

const Value* StrictMap::Require(std::string_view key) {
  const Value* value = Find(key);
  if (value == nullptr && is_map_ && !Has(key)) {
    Fail(std::string(table_->what) + " needs the key \"" + std::string(key) + "\"");
  }
  return value;
}

void StrictMap::Fail(const std::string& message) { errors()->Add(value_->place, message); }

void StrictMap::Text(std::string_view key, std::string* out) {
  if (const Value* value = Find(key)) scalars_.Text(*value, std::string(key), out);
}

void StrictMap::Flag(std::string_view key, bool* out) {
  if (const Value* value = Find(key)) scalars_.Flag(*value, std::string(key), out);
}

void StrictMap::Number(std::string_view key, double low, double high, double* out) {
  if (const Value* value = Find(key)) scalars_.Number(*value, std::string(key), low, high, out);
}

void StrictMap::Number(std::string_view key, double low, double high, std::optional<double>* out) {
  double number = 0;
  const Value* value = Find(key);
  if (value != nullptr && scalars_.Number(*value, std::string(key), low, high, &number)) {
    *out = number;
  }
}

void StrictMap::Whole(std::string_view key, uint64_t low, uint64_t high, uint64_t* out) {
  if (const Value* value = Find(key)) scalars_.Whole(*value, std::string(key), low, high, out);
}

void StrictMap::Texts(std::string_view key, std::vector<std::string>* out) {
  if (const Value* value = Find(key)) scalars_.Texts(*value, std::string(key), out);
}

void StrictMap::TextSet(std::string_view key, std::set<std::string>* out) {
  std::vector<std::string> texts;
  const Value* value = Find(key);
  if (value != nullptr && scalars_.Texts(*value, std::string(key), &texts)) {
    *out = std::set<std::string>(texts.begin(), texts.end());
  }
}

void StrictMap::Duration(std::string_view key, Milliseconds low, Milliseconds high,
                         Milliseconds* out) {
  if (const Value* value = Find(key)) scalars_.Duration(*value, std::string(key), low, high, out);
}

void StrictMap::Duration(std::string_view key, Milliseconds low, Milliseconds high,
                         std::optional<Milliseconds>* out) {
  Milliseconds time{};
  const Value* value = Find(key);
  if (value != nullptr && scalars_.Duration(*value, std::string(key), low, high, &time)) {
    *out = time;
  }
}

void StrictMap::Size(std::string_view key, uint64_t low, uint64_t high, uint64_t* out) {
  if (const Value* value = Find(key)) scalars_.Size(*value, std::string(key), low, high, out);
}

void StrictMap::Moment(std::string_view key, std::optional<std::chrono::sys_seconds>* out) {
  std::chrono::sys_seconds moment;
  const Value* value = Find(key);
  if (value != nullptr && scalars_.Moment(*value, std::string(key), &moment)) *out = moment;
}

void StrictMap::Commands(std::string_view key, std::vector<std::vector<std::string>>* out) {
  const Value* value = Find(key);
  if (value == nullptr) return;
  const std::string name(key);
  if (!value->IsList() || value->items.empty()) {
    scalars_.Wrong(*value, name, "a list of commands, each a list of words: [[make, all]]");
    return;
  }
  for (const Value& item : value->items) {
    std::vector<std::string> words;
    if (!item.IsList() || item.items.empty()) {
      scalars_.Wrong(item, name, "a list of commands, each a list of words: [[make, all]]");
    } else if (scalars_.Texts(item, name, &words)) {
      if (words.front().empty()) scalars_.Wrong(item, name, "commands that begin with a program");
      out->push_back(std::move(words));
    }
  }
}

void StrictMap::Each(std::string_view key, const std::function<void(const Value&)>& visit) {
  const Value* value = Find(key);
  if (value == nullptr) return;
  if (!value->IsList()) {
    visit(*value);
    return;
  }
  for (const Value& item : value->items) visit(item);
}

void StrictMap::Factors(std::string_view key, std::map<std::string, double>* out) {
  const Value* value = Find(key);
  if (value == nullptr) return;
  if (!value->IsMap()) {
    scalars_.Wrong(*value, std::string(key), "languages with a factor each: {python: 3}");
    return;
  }
  for (const auto& [name, factor] : value->entries) {
    double number = 0;
    if (scalars_.Number(factor, name.text, 0.01, 1000, &number)) (*out)[name.text] = number;
  }
}

void StrictMap::Finish() {
  if (!is_map_) return;
  for (const std::string_view key : table_->keys) {
    if (asked_.contains(key)) continue;
    Fail("the reader does not read \"" + std::string(key) + "\" in " + std::string(table_->what) +
         "; this is a fault of the grader, not of the file");
  }
}

}  // namespace assay::grader::assignment
