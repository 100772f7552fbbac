#include "lms/courses/cartridge/markdown.h"

#include <algorithm>

#include "lms/courses/cartridge/texts.h"

namespace assay::courses::cartridge {
namespace {

// Around a link to another entry: "\1 identifier \2 words \3". ParseHtml lets none of them through.
constexpr char kBegin = '\x01';
constexpr char kMiddle = '\x02';
constexpr char kEnd = '\x03';
// Of bytes in a formula, and of lists and quotations in one another: what comes out is not much
// longer than what came in.
constexpr size_t kLongestTex = 4000;
constexpr int kDeepestList = 10;

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

bool IsUrlCharacter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte != 0x7F && c != '<' && c != '>' && c != '"' && c != '\\' && c != '`' &&
         c != '|' && c != ')' && c != ']' && c != '(' && c != '[';
}

std::string Escaped(std::string_view text, bool links) {
  constexpr std::string_view kEscaped = "\\`*_[]<>|~$&";
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    if (links && (rest.starts_with("https://") || rest.starts_with("http://"))) {
      size_t end = 0;
      while (end < rest.size() && IsUrlCharacter(rest[end])) ++end;
      while (end > 8 && (rest[end - 1] == '.' || rest[end - 1] == ',' || rest[end - 1] == ';'))
        --end;
      out += "<" + std::string(rest.substr(0, end)) + ">";
      at += end;
      continue;
    }
    // TeX between \( and \), as MathJax has it.
    if (rest.starts_with("\\(") || rest.starts_with("\\[")) {
      const bool block = rest[1] == '[';
      const size_t end = rest.substr(0, kLongestTex).find(block ? "\\]" : "\\)");
      const std::string_view tex =
          end == std::string_view::npos ? "" : Trim(rest.substr(2, end - 2));
      if (!tex.empty() && tex.find('$') == std::string_view::npos) {
        out += (block ? "$$" : "$") + std::string(tex) + (block ? "$$" : "$");
        at += end + 2;
        continue;
      }
    }
    if (kEscaped.find(text[at]) != std::string_view::npos) out += '\\';
    out += text[at++];
  }
  return out;
}

// Of spaces between words one is left, at both ends too; those that editors write as "&nbsp;" are
// spaces as any other.
std::string Collapsed(std::string_view text) {
  constexpr std::string_view kHard = "\u00A0";
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool hard = text.substr(i).starts_with(kHard);
    if (hard) ++i;
    if (!hard && !IsSpace(text[i]))
      result += text[i];
    else if (result.empty() || result.back() != ' ')
      result += ' ';
  }
  return result;
}

// What would begin a list, a heading or a rule at the start of a line.
std::string AtLineStart(const std::string& line) {
  if (line.empty()) return line;
  if (std::string_view("-+#=:").find(line[0]) != std::string_view::npos) return "\\" + line;
  size_t digits = 0;
  while (digits < line.size() && line[digits] >= '0' && line[digits] <= '9') ++digits;
  if (digits > 0 && digits < line.size() && (line[digits] == '.' || line[digits] == ')'))
    return line.substr(0, digits) + "\\" + line.substr(digits);
  return line;
}

