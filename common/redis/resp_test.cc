#include "common/redis/resp.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace assay::redis {
namespace {

using Kind = Value::Kind;

std::vector<Value> All(std::string_view bytes, size_t portion, RespLimits limits = {}) {
  RespParser parser(limits);
  std::vector<Value> values;
  for (size_t at = 0; at < bytes.size(); at += portion) {
    parser.Feed(bytes.substr(at, portion));
    while (true) {
      auto next = parser.Next();
      EXPECT_TRUE(next.ok()) << next.status().ToString();
      if (!next.ok() || !*next) break;
      values.push_back(std::move(**next));
    }
  }
  EXPECT_TRUE(parser.idle());
  return values;
}

std::string Show(const Value& value) {
  switch (value.kind) {
    case Kind::kNull:
      return "_";
    case Kind::kString:
      return "'" + value.text + "'";
    case Kind::kError:
      return "!" + value.text;
    case Kind::kInteger:
      return std::to_string(value.integer);
    case Kind::kBoolean:
      return value.integer == 1 ? "true" : "false";
    case Kind::kDouble:
      return "d" + std::to_string(value.number);
    case Kind::kArray:
    case Kind::kMap:
    case Kind::kPush:
      break;
  }
  std::string text(1, value.kind == Kind::kMap ? '{' : value.kind == Kind::kPush ? '>' : '[');
  for (const Value& element : value.elements) text += Show(element) + " ";
  return text + "]";
}

TEST(RespParser, EveryTypeInAnyPortions) {
  const std::string bytes =
      "+OK\r\n-ERR no\r\n:-42\r\n$5\r\na\r\nbc\r\n$-1\r\n*-1\r\n$0\r\n\r\n*0\r\n"
      "*2\r\n*1\r\n:1\r\n$1\r\nx\r\n_\r\n#t\r\n#f\r\n,1.5\r\n(123456789012345678901\r\n"
      "!5\r\nERR x\r\n=7\r\ntxt:abc\r\n%1\r\n+k\r\n:1\r\n~1\r\n+m\r\n>2\r\n+pubsub\r\n+y\r\n"
      "|1\r\n+ttl\r\n:9\r\n+after\r\n*2\r\n|1\r\n+a\r\n+b\r\n:1\r\n:2\r\n|0\r\n:7\r\n";
  std::vector<std::string> expected = {"'OK'",
                                       "!ERR no",
                                       "-42",
                                       "'a\r\nbc'",
                                       "_",
                                       "_",
                                       "''",
                                       "[]",
                                       "[[1 ] 'x' ]",
                                       "_",
                                       "true",
                                       "false",
                                       "d1.500000",
                                       "'123456789012345678901'",
                                       "!ERR x",
                                       "'abc'",
                                       "{'k' 1 ]",
                                       "['m' ]",
                                       ">'pubsub' 'y' ]",
                                       "'after'",
                                       "[1 2 ]",
                                       "7"};
  for (size_t portion = 1; portion <= bytes.size(); ++portion) {
    std::vector<std::string> got;
    for (const Value& value : All(bytes, portion)) got.push_back(Show(value));
    ASSERT_EQ(got, expected) << "in portions of " << portion;
  }
}

TEST(RespParser, SpecialNumbers) {
  const auto values = All(",inf\r\n,-inf\r\n,nan\r\n,3\r\n:9223372036854775807\r\n", 3);
  ASSERT_EQ(values.size(), 5U);
  EXPECT_TRUE(std::isinf(values[0].number) && values[0].number > 0);
  EXPECT_TRUE(std::isinf(values[1].number) && values[1].number < 0);
  EXPECT_TRUE(std::isnan(values[2].number));
  EXPECT_EQ(values[3].number, 3);
  EXPECT_EQ(values[4].integer, INT64_MAX);
}

TEST(RespParser, WhatIsNoRespStaysAnError) {
  for (const std::string_view bytes :
       {"\r\n",    "hello\r\n", ":x\r\n",        ":1x\r\n",       ":9223372036854775808\r\n",
        "$-2\r\n", "$x\r\n",    "$2\r\nabc\r\n", "*-2\r\n",       "*x\r\n",
        "#y\r\n",  ",x\r\n",    "_x\r\n",        "=3\r\nabc\r\n", "=4\r\nabcd\r\n",
        "!-1\r\n", "$?\r\n",    "*?\r\n",        "%-1\r\n",       "~-1\r\n"}) {
    RespParser parser;
    parser.Feed(bytes);
    EXPECT_EQ(parser.Next().status().code(), StatusCode::kDataLoss) << bytes;
    parser.Feed("+OK\r\n");
    EXPECT_EQ(parser.Next().status().code(), StatusCode::kDataLoss) << bytes;
  }
}

TEST(RespParser, EveryBoundHolds) {
  const RespLimits limits{.max_bytes = 1000, .max_elements = 10, .max_depth = 3};
  const auto code = [&](std::string_view bytes) {
    RespParser parser(limits);
    parser.Feed(bytes);
    Result<std::optional<Value>> next = parser.Next();
    return next.ok() ? StatusCode::kOk : next.status().code();
  };
  EXPECT_EQ(code("$1001\r\n"), StatusCode::kDataLoss);
  EXPECT_EQ(code("*11\r\n"), StatusCode::kDataLoss);
  EXPECT_EQ(code("%6\r\n"), StatusCode::kDataLoss);
  EXPECT_EQ(code("*9223372036854775807\r\n"), StatusCode::kDataLoss);
  EXPECT_EQ(code("*1\r\n*1\r\n*1\r\n:1\r\n"), StatusCode::kOk);
  EXPECT_EQ(code("*1\r\n*1\r\n*1\r\n*1\r\n"), StatusCode::kDataLoss);
  // Each part is within its bound, the whole is not.
  const std::string half = "$600\r\n" + std::string(600, 'x') + "\r\n";
  EXPECT_EQ(code("*2\r\n" + half + half), StatusCode::kDataLoss);
  EXPECT_EQ(code("*2\r\n*5\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n*5\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n"),
            StatusCode::kDataLoss);
  // Bounds are a reply's, not the connection's.
  RespParser parser(limits);
  for (int i = 0; i < 100; ++i) {
    parser.Feed(half);
    ASSERT_TRUE(parser.Next().value().has_value());
  }
  EXPECT_EQ(code("+" + std::string(70'000, 'x')), StatusCode::kDataLoss);
}

TEST(RespParser, WhatWasEncodedIsReadBack) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    Command command(random() % 5 + 1);
    for (std::string& word : command) {
      word.resize(random() % 40);
      for (char& c : word) c = static_cast<char>(random());
    }
    std::string bytes;
    Encode(command, bytes);
    const auto values = All(bytes, random() % 7 + 1);
    ASSERT_EQ(values.size(), 1U);
    std::vector<std::string> words;
    for (const Value& value : values[0].elements) words.push_back(value.text);
    EXPECT_EQ(words, command);
  }
}

TEST(RespErrors, HaveCodes) {
  const auto code = [](std::string text) {
    return ErrorOf({.kind = Kind::kError, .text = std::move(text)}).code();
  };
  EXPECT_EQ(code("OOM command not allowed"), StatusCode::kResourceExhausted);
  EXPECT_EQ(code("NOAUTH Authentication required."), StatusCode::kPermissionDenied);
  EXPECT_EQ(code("LOADING"), StatusCode::kUnavailable);
  EXPECT_EQ(code("WRONGTYPE Operation"), StatusCode::kFailedPrecondition);
  EXPECT_EQ(code("ERR syntax error"), StatusCode::kInvalidArgument);
  EXPECT_TRUE(ErrorOf(Value{}).ok());
}

}  // namespace
}  // namespace assay::redis
