#include "ring_buffer.h"

#include <gtest/gtest.h>

#include <string>

TEST(RingBuffer, IsEmptyAtFirst) {
  RingBuffer<int> buffer(3);
  EXPECT_EQ(buffer.size(), 0u);
  EXPECT_EQ(buffer.Pop(), std::nullopt);
}

TEST(RingBuffer, FirstInFirstOut) {
  RingBuffer<std::string> buffer(3);
  EXPECT_TRUE(buffer.Push("a"));
  EXPECT_TRUE(buffer.Push("b"));
  EXPECT_EQ(buffer.Pop(), "a");
  EXPECT_EQ(buffer.Pop(), "b");
}

TEST(RingBuffer, TakesAsMuchAsItSays) {
  RingBuffer<int> buffer(3);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(buffer.Push(i)) << "item " << i << " of 3";
  EXPECT_EQ(buffer.size(), 3u);
}

TEST(RingBuffer, RefusesWhenFull) {
  RingBuffer<int> buffer(1);
  EXPECT_TRUE(buffer.Push(1));
  EXPECT_FALSE(buffer.Push(2));
  EXPECT_EQ(buffer.Pop(), 1);
}

TEST(RingBuffer, GoesRoundAndRound) {
  RingBuffer<int> buffer(3);
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE(buffer.Push(i));
    ASSERT_EQ(buffer.Pop(), i);
  }
}
