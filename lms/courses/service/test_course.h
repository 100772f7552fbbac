#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <map>
#include <memory>
#include <string>

#include "common/database/migrations.h"
#include "common/database/test_cluster.h"
#include "lms/courses/service/access.h"
#include "lms/courses/service/calls.h"
#include "lms/courses/service/convert.h"
#include "lms/courses/service/follower.h"
#include "lms/courses/service/reckon.h"

namespace assay::courses {

template <typename T>
T Must(Result<T> result) {
  EXPECT_TRUE(result.ok()) << result.status().ToString();
  return result.ok() ? std::move(result).value() : T{};
}

// What the judge and identity would say.
class TestSources final : public Sources {
 public:
  Result<judge::v1::ListChangesResponse> ListChanges(int64_t after, int limit) override {
    judge::v1::ListChangesResponse response;
    for (const auto& change : changes)
      if (change.sequence() > after && response.changes_size() < limit)
        *response.add_changes() = change;
    return response;
  }
  Result<std::string> GetReport(const std::string&, const std::string& submission) override {
    const auto found = reports.find(submission);
    if (found == reports.end()) return NotFound("no report");
    return found->second;
  }
  Result<std::optional<Roster>> GetRoster(const std::string& tenant, const std::string& course,
                                          int64_t known) override {
    if (known == roster_revision) return std::optional<Roster>();
    return std::optional<Roster>({roster_revision, people[tenant + "/" + course]});
  }

  Status TellNews(const std::vector<News>& told) override {
    if (refuses_news) return Unavailable("identity is away");
    news.insert(news.end(), told.begin(), told.end());
    return OkStatus();
  }

  // A submission that changes again stands once, at its newest state: as the judge tells it.
  void Tell(const judge::v1::Submission& submission) {
    std::erase_if(changes,
                  [&](const auto& change) { return change.submission().id() == submission.id(); });
    judge::v1::Change change;
    change.set_sequence(++sequence);
    *change.mutable_submission() = submission;
    changes.push_back(change);
  }

  std::deque<judge::v1::Change> changes;
  std::map<std::string, std::string> reports;
  std::map<std::string, std::vector<Person>> people;
  std::vector<News> news;
  bool refuses_news = false;
  int64_t sequence = 0;
  int64_t roster_revision = 1;  // of all courses
};

// Course "algo" of tenant "acme" on a real database: ines teaches it, anna assists, gil grades,
// sam, sue and kim study, olga looks on. The tenant "rival" has a course of the same name, which
// rita teaches.
class CourseTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { cluster_ = std::make_unique<database::TestCluster>(); }
  static void TearDownTestSuite() { cluster_.reset(); }

  void SetUp() override {
    ASSERT_TRUE(cluster_->ok());
    const char* source = std::getenv("ASSAY_SOURCE_DIR");
    ASSERT_NE(source, nullptr) << "run this by ctest, or set ASSAY_SOURCE_DIR to the tree's root";
    pool_ = std::make_unique<database::Pool>(ForCourses(cluster_->NewDatabase()), 8);
    connection_ = Must(database::Connection::Open(pool_->settings()));
    const auto applied = database::Migrate(
        *connection_, "courses", std::filesystem::path(source) / "lms/courses/migrations");
    ASSERT_TRUE(applied.ok()) << applied.status().ToString();
    core_ = std::make_unique<Core>(Core{*pool_, log::Logger(), [this] { return Now(); }});
    for (const auto& [name, role] : kPeople)
      sources_.people["acme/algo"].push_back(
          {name, "The " + std::string(name), std::string(name) + "@example.org", RoleNumber(role)});
    sources_.people["rival/algo"].push_back({"rita", "Rita", "", 2});
    MakeCourse("ines");
    MakeCourse("rita");
    Roster();
  }

  Micros Now() const {
    return offset_ + std::chrono::duration_cast<std::chrono::microseconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count();
  }

