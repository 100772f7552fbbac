// Announcements, discussions, notifications.
#include "lms/courses/service/calls.h"
#include "lms/courses/service/content.h"
#include "lms/courses/service/rows.h"

namespace assay::courses {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kNews = {"news_list", R"(
SELECT to_jsonb(n) FROM courses.announcements n WHERE tenant = $1 AND course = $2 AND (publish_at <= now() OR $3 = 1)
ORDER BY pinned DESC, publish_at DESC, id DESC LIMIT 200)"};
constexpr Statement kAddNews = {"news_add", R"(
INSERT INTO courses.announcements AS n (tenant, course, title, body, pinned, publish_at, by)
SELECT $1, $2, r.title, coalesce(r.body, ''), coalesce(r.pinned, false), coalesce(r.publish_at, now()), $4
FROM jsonb_populate_record(null::courses.announcements, $3::jsonb) r RETURNING to_jsonb(n))"};
constexpr Statement kChangeNews = {"news_change", R"(
UPDATE courses.announcements n SET (title, body, pinned, publish_at) =
  (SELECT r.title, coalesce(r.body, ''), coalesce(r.pinned, false), coalesce(r.publish_at, n.publish_at)
   FROM jsonb_populate_record(null::courses.announcements, $3::jsonb) r)
WHERE tenant = $1 AND course = $2 AND id = $4 RETURNING to_jsonb(n))"};
constexpr Statement kDropNews = {"news_drop", R"(
DELETE FROM courses.announcements WHERE tenant = $1 AND course = $2 AND id = $3 RETURNING 1)"};

#define ASSAY_TOPIC                                                                              \
  "SELECT to_jsonb(t) || jsonb_build_object('name', coalesce(m.name, t.by), 'mine', t.by = $3, " \
  "'posts', (SELECT count(*) FROM courses.posts p WHERE (p.tenant, p.course, p.topic) = "        \
  "(t.tenant, t.course, t.id))) "                                                                \
  "FROM courses.topics t LEFT JOIN courses.members m ON (m.tenant, m.course, m.person) = "       \
  "(t.tenant, t.course, t.by) "                                                                  \
  "WHERE t.tenant = $1 AND t.course = $2 AND (NOT t.private OR t.by = $3 OR $4 = 1) "
constexpr Statement kTopics = {"topic_list",
                               ASSAY_TOPIC "ORDER BY t.pinned DESC, t.last_at DESC LIMIT 500"};
constexpr Statement kTopic = {"topic_get", ASSAY_TOPIC "AND t.id = $5"};
constexpr Statement kAddTopic = {"topic_add", R"(
INSERT INTO courses.topics AS t (tenant, course, title, body, assignment, private, anonymous, pinned, by)
SELECT $1, $2, r.title, r.body, nullif(r.assignment, 0), r.private, r.anonymous, r.pinned AND $5 = 1, $4
FROM jsonb_populate_record(null::courses.topics, $3::jsonb) r RETURNING id)"};
constexpr Statement kChangeTopic = {"topic_change", R"(
UPDATE courses.topics t SET (title, body, private, anonymous, pinned, resolved) =
  (SELECT r.title, r.body, r.private, r.anonymous, CASE WHEN $5 = 1 THEN r.pinned ELSE t.pinned END, r.resolved
   FROM jsonb_populate_record(null::courses.topics, $3::jsonb) r)
WHERE tenant = $1 AND course = $2 AND id = $6 AND (by = $4 OR $5 = 1) RETURNING id)"};
constexpr Statement kPosts = {"post_list", R"(
SELECT to_jsonb(p) || jsonb_build_object('name', coalesce(m.name, p.by), 'staff', coalesce(m.role BETWEEN 1 AND 4, false), 'mine', p.by = $4)
FROM courses.posts p LEFT JOIN courses.members m ON (m.tenant, m.course, m.person) = (p.tenant, p.course, p.by)
WHERE p.tenant = $1 AND p.course = $2 AND p.topic = $3 ORDER BY p.id LIMIT 2000)"};
constexpr Statement kAddPost = {"post_add", R"(
INSERT INTO courses.posts AS p (tenant, course, topic, body, anonymous, answer, by)
VALUES ($1, $2, $3, $4, $5 = 1, $6 = 1, $7) RETURNING to_jsonb(p))"};
constexpr Statement kChangePost = {"post_change", R"(
UPDATE courses.posts p SET body = CASE WHEN by = $7 THEN $4 ELSE body END,
  edited_at = CASE WHEN by = $7 AND body <> $4 THEN now() ELSE edited_at END, anonymous = CASE WHEN by = $7 THEN $5 = 1 ELSE anonymous END,
  answer = CASE WHEN $8 = 1 THEN $6 = 1 ELSE answer END
WHERE tenant = $1 AND course = $2 AND topic = $3 AND id = $9 AND (by = $7 OR $8 = 1) RETURNING to_jsonb(p))"};
constexpr Statement kDropPost = {"post_drop", R"(
DELETE FROM courses.posts WHERE tenant = $1 AND course = $2 AND id = $3 AND (by = $4 OR $5 = 1) RETURNING 1)"};
constexpr Statement kTouch = {"topic_touch", R"(
UPDATE courses.topics SET last_at = now() WHERE tenant = $1 AND course = $2 AND id = $3)"};
// Whoever wrote in it, but not who writes now.
constexpr Statement kTalkers = {"topic_talkers", R"(
SELECT by FROM courses.topics WHERE tenant = $1 AND course = $2 AND id = $3 AND by <> $4
UNION SELECT by FROM courses.posts WHERE tenant = $1 AND course = $2 AND topic = $3 AND by <> $4)"};

constexpr Statement kMine = {"notification_list", R"(
SELECT to_jsonb(n) FROM courses.notifications n WHERE tenant = $1 AND person = $2 ORDER BY id DESC LIMIT 100)"};
constexpr Statement kUnread = {"notification_unread", R"(
SELECT count(*) FROM courses.notifications WHERE tenant = $1 AND person = $2 AND NOT read)"};
constexpr Statement kRead = {"notification_read", R"(
UPDATE courses.notifications SET read = true WHERE tenant = $1 AND person = $2 AND NOT read
AND (cardinality($3::bigint[]) = 0 OR id = ANY($3::bigint[])))"};

// Other students learn no name of who wishes to stay unknown.
template <typename Message>
void Hide(Message& message, bool staff) {
  if (!message.anonymous() || staff || message.mine()) return;
  message.set_by("");
  message.set_name("");
}

Result<v1::Topic> FindTopic(Connection& connection, const v1::Viewer& viewer,
                            const std::string& course, int64_t id) {
  return One<v1::Topic>(connection, kTopic,
                        Params()
                            .Add(viewer.tenant())
                            .Add(course)
                            .Add(viewer.person())
                            .Add(int64_t{IsStaff(viewer)})
                            .Add(id),
                        "there is no such topic in the course");
}

Result<v1::Notifications> Mine(Connection& connection, const v1::Viewer& viewer) {
  v1::Notifications answer;
  const Params who = Params().Add(viewer.tenant()).Add(viewer.person());
  ASSAY_RETURN_IF_ERROR(
      Each<v1::Notification>(connection, kMine, who, answer.mutable_notifications()));
  ASSAY_ASSIGN_OR_RETURN(const Rows unread, connection.Execute(kUnread, who));
  answer.set_unread(static_cast<int32_t>(unread.Int(0, 0)));
  return answer;
}

Params TopicParams(const v1::Viewer& viewer, const std::string& course, const v1::Topic& value) {
  return Params()
      .Add(viewer.tenant())
      .Add(course)
      .Add(ToJson(value))
      .Add(viewer.person())
      .Add(int64_t{May(viewer, Action::kModerate)});
}

}  // namespace

