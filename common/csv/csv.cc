#include "common/csv/csv.h"

#include <algorithm>
#include <unordered_set>

namespace assay::csv {
namespace {

bool IsUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const int more = byte < 0x80   ? 0
                     : byte < 0xC2 ? -1
                     : byte < 0xE0 ? 1
                     : byte < 0xF0 ? 2
                     : byte < 0xF5 ? 3
                                   : -1;
    if (more < 0 || i + static_cast<size_t>(more) >= text.size()) return false;
    for (int k = 1; k <= more; ++k) {
      const auto next = static_cast<unsigned char>(text[i + static_cast<size_t>(k)]);
      if ((next & 0xC0U) != 0x80U) return false;
      if (k > 1) continue;
      // Longer forms than needed, surrogates, and what is past the last character.
      if ((byte == 0xE0 && next < 0xA0) || (byte == 0xED && next > 0x9F) ||
          (byte == 0xF0 && next < 0x90) || (byte == 0xF4 && next > 0x8F))
        return false;
    }
    i += static_cast<size_t>(more) + 1;
  }
  return true;
}

Status Wrong(size_t line, const std::string& what) {
  return InvalidArgument("line " + std::to_string(line) + ": " + what);
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

char SeparatorOf(std::string_view text) {
  const std::string_view first = text.substr(0, text.find('\n'));
  for (const char c : {',', ';', '\t'})
    if (first.find(c) != std::string_view::npos) return c;
  return ',';
}

class Reader {
 public:
  Reader(std::string_view text, const Limits& limits)
      : text_(text), limits_(limits), separator_(SeparatorOf(text)) {}

  bool AtEnd() const { return at_ >= text_.size(); }

  Result<Row> Next() {
    Row row;
    row.line = line_;
    while (true) {
      std::string field;
      ASSAY_RETURN_IF_ERROR(ReadField(field));
      row.fields.push_back(std::move(field));
      if (row.fields.size() > limits_.fields)
        return Wrong(row.line, "more than " + std::to_string(limits_.fields) + " fields");
      if (AtEnd()) return row;
      const char c = text_[at_++];
      if (c == separator_) continue;
      if (c == '\r') ++at_;  // ReadField stops at CR only before LF
      ++line_;
      return row;
    }
  }

 private:
  bool AtLineEnd() const {
    return text_[at_] == '\n' ||
           (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n');
  }

  Status ReadField(std::string& field) {
    if (!AtEnd() && text_[at_] == '"') return ReadQuoted(field);
    while (!AtEnd() && text_[at_] != separator_ && !AtLineEnd()) {
      if (text_[at_] == '"')
        return Wrong(line_,
                     "a quote inside a field that does not begin with one; write it twice and the "
                     "field in quotes");
      field += text_[at_++];
      if (field.size() > limits_.field_bytes) return TooLong();
    }
    return OkStatus();
  }

  Status ReadQuoted(std::string& field) {
    const size_t begin = line_;
    for (++at_; !AtEnd(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
          field += '"';
          ++at_;
          continue;
        }
        ++at_;
        if (AtEnd() || text_[at_] == separator_ || AtLineEnd()) return OkStatus();
        return Wrong(line_, "text after the end of a quoted field");
      }
      if (c == '\n') ++line_;
      field += c;
      if (field.size() > limits_.field_bytes) return TooLong();
    }
    return Wrong(begin, "a quote that is opened and never closed");
  }

  Status TooLong() const {
    return Wrong(line_, "a field of more than " + std::to_string(limits_.field_bytes) + " bytes");
  }

  const std::string_view text_;
  const Limits& limits_;
  const char separator_;
  size_t at_ = 0;
  size_t line_ = 1;
};

Status TakeHeader(Row row, Table& table) {
  std::unordered_set<std::string> seen;
  for (std::string& name : row.fields) {
    name = std::string(Trim(name));
    if (!seen.insert(name).second && !name.empty())
      return Wrong(row.line, "two columns are called \"" + name + "\"");
  }
  table.header = std::move(row.fields);
  return OkStatus();
}

bool IsNumber(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  bool digit = false;
  for (const char c : text) {
    if (c >= '0' && c <= '9')
      digit = true;
    else if (c != '.' && c != 'e' && c != 'E')
      return false;
  }
  return digit;
}

bool IsFormula(std::string_view field) {
  return !field.empty() &&
         std::string_view("=+-@\t\r").find(field.front()) != std::string_view::npos &&
         !IsNumber(field);
}

}  // namespace

int Table::Column(std::string_view name) const {
  const auto found = std::find(header.begin(), header.end(), name);
  return found == header.end() ? -1 : static_cast<int>(found - header.begin());
}

Result<Table> Read(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes)
    return InvalidArgument("the table has more than " + std::to_string(limits.bytes) + " bytes");
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.find('\0') != std::string_view::npos)
    return InvalidArgument("a NUL byte: this is no text in UTF-8");
  if (!IsUtf8(text)) return InvalidArgument("this is no UTF-8; save the table as \"CSV UTF-8\"");
  Table table;
  bool has_header = false;
  Reader reader(text, limits);
  while (!reader.AtEnd()) {
    ASSAY_ASSIGN_OR_RETURN(Row row, reader.Next());
    if (row.fields.size() == 1 && Trim(row.fields[0]).empty()) continue;
    if (!has_header) {
      ASSAY_RETURN_IF_ERROR(TakeHeader(std::move(row), table));
      has_header = true;
      continue;
    }
    if (row.fields.size() > table.header.size()) {
      return Wrong(row.line, std::to_string(row.fields.size()) + " fields, but the header has " +
                                 std::to_string(table.header.size()));
    }
    row.fields.resize(table.header.size());
    table.rows.push_back(std::move(row));
    if (table.rows.size() > limits.rows)
      return InvalidArgument("more than " + std::to_string(limits.rows) + " rows");
  }
  if (!has_header)
    return InvalidArgument("line 1: a header with the names of the columns is missing");
  return table;
}

void Append(std::string& out, std::string_view field, bool guard) {
  const bool formula = guard && IsFormula(field);
  // A field that begins with an apostrophe gets another one, so that Unguard gives back what was
  // written.
  const bool escape = guard && !field.empty() && field.front() == '\'';
  if (field.find_first_of(",;\"\r\n\t") == std::string_view::npos &&
      (field.empty() || (field.front() != ' ' && field.back() != ' '))) {
    if (formula || escape) out += '\'';
    out += field;
    return;
  }
  out += '"';
  if (formula || escape) out += '\'';
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string_view Unguard(std::string_view field) {
  if (field.size() < 2 || field.front() != '\'') return field;
  const std::string_view rest = field.substr(1);
  return rest.front() == '\'' || IsFormula(rest) ? rest : field;
}

void AppendRow(std::string& out, const std::vector<std::string>& fields) {
  for (size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out += ',';
    Append(out, fields[i]);
  }
  out += "\r\n";
}

}  // namespace assay::csv
