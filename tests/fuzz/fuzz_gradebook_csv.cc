// A gradebook of any bytes: what it would change is in the book, points are finite, and what is
// applied and written again changes nothing more.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lms/courses/policy/gradebook_csv.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace assay::courses;  // NOLINT(google-build-using-namespace)
  CsvBook book;
  book.columns = {{1, "Loops", 10}, {2, "=Sum, \"all\"", 5}, {3, "Loops", 1}};
  for (const char* person : {"p1", "p2", "=p3"}) {
    book.students.push_back(
        {person,
         "Name",
         "a@b",
         "",
         {{}, {CsvCell::Kind::kPoints, 3, true}, {CsvCell::Kind::kExcused, 0, true}},
         std::nullopt,
         ""});
  }
  const auto import = ReadGradebook({reinterpret_cast<const char*>(data), size}, book);
  if (!import.ok()) return 0;
  for (const CsvError& error : import->errors)
    if (error.message.empty()) std::abort();
  for (const CsvChange& change : import->changes) {
    if (change.student >= book.students.size() || change.column >= book.columns.size())
      std::abort();
    if (!std::isfinite(change.points)) std::abort();
    CsvCell& cell = book.students[change.student].cells[change.column];
    cell = {};
    if (change.kind == CsvChange::Kind::kPoints)
      cell = {CsvCell::Kind::kPoints, change.points, true};
    if (change.kind == CsvChange::Kind::kExcuse) cell = {CsvCell::Kind::kExcused, 0, true};
  }
  const auto again = ReadGradebook(WriteGradebook(book), book);
  if (!again.ok() || !again->errors.empty() || !again->changes.empty()) std::abort();
  return 0;
}
