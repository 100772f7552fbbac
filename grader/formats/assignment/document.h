#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/status.h"

// A YAML text as a tree that owns what it holds, with the place of every value. Private to the
// format: yaml-cpp shows only in document.cc.
namespace assay::grader::assignment {

struct Place {
  int line = 1, column = 1;  // from 1
};

struct Value {
  enum class Kind : uint8_t { kNull, kScalar, kList, kMap } kind = Kind::kNull;
  std::string text = {};  // kScalar
  bool quoted = false;    // kScalar: "yes" is a text, yes is a word
  Place place = {};
  std::vector<Value> items = {};                      // kList
  std::vector<std::pair<Value, Value>> entries = {};  // kMap, in the order of the file

  bool IsScalar() const { return kind == Kind::kScalar; }
  bool IsList() const { return kind == Kind::kList; }
  bool IsMap() const { return kind == Kind::kMap; }
};

// What is wrong with a file, in the order in which it was found; after kMost the rest is only
// counted.
class Errors {
 public:
  static constexpr size_t kMost = 20;

  explicit Errors(std::string file) : file_(std::move(file)) {}
  void Add(Place place, const std::string& message);
  bool empty() const { return count_ == 0; }
  size_t count() const { return count_; }
  bool full() const { return count_ >= kMost; }
  // kInvalidArgument, one "file:line:column: message" a line, by their places.
  Status ToStatus() const;

 private:
  std::string file_;
  std::vector<std::pair<Place, std::string>> found_;
  size_t count_ = 0;
};

// The only document of `text`. Aliases are copied; a text that would become more than kMaxValues
// values or kMaxTextBytes bytes by them is an error, as are depth above kMaxDepth, a second
// document, a key given twice and tags. False: `errors` says why.
constexpr size_t kMaxValues = 200'000;
constexpr size_t kMaxTextBytes = 16U << 20U;
constexpr size_t kMaxDepth = 40;
bool ParseDocument(std::string_view text, Value* root, Errors* errors);

}  // namespace assay::grader::assignment
