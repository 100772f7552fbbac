#include "lms/courses/service/core.h"

namespace assay::courses {

Result<database::Pool::Borrowed> Borrow(Core& core) {
  return core.pool.Acquire(std::chrono::steady_clock::now() + std::chrono::seconds(2));
}

}  // namespace assay::courses
