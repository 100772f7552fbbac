#include "lms/courses/qti/xml.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace assay::courses::qti {
namespace {

constexpr int kDeepest = 100;
constexpr char kVerbatim[] = "assay-markdown";
// Characters that Markdown reads as more than themselves.
constexpr std::string_view kSpecial = "\\`*_{}[]<>()#|~$&!\"^=";

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string Collapsed(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (!IsSpace(c))
      result += c;
    else if (result.empty() || result.back() != ' ')
      result += ' ';
  }
  return result;
}

std::string Escaped(std::string_view text) {
  constexpr std::string_view kEscaped = "\\`*_[]<>#|~$&";
  std::string result;
  for (const char c : text) {
    if (kEscaped.find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

// Says the same as text and as Markdown.
bool IsPlain(const std::string& text) {
  if (text.empty() || text != Trimmed(Collapsed(text))) return false;
  if (text.find_first_of(kSpecial) != std::string::npos) return false;
  if (text.find("://") != std::string::npos || text.find('@') != std::string::npos) return false;
  const char first = text.front();
  return first != '-' && first != '+' && first != ':' && !(first >= '0' && first <= '9');
}

// What stands in a text and is read, or named, by itself.
bool IsElsewhere(const std::string& name) {
  return name.ends_with("interaction") || name == "prompt" || name.starts_with("feedback") ||
         name.ends_with("feedback") || name.starts_with("catalog") || name == "rubricblock";
}

class Markdown {
 public:
  explicit Markdown(std::vector<std::string>& lost) : lost_(lost) {}

  std::string Of(const pugi::xml_node& node) {
    for (const pugi::xml_node& child : node.children()) Add(child);
    return Trimmed(out_);
  }

 private:
  void Add(const pugi::xml_node& node) {
    if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
      std::string text = Escaped(Collapsed(node.value()));
      if (!text.empty() && text[0] == ' ' && (out_.empty() || IsSpace(out_.back())))
        text.erase(0, 1);
      out_ += text;
      return;
    }
    if (node.type() != pugi::node_element) return;
    const std::string name = NameOf(node);
    if (IsElsewhere(name)) return;
    if (name == "pre") return Preformatted(node);
    if (name == "br") {
      if (!Trimmed(out_).empty()) out_ += "\\\n";
      return;
    }
    if (name == "img" || name == "object" || name == "audio" || name == "video" ||
        name == "table" || name == "math" || name == "svg" || name == "picture" ||
        name == "portableinfocontrol" || name == "infocontrol" || name == "include") {
      lost_.push_back(name);
      out_ += Escaped(Trimmed(Collapsed(TextOf(node))));
      return;
    }
    const bool block = name == "p" || name == "div" || name == "blockquote" || name == "ul" ||
                       name == "ol" || name == "dl" || (name.size() == 2 && name[0] == 'h');
    const std::string mark = name == "strong" || name == "b"                     ? "**"
                             : name == "em" || name == "i" || name == "dfn"      ? "*"
                             : name == "code" || name == "kbd" || name == "samp" ? "`"
                                                                                 : "";
    if (mark == "`") {
      out_ += "`" + Trimmed(Collapsed(TextOf(node))) + "`";
      return;
    }
    if (block) Blank();
    if (name == "li") {
      if (!out_.empty() && out_.back() != '\n') out_ += '\n';
      out_ += "- ";
    }
    out_ += mark;
    for (const pugi::xml_node& child : node.children()) Add(child);
    out_ += mark;
    if (block) Blank();
  }

  void Preformatted(const pugi::xml_node& node) {
    const std::string text = TextOf(node);
    if (std::string_view(node.attribute("class").as_string()) == kVerbatim) {
      out_ += text;
      return;
    }
    Blank();
    out_ += "```\n" + text + (text.ends_with('\n') ? "" : "\n") + "```";
    Blank();
  }

  void Blank() {
    while (!out_.empty() && IsSpace(out_.back())) out_.pop_back();
    if (!out_.empty()) out_ += "\n\n";
  }

  std::vector<std::string>& lost_;
  std::string out_;
};

// The one verbatim block that we write ourselves, as it stands.
const char* Verbatim(const pugi::xml_node& node) {
  for (const pugi::xml_node& child : node.children()) {
    const std::string name = NameOf(child);
    if (IsElsewhere(name)) continue;
    if (name == "pre" && std::string_view(child.attribute("class").as_string()) == kVerbatim)
      return child.child_value();
    if (const char* deeper = Verbatim(child)) return deeper;
  }
  return nullptr;
}

}  // namespace

std::string NameOf(std::string_view name) {
  const size_t colon = name.rfind(':');
  if (colon != std::string_view::npos) name.remove_prefix(colon + 1);
  if (name.starts_with("qti-")) name.remove_prefix(4);
  std::string plain;
  for (const char c : name)
    if (c != '-') plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return plain;
}

std::string Attribute(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_attribute& one : node.attributes())
    if (NameOf(one.name()) == name) return one.value();
  return "";
}

pugi::xml_node Child(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_node& child : node.children())
    if (NameOf(child) == name) return child;
  return {};
}

std::vector<pugi::xml_node> Below(const pugi::xml_node& node, std::string_view name) {
  std::vector<pugi::xml_node> found;
  for (const pugi::xml_node& child : node.children()) {
    if (NameOf(child) == name) found.push_back(child);
    const auto deeper = Below(child, name);
    found.insert(found.end(), deeper.begin(), deeper.end());
  }
  return found;
}

std::string Trimmed(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return std::string(text);
}

std::string TextOf(const pugi::xml_node& node) {
  std::string text;
  for (const pugi::xml_node& child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata)
      text += child.value();
    else
      text += TextOf(child);
  }
  return text;
}

std::optional<double> NumberOf(const std::string& text) {
  std::string_view digits = text;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

Result<std::unique_ptr<pugi::xml_document>> Parse(const std::string& text) {
  auto document = std::make_unique<pugi::xml_document>();
  // Spaces stay: between two words in bold there is one.
  const pugi::xml_parse_result parsed =
      document->load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata);
  if (!parsed) return InvalidArgument(std::string("is not XML: ") + parsed.description());
  int depth = 0;
  for (pugi::xml_node at = document->first_child(); at;) {
    if (at.first_child()) {
      at = at.first_child();
      if (++depth > kDeepest) return InvalidArgument("is nested too deeply");
      continue;
    }
    while (at && !at.next_sibling()) {
      at = at.parent();
      --depth;
    }
    if (at) at = at.next_sibling();
  }
  return document;
}

std::string ToMarkdown(const pugi::xml_node& node, std::vector<std::string>& lost) {
  if (const char* verbatim = Verbatim(node)) return verbatim;
  return Markdown(lost).Of(node);
}

void AppendMarkdown(pugi::xml_node into, const std::string& markdown, bool inline_only) {
  if (IsPlain(markdown)) {
    pugi::xml_node at = inline_only ? into : into.append_child("p");
    at.append_child(pugi::node_pcdata).set_value(markdown.c_str());
    return;
  }
  pugi::xml_node pre = into.append_child("pre");
  pre.append_attribute("class") = kVerbatim;
  pre.append_child(pugi::node_pcdata).set_value(markdown.c_str());
}

}  // namespace assay::courses::qti
