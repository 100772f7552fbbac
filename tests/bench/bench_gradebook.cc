// The gradebook of a large course on a private PostgreSQL: `./dev bench gradebook`. 2,000 students
// by 100 assignments, 400,000 submissions. Goals: the dashboard in 300 ms of server time, the
// export in 2 s.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "common/database/migrations.h"
#include "common/database/private_cluster.h"
#include "common/files.h"
#include "lms/courses/service/access.h"
#include "lms/courses/service/calls.h"
#include "lms/courses/service/reckon.h"
#include "tests/bench/measure.h"

namespace assay::bench {
namespace {

namespace fs = std::filesystem;
using courses::Core;

struct Options {
  int students = 2000, assignments = 100, runs = 20;
};

[[noreturn]] void Die(const std::string& message) {
  fmt::print(stderr, "bench_gradebook: {}\n", message);
  std::exit(1);
}
void Need(const Status& status, const char* what) {
  if (!status.ok()) Die(fmt::format("{}: {}", what, status.ToString()));
}
template <typename T>
T Need(Result<T> result, const char* what) {
  Need(result.status(), what);
  return std::move(result).value();
}

int64_t Now() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

constexpr const char* kCourse =
    "INSERT INTO courses.courses (tenant, id, title, published) VALUES ('t', 'c', 'Large', true)";

// As a term leaves it: two submissions for each student and assignment, half of the reports with a
// failing test. Grades are reckoned by the service itself.
std::string Rows(const Options& o) {
  return fmt::format(R"(
SET statement_timeout = 0;
INSERT INTO courses.categories (tenant, course, name, weight, drop_lowest, position)
  VALUES ('t', 'c', 'homework', 60, 2, 1), ('t', 'c', 'exams', 40, 0, 2);
INSERT INTO courses.members (tenant, course, person, name, email, role)
  SELECT 't', 'c', md5('p' || g), 'Student ' || g, 's' || g || '@example.org', 5 FROM generate_series(1, {0}) g;
INSERT INTO courses.sections (tenant, course, id, name) SELECT 't', 'c', 's' || g, 'Section ' || g FROM generate_series(1, 20) g;
INSERT INTO courses.section_members (tenant, course, section, person)
  SELECT 't', 'c', 's' || (1 + g % 20), md5('p' || g) FROM generate_series(1, {0}) g;
INSERT INTO courses.assignments (tenant, course, title, problem, points, category, due, late, published, position)
  SELECT 't', 'c', 'Assignment ' || g, 'problem-' || g, 10, CASE WHEN g % 10 = 0 THEN 'exams' ELSE 'homework' END,
         now() - (100 - g) * interval '1 day', '{{"accepted": true, "percent_per_unit": 10}}', true, g FROM generate_series(1, {1}) g;
INSERT INTO courses.submissions (tenant, id, course, problem, person, at, state, verdict, score, max_score)
  SELECT 't', 's' || p || '-' || a || '-' || n, 'c', 'problem-' || a, md5('p' || p), now() - (100 - a) * interval '1 day' - n * interval '1 hour',
         1, 'WA', ((p * 31 + a * 17 + n * 7) % 101) / 100.0, 1
  FROM generate_series(1, {0}) p, generate_series(1, {1}) a, generate_series(1, 2) n WHERE (p + a) % 13 > 0;
INSERT INTO courses.test_failures (tenant, course, problem, person, test, verdict)
  SELECT 't', 'c', 'problem-' || a, md5('p' || p), 'test-' || (p % 7), 'WA'
  FROM generate_series(1, {0}) p, generate_series(1, {1}) a WHERE p % 2 = 0;
INSERT INTO courses.stale (tenant, course, person, reason) SELECT 't', 'c', person, 'bench' FROM courses.members)",
                     o.students, o.assignments);
}

courses::v1::CourseRequest Ask() {
  courses::v1::CourseRequest request;
  request.set_course("c");
  request.mutable_viewer()->set_tenant("t");
  request.mutable_viewer()->set_person("teacher");
  for (int i = 0; i < permissions::kActions; ++i)
    request.mutable_viewer()->add_actions(
        std::string(permissions::WordOf(static_cast<permissions::Action>(i))));
  return request;
}

void Run(const Options& options) {
  auto folder = Need(TempDir::Create("assay-bench-"), "folder");
  database::ClusterOptions cluster_options;
  cluster_options.folder = folder.path();
  auto cluster = Need(database::PrivateCluster::Start(std::move(cluster_options)), "PostgreSQL");
  Need(cluster.CreateDatabase("bench"), "database");
  database::Pool pool(courses::ForCourses(cluster.ConnectionSettings("bench")), 4);
  const auto connection = Need(database::Connection::Open(pool.settings()), "connection");
  Need(database::Migrate(*connection, "courses", ASSAY_COURSES_MIGRATIONS).status(), "migrations");
  Core core{pool, log::Logger(), &Now};
  const auto ask = Ask();
  const auto read = [&] {
    return Need(courses::calls::GetGradebook(core, ask), "gradebook").data().size();
  };
  // As on a server that runs: it has made its plans when there was nothing, and the tables'
  // statistics come later.
  Need(connection->ExecuteScript(kCourse), "course");
  for (int i = 0; i < 10; ++i) read();
  Need(connection->ExecuteScript(Rows(options)), "rows");

  const auto begin = std::chrono::steady_clock::now();
  int reckoned = 0;
  std::vector<Sample> samples;
  Sample meanwhile{"gradebook while it is reckoned", {}};
  auto next = begin;
  while (const int some = Need(courses::ReckonStale(core, *connection), "reckon")) {
    reckoned += some;
    const auto now = std::chrono::steady_clock::now();
    if (now < next) continue;
    read();
    next = std::chrono::steady_clock::now() + std::chrono::milliseconds(500);
    meanwhile.ms.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - now).count());
  }
  std::sort(meanwhile.ms.begin(), meanwhile.ms.end());
  samples.push_back(std::move(meanwhile));
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  Need(connection->ExecuteScript("VACUUM ANALYZE"), "vacuum");
  fmt::print(
      "{}\n{} students x {} assignments; all grades reckoned in {:.1f} s ({:.0f} students/s)\n\n",
      Machine(), options.students, options.assignments, seconds, reckoned / seconds);

  size_t dashboard = 0;
  size_t book = 0;
  std::string table;
  samples.push_back(Measure("dashboard", 2, options.runs, [&] {
    dashboard = Need(courses::calls::GetDashboard(core, ask), "dashboard").data().size();
    return -1.0;
  }));
  samples.push_back(Measure("gradebook as JSON", 2, options.runs, [&] {
    book = read();
    return -1.0;
  }));
  samples.push_back(Measure("gradebook as CSV", 2, options.runs, [&] {
    table = Need(courses::calls::ExportGradebook(core, ask), "export").data();
    return -1.0;
  }));
  courses::v1::ImportGradebookRequest import;
  *import.mutable_viewer() = ask.viewer();
  import.set_course("c");
  import.set_data(table);
  samples.push_back(Measure("import of it, preview", 1, 5, [&] {
    const auto result = Need(courses::calls::ImportGradebook(core, import), "import");
    if (result.changes_size() > 0 || result.errors_size() > 0)
      Die("the table does not come back as it was written");
    return -1.0;
  }));
  courses::v1::CourseRequest mine = ask;
  mine.mutable_viewer()->set_person("ec6ef230f1828039ee794566b9c58adc");  // md5 of p1
  samples.push_back(Measure("a student's grades", 2, options.runs, [&] {
    Need(courses::calls::MyGrades(core, mine).status(), "grades");
    return -1.0;
  }));
  fmt::print("{}\ndashboard {} KiB, gradebook {} KiB, table {} KiB\n", Table(samples, "dashboard"),
             dashboard >> 10U, book >> 10U, table.size() >> 10U);
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  assay::bench::Options options;
  CLI::App app("The gradebook of a large course");
  app.add_option("--students", options.students)
      ->capture_default_str()
      ->check(CLI::Range(1, 100'000));
  app.add_option("--assignments", options.assignments)
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  app.add_option("--runs", options.runs)->capture_default_str()->check(CLI::Range(1, 1000));
  CLI11_PARSE(app, argc, argv);
  assay::bench::Run(options);
  return 0;
}
