// A table of any bytes: bounded, an error has a reason, and what is written again is read alike.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "common/csv/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace csv = assay::csv;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto table = csv::Read(text);
  if (!table.ok()) {
    if (table.status().message().empty()) std::abort();
    return 0;
  }
  if (table->header.size() < 2) return 0;  // a row of one empty field is no row
  std::string again;
  csv::AppendRow(again, table->header);
  for (const csv::Row& row : table->rows) {
    if (row.fields.size() != table->header.size()) std::abort();
    csv::AppendRow(again, row.fields);
    for (const std::string& field : row.fields) {
      std::string guarded = "a,b\r\nx,";
      csv::Append(guarded, field, true);
      const auto back = csv::Read(guarded + "\r\n");
      if (!back.ok() || csv::Unguard(back->rows.at(0).fields.at(1)) != field) std::abort();
    }
  }
  // Names without a comma would let the reader choose another separator; a header of commas alone
  // has none.
  const auto twice = csv::Read(again);
  if (!twice.ok() || twice->header != table->header || twice->rows.size() != table->rows.size())
    std::abort();
  for (size_t i = 0; i < twice->rows.size(); ++i)
    if (twice->rows[i].fields != table->rows[i].fields) std::abort();
  return 0;
}
