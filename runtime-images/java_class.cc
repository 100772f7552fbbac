#include "runtime-images/java_class.h"

#include <optional>
#include <vector>

namespace assay::runtime_images {
namespace {

// Words and single signs of Java, without comments and the insides of literals.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  // Empty at the end.
  std::string_view Next() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (text_.substr(at_, 2) == "//") {
        SkipTo("\n", 2);
      } else if (text_.substr(at_, 2) == "/*") {
        SkipTo("*/", 2);
      } else if (text_.substr(at_, 3) == "\"\"\"") {
        SkipTo("\"\"\"", 3);
      } else if (c == '"' || c == '\'') {
        SkipLiteral(c);
      } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f') {
        ++at_;
      } else if (IsWordByte(c)) {
        const size_t begin = at_;
        while (at_ < text_.size() && IsWordByte(text_[at_])) ++at_;
        return text_.substr(begin, at_ - begin);
      } else {
        return text_.substr(at_++, 1);
      }
    }
    return {};
  }

 private:
  static bool IsWordByte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || (static_cast<unsigned char>(c) & 0x80U) != 0;
  }
  void SkipTo(std::string_view end, size_t from) {
    const size_t found = text_.find(end, at_ + from);
    at_ = found == std::string_view::npos ? text_.size() : found + end.size();
  }
  void SkipLiteral(char quote) {
    for (++at_; at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    ++at_;
  }

  std::string_view text_;
  size_t at_ = 0;
};

struct Type {
  std::string name;  // "Outer$Inner"
  bool has_main = false;
};

// Reads a whole file; `package` and `types` are what it found.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : lexer_(text) {}

  void Run() {
    bool first = true;
    for (std::string_view word = lexer_.Next(); !word.empty(); word = Take()) {
      if (first && word == "package") ReadPackage();
      first = false;
      if (word == "{") {
        open_.push_back(pending_);
        pending_.reset();
      } else if (word == "}") {
        if (!open_.empty()) open_.pop_back();
      } else if (IsTypeKeyword(word) && before_ != ".") {
        // `Foo.class` names no type, and `record` is a word like any other elsewhere.
        ReadName();
      } else if (word == "main" && before_ == "void") {
        if (const auto type = Innermost()) types_[*type].has_main = true;
      }
      before_ = word;
    }
  }

  const std::string& package() const { return package_; }
  const std::vector<Type>& types() const { return types_; }

 private:
  static bool IsTypeKeyword(std::string_view word) {
    return word == "class" || word == "interface" || word == "enum" || word == "record";
  }
  static bool StartsName(std::string_view word) {
    const auto c = static_cast<unsigned char>(word[0]);
    return c == '_' || c == '$' || c >= 0x80U || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  std::string_view Take() {
    if (!kept_) return lexer_.Next();
    const std::string_view word = *kept_;
    kept_.reset();
    return word;
  }

  void ReadPackage() {
    for (std::string_view word = lexer_.Next(); !word.empty() && word != ";";
         word = lexer_.Next()) {
      package_ += word;
    }
  }

  void ReadName() {
    const std::string_view name = lexer_.Next();
    if (name.empty() || !StartsName(name)) {
      kept_ = name;
      return;
    }
    const auto outer = Innermost();
    types_.push_back({(outer ? types_[*outer].name + "$" : "") + std::string(name)});
    pending_ = types_.size() - 1;
  }

  // The type whose body stands open directly; none inside of a method.
  std::optional<size_t> Innermost() const { return open_.empty() ? std::nullopt : open_.back(); }

  Lexer lexer_;
  std::string package_;
  std::vector<Type> types_;
  std::vector<std::optional<size_t>> open_;  // a type, or a block of another kind
  std::optional<size_t> pending_;            // named, its body not yet open
  std::optional<std::string_view> kept_;
  std::string_view before_;
};

}  // namespace

std::string JavaMainClass(std::string_view text, std::string_view stem) {
  Scanner scanner(text);
  scanner.Run();
  const Type* named = nullptr;
  const Type* with_main = nullptr;
  for (const Type& type : scanner.types()) {
    if (type.name == stem) named = &type;
    if (type.has_main && with_main == nullptr) with_main = &type;
  }
  std::string name(stem);
  if ((named == nullptr || !named->has_main) && with_main != nullptr) name = with_main->name;
  return scanner.package().empty() ? name : scanner.package() + "." + name;
}

}  // namespace assay::runtime_images