Result<int64_t> AddTopic(Connection& connection, const v1::Viewer& viewer,
                         const std::string& course, const v1::Topic& value) {
  ASSAY_ASSIGN_OR_RETURN(const Rows put,
                         connection.Execute(kAddTopic, TopicParams(viewer, course, value)));
  return put.Int(0, 0);
}

namespace calls {

Result<v1::Announcements> ListAnnouncements(Core& core, const v1::CourseRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_ASSIGN_OR_RETURN(const Access access, Enter(*connection, viewer, request.course(),
                                                    Action::kReadCourse, request.as()));
  v1::Announcements all;
  ASSAY_RETURN_IF_ERROR(Each<v1::Announcement>(
      *connection, kNews,
      Params().Add(viewer.tenant()).Add(request.course()).Add(int64_t{access.all}),
      all.mutable_announcements()));
  return all;
}

Result<v1::Announcement> PutAnnouncement(Core& core, const v1::PutAnnouncementRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(Enter(*connection, viewer, request.course(), Action::kModerate).status());
  v1::Announcement value = request.value();
  ASSAY_RETURN_IF_ERROR(CheckText("title", value.title(), 200, false));
  ASSAY_RETURN_IF_ERROR(CheckText("body", value.body(), 256 << 10));
  value.clear_created_at();
  // Members are told by the upkeep, once, when its time has come.
  Params params = Params().Add(viewer.tenant()).Add(request.course()).Add(ToJson(value));
  if (request.id() == 0) {
    auto made = One<v1::Announcement>(*connection, kAddNews, params.Add(viewer.name()));
    core.wake();
    return made;
  }
  return One<v1::Announcement>(*connection, kChangeNews, params.Add(request.id()),
                               "there is no such announcement in the course");
}

Result<v1::Empty> DeleteAnnouncement(Core& core, const v1::ItemRequest& request) {
  return DropItem(core, request, Action::kModerate, kDropNews, "announcement");
}

Result<v1::Topics> ListTopics(Core& core, const v1::CourseRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_ASSIGN_OR_RETURN(const Access access, Enter(*connection, viewer, request.course(),
                                                    Action::kReadCourse, request.as()));
  v1::Topics topics;
  ASSAY_RETURN_IF_ERROR(Each<v1::Topic>(*connection, kTopics,
                                        Params()
                                            .Add(viewer.tenant())
                                            .Add(request.course())
                                            .Add(viewer.person())
                                            .Add(int64_t{access.all}),
                                        topics.mutable_topics()));
  for (v1::Topic& topic : *topics.mutable_topics()) {
    topic.clear_body();
    Hide(topic, access.all);
  }
  return topics;
}

Result<v1::Topic> PutTopic(Core& core, const v1::PutTopicRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(Enter(*connection, viewer, request.course(), Action::kDiscuss).status());
  v1::Topic value = request.value();
  ASSAY_RETURN_IF_ERROR(CheckText("title", value.title(), 200, false));
  ASSAY_RETURN_IF_ERROR(CheckText("body", value.body(), 64 << 10, false));
  if (value.assignment() != 0 &&
      !ReadAssignment(*connection, viewer.tenant(), request.course(), value.assignment()).ok())
    return InvalidArgument("assignment: there is no such assignment in the course");
  value.clear_created_at();
  value.clear_last_at();
  if (request.id() == 0) {
    ASSAY_ASSIGN_OR_RETURN(const int64_t made,
                           AddTopic(*connection, viewer, request.course(), value));
    return FindTopic(*connection, viewer, request.course(), made);
  }
  ASSAY_ASSIGN_OR_RETURN(
      const Rows put,
      connection->Execute(kChangeTopic,
                          TopicParams(viewer, request.course(), value).Add(request.id())));
  if (put.empty()) return NotFound("there is no such topic of yours in the course");
  return FindTopic(*connection, viewer, request.course(), put.Int(0, 0));
}

Result<v1::TopicPage> GetTopic(Core& core, const v1::ItemRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_ASSIGN_OR_RETURN(const Access access, Enter(*connection, viewer, request.course(),
                                                    Action::kReadCourse, request.as()));
  v1::TopicPage page;
  ASSAY_ASSIGN_OR_RETURN(*page.mutable_topic(),
                         FindTopic(*connection, viewer, request.course(), request.id()));
  ASSAY_RETURN_IF_ERROR(Each<v1::Post>(
      *connection, kPosts,
      Params().Add(viewer.tenant()).Add(request.course()).Add(request.id()).Add(viewer.person()),
      page.mutable_posts()));
  Hide(*page.mutable_topic(), access.all);
  for (v1::Post& post : *page.mutable_posts()) Hide(post, access.all);
  return page;
}

Result<v1::Post> PutPost(Core& core, const v1::PutPostRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_ASSIGN_OR_RETURN(const Access access,
                         Enter(*connection, viewer, request.course(), Action::kDiscuss));
  ASSAY_RETURN_IF_ERROR(CheckText("body", request.value().body(), 64 << 10, false));
  ASSAY_ASSIGN_OR_RETURN(const v1::Topic topic,
                         FindTopic(*connection, viewer, request.course(), request.topic()));
  v1::Post post;
  const Status done = connection->InTransaction([&]() -> Status {
    Params params = Params()
                        .Add(viewer.tenant())
                        .Add(request.course())
                        .Add(request.topic())
                        .Add(request.value().body())
                        .Add(int64_t{request.value().anonymous()})
                        .Add(int64_t{request.value().answer() && access.staff})
                        .Add(viewer.person());
    if (request.id() != 0) {
      params.Add(int64_t{May(viewer, Action::kModerate)}).Add(request.id());
      ASSAY_ASSIGN_OR_RETURN(post, One<v1::Post>(*connection, kChangePost, params,
                                                 "there is no such post of yours in the topic"));
      return OkStatus();
    }
    ASSAY_ASSIGN_OR_RETURN(post, One<v1::Post>(*connection, kAddPost, params));
    ASSAY_RETURN_IF_ERROR(
        connection
            ->Execute(kTouch,
                      Params().Add(viewer.tenant()).Add(request.course()).Add(request.topic()))
            .status());
    ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                           connection->Execute(kTalkers, Params()
                                                             .Add(viewer.tenant())
                                                             .Add(request.course())
                                                             .Add(request.topic())
                                                             .Add(viewer.person())));
    std::vector<std::string> people;
    for (size_t i = 0; i < rows.size(); ++i) people.emplace_back(rows.Text(i, 0));
    return Notify(
        *connection, viewer.tenant(), request.course(), people, "reply",
        "A reply to: " + topic.title(),
        "/courses/" + request.course() + "/discussions/" + std::to_string(request.topic()));
  });
  if (!done.ok()) return done;
  post.set_name(viewer.name());
  post.set_staff(access.staff);
  post.set_mine(post.by() == viewer.person());
  return post;
}

