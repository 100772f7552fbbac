#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "grader/report.h"

namespace assay::grader {

// Who looks at a report, and when.
enum class Viewer : uint8_t {
  kStudentBeforeDue,
  kStudentAfterDue,
  kStudentAfterPublished,
  kInstructor,
};
std::string_view ViewerName(Viewer viewer);  // "student_before_due", …, "instructor"
std::optional<Viewer> ParseViewer(std::string_view name);

bool MaySee(Viewer viewer, Visibility visibility);

// A report as one viewer may see it. Every export takes this and nothing else, so that nobody can
// forget to filter.
//
// Of a test that a viewer may not see there remain verdict, points, and the hints that its author
// wrote for students. Its name becomes "hidden test 3"; its input, answer, messages and
// transcript are gone, and so is what the program itself could carry out of it: its output, its
// exit code, its time and memory. Messages of parts and of the whole, which may quote such a test,
// are told anew from what may be seen. The checker's notes for teachers and what a judge error says
// are for instructors only; of the compiler's words students see those about their own files.
class ShownReport {
 public:
  ShownReport(Report report, Viewer viewer);

  const Report& operator*() const { return report_; }
  const Report* operator->() const { return &report_; }
  Viewer viewer() const { return viewer_; }
  // True for a test that was filtered.
  bool IsHidden(const TestReport& test) const { return !MaySee(viewer_, test.visibility); }

 private:
  Report report_;
  Viewer viewer_;
};

}  // namespace assay::grader
