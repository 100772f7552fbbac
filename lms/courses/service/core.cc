#include "lms/courses/service/core.h"

namespace assay::courses {

database::Settings ForCourses(database::Settings settings) {
  settings.session.emplace_back("plan_cache_mode", "force_custom_plan");
  settings.session.emplace_back("jit", "off");
  return settings;
}

Result<database::Pool::Borrowed> Borrow(Core& core) {
  return core.pool.Acquire(std::chrono::steady_clock::now() + std::chrono::seconds(2));
}

}  // namespace assay::courses
