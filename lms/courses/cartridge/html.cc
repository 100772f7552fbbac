#include "lms/courses/cartridge/html.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace assay::courses::cartridge {
namespace {

// What is nested more deeply stands beside its parent: the rest may walk the tree by recursion.
constexpr size_t kDeepest = 80;

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
char Small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool IsLetter(char c) { return Small(c) >= 'a' && Small(c) <= 'z'; }

constexpr std::array<std::string_view, 15> kVoid = {"area",  "base",   "br",    "col",  "embed",
                                                    "hr",    "img",    "input", "link", "meta",
                                                    "param", "source", "track", "wbr",  "frame"};
bool IsVoid(std::string_view name) {
  return std::find(kVoid.begin(), kVoid.end(), name) != kVoid.end();
}

// An element whose end is often left out: another of these ends it, as far as `kBounds` reach.
std::string_view EndsOpen(std::string_view name) {
  if (name == "li") return "li";
  if (name == "p" || name == "div" || name == "ul" || name == "ol" || name == "table" ||
      name == "pre" || name == "blockquote" || name == "h1" || name == "h2" || name == "h3" ||
      name == "h4" || name == "h5" || name == "h6")
    return "p";
  if (name == "tr") return "tr";
  if (name == "td" || name == "th") return "td";
  if (name == "dt" || name == "dd") return "dt";
  if (name == "option") return "option";
  return "";
}
bool SameKind(std::string_view open, std::string_view kind) {
  return open == kind || (kind == "td" && open == "th") || (kind == "dt" && open == "dd") ||
         (kind == "tr" && (open == "td" || open == "th"));
}
bool IsBound(std::string_view name, std::string_view kind) {
  if (kind == "li") return name == "ul" || name == "ol";
  if (kind == "p")
    return name != "b" && name != "i" && name != "span" && name != "a" && name != "em" &&
           name != "strong" && name != "font" && name != "u";
  if (kind == "dt") return name == "dl";
  return name == "table";
}

struct Entity {
  std::string_view name, text;
};
// Those that editors write; any other stays as it stands.
constexpr std::array kEntities = {
    Entity{"amp", "&"},    Entity{"lt", "<"},        Entity{"gt", ">"},     Entity{"quot", "\""},
    Entity{"apos", "'"},   Entity{"nbsp", "\u00A0"}, Entity{"copy", "©"},   Entity{"reg", "®"},
    Entity{"trade", "™"},  Entity{"hellip", "…"},    Entity{"mdash", "—"},  Entity{"ndash", "–"},
    Entity{"lsquo", "‘"},  Entity{"rsquo", "’"},     Entity{"ldquo", "“"},  Entity{"rdquo", "”"},
    Entity{"sbquo", "‚"},  Entity{"bdquo", "„"},     Entity{"laquo", "«"},  Entity{"raquo", "»"},
    Entity{"bull", "•"},   Entity{"middot", "·"},    Entity{"deg", "°"},    Entity{"plusmn", "±"},
    Entity{"times", "×"},  Entity{"divide", "÷"},    Entity{"frac12", "½"}, Entity{"sup2", "²"},
    Entity{"sup3", "³"},   Entity{"micro", "µ"},     Entity{"para", "¶"},   Entity{"sect", "§"},
    Entity{"euro", "€"},   Entity{"pound", "£"},     Entity{"yen", "¥"},    Entity{"cent", "¢"},
    Entity{"iexcl", "¡"},  Entity{"iquest", "¿"},    Entity{"szlig", "ß"},  Entity{"auml", "ä"},
    Entity{"ouml", "ö"},   Entity{"uuml", "ü"},      Entity{"Auml", "Ä"},   Entity{"Ouml", "Ö"},
    Entity{"Uuml", "Ü"},   Entity{"aacute", "á"},    Entity{"eacute", "é"}, Entity{"iacute", "í"},
    Entity{"oacute", "ó"}, Entity{"uacute", "ú"},    Entity{"ntilde", "ñ"}, Entity{"Aacute", "Á"},
    Entity{"Eacute", "É"}, Entity{"Iacute", "Í"},    Entity{"Oacute", "Ó"}, Entity{"Uacute", "Ú"},
    Entity{"Ntilde", "Ñ"}, Entity{"agrave", "à"},    Entity{"egrave", "è"}, Entity{"igrave", "ì"},
    Entity{"ograve", "ò"}, Entity{"ugrave", "ù"},    Entity{"acirc", "â"},  Entity{"ecirc", "ê"},
    Entity{"icirc", "î"},  Entity{"ocirc", "ô"},     Entity{"ucirc", "û"},  Entity{"atilde", "ã"},
    Entity{"otilde", "õ"}, Entity{"aring", "å"},     Entity{"aelig", "æ"},  Entity{"oslash", "ø"},
    Entity{"ccedil", "ç"}, Entity{"euml", "ë"},      Entity{"iuml", "ï"},   Entity{"alpha", "α"},
    Entity{"beta", "β"},   Entity{"gamma", "γ"},     Entity{"delta", "δ"},  Entity{"epsilon", "ε"},
    Entity{"theta", "θ"},  Entity{"lambda", "λ"},    Entity{"mu", "μ"},     Entity{"pi", "π"},
    Entity{"rho", "ρ"},    Entity{"sigma", "σ"},     Entity{"tau", "τ"},    Entity{"phi", "φ"},
    Entity{"omega", "ω"},  Entity{"Delta", "Δ"},     Entity{"Sigma", "Σ"},  Entity{"Omega", "Ω"},
    Entity{"larr", "←"},   Entity{"rarr", "→"},      Entity{"uarr", "↑"},   Entity{"darr", "↓"},
    Entity{"harr", "↔"},   Entity{"rArr", "⇒"},      Entity{"forall", "∀"}, Entity{"exist", "∃"},
    Entity{"isin", "∈"},   Entity{"sum", "∑"},       Entity{"radic", "√"},  Entity{"infin", "∞"},
    Entity{"le", "≤"},     Entity{"ge", "≥"},        Entity{"ne", "≠"},     Entity{"asymp", "≈"},
    Entity{"minus", "−"},  Entity{"ensp", " "},      Entity{"emsp", " "},   Entity{"thinsp", " "},
    Entity{"zwnj", ""},    Entity{"zwj", ""},        Entity{"shy", ""},     Entity{"lrm", ""},
    Entity{"rlm", ""}};

void AppendCodePoint(std::string& out, uint32_t code) {
  if (code < 0x20 && code != '\n' && code != '\t') return;
  if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return;
  if (code == 0x7F) return;
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0U | (code >> 6U));
    out += static_cast<char>(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0U | (code >> 12U));
    out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (code & 0x3FU));
  } else {
    out += static_cast<char>(0xF0U | (code >> 18U));
    out += static_cast<char>(0x80U | ((code >> 12U) & 0x3FU));
    out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (code & 0x3FU));
  }
}

