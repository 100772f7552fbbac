// Modules and pages.
#include <algorithm>

#include "lms/courses/service/calls.h"
#include "lms/courses/service/content.h"
#include "lms/courses/service/standing.h"

namespace assay::courses {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kList = {"module_list", R"(
SELECT to_jsonb(m) || jsonb_build_object('items', coalesce((
  SELECT jsonb_agg(i.item ORDER BY i.position, i.kind DESC, i.id) FROM (
    SELECT p.position, 'page' AS kind, p.id, jsonb_build_object('kind', 'page', 'id', p.id, 'title', p.title, 'position', p.position,
           'published', p.published AND (p.opens IS NULL OR p.opens <= now())) AS item
    FROM courses.pages p WHERE (p.tenant, p.course, p.module) = (m.tenant, m.course, m.id)
    UNION ALL
    SELECT a.position, 'assignment', a.id, jsonb_build_object('kind', 'assignment', 'id', a.id, 'title', a.title, 'position', a.position,
           'published', a.published, 'due', coalesce(g.due, a.due), 'points', a.points, 'state',
           CASE g.state WHEN 0 THEN 'missing' WHEN 1 THEN CASE WHEN g.missing_from < now() THEN 'missing' ELSE 'open' END
             WHEN 2 THEN 'pending' WHEN 3 THEN 'needs_grading' WHEN 4 THEN 'graded' WHEN 5 THEN 'excused' ELSE '' END)
    FROM courses.assignments a
    LEFT JOIN courses.grades g ON (g.tenant, g.course, g.assignment) = (a.tenant, a.course, a.id) AND g.person = $3
    WHERE (a.tenant, a.course, a.module) = (m.tenant, m.course, m.id)) i), '[]'))
FROM courses.modules m WHERE m.tenant = $1 AND m.course = $2 ORDER BY m.position, m.id)"};

#define ASSAY_MODULE_COLUMNS "title, description, position, published, opens, prerequisites"
#define ASSAY_MODULE_VALUES                                                                       \
  "r.title, coalesce(r.description, ''), coalesce(r.position, 0), coalesce(r.published, false), " \
  "r.opens, "                                                                                     \
  "coalesce(r.prerequisites, '[]') "
constexpr Statement kAdd = {
    "module_add",
    "INSERT INTO courses.modules AS m (tenant, course, " ASSAY_MODULE_COLUMNS
    ") SELECT $1, $2, " ASSAY_MODULE_VALUES
    "FROM jsonb_populate_record(null::courses.modules, $3::jsonb) r RETURNING to_jsonb(m)"};
constexpr Statement kChange = {
    "module_change",
    "UPDATE courses.modules m SET (" ASSAY_MODULE_COLUMNS ") = (SELECT " ASSAY_MODULE_VALUES
    "FROM jsonb_populate_record(null::courses.modules, $3::jsonb) r) "
    "WHERE m.tenant = $1 AND m.course = $2 AND m.id = $4 RETURNING to_jsonb(m)"};
constexpr Statement kDrop = {
    "module_drop",
    "DELETE FROM courses.modules WHERE tenant = $1 AND course = $2 AND id = $3 RETURNING 1"};
constexpr Statement kHas = {
    "module_has", "SELECT 1 FROM courses.modules WHERE tenant = $1 AND course = $2 AND id = $3"};
constexpr Statement kGate = {"module_gate", R"(
SELECT to_jsonb(m) FROM courses.modules m WHERE tenant = $1 AND course = $2 AND id = $3)"};

#define ASSAY_PAGE_COLUMNS "module, title, body, position, published, opens, updated_by, updated_at"
#define ASSAY_PAGE_VALUES                                                         \
  "nullif(r.module, 0), r.title, coalesce(r.body, ''), coalesce(r.position, 0), " \
  "coalesce(r.published, false), "                                                \
  "r.opens, $4, now() "
constexpr Statement kAddPage = {
    "page_add",
    "INSERT INTO courses.pages AS p (tenant, course, " ASSAY_PAGE_COLUMNS
    ") SELECT $1, $2, " ASSAY_PAGE_VALUES
    "FROM jsonb_populate_record(null::courses.pages, $3::jsonb) r RETURNING to_jsonb(p)"};
constexpr Statement kChangePage = {
    "page_change",
    "UPDATE courses.pages p SET (" ASSAY_PAGE_COLUMNS ") = (SELECT " ASSAY_PAGE_VALUES
    "FROM jsonb_populate_record(null::courses.pages, $3::jsonb) r) "
    "WHERE p.tenant = $1 AND p.course = $2 AND p.id = $5 RETURNING to_jsonb(p)"};
constexpr Statement kGetPage = {
    "page_get",
    "SELECT to_jsonb(p) FROM courses.pages p WHERE tenant = $1 AND course = $2 AND id = $3"};
constexpr Statement kDropPage = {
    "page_drop",
    "DELETE FROM courses.pages WHERE tenant = $1 AND course = $2 AND id = $3 RETURNING 1"};

// Fills in what is the viewer's; whether students see the module at all.
bool Show(const Personal& personal, Micros now, v1::Module& module) {
  const auto missing = Missing(PrerequisitesOf(module.prerequisites()), personal.reached);
  const auto opens = TimeOf(module.has_opens(), module.opens());
  module.set_open(module.published() && (!opens || *opens <= now) && missing.empty());
  AddPrerequisites(missing, personal, module.mutable_missing());
  return module.published();
}

void HideDrafts(v1::Module& module) {
  if (!module.open()) module.clear_items();
  auto& items = *module.mutable_items();
  items.erase(std::remove_if(items.begin(), items.end(),
                             [](const v1::ModuleItem& item) { return !item.published(); }),
              items.end());
}

}  // namespace

