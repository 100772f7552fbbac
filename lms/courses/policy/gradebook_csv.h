#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

// The gradebook as a table that spreadsheets open, and back. Pure.
//
// Columns: person, name, email, sections, one for each assignment ("Loops #12": the number decides,
// the title may change), total, letter. Cells: points; "EX" for excused; nothing where nothing is
// known. Read back, a cell says what shall be: a number sets the points by hand, "EX" excuses, "-"
// takes away what was set by hand, nothing leaves what is. So a table that was written and is read
// unchanged changes nothing.
namespace assay::courses {

struct CsvColumn {
  int64_t id = 0;
  std::string title;
  double points = 0;
};
struct CsvCell {
  enum class Kind : uint8_t { kNothing, kPoints, kExcused };
  Kind kind = Kind::kNothing;
  double points = 0;
  bool by_hand = false;
};
struct CsvStudent {
  std::string person, name, email, sections;
  std::vector<CsvCell> cells;
  std::optional<double> total;
  std::string letter;
};
struct CsvBook {
  std::vector<CsvColumn> columns;
  std::vector<CsvStudent> students;
};

std::string WriteGradebook(const CsvBook& book);

struct CsvChange {
  enum class Kind : uint8_t { kPoints, kExcuse, kClear };
  size_t line = 0, student = 0, column = 0;  // indexes into the book
  Kind kind = Kind::kPoints;
  double points = 0;
};
struct CsvError {
  size_t line = 0;
  std::string column, message;
};
struct CsvImport {
  size_t rows = 0, unchanged = 0;  // unchanged: rows
  std::vector<CsvChange> changes;
  std::vector<CsvError> errors;  // all of them, at most 100
};
// Untrusted text. kInvalidArgument: it is no table at all.
Result<CsvImport> ReadGradebook(std::string_view text, const CsvBook& book);

}  // namespace assay::courses