std::string Paragraph(const std::string& inline_text) {
  std::string out;
  std::string_view rest = Trim(inline_text);
  while (rest.ends_with("\\\n") || rest == "\\") rest = Trim(rest.substr(0, rest.size() - 1));
  while (rest.starts_with("\\\n")) rest = Trim(rest.substr(2));
  while (rest.ends_with('\\') && !rest.ends_with("\\\\"))
    rest = Trim(rest.substr(0, rest.size() - 1));
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    while (!line.empty() && IsSpace(line.front())) line.remove_prefix(1);
    out += (out.empty() ? "" : "\n") + AtLineStart(std::string(line));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

// A fence or a span of code is longer than any run of the same within.
std::string Ticks(std::string_view text, size_t least) {
  size_t longest = 0;
  size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return std::string(std::max(least, longest + 1), '`');
}

std::string Indented(const std::string& text, const std::string& first, const std::string& rest) {
  std::string out = first;
  for (size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if (text[i] == '\n' && i + 1 < text.size()) {
      const bool empty = text[i + 1] == '\n';
      out += empty ? std::string(Trim(rest)) : rest;
    }
  }
  return out;
}

bool Is(const std::string& name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}
bool IsHeading(const std::string& name) {
  return name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6';
}
bool IsBlock(const std::string& name) {
  return IsHeading(name) ||
         Is(name, {"p",      "div",     "section", "article",    "main",     "header",  "footer",
                   "aside",  "nav",     "figure",  "figcaption", "ul",       "ol",      "dl",
                   "dt",     "dd",      "li",      "blockquote", "pre",      "table",   "hr",
                   "center", "address", "details", "summary",    "fieldset", "form",    "html",
                   "body",   "tbody",   "thead",   "tfoot",      "tr",       "caption", "h1"});
}
bool HasBlock(const HtmlNode& node) {
  return std::any_of(node.children.begin(), node.children.end(),
                     [](const auto& child) { return IsBlock(child->name) || HasBlock(*child); });
}

class Writer {
 public:
  Writer(const Resolve& resolve, std::vector<std::string>& lost) : resolve_(resolve), lost_(lost) {}

  std::string Blocks(const HtmlNode& node) {
    std::string out;
    std::string line;
    const auto put = [&](const std::string& block) {
      if (!block.empty()) out += (out.empty() ? "" : "\n\n") + block;
    };
    for (const auto& child : node.children) {
      if (IsBlock(child->name) || (!child->name.empty() && HasBlock(*child))) {
        put(Paragraph(line));
        line.clear();
        put(Block(*child));
      } else {
        line += Inline(*child);
      }
    }
    put(Paragraph(line));
    return out;
  }

 private:
  void Lose(const std::string& what) { lost_.push_back(what); }

  std::string Block(const HtmlNode& node) {
    const std::string& name = node.name;
    if (IsHeading(name)) {
      std::string text(Trim(Line(node)));
      return text.empty() ? "" : std::string(static_cast<size_t>(name[1] - '0'), '#') + " " + text;
    }
    if (name == "hr") return "---";
    if (name == "pre") return Preformatted(node);
    if (name == "table") return Table(node);
    if (name == "ul" || name == "ol" || name == "blockquote") {
      if (depth_ >= kDeepestList) return Blocks(node);
      ++depth_;
      const std::string inside = name == "blockquote" ? Blocks(node) : List(node);
      --depth_;
      return name != "blockquote" || inside.empty() ? inside : Indented(inside, "> ", "> ");
    }
    if (name == "dt" || name == "summary") {
      const std::string text(Trim(Line(node)));
      return text.empty() ? "" : "**" + text + "**";
    }
    return Blocks(node);
  }

  // Everything below in one line.
  std::string Line(const HtmlNode& node) {
    std::string text;
    for (const auto& child : node.children) {
      if (IsBlock(child->name)) text += " ";
      text += IsBlock(child->name) ? Line(*child) : Inline(*child);
      if (IsBlock(child->name)) text += " ";
    }
    std::string flat;
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '\n') continue;
      flat += text[i];
    }
    return Collapsed(flat);
  }

  std::string Preformatted(const HtmlNode& node) {
    std::string text = TextOf(node);
    if (text.starts_with('\n')) text.erase(0, 1);
    if (Trim(text).empty()) return "";
    std::string language;
    const HtmlNode* const code = FindElement(node, "code");
    for (const HtmlNode* const one : {&node, code}) {
      const std::string word = one == nullptr ? "" : one->Attribute("class");
      const size_t at = word.find("language-");
      if (at == std::string::npos) continue;
      language = word.substr(at + 9, word.find(' ', at) - at - 9);
    }
    if (!std::all_of(language.begin(), language.end(),
                     [](char c) { return IsUrlCharacter(c) && c != '~'; }))
      language.clear();
    const std::string fence = Ticks(text, 3);
    return fence + language + "\n" + text + (text.ends_with('\n') ? "" : "\n") + fence;
  }

  std::string List(const HtmlNode& node) {
    std::string out;
    int number = 1;
    for (const auto& child : node.children) {
      if (child->name.empty() && Trim(child->text).empty()) continue;
      std::string item;
      if (child->name == "ul" || child->name == "ol") {
        // A list in a list, without an item of its own: it stands below the one before.
        item = Block(*child);
        if (!item.empty() && !out.empty()) {
          out += "\n" + Indented(item, "   ", "   ");
          continue;
        }
      } else if (child->name == "li") {
        item = Blocks(*child);
      } else {
        item = IsBlock(child->name) ? Block(*child) : Paragraph(Inline(*child));
      }
      if (item.empty()) continue;
      const std::string mark =
          node.name == "ol" ? std::to_string(number) + ". " : std::string("- ");
      ++number;
      out += (out.empty() ? "" : "\n") + Indented(item, mark, std::string(mark.size(), ' '));
    }
    return out;
  }

  void Rows(const HtmlNode& node, std::vector<std::vector<const HtmlNode*>>& rows,
            std::string& caption) {
    for (const auto& child : node.children) {
      if (child->name == "tr") {
        rows.emplace_back();
        for (const auto& cell : child->children)
          if (cell->name == "td" || cell->name == "th") rows.back().push_back(cell.get());
        if (rows.back().empty()) rows.pop_back();
      } else if (child->name == "caption") {
        caption = Paragraph(Line(*child));
      } else {
        Rows(*child, rows, caption);
      }
    }
  }

  std::string Table(const HtmlNode& node) {
    std::vector<std::vector<const HtmlNode*>> rows;
    std::string out;
    Rows(node, rows, out);
    size_t columns = 0;
    for (const auto& row : rows) columns = std::max(columns, row.size());
    if (columns > 50) {
      Lose("a table of more than 50 columns became lines");
      columns = 1;
    }
    if (columns <= 1) {  // it lays out, and is no table
      for (const auto& row : rows)
        for (const HtmlNode* cell : row) {
          const std::string inside = Blocks(*cell);
          if (!inside.empty()) out += (out.empty() ? "" : "\n\n") + inside;
        }
      return out;
    }
    if (!out.empty()) out += "\n\n";
    bool head = true;
    for (const auto& row : rows) {
      std::string line = "|";
      // Only the head needs all of its cells.
      for (size_t i = 0; i < (head ? columns : row.size()); ++i)
        line += " " + (i < row.size() ? std::string(Trim(Line(*row[i]))) : "") + " |";
      out += line + "\n";
      if (!head) continue;
      out += "|";
      for (size_t i = 0; i < columns; ++i) out += " --- |";
      out += "\n";
      head = false;
    }
    out.pop_back();
    return out;
  }

  std::string Inside(const HtmlNode& node) {
    std::string text;
    for (const auto& child : node.children) text += Inline(*child);
    return text;
  }

  // `mark` around the words, not around the spaces at their ends.
  static std::string Marked(const std::string& text, std::string_view mark) {
    const std::string_view words = Trim(text);
    if (words.empty() || words.find("\\\n") != std::string_view::npos) return text;
    const size_t at = static_cast<size_t>(words.data() - text.data());
    return text.substr(0, at) + std::string(mark) + std::string(words) + std::string(mark) +
           text.substr(at + words.size());
  }

  std::string Inline(const HtmlNode& node) {
    const std::string& name = node.name;
    if (name.empty()) return Escaped(Collapsed(node.text), !in_link_);
    if (name == "br") return "\\\n";
    if (name == "strong" || name == "b") return Emphasis(node, "**", strong_);
    if (name == "em" || name == "i" || name == "dfn" || name == "cite")
      return Emphasis(node, "*", emphasis_);
    if (name == "del" || name == "s" || name == "strike") return Marked(Inside(node), "~~");
    if (Is(name, {"code", "kbd", "samp", "tt", "var"})) return Code(node);
    if (name == "a") return Link(node);
    if (name == "img") return Image(node);
    if (name == "math") return Formula(node);
    if (Is(name, {"iframe", "embed", "video", "audio", "object", "source", "track"}))
      return Embedded(node);
    if (Is(name,
           {"script", "style", "head", "title", "template", "meta", "link", "base", "param"})) {
      if (name == "script") Lose("a script is left out");
      return "";
    }
    if (Is(name, {"svg", "canvas", "input", "select", "textarea", "button", "map"})) {
      Lose("\"" + name + "\" is left out");
      return name == "button" ? Inside(node) : "";
    }
    return Inside(node);
  }

  std::string Emphasis(const HtmlNode& node, std::string_view mark, bool& within) {
    if (within) return Inside(node);
    within = true;
    const std::string inside = Inside(node);
    within = false;
    return Marked(inside, mark);
  }

  static std::string Code(const HtmlNode& node) {
    const std::string text(Trim(Collapsed(TextOf(node))));
    if (text.empty()) return "";
    const std::string ticks = Ticks(text, 1);
    const bool pad = text.front() == '`' || text.back() == '`';
    return ticks + (pad ? " " : "") + text + (pad ? " " : "") + ticks;
  }

  std::string Link(const HtmlNode& node) {
    if (in_link_) return Inside(node);
    const std::string href(Trim(node.Attribute("href")));
    in_link_ = true;
    const std::string inside = Inside(node);
    in_link_ = false;
    return Linked(inside, href);
  }

  std::string Linked(const std::string& inside, const std::string& href) {
    const std::string words(Trim(inside));
    if (href.empty() || words.empty()) return inside;
    const Target target = resolve_(href);
    if (target.kind == Target::Kind::kNowhere) {
      if (!target.lost.empty()) Lose(target.lost);
      return inside;
    }
    const bool before = IsSpace(inside.front());
    const bool after = IsSpace(inside.back());
    std::string link = target.kind == Target::Kind::kAway
                           ? MarkdownLink(words, target.where)
                           : kBegin + target.where + kMiddle + words + kEnd;
    return (before ? " " : "") + link + (after ? " " : "");
  }

  std::string Image(const HtmlNode& node) {
    // Formulas of Canvas' editor.
    const std::string tex(Trim(node.Attribute("data-equation-content")));
    if (!tex.empty() && tex.find('$') == std::string::npos) return "$" + Collapsed(tex) + "$";
    const std::string alt(Trim(node.Attribute("alt")));
    const std::string src(Trim(node.Attribute("src")));
    const Target target = src.empty() ? Target{} : resolve_(src);
    if (target.kind == Target::Kind::kAway && !in_link_) {
      Lose("a picture became a link: " + OneLine(target.where, 200));
      return MarkdownLink(alt.empty() ? "picture" : Escaped(alt, false), target.where);
    }
    Lose("a picture is left out: " + OneLine(src, 200));
    return Escaped(alt, false);
  }

  std::string Embedded(const HtmlNode& node) {
    std::string src(Trim(node.Attribute(node.name == "object" ? "data" : "src")));
    if (src.empty())
      if (const HtmlNode* const source = FindElement(node, "source"))
        src = Trim(source->Attribute("src"));
    if (src.empty()) return Inside(node);
    const Target target = resolve_(src);
    const std::string title(Trim(node.Attribute("title")));
    if (target.kind != Target::Kind::kAway || in_link_) {
      Lose("something embedded is left out: " + OneLine(src, 200));
      return Escaped(title, false);
    }
    Lose("something embedded became a link: " + OneLine(target.where, 200));
    return MarkdownLink(
        title.empty() ? EscapeMarkdown(OneLine(target.where, 100)) : Escaped(title, false),
        target.where);
  }

  std::string Formula(const HtmlNode& node) {
    if (const HtmlNode* const source = FindElement(node, "annotation")) {
      const std::string tex(Trim(Collapsed(TextOf(*source))));
      if (source->Attribute("encoding") == "application/x-tex" && !tex.empty() &&
          tex.find('$') == std::string::npos)
        return "$" + tex + "$";
    }
    Lose("a formula of MathML became its letters");
    return Escaped(Collapsed(TextOf(node)), false);
  }

  const Resolve& resolve_;
  std::vector<std::string>& lost_;
  int depth_ = 0;  // of lists and quotations
  bool in_link_ = false;
  bool strong_ = false;
  bool emphasis_ = false;
};

}  // namespace