Result<v1::Module> AddModule(Connection& connection, const v1::Viewer& viewer,
                             const std::string& course, const v1::Module& value) {
  return One<v1::Module>(connection, kAdd,
                         Params().Add(viewer.tenant()).Add(course).Add(ToJson(value)));
}

Result<v1::Page> AddPage(Connection& connection, const v1::Viewer& viewer,
                         const std::string& course, const v1::Page& value) {
  return One<v1::Page>(
      connection, kAddPage,
      Params().Add(viewer.tenant()).Add(course).Add(ToJson(value)).Add(viewer.name()));
}

namespace calls {

Result<v1::Modules> ListModules(Core& core, const v1::CourseRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_ASSIGN_OR_RETURN(const Access access, Enter(*connection, viewer, request.course(),
                                                    Action::kReadCourse, request.as()));
  ASSAY_ASSIGN_OR_RETURN(
      const Personal personal,
      ReadPersonal(*connection, viewer.tenant(), request.course(), viewer.person(), 0));
  v1::Modules all;
  ASSAY_RETURN_IF_ERROR(Each<v1::Module>(
      *connection, kList, Params().Add(viewer.tenant()).Add(request.course()).Add(viewer.person()),
      all.mutable_modules()));
  v1::Modules shown;
  for (v1::Module& module : *all.mutable_modules()) {
    const bool seen = Show(personal, core.now(), module);
    if (access.all) {
      module.set_open(true);
    } else {
      if (!seen) continue;
      HideDrafts(module);
    }
    *shown.add_modules() = std::move(module);
  }
  return shown;
}

Result<v1::Module> PutModule(Core& core, const v1::PutModuleRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kWriteCourse).status());
  const v1::Module& value = request.value();
  ASSAY_RETURN_IF_ERROR(CheckText("title", value.title(), 200, false));
  ASSAY_RETURN_IF_ERROR(CheckText("description", value.description(), 64 << 10));
  if (value.prerequisites_size() > 50) return InvalidArgument("prerequisites: at most 50");
  ASSAY_ASSIGN_OR_RETURN(const Personal personal,
                         ReadPersonal(*connection, viewer.tenant(), request.course(), "", 0));
  for (int i = 0; i < value.prerequisites_size(); ++i)
    if (!personal.titles.contains(value.prerequisites(i).assignment()))
      return InvalidArgument("prerequisites." + std::to_string(i) +
                             ".assignment: there is no such assignment in the course");
  if (request.id() == 0) return AddModule(*connection, viewer, request.course(), value);
  return One<v1::Module>(
      *connection, kChange,
      Params().Add(viewer.tenant()).Add(request.course()).Add(ToJson(value)).Add(request.id()),
      "there is no such module in the course");
}

Result<v1::Empty> DeleteModule(Core& core, const v1::ItemRequest& request) {
  return DropItem(core, request, Action::kWriteCourse, kDrop, "module");
}

Result<v1::Page> PutPage(Core& core, const v1::PutPageRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(
      Enter(*connection, viewer, request.course(), Action::kWriteCourse).status());
  v1::Page value = request.value();
  ASSAY_RETURN_IF_ERROR(CheckText("title", value.title(), 200, false));
  ASSAY_RETURN_IF_ERROR(CheckText("body", value.body(), 1 << 20));
  value.clear_updated_at();
  if (value.module() != 0) {
    ASSAY_ASSIGN_OR_RETURN(
        const Rows module,
        connection->Execute(
            kHas, Params().Add(viewer.tenant()).Add(request.course()).Add(value.module())));
    if (module.empty()) return InvalidArgument("module: there is no such module in the course");
  }
  if (request.id() == 0) return AddPage(*connection, viewer, request.course(), value);
  return One<v1::Page>(*connection, kChangePage,
                       Params()
                           .Add(viewer.tenant())
                           .Add(request.course())
                           .Add(ToJson(value))
                           .Add(viewer.name())
                           .Add(request.id()),
                       "there is no such page in the course");
}

Result<v1::Page> GetPage(Core& core, const v1::ItemRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(core));
  const v1::Viewer& viewer = request.viewer();
  ASSAY_ASSIGN_OR_RETURN(const Access access, Enter(*connection, viewer, request.course(),
                                                    Action::kReadCourse, request.as()));
  const std::string missing = "there is no such page in the course";
  ASSAY_ASSIGN_OR_RETURN(
      v1::Page page,
      One<v1::Page>(*connection, kGetPage,
                    Params().Add(viewer.tenant()).Add(request.course()).Add(request.id()),
                    missing));
  if (access.all) return page;
  const auto opens = TimeOf(page.has_opens(), page.opens());
  if (!page.published() || (opens && *opens > core.now())) return NotFound(missing);
  if (page.module() == 0) return page;
  ASSAY_ASSIGN_OR_RETURN(
      v1::Module module,
      One<v1::Module>(*connection, kGate,
                      Params().Add(viewer.tenant()).Add(request.course()).Add(page.module())));
  ASSAY_ASSIGN_OR_RETURN(
      const Personal personal,
      ReadPersonal(*connection, viewer.tenant(), request.course(), viewer.person(), 0));
  Show(personal, core.now(), module);
  if (!module.open()) return NotFound(missing);
  return page;
}

Result<v1::Empty> DeletePage(Core& core, const v1::ItemRequest& request) {
  return DropItem(core, request, Action::kWriteCourse, kDropPage, "page");
}

}  // namespace calls
}  // namespace assay::courses