  v1::Viewer As(const std::string& name, const std::string& course = "algo") {
    permissions::Principal who;
    who.id = name;
    who.tenant = name == "rita" ? "rival" : "acme";
    who.scopes = permissions::kSubmitScope | permissions::kReadScope | permissions::kManageScope;
    const std::string role = name == "rita" ? "instructor" : Role(name);
    v1::Viewer viewer;
    viewer.set_tenant(who.tenant);
    viewer.set_person(name);
    viewer.set_name("The " + name);
    viewer.set_address("192.0.2.7");
    if (role.empty()) return viewer;
    permissions::Membership membership;
    membership.course = "algo";
    membership.role = static_cast<permissions::Role>(RoleNumber(role) - 1);
    who.roles.push_back(membership);
    viewer.set_role(role);
    (*viewer.mutable_roles())["algo"] = role;
    for (const auto action : permissions::AllowedIn(who, course))
      viewer.add_actions(std::string(permissions::WordOf(action)));
    return viewer;
  }
  template <typename Request>
  Request Ask(const std::string& name) {
    Request request;
    *request.mutable_viewer() = As(name);
    request.set_course("algo");
    return request;
  }
  v1::ItemRequest Item(const std::string& name, int64_t id) {
    auto request = Ask<v1::ItemRequest>(name);
    request.set_id(id);
    return request;
  }

  void MakeCourse(const std::string& teacher) {
    auto request = Ask<v1::PutCourseRequest>(teacher);
    request.mutable_value()->set_title("Algorithms");
    request.mutable_value()->set_published(true);
    Must(calls::PutCourse(*core_, request));
  }
  void Roster() {
    Must(FollowRoster(*core_, sources_, std::chrono::seconds(0)));
    Reckon();
  }
  void Reckon() {
    while (Must(ReckonStale(*core_, *connection_)) > 0) {
    }
  }
  // Due in `due` days; 10 points; one day late costs 10 %.
  v1::Assignment Draft(const std::string& problem, double due = 1) {
    v1::Assignment value;
    value.set_title("Task " + problem);
    value.set_problem(problem);
    value.set_points(10);
    value.set_published(true);
    SetTime(value.mutable_due(), Now() + static_cast<Micros>(due * static_cast<double>(kDay)));
    value.mutable_late()->set_accepted(true);
    value.mutable_late()->set_percent_per_unit(10);
    return value;
  }
  int64_t Add(const v1::Assignment& value) {
    auto request = Ask<v1::PutAssignmentRequest>("ines");
    *request.mutable_value() = value;
    const int64_t id = Must(calls::PutAssignment(*core_, request)).id();
    Reckon();
    return id;
  }
  judge::v1::Submission HandIn(const std::string& id, const std::string& person,
                               const std::string& problem, double score, Micros at = 0,
                               const std::string& tenant = "acme") {
    judge::v1::Submission s;
    s.set_id(id);
    s.set_tenant(tenant);
    s.set_course("algo");
    s.set_problem(problem);
    s.set_person(person);
    s.set_state(score < 0 ? judge::v1::STATE_QUEUED : judge::v1::STATE_DONE);
    s.set_judgement(1);
    SetTime(s.mutable_created_at(), at == 0 ? Now() : at);
    if (score >= 0) {
      s.mutable_result()->set_verdict(score >= 1 ? "AC" : "WA");
      s.mutable_result()->set_score(score);
      s.mutable_result()->set_max_score(1);
    }
    sources_.Tell(s);
    return s;
  }
  void Follow() {
    while (Must(FollowJudge(*core_, sources_)) > 0) {
    }
    Reckon();
  }
  v1::Grade GradeOf(const std::string& person, int64_t assignment) {
    auto request = Ask<v1::GradeRequest>("ines");
    request.set_id(assignment);
    request.set_person(person);
    return Must(calls::GetGrade(*core_, request)).grade();
  }

  static std::string Role(const std::string& name) {
    for (const auto& [person, role] : kPeople)
      if (name == person) return role;
    return "";
  }

  static constexpr std::pair<const char*, const char*> kPeople[] = {
      {"ines", "instructor"}, {"anna", "assistant"}, {"gil", "grader"},   {"sam", "student"},
      {"sue", "student"},     {"kim", "student"},    {"olga", "observer"}};
  static inline std::unique_ptr<database::TestCluster> cluster_;
  std::unique_ptr<database::Pool> pool_;
  std::unique_ptr<database::Connection> connection_;
  std::unique_ptr<Core> core_;
  TestSources sources_;
  Micros offset_ = 0;
};

}  // namespace assay::courses