// What begins with "&" at `at`; moves `at` behind it.
void AppendEntity(std::string_view text, size_t& at, std::string& out) {
  // No further than the longest: of "&&&&…" each would be looked through to the end.
  const size_t length = text.substr(at, 13).find(';');
  if (length != std::string_view::npos) {
    const size_t end = at + length;
    std::string_view name = text.substr(at + 1, end - at - 1);
    if (name.starts_with('#')) {
      name.remove_prefix(1);
      const bool hex = name.starts_with('x') || name.starts_with('X');
      if (hex) name.remove_prefix(1);
      uint32_t code = 0;
      const auto [stop, error] =
          std::from_chars(name.data(), name.data() + name.size(), code, hex ? 16 : 10);
      if (error == std::errc() && stop == name.data() + name.size()) {
        AppendCodePoint(out, code);
        at = end + 1;
        return;
      }
    }
    for (const Entity& one : kEntities) {
      if (one.name != name) continue;
      out += one.text;
      at = end + 1;
      return;
    }
  }
  out += '&';
  ++at;
}

std::string Decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '&') {
      AppendEntity(text, at, out);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    if ((byte >= 0x20 && byte != 0x7F) || c == '\n' || c == '\t') out += c;
    ++at;
  }
  return out;
}

class Parser {
 public:
  explicit Parser(std::string_view html) : html_(html), root_(std::make_unique<HtmlNode>()) {
    open_.push_back(root_.get());
  }

  std::unique_ptr<HtmlNode> Parse() {
    while (at_ < html_.size()) {
      const size_t tag = std::min(html_.find('<', at_), html_.size());
      if (tag > at_) AddText(html_.substr(at_, tag - at_));
      at_ = tag;
      if (at_ < html_.size()) Markup();
    }
    return std::move(root_);
  }

 private:
  bool Sees(std::string_view what) const { return html_.substr(at_).starts_with(what); }
  void SkipPast(std::string_view end) {
    const size_t found = html_.find(end, at_);
    at_ = found == std::string_view::npos ? html_.size() : found + end.size();
  }

  void AddText(std::string_view text) {
    auto& beside = open_.back()->children;
    // A "<" that begins no tag parts no text.
    if (beside.empty() || !beside.back()->name.empty())
      beside.push_back(std::make_unique<HtmlNode>());
    beside.back()->text += Decoded(text);
  }

  void Markup() {
    if (Sees("<!--")) return SkipPast("-->");
    if (Sees("<![CDATA[")) {
      at_ += 9;
      const size_t end = std::min(html_.find("]]>", at_), html_.size());
      AddText(html_.substr(at_, end - at_));
      at_ = std::min(end + 3, html_.size());
      return;
    }
    if (Sees("<!") || Sees("<?")) return SkipPast(">");
    const bool closing = Sees("</");
    size_t name_at = at_ + (closing ? 2 : 1);
    if (name_at >= html_.size() || !IsLetter(html_[name_at])) {
      AddText(html_.substr(at_, 1));
      ++at_;
      return;
    }
    at_ = name_at;
    std::string name;
    while (at_ < html_.size() && !IsSpace(html_[at_]) && html_[at_] != '>' && html_[at_] != '/')
      name += Small(html_[at_++]);
    if (name.size() > 40) name.resize(40);
    if (closing) {
      SkipPast(">");
      Close(name);
    } else {
      Open(name);
    }
  }

