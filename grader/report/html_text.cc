#include "grader/report/html_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "grader/report/escape.h"
#include "grader/text.h"

namespace assay::grader::html {
namespace {

// A mark that the style draws: `shown` is an attribute, so it is not part of the page's text.
std::string Mark(std::string_view kind, std::string_view shown, std::string_view text) {
  return fmt::format(R"(<i class="{}" data-c="{}">{}</i>)", kind, shown, text);
}

size_t AppendVisible(std::string_view text, std::string& out) {
  const char c = text.front();
  if (c == ' ') {
    const size_t run = std::min(text.find_first_not_of(' '), text.size());
    out += fmt::format("<i class=\"s\">{}</i>", std::string(run, ' '));
    return run;
  }
  if (c == '\t') {
    out += Mark("m", "\u2192", "\t");
    return 1;
  }
  const CodePoint code = DecodeUtf8(text);
  if (code.length == 0) {
    out += Mark("e", fmt::format("\\x{:02x}", static_cast<unsigned char>(c)), "");
    return 1;
  }
  if (!IsInvisible(code.value)) {
    out += EscapeXml(text.substr(0, code.length));
  } else if (code.value == '\r') {
    out += Mark("e", "\u240d", "");
  } else if (code.value < 0x80) {
    out += Mark("e", fmt::format("\\x{:02x}", static_cast<unsigned char>(c)), "");
  } else {
    out += Mark("e", fmt::format("U+{:04X}", static_cast<uint32_t>(code.value)), "");
  }
  return code.length;
}

// Colours and cursor movements of terminals (ECMA-48 control sequences).
std::string WithoutTerminalCodes(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\x1b' || at + 1 == text.size() || text[at + 1] != '[') {
      if (text[at] != '\r' || at + 1 == text.size() || text[at + 1] != '\n') out += text[at];
      continue;
    }
    at += 2;
    while (at < text.size() && (text[at] < '@' || text[at] > '~')) ++at;
  }
  return out;
}

}  // namespace

std::string VisibleLine(std::string_view line, size_t limit) {
  std::string out;
  size_t at = 0;
  while (at < line.size() && at < limit) at += AppendVisible(line.substr(at), out);
  if (at < line.size())
    out += fmt::format("<b class=\"cut\">… {} more bytes</b>", line.size() - at);
  return out;
}

std::string Block(const Excerpt& excerpt) {
  std::string out = "<pre class=\"block\" tabindex=\"0\">";
  std::string_view rest = excerpt.text;
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    out += "<code>" + VisibleLine(rest.substr(0, end));
    out += end == std::string_view::npos ? "</code>\n" : "<i class=\"n\"></i></code>\n";
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  out += "</pre>\n";
  if (excerpt.cut()) {
    out += fmt::format("<p class=\"cut\">Only the first {} of {} bytes are shown.</p>\n",
                       excerpt.text.size(), excerpt.total_bytes);
  }
  return out;
}

std::string Prose(std::string_view text) {
  return "<pre class=\"prose\" tabindex=\"0\">" + EscapeXml(WithoutTerminalCodes(text)) +
         "</pre>\n";
}

std::string Duration(std::chrono::nanoseconds time) {
  const double ms = MilliSeconds(time);
  if (ms < 10) return fmt::format("{:.1f} ms", ms);
  if (ms < 1000) return fmt::format("{:.0f} ms", ms);
  return fmt::format("{:.3g} s", ms / 1000);
}

std::string Size(uint64_t bytes) {
  const auto kib = static_cast<double>(bytes) / 1024;
  if (kib < 999.5) return fmt::format("{:.0f} KiB", kib);
  if (kib < 999.5 * 1024) return fmt::format("{:.3g} MiB", kib / 1024);
  return fmt::format("{:.3g} GiB", kib / 1024 / 1024);
}

std::string VerdictTitle(Verdict verdict) {
  std::string name(VerdictName(verdict));
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 32);
  return name;
}

std::string_view VerdictClass(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAccepted:
      return "ok";
    case Verdict::kTimeLimit:
    case Verdict::kIdleLimit:
    case Verdict::kMemoryLimit:
    case Verdict::kOutputLimit:
      return "limit";
    case Verdict::kJudgeError:
      return "broken";
    case Verdict::kSkipped:
      return "none";
    default:
      return "bad";
  }
}

std::string_view VerdictSign(Verdict verdict) {
  const std::string_view kind = VerdictClass(verdict);
  if (kind == "ok") return "\u2713";
  if (kind == "limit") return "\u25d4";
  if (kind == "broken") return "!";
  return kind == "none" ? "\u2013" : "\u2717";
}

std::string Badge(Verdict verdict) {
  return fmt::format(
      R"(<span class="badge {}"><span aria-hidden="true">{} </span><abbr title="{}">{}</abbr></span>)",
      VerdictClass(verdict), VerdictSign(verdict), VerdictTitle(verdict), VerdictCode(verdict));
}

std::string Meter(const std::string& value, const std::string& limit, double share) {
  if (limit.empty()) return fmt::format("<span class=\"value\">{}</span>", value);
  const double filled = std::clamp(Finite(share), 0.0, 1.0);
  const std::string_view kind = share >= 1 ? " over" : share >= 0.9 ? " near" : "";
  return fmt::format(
      "<span class=\"value\">{}</span> <small>of {}</small>"
      "<span class=\"meter{}\" aria-hidden=\"true\"><i style=\"width:{:.1f}%\"></i></span>",
      value, limit, kind, filled * 100);
}

std::string Points(double score, double max_score) {
  if (max_score <= 0)
    return fmt::format("<span class=\"value\">{}</span>", score == 0 ? "–" : PlainNumber(score));
  const double filled = std::clamp(Finite(score / max_score), 0.0, 1.0);
  return fmt::format(
      "<span class=\"value\">{}</span> <small>of {}</small>"
      "<span class=\"meter points\" aria-hidden=\"true\"><i style=\"width:{:.1f}%\"></i></span>",
      PlainNumber(score), PlainNumber(max_score), filled * 100);
}

}  // namespace assay::grader::html
