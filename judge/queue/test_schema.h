#pragma once

#include <gtest/gtest.h>

#include <cstdlib>

#include "common/database/migrations.h"

namespace assay::judge {

// For tests: the schema of this tree in an empty database. ctest sets ASSAY_SOURCE_DIR.
inline void MigrateForTest(database::Connection& connection) {
  const char* source = std::getenv("ASSAY_SOURCE_DIR");
  ASSERT_NE(source, nullptr)
      << "run this by ctest, or set ASSAY_SOURCE_DIR to the root of the tree";
  const auto applied =
      database::Migrate(connection, "judge", std::filesystem::path(source) / "judge/migrations");
  ASSERT_TRUE(applied.ok()) << applied.status().ToString();
}

}  // namespace assay::judge
