#include "grader/formats/assignment/document.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

namespace assay::grader::assignment {
namespace {

using YAML::anchor_t;
using YAML::Mark;

Place PlaceOf(const Mark& mark) {
  // yaml-cpp counts from 0 and gives -1 for "nowhere".
  return {std::max(0, mark.line) + 1, std::max(0, mark.column) + 1};
}

// Builds the tree while yaml-cpp reads. Stops it by the exception that yaml-cpp itself throws.
class Builder : public YAML::EventHandler {
 public:
  explicit Builder(Errors* errors) : errors_(errors) {}

  void OnDocumentStart(const Mark& mark) override {
    if (++documents_ > 1) Stop(mark, "a second document begins here; one file holds one document");
  }
  void OnDocumentEnd() override {}

  void OnNull(const Mark& mark, anchor_t anchor) override {
    Put({.place = PlaceOf(mark)}, mark, anchor);
  }
  void OnScalar(const Mark& mark, const std::string& tag, anchor_t anchor,
                const std::string& text) override {
    CheckTag(mark, tag);
    Put({.kind = Value::Kind::kScalar, .text = text, .quoted = tag == "!", .place = PlaceOf(mark)},
        mark, anchor);
  }
  void OnAlias(const Mark& mark, anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) Stop(mark, "this alias stands inside of what it names");
    Value copy = found->second;
    copy.place = PlaceOf(mark);
    Put(std::move(copy), mark, 0);
  }
  void OnSequenceStart(const Mark& mark, const std::string& tag, anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    Open(Value::Kind::kList, mark, tag, anchor);
  }
  void OnMapStart(const Mark& mark, const std::string& tag, anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    Open(Value::Kind::kMap, mark, tag, anchor);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapEnd() override { Close(); }

  Value TakeRoot() { return std::move(root_); }

 private:
  struct Level {
    Value value;
    anchor_t anchor = 0;
    Mark mark;
    std::vector<Value> pending;  // of a map: keys and values in turn
  };

  [[noreturn]] static void Stop(const Mark& mark, const std::string& message) {
    throw YAML::ParserException(mark, message);
  }
  static void CheckTag(const Mark& mark, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!") {
      Stop(mark, "tags such as " + tag.substr(0, 40) + " have no meaning here; take it away");
    }
  }

  // Counts a whole subtree, since an alias brings all of it.
  void Count(const Value& value, const Mark& mark) {
    values_ += 1;
    text_ += value.text.size();
    if (values_ > kMaxValues || text_ > kMaxTextBytes) {
      Stop(mark, "too much: with its aliases this file would hold more than " +
                     std::to_string(kMaxValues) + " values or " +
                     std::to_string(kMaxTextBytes >> 20U) + " MiB of text");
    }
    for (const Value& item : value.items) Count(item, mark);
    for (const auto& [key, item] : value.entries) {
      Count(key, mark);
      Count(item, mark);
    }
  }
  static size_t Depth(const Value& value) {
    size_t deepest = 0;
    for (const Value& item : value.items) deepest = std::max(deepest, Depth(item));
    for (const auto& entry : value.entries) deepest = std::max(deepest, Depth(entry.second));
    return deepest + 1;
  }

  void Open(Value::Kind kind, const Mark& mark, const std::string& tag, anchor_t anchor) {
    CheckTag(mark, tag);
    if (levels_.size() >= kMaxDepth) {
      Stop(mark, "nested deeper than " + std::to_string(kMaxDepth) + " levels");
    }
    levels_.push_back({{.kind = kind, .place = PlaceOf(mark)}, anchor, mark, {}});
  }

  void Close() {
    Level level = std::move(levels_.back());
    levels_.pop_back();
    if (level.value.IsMap()) Pair(&level);
    // Its children are counted already.
    values_ += 1;
    Attach(std::move(level.value), level.mark, level.anchor);
  }

  void Pair(Level* level) {
    std::set<std::string_view> seen;
    level->value.entries.reserve(level->pending.size() / 2);
    for (size_t i = 0; i + 1 < level->pending.size(); i += 2) {
      Value& key = level->pending[i];
      if (!key.IsScalar()) {
        errors_->Add(key.place, "a key must be a plain word");
        continue;
      }
      level->value.entries.emplace_back(std::move(key), std::move(level->pending[i + 1]));
    }
    for (const auto& entry : level->value.entries) {
      if (!seen.insert(entry.first.text).second) {
        errors_->Add(entry.first.place, "key \"" + entry.first.text + "\" is given twice");
      }
    }
  }

  void Put(Value value, const Mark& mark, anchor_t anchor) {
    Count(value, mark);
    if (levels_.size() + Depth(value) > kMaxDepth) {
      Stop(mark, "nested deeper than " + std::to_string(kMaxDepth) + " levels");
    }
    Attach(std::move(value), mark, anchor);
  }

  void Attach(Value value, const Mark& mark, anchor_t anchor) {
    if (anchor != 0) {
      Count(value, mark);  // what is kept for aliases is memory too
      anchors_[anchor] = value;
    }
    if (levels_.empty()) {
      root_ = std::move(value);
    } else if (levels_.back().value.IsMap()) {
      levels_.back().pending.push_back(std::move(value));
    } else {
      levels_.back().value.items.push_back(std::move(value));
    }
  }

  Errors* errors_;
  Value root_;
  std::vector<Level> levels_;
  std::map<anchor_t, Value> anchors_;
  size_t values_ = 0, text_ = 0, documents_ = 0;
};

}  // namespace

void Errors::Add(Place place, const std::string& message) {
  count_ += 1;
  if (found_.size() < kMost) found_.emplace_back(place, message);
}

Status Errors::ToStatus() const {
  if (empty()) return OkStatus();
  auto sorted = found_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first.line, a.first.column) < std::pair(b.first.line, b.first.column);
  });
  std::string text;
  for (const auto& [place, message] : sorted) {
    if (!text.empty()) text += '\n';
    text += file_ + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) + ": " +
            message;
  }
  if (count_ > found_.size()) {
    text += "\n" + file_ + ": and " + std::to_string(count_ - found_.size()) + " more";
  }
  return InvalidArgument(std::move(text));
}

bool ParseDocument(std::string_view text, Value* root, Errors* errors) {
  const size_t nul = text.find('\0');
  if (nul != std::string_view::npos) {
    const auto line = std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(nul), '\n');
    errors->Add({static_cast<int>(line) + 1, 1}, "a NUL byte; an assignment is a text file");
    return false;
  }
  const size_t before = errors->count();
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    Builder builder(errors);
    while (parser.HandleNextDocument(builder)) {
    }
    *root = builder.TakeRoot();
  } catch (const YAML::Exception& error) {
    // What people get wrong most often, said so that they see it.
    const bool quote = error.msg == "unknown token";
    errors->Add(PlaceOf(error.mark),
                quote
                    ? "this cannot be read; a text with ? : , # or brackets needs quotes around it"
                    : error.msg);
  }
  return errors->count() == before;
}

}  // namespace assay::grader::assignment
