#include "common/status.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace assay {
namespace {

Result<int> Half(int n) {
  if (n % 2 != 0) return InvalidArgument("odd: " + std::to_string(n));
  return n / 2;
}

Result<int> Quarter(int n) {
  ASSAY_ASSIGN_OR_RETURN(const int half, Half(n));
  return Half(half);
}

TEST(Status, OkHasNoMessage) {
  EXPECT_TRUE(OkStatus().ok());
  EXPECT_EQ(OkStatus().ToString(), "OK");
}

TEST(Status, PrintsCodeAndMessage) {
  EXPECT_EQ(NotFound("no image named pyhton").ToString(), "NOT_FOUND: no image named pyhton");
  EXPECT_EQ(NotFound("x").Annotate("store").message(), "store: x");
  EXPECT_EQ(Unauthenticated("no token").ToString(), "UNAUTHENTICATED: no token");
}

TEST(Status, ErrnoBecomesTheCodeThatFits) {
  EXPECT_EQ(ErrnoStatus("f", ENOENT).code(), StatusCode::kNotFound);
  EXPECT_EQ(ErrnoStatus("f", EPERM).code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(ErrnoStatus("f", ENOSPC).code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(ErrnoStatus("f", ENOENT).message(), "f: No such file or directory");
}

TEST(Result, CarriesValueOrStatus) {
  EXPECT_EQ(*Quarter(8), 2);
  const Result<int> failed = Quarter(6);
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.status().message(), "odd: 3");
}

}  // namespace
}  // namespace assay
