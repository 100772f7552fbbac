#include "grader/report/html_diff.h"

#include <fmt/format.h>

#include <algorithm>

#include "grader/report/html_text.h"
#include "grader/text.h"

namespace assay::grader::html {
namespace {

using Lines = std::vector<std::string_view>;
using Kind = DiffRow::Kind;

constexpr size_t kMaxCells = 1U << 20U;  // of the table of common subsequences
constexpr size_t kMaxRows = 500;

class Matcher {
 public:
  Matcher(const Lines& expected, const Lines& actual) : expected_(expected), actual_(actual) {}

  std::vector<DiffRow> Run() {
    const size_t shorter = std::min(expected_.size(), actual_.size());
    size_t head = 0;
    while (head < shorter && expected_[head] == actual_[head]) ++head;
    size_t tail = 0;
    while (tail < shorter - head &&
           expected_[expected_.size() - 1 - tail] == actual_[actual_.size() - 1 - tail])
      ++tail;
    for (size_t i = 0; i < head; ++i) Same(i, i);
    Middle(head, expected_.size() - tail, head, actual_.size() - tail);
    for (size_t i = tail; i > 0; --i) Same(expected_.size() - i, actual_.size() - i);
    return std::move(rows_);
  }

 private:
  void Same(size_t e, size_t a) { rows_.push_back({Kind::kSame, e, a}); }

  // Lines that only one side has: paired as far as both last.
  void Different(size_t e, size_t e_end, size_t a, size_t a_end) {
    while (e < e_end && a < a_end) rows_.push_back({Kind::kChanged, e++, a++});
    while (e < e_end) rows_.push_back({Kind::kMissing, e++, {}});
    while (a < a_end) rows_.push_back({Kind::kExtra, {}, a++});
  }

  void Middle(size_t e, size_t e_end, size_t a, size_t a_end) {
    const size_t rows = e_end - e;
    const size_t columns = a_end - a;
    if (rows == 0 || columns == 0 || rows > kMaxCells / columns) {
      Different(e, e_end, a, a_end);
      return;
    }
    // longest[i][j]: of the lines from e + i and from a + j on.
    std::vector<uint32_t> longest((rows + 1) * (columns + 1), 0);
    const auto at = [&](size_t i, size_t j) -> uint32_t& { return longest[i * (columns + 1) + j]; };
    for (size_t i = rows; i-- > 0;) {
      for (size_t j = columns; j-- > 0;) {
        at(i, j) = expected_[e + i] == actual_[a + j] ? at(i + 1, j + 1) + 1
                                                      : std::max(at(i + 1, j), at(i, j + 1));
      }
    }
    size_t i = 0;
    size_t j = 0;
    size_t i_begin = 0;
    size_t j_begin = 0;
    while (i < rows && j < columns) {
      if (expected_[e + i] == actual_[a + j]) {
        Different(e + i_begin, e + i, a + j_begin, a + j);
        Same(e + i++, a + j++);
        i_begin = i;
        j_begin = j;
      } else if (at(i + 1, j) >= at(i, j + 1)) {
        ++i;
      } else {
        ++j;
      }
    }
    Different(e + i_begin, e_end, a + j_begin, a_end);
  }

  const Lines& expected_;
  const Lines& actual_;
  std::vector<DiffRow> rows_;
};

std::vector<DiffRow> WithGaps(const std::vector<DiffRow>& rows, size_t context) {
  std::vector<bool> keep(rows.size(), false);
  for (size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].kind == Kind::kSame) continue;
    const size_t end = std::min(rows.size(), i + context + 1);
    for (size_t j = i - std::min(i, context); j < end; ++j) keep[j] = true;
  }
  std::vector<DiffRow> result;
  for (size_t i = 0; i < rows.size(); ++i) {
    // A gap of one line would need as much room as the line.
    const bool lone = (i == 0 || keep[i - 1]) && (i + 1 == rows.size() || keep[i + 1]);
    if (keep[i] || lone) {
      result.push_back(rows[i]);
    } else if (!result.empty() && result.back().kind == Kind::kGap) {
      ++result.back().skipped;
    } else {
      result.push_back({Kind::kGap, {}, {}, 1});
    }
  }
  return result;
}

