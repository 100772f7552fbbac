#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "grader/formats/assignment/document.h"
#include "grader/formats/assignment/keys.h"

// Reads values where every key and every type must be right. A wrong value is an error in `errors`
// and leaves what it was to be put into as it was, so that reading goes on to the next mistake.
namespace assay::grader::assignment {

using Milliseconds = std::chrono::milliseconds;

// Scalars. Each says what was expected; `key` names the value in messages.
class Scalars {
 public:
  explicit Scalars(Errors* errors) : errors_(errors) {}

  bool Text(const Value& value, const std::string& key, std::string* out) const;
  bool Flag(const Value& value, const std::string& key, bool* out) const;
  bool Number(const Value& value, const std::string& key, double low, double high,
              double* out) const;
  bool Whole(const Value& value, const std::string& key, uint64_t low, uint64_t high,
             uint64_t* out) const;
  // "500 ms", "2 s", "1.5 h", "3 days"; a bare number is seconds.
  bool Duration(const Value& value, const std::string& key, Milliseconds low, Milliseconds high,
                Milliseconds* out) const;
  // "64 MiB", "1 GiB", "500 KiB", "10 B"; a bare number is MiB.
  bool Size(const Value& value, const std::string& key, uint64_t low, uint64_t high,
            uint64_t* out) const;
  // "2027-03-01" (midnight UTC), "2027-03-01 23:59", "2027-03-01T23:59:00+01:00".
  bool Moment(const Value& value, const std::string& key, std::chrono::sys_seconds* out) const;
  // A list of texts; a single text stands for a list of one.
  bool Texts(const Value& value, const std::string& key, std::vector<std::string>* out) const;
  // The index of the word among `words`.
  bool Word(const Value& value, const std::string& key, const std::vector<std::string_view>& words,
            size_t* out) const;
  void Wrong(const Value& value, const std::string& key, const std::string& expected) const;

  Errors* errors() const { return errors_; }

 private:
  Errors* errors_;
};

// One mapping. Its keys are checked when it is made; Finish() makes sure that each key of the table
// was asked for, so that the table cannot promise what nobody reads.
class StrictMap {
 public:
  // `key` names the value in messages when it is no mapping at all.
  StrictMap(Errors* errors, const Value& value, const KeyTable& table, const std::string& key = {});

  // nullptr where the key is absent. A key with nothing behind it is an error, and absent.
  const Value* Find(std::string_view key);
  const Value* Require(std::string_view key);  // absent: an error
  bool Has(std::string_view key) const;        // does not count as asked

  void Text(std::string_view key, std::string* out);
  void Flag(std::string_view key, bool* out);
  void Number(std::string_view key, double low, double high, double* out);
  void Number(std::string_view key, double low, double high, std::optional<double>* out);
  void Whole(std::string_view key, uint64_t low, uint64_t high, uint64_t* out);
  void Texts(std::string_view key, std::vector<std::string>* out);
  void TextSet(std::string_view key, std::set<std::string>* out);
  void Duration(std::string_view key, Milliseconds low, Milliseconds high, Milliseconds* out);
  void Duration(std::string_view key, Milliseconds low, Milliseconds high,
                std::optional<Milliseconds>* out);
  void Size(std::string_view key, uint64_t low, uint64_t high, uint64_t* out);
  void Moment(std::string_view key, std::optional<std::chrono::sys_seconds>* out);
  // A list of commands, each a list of words.
  void Commands(std::string_view key, std::vector<std::vector<std::string>>* out);
  // The items of a list, or the value itself where it is none.
  void Each(std::string_view key, const std::function<void(const Value&)>& visit);
  // Names with numbers: {python: 3}.
  void Factors(std::string_view key, std::map<std::string, double>* out);

  template <typename Enum>
  void Word(std::string_view key, const std::vector<std::pair<std::string_view, Enum>>& words,
            Enum* out) {
    const Value* value = Find(key);
    if (value == nullptr) return;
    std::vector<std::string_view> names;
    names.reserve(words.size());
    for (const auto& word : words) names.push_back(word.first);
    size_t index = 0;
    if (scalars_.Word(*value, std::string(key), names, &index)) *out = words[index].second;
  }

  void Finish();
  Place place() const { return value_->place; }
  bool ok() const { return is_map_; }
  void Fail(const std::string& message);
  Errors* errors() const { return scalars_.errors(); }

 private:
  const Value* Lookup(std::string_view key) const;

  Scalars scalars_;
  const Value* value_;
  const KeyTable* table_;
  bool is_map_ = false;
  std::set<std::string_view> asked_;
};

// "; did you mean \"scoring\"?" or, where nothing is near, "; expected one of a, b, c".
std::string Suggest(std::string_view word, const std::vector<std::string_view>& known);
std::string ListOf(const std::vector<std::string_view>& words);

}  // namespace assay::grader::assignment
