#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/http/server.h"

namespace assay::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

Handler Nothing() {
  return [](const std::shared_ptr<const Request>&, const std::shared_ptr<Responder>&) {};
}

Router MakeRouter() {
  Router router;
  router.Add("GET", "/", Nothing());
  router.Add("GET", "/v1/things/special", Nothing());
  router.Add("GET", "/v1/things/{id}", Nothing());
  router.Add("PUT", "/v1/things/{id}", Nothing());
  router.Add("POST", "/v1/things/{id}/{verb}", Nothing());
  router.Add("GET", "/files/{path*}", Nothing());
  return router;
}

TEST(Router, FindsByMethodAndPath) {
  const Router router = MakeRouter();
  EXPECT_EQ(router.Find("GET", "/").pattern, "/");
  const auto match = router.Find("PUT", "/v1/things/a b");
  ASSERT_NE(match.handler, nullptr);
  EXPECT_EQ(match.pattern, "/v1/things/{id}");
  EXPECT_THAT(match.params, ElementsAre(Pair("id", "a b")));
  EXPECT_THAT(router.Find("POST", "/v1/things/7/go").params,
              ElementsAre(Pair("id", "7"), Pair("verb", "go")));
}

TEST(Router, TheFirstThatWasAddedWins) {
  EXPECT_EQ(MakeRouter().Find("GET", "/v1/things/special").pattern, "/v1/things/special");
}

TEST(Router, HeadIsAnsweredByGet) {
  EXPECT_EQ(MakeRouter().Find("HEAD", "/v1/things/7").pattern, "/v1/things/{id}");
}

TEST(Router, RestTakesAllSegments) {
  const Router router = MakeRouter();
  EXPECT_THAT(router.Find("GET", "/files/a/b.txt").params, ElementsAre(Pair("path", "a/b.txt")));
  EXPECT_EQ(router.Find("GET", "/files").handler, nullptr);
}

TEST(Router, SaysWhichMethodsAreAllowed) {
  const auto match = MakeRouter().Find("DELETE", "/v1/things/7");
  EXPECT_EQ(match.handler, nullptr);
  EXPECT_THAT(match.allowed, ElementsAre("GET", "PUT"));
  EXPECT_THAT(MakeRouter().Find("GET", "/nowhere").allowed, IsEmpty());
}

TEST(Router, EmptySegmentsAreNoNames) {
  const Router router = MakeRouter();
  EXPECT_EQ(router.Find("GET", "/v1/things/").handler, nullptr);
  EXPECT_EQ(router.Find("GET", "/v1/things/7/").handler, nullptr);
  EXPECT_EQ(router.Find("GET", "//v1/things/7").handler, nullptr);
}

TEST(Router, ListsItsRoutes) {
  EXPECT_EQ(MakeRouter().routes().size(), 6U);
  EXPECT_EQ(MakeRouter().routes()[3],
            (std::pair<std::string_view, std::string_view>("PUT", "/v1/things/{id}")));
}

}  // namespace
}  // namespace assay::http