// Bytes at the begin and at the end that both lines have, whole characters only.
std::pair<size_t, size_t> CommonEnds(std::string_view a, std::string_view b) {
  const auto inside = [](std::string_view text, size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
  };
  const size_t shorter = std::min(a.size(), b.size());
  size_t head = 0;
  while (head < shorter && a[head] == b[head]) ++head;
  while (head > 0 && (inside(a, head) || inside(b, head))) --head;
  size_t tail = 0;
  while (tail < shorter - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;
  while (tail > 0 && inside(a, a.size() - tail)) --tail;
  return {head, tail};
}

std::string Marked(std::string_view line, size_t head, size_t tail) {
  const std::string_view middle = line.substr(head, line.size() - tail - head);
  std::string out = VisibleLine(line.substr(0, head));
  if (!middle.empty()) out += "<mark>" + VisibleLine(middle) + "</mark>";
  return out + VisibleLine(line.substr(line.size() - tail));
}

size_t LineAt(std::string_view text, uint64_t offset) {
  const auto end = text.begin() + static_cast<ptrdiff_t>(std::min<uint64_t>(offset, text.size()));
  return static_cast<size_t>(std::count(text.begin(), end, '\n'));
}

class Table {
 public:
  explicit Table(const TestReport& test)
      : test_(test),
        expected_(SplitLines(test.expected.text)),
        actual_(SplitLines(test.actual.text)) {
    // Offsets lie past the excerpt where the difference does.
    if (!test.message.empty() && test.difference_offset_actual <= test.actual.text.size())
      first_ = LineAt(test.actual.text, test.difference_offset_actual);
  }

  std::string Run() {
    const std::vector<DiffRow> rows = DiffLines(expected_, actual_);
    std::string out =
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Expected and actual "
        "output\"><table class=\"diff\"><caption class=\"quiet\">Expected and actual output, line "
        "by line</caption>\n<colgroup><col class=\"sign\"><col class=\"no\"><col>"
        "<col class=\"no\"><col></colgroup>\n<thead><tr><th scope=\"col\"><span "
        "class=\"quiet\">Difference</span>"
        "</th><th scope=\"col\" colspan=\"2\">Expected</th><th scope=\"col\" colspan=\"2\">Your "
        "output</th></tr></thead>\n<tbody>\n";
    for (size_t i = 0; i < rows.size() && i < kMaxRows; ++i) out += Row(rows[i]);
    out += "</tbody></table></div>\n";
    if (rows.size() > kMaxRows)
      out += fmt::format("<p class=\"cut\">{} more rows.</p>\n", rows.size() - kMaxRows);
    return out + Cut("expected output", test_.expected) + Cut("your output", test_.actual);
  }

 private:
  static std::string Cut(std::string_view what, const Excerpt& excerpt) {
    if (!excerpt.cut()) return "";
    return fmt::format(
        "<p class=\"cut\">Of {} only the first {} of {} bytes are compared here.</p>\n", what,
        excerpt.text.size(), excerpt.total_bytes);
  }

  // The line's end, unless it is the last line of its text and has none.
  static std::string End(const Lines& lines, const Excerpt& excerpt, size_t line) {
    if (line + 1 < lines.size() || excerpt.text.ends_with('\n')) return "<i class=\"n\"></i>";
    return excerpt.cut() ? "<b class=\"cut\">…</b>" : "<i class=\"e\" data-c=\"no line end\"></i>";
  }

  static std::string Cell(const std::optional<size_t>& line, const std::string& text) {
    if (!line) return "<td class=\"no\"></td><td class=\"nothing\"></td>";
    return fmt::format("<td class=\"no\">{}</td><td class=\"line\"><code>{}</code></td>", *line + 1,
                       text);
  }

  std::string Row(const DiffRow& row) const {
    if (row.kind == Kind::kGap) {
      return fmt::format("<tr class=\"gap\"><td></td><td colspan=\"4\">{} equal line{}</td></tr>\n",
                         row.skipped, row.skipped == 1 ? "" : "s");
    }
    std::string_view name = "same";
    std::string_view sign;
    std::string_view said;
    std::string left;
    std::string right;
    if (row.kind == Kind::kChanged) {
      name = "changed";
      sign = "\u2260";
      said = "differs";
      const auto [head, tail] = CommonEnds(expected_[*row.expected], actual_[*row.actual]);
      left = Marked(expected_[*row.expected], head, tail);
      right = Marked(actual_[*row.actual], head, tail);
    } else {
      if (row.expected) left = VisibleLine(expected_[*row.expected]);
      if (row.actual) right = VisibleLine(actual_[*row.actual]);
    }
    if (row.kind == Kind::kMissing) {
      name = "missing";
      sign = "\u2212";
      said = "missing";
    } else if (row.kind == Kind::kExtra) {
      name = "extra";
      sign = "+";
      said = "not expected";
    }
    if (row.expected) left += End(expected_, test_.expected, *row.expected);
    if (row.actual) right += End(actual_, test_.actual, *row.actual);
    const bool first = first_ && row.actual == first_;
    const std::string spoken =
        said.empty() ? "" : fmt::format("<span class=\"quiet\">{}</span>", said);
    return fmt::format(
        "<tr class=\"{}{}\"><td class=\"sign\"{}><span aria-hidden=\"true\">{}</span>{}{}</td>{}{}"
        "</tr>\n",
        name, first ? " first" : "", first ? " title=\"The first difference\"" : "", sign, spoken,
        first ? "<span class=\"quiet\">, the first difference</span>" : "",
        Cell(row.expected, left), Cell(row.actual, right));
  }

  const TestReport& test_;
  Lines expected_, actual_;
  std::optional<size_t> first_;
};

}  // namespace

std::vector<std::string_view> SplitLines(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::vector<DiffRow> DiffLines(const Lines& expected, const Lines& actual, size_t context) {
  return WithGaps(Matcher(expected, actual).Run(), context);
}

std::string DiffTable(const TestReport& test) { return Table(test).Run(); }

}  // namespace assay::grader::html
