// Announcements, discussions, notifications, remarks, exams and drafts.
#include "lms/courses/service/test_course.h"

namespace assay::courses {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

template <typename T>
std::string Why(const Result<T>& result) {
  return result.ok() ? "it was taken" : result.status().ToString();
}

class TalkTest : public CourseTest {
 protected:
  v1::Notifications NewsOf(const std::string& name) {
    v1::TenantRequest request;
    *request.mutable_viewer() = As(name);
    return Must(calls::ListNotifications(*core_, request));
  }
  int64_t Topic(
      const std::string& by, const std::function<void(v1::Topic&)>& change = [](auto&) {}) {
    auto request = Ask<v1::PutTopicRequest>(by);
    request.mutable_value()->set_title("Why TLE?");
    request.mutable_value()->set_body("```python\nwhile True: pass\n```");
    change(*request.mutable_value());
    return Must(calls::PutTopic(*core_, request)).id();
  }
};

TEST_F(TalkTest, AnnouncementsAreToldOnceInTheirTime) {
  auto put = Ask<v1::PutAnnouncementRequest>("anna");
  put.mutable_value()->set_title("No lecture today");
  Must(calls::PutAnnouncement(*core_, put));
  put.mutable_value()->set_title("Tomorrow");
  SetTime(put.mutable_value()->mutable_publish_at(), Now() + kDay);
  Must(calls::PutAnnouncement(*core_, put));
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(TellAnnouncements(*core_).ok());
  EXPECT_EQ(NewsOf("sam").unread(), 1);
  EXPECT_THAT(Must(calls::ListAnnouncements(*core_, Ask<v1::CourseRequest>("sam"))).announcements(),
              SizeIs(1));
  EXPECT_THAT(
      Must(calls::ListAnnouncements(*core_, Ask<v1::CourseRequest>("anna"))).announcements(),
      SizeIs(2));
  v1::ReadNotificationsRequest read;
  *read.mutable_viewer() = As("sam");
  EXPECT_EQ(Must(calls::ReadNotifications(*core_, read)).unread(), 0);
  EXPECT_EQ(NewsOf("sue").unread(), 1);
  EXPECT_EQ(NewsOf("rita").unread(), 0) << "another tenant's";
}

TEST_F(TalkTest, IdentityIsToldOfEachNotificationOnce) {
  auto put = Ask<v1::PutAnnouncementRequest>("ines");
  put.mutable_value()->set_title("Exam");
  ASSERT_TRUE(calls::PutAnnouncement(*core_, put).ok());
  ASSERT_TRUE(TellAnnouncements(*core_).ok());
  sources_.refuses_news = true;
  EXPECT_FALSE(MailNotifications(*core_, sources_, 100).ok());
  sources_.refuses_news = false;
  const int all = Must(MailNotifications(*core_, sources_, 100));
  EXPECT_GT(all, 3);
  EXPECT_EQ(Must(MailNotifications(*core_, sources_, 100)), 0);
  ASSERT_EQ(sources_.news.size(), static_cast<size_t>(all));
  std::set<std::string> people, keys;
  for (const auto& one : sources_.news) {
    people.insert(one.person);
    keys.insert(one.key);
    EXPECT_EQ(one.tenant, "acme");
    EXPECT_EQ(one.kind, "announcement");
    EXPECT_EQ(one.title, "Exam");
    EXPECT_EQ(one.link, "/courses/algo/announcements");
    EXPECT_FALSE(one.course.empty());
  }
  EXPECT_EQ(keys.size(), static_cast<size_t>(all));
  EXPECT_TRUE(people.contains("sam") && people.contains("ines"));
}

TEST_F(TalkTest, DiscussionsWithPrivacy) {
  const int64_t open = Topic("sam", [](auto& t) {
    t.set_anonymous(true);
    t.set_pinned(true);
  });
  const int64_t secret = Topic("sam", [](auto& t) { t.set_private_(true); });
  const v1::Topics seen = Must(calls::ListTopics(*core_, Ask<v1::CourseRequest>("sue")));
  ASSERT_THAT(seen.topics(), SizeIs(1));
  EXPECT_EQ(seen.topics(0).name(), "");
  EXPECT_EQ(seen.topics(0).by(), "");
  EXPECT_FALSE(seen.topics(0).pinned()) << "that is for staff";
  EXPECT_EQ(Must(calls::GetTopic(*core_, Item("anna", open))).topic().name(), "The sam");
  EXPECT_TRUE(calls::GetTopic(*core_, Item("anna", secret)).ok());
  EXPECT_THAT(Why(calls::GetTopic(*core_, Item("sue", secret))), HasSubstr("NOT_FOUND"));

  auto post = Ask<v1::PutPostRequest>("sue");
  post.set_topic(open);
  post.mutable_value()->set_body("Think about n^2");
  post.mutable_value()->set_answer(true);
  const v1::Post reply = Must(calls::PutPost(*core_, post));
  EXPECT_FALSE(reply.answer()) << "endorsing is for staff";
  EXPECT_EQ(NewsOf("sam").unread(), 1);
  EXPECT_EQ(NewsOf("sue").unread(), 0);
  post.set_id(reply.id());
  *post.mutable_viewer() = As("kim");
  EXPECT_THAT(Why(calls::PutPost(*core_, post)), HasSubstr("NOT_FOUND")) << "somebody else's";
  *post.mutable_viewer() = As("anna");
  post.mutable_value()->set_body("changed by staff?");
  const v1::Post endorsed = Must(calls::PutPost(*core_, post));
  EXPECT_TRUE(endorsed.answer());
  EXPECT_EQ(endorsed.body(), "Think about n^2");
  EXPECT_THAT(Why(calls::DeletePost(*core_, Item("kim", reply.id()))), HasSubstr("NOT_FOUND"));
  Must(calls::DeletePost(*core_, Item("sue", reply.id())));
  EXPECT_THAT(Must(calls::GetTopic(*core_, Item("sam", open))).posts(), IsEmpty());
}

TEST_F(TalkTest, RemarksStayOverResubmission) {
  Add(Draft("sum"));
  HandIn("s1", "sam", "sum", 0.5, Now() - kHour);
  HandIn("s2", "sam", "sum", 1);
  HandIn("s3", "sue", "sum", 1);
  Follow();
  auto put = Ask<v1::PutAnnotationRequest>("gil");
  put.set_submission("s1");
  put.mutable_value()->set_path("main.py");
  put.mutable_value()->set_line(3);
  put.mutable_value()->set_anchor("x = x + 1");
  put.mutable_value()->set_body("use +=");
  const v1::Annotation made = Must(calls::PutAnnotation(*core_, put));
  auto list = Ask<v1::SubmissionRequest>("sam");
  list.set_submission("s2");
  const v1::Annotations seen = Must(calls::ListAnnotations(*core_, list));
  ASSERT_THAT(seen.annotations(), SizeIs(1));
  EXPECT_EQ(seen.annotations(0).anchor(), "x = x + 1");
  EXPECT_EQ(seen.annotations(0).submission(), "s1");
  list.set_submission("s3");
  EXPECT_THAT(Why(calls::ListAnnotations(*core_, list)), HasSubstr("NOT_FOUND"));
  *put.mutable_viewer() = As("sam");
  EXPECT_THAT(Why(calls::PutAnnotation(*core_, put)), HasSubstr("PERMISSION_DENIED"));
  Must(calls::DeleteAnnotation(*core_, Item("gil", made.id())));

  auto comment = Ask<v1::PutCommentRequest>("gil");
  comment.mutable_value()->set_text("Name things for what they are");
  Must(calls::PutComment(*core_, comment));
  EXPECT_THAT(Must(calls::ListComments(*core_, Ask<v1::CourseRequest>("anna"))).comments(),
              SizeIs(1));
  EXPECT_THAT(Why(calls::ListComments(*core_, Ask<v1::CourseRequest>("sam"))),
              HasSubstr("PERMISSION_DENIED"));
}

TEST_F(TalkTest, AnExamHasItsTimeAndOneSession) {
  v1::Assignment value = Draft("exam", 1);
  value.set_description("the secret question");
  value.mutable_exam()->set_minutes(60);
  value.mutable_exam()->set_one_session(true);
  value.mutable_exam()->add_networks("192.0.2.0/24");
  const int64_t id = Add(value);
  EXPECT_EQ(Must(calls::GetAssignment(*core_, Item("sam", id))).assignment().description(), "");
  auto check = Ask<v1::CheckSubmissionRequest>("sam");
  check.set_problem("exam");
  EXPECT_THAT(Why(calls::CheckSubmission(*core_, check)), HasSubstr("not begun"));
  auto start = Ask<v1::StartExamRequest>("sam");
  start.set_id(id);
  start.mutable_viewer()->set_address("203.0.113.1");
  EXPECT_THAT(Why(calls::StartExam(*core_, start)), HasSubstr("PERMISSION_DENIED"));
  start.mutable_viewer()->set_address("192.0.2.9");
  const v1::ExamState begun = Must(calls::StartExam(*core_, start));
  EXPECT_EQ(begun.ends_at().seconds() - begun.begun_at().seconds(), 3600);
  EXPECT_EQ(Must(calls::GetAssignment(*core_, Item("sam", id))).assignment().description(),
            "the secret question");
  EXPECT_THAT(Why(calls::StartExam(*core_, start)), HasSubstr("take_over"));
  check.set_session(begun.session());
  EXPECT_TRUE(Must(calls::CheckSubmission(*core_, check)).exam());

  auto draft = Ask<v1::SaveDraftRequest>("sam");
  draft.set_id(id);
  draft.set_session("another");
  draft.add_files()->set_path("a.py");
  EXPECT_THAT(Why(calls::SaveDraft(*core_, draft)), HasSubstr("session: "));
  draft.set_session(begun.session());
  draft.mutable_files(0)->set_text("print(1)");
  EXPECT_EQ(Must(calls::SaveDraft(*core_, draft)).version(), 1);
  EXPECT_THAT(Why(calls::SaveDraft(*core_, draft)), HasSubstr("ABORTED: version: "));
  draft.set_version(1);
  EXPECT_EQ(Must(calls::SaveDraft(*core_, draft)).version(), 2);
  EXPECT_EQ(Must(calls::GetDraft(*core_, Item("sam", id))).files(0).text(), "print(1)");
  EXPECT_THAT(Must(calls::GetDraft(*core_, Item("sue", id))).files(), IsEmpty());

  start.set_take_over(true);
  const v1::ExamState again = Must(calls::StartExam(*core_, start));
  EXPECT_EQ(again.begun_at().seconds(), begun.begun_at().seconds());
  EXPECT_THAT(Why(calls::CheckSubmission(*core_, check)), HasSubstr("session: "));
  check.set_session(again.session());
  offset_ = 61 * kMinute;
  EXPECT_THAT(Why(calls::CheckSubmission(*core_, check)), HasSubstr("time of this exam is over"));
}

}  // namespace
}  // namespace assay::courses
