#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

// Tables as text, RFC 4180: what spreadsheets write and read.
namespace assay::csv {

struct Limits {
  size_t bytes = size_t{32} << 20U;
  size_t rows = 200'000;
  size_t fields = 2'000;        // of a row
  size_t field_bytes = 65'536;  // of a field
};

struct Row {
  size_t line = 0;  // where it begins in the text, from 1: a field in quotes may span lines
  std::vector<std::string> fields;
};

struct Table {
  std::vector<std::string> header;
  std::vector<Row> rows;

  // The column's number, or -1.
  int Column(std::string_view name) const;
};

// Reads untrusted text: UTF-8, with or without a byte order mark; fields separated by "," (or by
// ";" or tabs, where the first line has no comma); lines end with LF or CRLF; quotes by doubling.
// Lines without anything are left out. Rows may be shorter than the header (missing fields are
// empty), not longer. kInvalidArgument: "line 12: …". The header's names are trimmed and differ
// from one another.
Result<Table> Read(std::string_view text, const Limits& limits = {});

// A field as Read gives it back, in quotes where needed. Fields that a spreadsheet would run as a
// formula (= + - @, tab or CR first) and that are no number get an apostrophe before them when
// `guard`: it is for people's own texts; Unguard takes it away again.
void Append(std::string& out, std::string_view field, bool guard = false);
std::string_view Unguard(std::string_view field);
// Fields of a row, separated by commas, with CRLF.
void AppendRow(std::string& out, const std::vector<std::string>& fields);

}  // namespace assay::csv