  void Close(const std::string& name) {
    for (size_t i = open_.size(); i-- > 1;) {
      if (open_[i]->name != name) continue;
      open_.resize(i);
      return;
    }
  }

  void Open(const std::string& name) {
    auto node = std::make_unique<HtmlNode>();
    node->name = name;
    const bool closed = ReadAttributes(*node);
    EndWhatItEnds(name);
    HtmlNode* const made = node.get();
    open_.back()->children.push_back(std::move(node));
    if (name == "script" || name == "style" || name == "textarea" || name == "title")
      return RawText(name, *made);
    if (!closed && !IsVoid(name) && open_.size() < kDeepest) open_.push_back(made);
  }

  void EndWhatItEnds(const std::string& name) {
    const std::string_view kind = EndsOpen(name);
    if (kind.empty()) return;
    for (size_t i = open_.size(); i-- > 1;) {
      if (SameKind(open_[i]->name, kind)) {
        // A row ends the cell and the row around it.
        if (kind == "tr" && open_[i]->name != "tr") continue;
        open_.resize(i);
        return;
      }
      if (IsBound(open_[i]->name, kind)) return;
    }
  }

  // Moves behind the tag; whether it closed itself.
  bool ReadAttributes(HtmlNode& node) {
    bool closed = false;
    while (at_ < html_.size() && html_[at_] != '>') {
      const char c = html_[at_];
      if (IsSpace(c) || c == '/') {
        closed = c == '/';
        ++at_;
        continue;
      }
      closed = false;
      std::string name;
      while (at_ < html_.size() && !IsSpace(html_[at_]) && html_[at_] != '=' && html_[at_] != '>' &&
             html_[at_] != '/')
        name += Small(html_[at_++]);
      if (name.empty()) ++at_;  // a stray "="
      while (at_ < html_.size() && IsSpace(html_[at_])) ++at_;
      std::string value;
      if (at_ < html_.size() && html_[at_] == '=') value = Value();
      if (node.attributes.size() < 50) node.attributes.emplace(std::move(name), std::move(value));
    }
    if (at_ < html_.size()) ++at_;
    return closed;
  }

  std::string Value() {
    ++at_;
    while (at_ < html_.size() && IsSpace(html_[at_])) ++at_;
    if (at_ >= html_.size()) return "";
    const char quote = html_[at_];
    size_t end = 0;
    if (quote == '"' || quote == '\'') {
      ++at_;
      end = std::min(html_.find(quote, at_), html_.size());
    } else {
      end = at_;
      while (end < html_.size() && !IsSpace(html_[end]) && html_[end] != '>') ++end;
    }
    const std::string value = Decoded(html_.substr(at_, end - at_));
    at_ = end;
    if ((quote == '"' || quote == '\'') && at_ < html_.size()) ++at_;
    return value;
  }

  // Until its own end tag.
  void RawText(const std::string& name, HtmlNode& node) {
    size_t end = at_;
    for (; end < html_.size(); ++end) {
      if (html_[end] != '<' || end + 2 + name.size() > html_.size() || html_[end + 1] != '/')
        continue;
      const std::string_view there = html_.substr(end + 2, name.size());
      if (std::equal(there.begin(), there.end(), name.begin(),
                     [](char a, char b) { return Small(a) == b; }))
        break;
    }
    auto text = std::make_unique<HtmlNode>();
    text->text = Decoded(html_.substr(at_, end - at_));
    node.children.push_back(std::move(text));
    at_ = end;
    SkipPast(">");
  }

  std::string_view html_;
  size_t at_ = 0;
  std::unique_ptr<HtmlNode> root_;
  std::vector<HtmlNode*> open_;
};

}  // namespace

std::string HtmlNode::Attribute(const std::string& which) const {
  const auto found = attributes.find(which);
  return found == attributes.end() ? "" : found->second;
}

std::unique_ptr<HtmlNode> ParseHtml(std::string_view html) { return Parser(html).Parse(); }

const HtmlNode* FindElement(const HtmlNode& node, std::string_view name) {
  for (const auto& child : node.children) {
    if (child->name == name) return child.get();
    if (const HtmlNode* const deeper = FindElement(*child, name)) return deeper;
  }
  return nullptr;
}

std::string TextOf(const HtmlNode& node) {
  std::string text = node.text;
  for (const auto& child : node.children) text += TextOf(*child);
  return text;
}

}  // namespace assay::courses::cartridge