Result<v1::Empty> DeletePost(Core& core, const v1::ItemRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(Enter(*connection, viewer, request.course(), Action::kDiscuss).status());
  ASSAY_ASSIGN_OR_RETURN(
      const Rows gone,
      connection->Execute(kDropPost, Params()
                                         .Add(viewer.tenant())
                                         .Add(request.course())
                                         .Add(request.id())
                                         .Add(viewer.person())
                                         .Add(int64_t{May(viewer, Action::kModerate)})));
  if (gone.empty()) return NotFound("there is no such post of yours in the course");
  return v1::Empty();
}

Result<v1::Notifications> ListNotifications(Core& core, const v1::TenantRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  return Mine(*connection, request.viewer());
}

Result<v1::Notifications> ReadNotifications(Core& core,
                                            const v1::ReadNotificationsRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  if (request.ids_size() > 1000) return InvalidArgument("ids: at most 1000");
  const std::vector<int64_t> ids(request.ids().begin(), request.ids().end());
  ASSAY_RETURN_IF_ERROR(
      connection
          ->Execute(
              kRead,
              Params().Add(request.viewer().tenant()).Add(request.viewer().person()).AddArray(ids))
          .status());
  return Mine(*connection, request.viewer());
}

}  // namespace calls
}  // namespace assay::courses
