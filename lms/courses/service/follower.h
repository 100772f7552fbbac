#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "assay/judge/v1/judge.pb.h"
#include "lms/courses/service/core.h"

namespace assay::courses {

// What the judge and identity are asked, so that tests may answer instead. Thread-safe.
class Sources {
 public:
  virtual ~Sources() = default;
  virtual Result<judge::v1::ListChangesResponse> ListChanges(int64_t after, int limit) = 0;
  // The report for instructors as JSON.
  virtual Result<std::string> GetReport(const std::string& tenant,
                                        const std::string& submission) = 0;
  struct Person {
    std::string id, name, email;
    int role = 0;
  };
  struct Roster {
    int64_t revision = 0;
    std::vector<Person> people;  // everybody with a role in the course
  };
  // Tells identity what people are told, which may send it by mail.
  struct News {
    std::string tenant, person, key, kind, course, title, link;
  };
  virtual Status TellNews(const std::vector<News>& news) = 0;
  // Nothing where the roster still is of the revision that is known; 0: none is.
  virtual Result<std::optional<Roster>> GetRoster(const std::string& tenant,
                                                  const std::string& course, int64_t known) = 0;
};

// One round of following the judge: what came since the last one is written, with the cursor, in
// one transaction. How many changes it was. Nothing is missed over restarts: the cursor moves only
// with what it stands for.
Result<int> FollowJudge(Core& core, Sources& sources);

// Which tests failed, from reports of submissions that ended: at most so many at a time. How many.
Result<int> FollowReports(Core& core, Sources& sources, int limit);
// The names of tests that did not pass, with their verdicts, of a report (docs/report.schema.json).
std::vector<std::pair<std::string, std::string>> FailedTests(std::string_view report_json);

// Copies who is in the courses whose copy is older than `age`. How many courses.
Result<int> FollowRoster(Core& core, Sources& sources, std::chrono::seconds age);

// Hands notifications that are new to identity, at most so many. How many.
Result<int> MailNotifications(Core& core, Sources& sources, int limit);

// Tells members of announcements whose time has come.
Status TellAnnouncements(Core& core);

}  // namespace assay::courses
