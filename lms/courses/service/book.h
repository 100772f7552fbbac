#pragma once

#include <map>
#include <string>
#include <vector>

#include "lms/courses/service/convert.h"
#include "lms/courses/service/core.h"

namespace assay::courses {

// The columns of a course and how they are added up.
struct Columns {
  v1::Scheme scheme;
  std::vector<v1::Assignment> assignments;  // in the order of their positions, without descriptions
  std::vector<Column> columns;              // beside them
  std::map<int64_t, size_t> by_id;
  Scheme rules;
};
// Students see what is published; `all` is for staff.
Result<Columns> ReadColumns(database::Connection& connection, const std::string& tenant,
                            const std::string& course, bool all);
Result<v1::Scheme> ReadScheme(database::Connection& connection, const std::string& tenant,
                              const std::string& course);

struct BookCell {
  GradeState state = GradeState::kOpen;
  bool has_points = false;
  double points = 0;
};
// What of a cell counts.
Cell CellOf(const BookCell& cell);

struct BookStudent {
  std::string person, name, email, sections;  // separated by spaces
  std::vector<BookCell> cells;                // beside Columns::columns
};
struct Book {
  Columns columns;
  std::vector<BookStudent> students;  // by name
};
// The gradebook of all students: two statements, whatever its size.
Result<Book> ReadBook(database::Connection& connection, const std::string& tenant,
                      const std::string& course, Micros now);

Total TotalOf(const Columns& columns, const BookStudent& student);

// One student's grades as they may be seen. `what_if`: points by assignment instead of what stands
// there.
Result<v1::StudentGrades> ReadStudent(database::Connection& connection, const std::string& tenant,
                                      const std::string& course, const std::string& person,
                                      bool all,
                                      const std::vector<std::pair<int64_t, double>>& what_if = {});

}  // namespace assay::courses
