#include <gtest/gtest.h>

#include "common/redis/cluster.h"

namespace assay::redis {
namespace {

TEST(ClusterSlots, AsTheSpecificationSays) {
  EXPECT_EQ(KeySlot("123456789"), 0x31C3 % 16'384);  // the check value of CRC-16/XMODEM
  EXPECT_EQ(KeySlot("foo"), 12'182);
  EXPECT_EQ(KeySlot(""), 0);
  EXPECT_EQ(KeySlot("{user1000}.following"), KeySlot("user1000"));
  EXPECT_EQ(KeySlot("foo{{bar}}zap"), KeySlot("{bar"));
  EXPECT_EQ(KeySlot("foo{bar}{zap}"), KeySlot("bar"));
  EXPECT_NE(KeySlot("foo{}{bar}"), KeySlot("bar"));
  EXPECT_NE(KeySlot("foo{bar"), KeySlot("bar"));
}

TEST(ClusterSlots, TheKeyOfACommand) {
  EXPECT_EQ(CommandSlot({"GET", "foo"}), KeySlot("foo"));
  EXPECT_EQ(CommandSlot({"eval", "return 1", "1", "foo"}), KeySlot("foo"));
  EXPECT_EQ(CommandSlot({"EVALSHA", "x", "0", "foo"}), std::nullopt);
  EXPECT_EQ(CommandSlot({"publish", "foo", "x"}), std::nullopt);
  EXPECT_EQ(CommandSlot({"XREAD", "COUNT", "1", "streams", "foo", "0"}), KeySlot("foo"));
  EXPECT_EQ(CommandSlot({"XGROUP", "CREATE", "foo"}), KeySlot("foo"));
  EXPECT_EQ(CommandSlot({"PING"}), std::nullopt);
  EXPECT_EQ(CommandSlot({"GET"}), std::nullopt);
  EXPECT_EQ(CommandSlot({}), std::nullopt);
}

TEST(ClusterSlots, Redirects) {
  const auto moved = ParseRedirect("MOVED 3999 127.0.0.1:6381");
  ASSERT_TRUE(moved);
  EXPECT_FALSE(moved->ask);
  EXPECT_EQ(moved->slot, 3999);
  EXPECT_EQ(moved->host, "127.0.0.1");
  EXPECT_EQ(moved->port, 6381);
  const auto ask = ParseRedirect("ASK 0 ::1:7000");
  ASSERT_TRUE(ask);
  EXPECT_TRUE(ask->ask);
  EXPECT_EQ(ask->host, "::1");
  EXPECT_EQ(ParseRedirect("MOVED 1 :7000")->host, "");
  for (const char* text : {"", "ERR", "MOVED", "MOVED ", "MOVED x a:1", "MOVED 16384 a:1",
                           "MOVED 1 a", "MOVED 1 a:", "MOVED 1 a:0", "MOVED 1 a:99999", "ASK 1"}) {
    EXPECT_FALSE(ParseRedirect(text)) << text;
  }
}

}  // namespace
}  // namespace assay::redis