std::string ToMarkdown(const HtmlNode& node, const Resolve& resolve,
                       std::vector<std::string>& lost) {
  return Writer(resolve, lost).Blocks(node);
}

std::string FinishLinks(std::string_view text,
                        const std::function<std::string(const std::string&)>& href) {
  std::string out;
  while (!text.empty()) {
    const size_t begin = text.find(kBegin);
    const size_t middle = text.find(kMiddle, begin);
    const size_t end = text.find(kEnd, middle);
    if (begin == std::string_view::npos || middle == std::string_view::npos ||
        end == std::string_view::npos)
      break;
    out += text.substr(0, begin);
    const std::string words(text.substr(middle + 1, end - middle - 1));
    const std::string address = href(std::string(text.substr(begin + 1, middle - begin - 1)));
    out += address.empty() ? words : "[" + words + "](" + address + ")";
    text.remove_prefix(end + 1);
  }
  out += text;
  return out;
}

std::string EscapeMarkdown(std::string_view text) {
  std::string clean;
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') clean += c;
  return Paragraph(Escaped(clean, false));
}

bool IsWebAddress(std::string_view address) {
  if (!address.starts_with("https://") && !address.starts_with("http://") &&
      !address.starts_with("mailto:"))
    return false;
  return address.size() < 2000 && std::all_of(address.begin(), address.end(), [](char c) {
           return static_cast<unsigned char>(c) > 0x20 && c != 0x7F;
         });
}

std::string MarkdownLink(const std::string& words, const std::string& address) {
  if (!IsWebAddress(address)) return words;
  std::string safe;
  for (const char c : address) {
    switch (c) {
      case '(':
        safe += "%28";
        break;
      case ')':
        safe += "%29";
        break;
      case '<':
        safe += "%3C";
        break;
      case '>':
        safe += "%3E";
        break;
      case '\\':
        safe += "%5C";
        break;
      case '"':
        safe += "%22";
        break;
      case '&':
        safe += "&amp;";
        break;
      default:
        safe += c;
    }
  }
  return "[" + words + "](" + safe + ")";
}

}  // namespace assay::courses::cartridge
