#include "common/redis/endpoint.h"

#include <gtest/gtest.h>

namespace assay::redis {
namespace {

TEST(RedisUrl, Forms) {
  const auto plain = ParseUrl("redis://cache.example.org");
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(plain->endpoints[0].Name(), "cache.example.org:6379");
  EXPECT_FALSE(plain->endpoints[0].tls);
  const auto tls = ParseUrl("rediss://[::1]:7000/3");
  ASSERT_TRUE(tls.ok());
  EXPECT_EQ(tls->endpoints[0].Name(), "[::1]:7000");
  EXPECT_TRUE(tls->endpoints[0].tls);
  EXPECT_EQ(tls->database, 3);
  const auto local = ParseUrl("unix:/run/redis.sock");
  ASSERT_TRUE(local.ok());
  EXPECT_EQ(local->endpoints[0].unix_path, "/run/redis.sock");
  const auto cluster = ParseUrl("rediss+cluster://a:1,b:2,[::2]:3");
  ASSERT_TRUE(cluster.ok());
  EXPECT_TRUE(cluster->cluster);
  ASSERT_EQ(cluster->endpoints.size(), 3U);
  EXPECT_EQ(cluster->endpoints[2].Name(), "[::2]:3");
  EXPECT_TRUE(cluster->endpoints[1].tls);
}

TEST(RedisUrl, WrongOnesSayTheForms) {
  for (const char* text : {"", "localhost", "http://x", "redis://", "redis://:6379", "redis://a:0",
                           "redis://a:65536", "redis://a:x", "redis://a,b", "redis://::1",
                           "redis://[::1", "redis://[::1]x", "unix:", "redis://user:secret@a",
                           "redis://a/x", "redis+cluster://a/1", "redis+cluster://a,"}) {
    const auto url = ParseUrl(text);
    EXPECT_EQ(url.status().code(), StatusCode::kInvalidArgument) << text;
    EXPECT_NE(url.status().message().find("redis://HOST:PORT"), std::string::npos);
    EXPECT_EQ(url.status().message().find("secret"), std::string::npos);
  }
}

}  // namespace
}  // namespace assay::redis
