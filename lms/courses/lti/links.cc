// A course's side of it: what it is linked to, and which grades arrived.
#include <nlohmann/json.hpp>

#include "lms/courses/lti/lti.h"
#include "lms/courses/service/access.h"

namespace assay::courses::lti::calls {
namespace {

using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kList = {"lti_links_list", R"(
SELECT jsonb_build_object('id', c.id, 'platform_name', p.name, 'deployment', c.deployment, 'context', c.context,
  'title', c.title, 'roster', c.members <> '', 'linked_at', c.linked_at, 'items', coalesce((
    SELECT jsonb_agg(jsonb_build_object('assignment', i.assignment, 'title', a.title,
        'sent', (SELECT count(*) FROM courses.lti_scores s WHERE s.item = i.id AND s.sent),
        'waiting', (SELECT count(*) FROM courses.lti_scores s WHERE s.item = i.id AND s.next_at IS NOT NULL),
        'failed', (SELECT count(*) FROM courses.lti_scores s WHERE s.item = i.id AND NOT s.sent AND s.next_at IS NULL),
        'last_error', coalesce((SELECT s.last_error FROM courses.lti_scores s WHERE s.item = i.id AND s.last_error <> ''
                                AND NOT s.sent ORDER BY s.stamp DESC LIMIT 1), '')) ORDER BY a.position, a.id)
    FROM courses.lti_items i JOIN courses.assignments a ON (a.tenant, a.course, a.id) = (i.tenant, i.course, i.assignment)
    WHERE i.context = c.id), '[]'))
FROM courses.lti_contexts c JOIN courses.lti_platforms p ON p.id = c.platform
WHERE c.tenant = $1 AND c.course = $2 ORDER BY p.name, c.title, c.id)"};
constexpr Statement kUnlink = {"lti_unlink", R"(
UPDATE courses.lti_contexts SET course = NULL, linked_at = NULL WHERE tenant = $1 AND course = $2 AND id = $3
RETURNING title)"};
constexpr Statement kForget = {"lti_unlink_items",
                               "DELETE FROM courses.lti_items WHERE context = $1"};
constexpr Statement kForgetLinks = {"lti_unlink_links",
                                    "DELETE FROM courses.lti_links WHERE context = $1"};
// $4 hours until they are given up again.
constexpr Statement kResend = {"lti_resend", R"(
UPDATE courses.lti_scores s SET next_at = now(), tries = 0, give_up_at = now() + interval '7 days'
FROM courses.lti_items i JOIN courses.lti_contexts c ON c.id = i.context
WHERE s.item = i.id AND c.tenant = $1 AND c.course = $2 AND c.id = $3 AND NOT s.sent AND s.leased_until IS NULL
RETURNING 1)"};

}  // namespace

Result<v1::LtiLinks> ListLtiLinks(Lti& lti, const v1::CourseRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(lti.core()));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kManageRoster).status());
  v1::LtiLinks links;
  ASSAY_RETURN_IF_ERROR(Each<v1::LtiLink>(*connection, kList,
                                          Params().Add(viewer.tenant()).Add(request.course()),
                                          links.mutable_links()));
  return links;
}

Result<v1::Empty> UnlinkLti(Lti& lti, const v1::ItemRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(lti.core()));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kManageRoster).status());
  const Status ended = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(
        const Rows gone,
        connection->Execute(kUnlink,
                            Params().Add(viewer.tenant()).Add(request.course()).Add(request.id())));
    if (gone.empty()) return NotFound("the course has no such link to a platform");
    const Params context = Params().Add(request.id());
    ASSAY_RETURN_IF_ERROR(connection->Execute(kForget, context).status());
    return connection->Execute(kForgetLinks, context).status();
  });
  if (!ended.ok()) return ended;
  ASSAY_RETURN_IF_ERROR(lti.Record(viewer.tenant(), "lti.course.unlink", viewer.person(),
                                   viewer.address(),
                                   {{"course", request.course()}, {"link", request.id()}}));
  return v1::Empty();
}

Result<v1::LtiLinks> ResendLtiScores(Lti& lti, const v1::ItemRequest& request) {
  const v1::Viewer& viewer = request.viewer();
  {
    ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(lti.core()));
    ASSAY_RETURN_IF_ERROR(
        Enter(*connection, viewer, request.course(), Action::kReleaseGrades).status());
    ASSAY_RETURN_IF_ERROR(
        connection
            ->Execute(kResend,
                      Params().Add(viewer.tenant()).Add(request.course()).Add(request.id()))
            .status());
  }
  v1::CourseRequest list;
  *list.mutable_viewer() = viewer;
  list.set_course(request.course());
  return ListLtiLinks(lti, list);
}

}  // namespace assay::courses::lti::calls
