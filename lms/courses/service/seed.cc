#include "lms/courses/service/seed.h"

#include "common/files.h"
#include "lms/courses/service/access.h"
#include "lms/courses/service/calls.h"
#include "lms/courses/service/convert.h"

namespace assay::courses {
namespace {

constexpr char kWelcome[] = R"(# Welcome

This course shows what a course looks like. Hand in as often as you like: each attempt is graded at once, test by test.

A program that adds two numbers, in Python:

```python
a, b = map(int, input().split())
print(a + b)
```

The sum of the first $n$ numbers is $\sum_{i=1}^{n} i = \frac{n(n+1)}{2}$.
)";

constexpr char kReading[] = R"(# How to read a verdict

| verdict | means |
| --- | --- |
| AC | accepted |
| WA | wrong answer: the test says what was expected where you may see it |
| TLE | too slow: think about how the time grows with the input |
| RTE | it crashed: read the message at its end |
)";

class Seeder {
 public:
  Seeder(Core& core, const SeedOptions& options) : core_(core), options_(options) {
    viewer_.set_tenant(options.tenant);
    viewer_.set_person("seed");
    viewer_.set_name("Assay");
    viewer_.set_administrator(true);
    for (int i = 0; i < permissions::kActions; ++i)
      viewer_.add_actions(std::string(permissions::WordOf(static_cast<Action>(i))));
  }

  Status Run() {
    v1::CourseRequest get;
    *get.mutable_viewer() = viewer_;
    get.set_course(options_.course);
    const auto there = calls::GetCourse(core_, get);
    if (there.ok()) return OkStatus();
    if (there.status().code() != StatusCode::kNotFound) return there.status();
    ASSAY_RETURN_IF_ERROR(MakeCourse());
    ASSAY_ASSIGN_OR_RETURN(const int64_t first, AddModule("First steps", 1));
    ASSAY_RETURN_IF_ERROR(AddPage(first, "Welcome", kWelcome, 1));
    ASSAY_RETURN_IF_ERROR(AddPage(first, "How to read a verdict", kReading, 2));
    ASSAY_ASSIGN_OR_RETURN(const int64_t sum,
                           AddAssignment(first, "sum", "The sum of two numbers", 10, 7, 0));
    ASSAY_ASSIGN_OR_RETURN(const int64_t second, AddModule("Loops and search", 2));
    ASSAY_RETURN_IF_ERROR(AddAssignment(second, "collatz", "Collatz", 20, 14, sum).status());
    ASSAY_RETURN_IF_ERROR(
        AddAssignment(second, "eight-queens", "Eight queens", 20, 21, 0).status());
    return Announce();
  }

 private:
  template <typename Request>
  Request New() const {
    Request request;
    *request.mutable_viewer() = viewer_;
    request.set_course(options_.course);
    return request;
  }

  Status MakeCourse() {
    auto course = New<v1::PutCourseRequest>();
    course.mutable_value()->set_title("Programming, a first course");
    course.mutable_value()->set_description("A small course to look at.");
    course.mutable_value()->set_published(true);
    course.mutable_value()->set_late_days(3);
    ASSAY_RETURN_IF_ERROR(calls::PutCourse(core_, course).status());
    auto scheme = New<v1::PutSchemeRequest>();
    for (const auto& [name, weight, drop] :
         {std::tuple{"Exercises", 60.0, 0}, std::tuple{"Projects", 40.0, 0}}) {
      v1::Category& category = *scheme.mutable_value()->add_categories();
      category.set_name(name);
      category.set_weight(weight);
      category.set_drop_lowest(drop);
    }
    for (const auto& [name, from] :
         {std::pair{"A", 90.0}, std::pair{"B", 80.0}, std::pair{"C", 70.0}, std::pair{"D", 60.0},
          std::pair{"F", 0.0}}) {
      v1::Letter& letter = *scheme.mutable_value()->add_letters();
      letter.set_name(name);
      letter.set_from(from);
    }
    return calls::PutScheme(core_, scheme).status();
  }

  Result<int64_t> AddModule(const std::string& title, int position) {
    auto request = New<v1::PutModuleRequest>();
    request.mutable_value()->set_title(title);
    request.mutable_value()->set_position(position);
    request.mutable_value()->set_published(true);
    ASSAY_ASSIGN_OR_RETURN(const v1::Module made, calls::PutModule(core_, request));
    return made.id();
  }

  Status AddPage(int64_t module, const std::string& title, const std::string& body, int position) {
    auto request = New<v1::PutPageRequest>();
    request.mutable_value()->set_module(module);
    request.mutable_value()->set_title(title);
    request.mutable_value()->set_body(body);
    request.mutable_value()->set_position(position);
    request.mutable_value()->set_published(true);
    return calls::PutPage(core_, request).status();
  }

  Result<int64_t> AddAssignment(int64_t module, const std::string& problem,
                                const std::string& title, double points, int days, int64_t after) {
    auto request = New<v1::PutAssignmentRequest>();
    v1::Assignment& value = *request.mutable_value();
    value.set_module(module);
    value.set_title(title);
    const auto statement = ReadFile(options_.examples / problem / "statement.md", 256 << 10);
    value.set_description(statement.ok() ? *statement : "Solve \"" + problem + "\".");
    value.set_problem(problem);
    value.set_points(points);
    value.set_category(points > 15 ? "Projects" : "Exercises");
    value.set_position(10 + days);
    value.set_published(true);
    SetTime(value.mutable_due(), core_.now() + days * kDay);
    value.mutable_late()->set_accepted(true);
    value.mutable_late()->set_grace_seconds(15 * 60);
    value.mutable_late()->set_percent_per_unit(10);
    value.mutable_late()->set_most_percent(50);
    value.mutable_late()->set_late_days(2);
    if (after != 0) value.add_prerequisites()->set_assignment(after);
    ASSAY_ASSIGN_OR_RETURN(const v1::Assignment made, calls::PutAssignment(core_, request));
    return made.id();
  }

  Status Announce() {
    auto request = New<v1::PutAnnouncementRequest>();
    request.mutable_value()->set_title("Welcome to the course");
    request.mutable_value()->set_body(
        "The first exercise is due in a week. Ask in the discussions, with code if you like.");
    return calls::PutAnnouncement(core_, request).status();
  }

  Core& core_;
  const SeedOptions& options_;
  v1::Viewer viewer_;
};

}  // namespace

Status Seed(Core& core, const SeedOptions& options) { return Seeder(core, options).Run(); }

}  // namespace assay::courses
