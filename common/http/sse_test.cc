#include "common/http/sse.h"

#include <gtest/gtest.h>

#include <vector>

namespace assay::http {
namespace {

std::vector<std::string> Events(std::string_view text, size_t piece) {
  std::vector<std::string> events;
  SseParser parser;
  for (size_t i = 0; i < text.size(); i += piece) {
    EXPECT_TRUE(parser
                    .Feed(text.substr(i, piece),
                          [&](const ServerEvent& event) {
                            events.push_back(event.event + "|" + event.data + "|" + event.id);
                          })
                    .ok());
  }
  return events;
}

using List = std::vector<std::string>;

TEST(Sse, EventsHoweverTheBytesAreCut) {
  const std::pair<std::string, List> cases[] = {
      {"data: YHOO\ndata: +2\ndata: 10\n\n", {"message|YHOO\n+2\n10|"}},
      {": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third "
       "event\n\n",
       {"message|first event|1", "message|second event|", "message| third event|"}},
      {"data\n\ndata\ndata\n\ndata:", {"message||", "message|\n|"}},
      {"event: add\r\ndata: 1\r\n\r\nevent: remove\rdata: 2\r\r", {"add|1|", "remove|2|"}},
      {"\xef\xbb\xbf"
       "data: bom\n\n",
       {"message|bom|"}},
      {"event: nothing\n\ndata: x\n\n", {"message|x|"}},
      {"id: a\ndata: 1\n\ndata: 2\n\n", {"message|1|a", "message|2|a"}},
      {"unknown: x\ndata: y\nretry: soon\n\n", {"message|y|"}},
      {"data: unfinished\n", {}},
  };
  for (const auto& [text, expected] : cases)
    for (const size_t piece : {1UL, 2UL, 3UL, 7UL, 1000UL})
      EXPECT_EQ(Events(text, piece), expected) << text << " in pieces of " << piece;
}

TEST(Sse, AnIdWithANulIsIgnored) {
  const std::string text("id: a\nid: b\0c\ndata: 1\n\n", 23);
  EXPECT_EQ(Events(text, 1), List{"message|1|a"});
}

TEST(Sse, RemembersIdAndRetry) {
  SseParser parser;
  EXPECT_EQ(parser.retry_ms(), std::nullopt);
  ASSERT_TRUE(
      parser.Feed("retry: 2500\nid: 7\n\nretry: -1\nretry: 9x\n", [](const ServerEvent&) {}).ok());
  EXPECT_EQ(parser.retry_ms(), 2500);
  EXPECT_EQ(parser.last_id(), "7");
}

TEST(Sse, LongEventsEndTheStream) {
  const auto ignore = [](const ServerEvent&) {};
  SseParser one_line(100);
  EXPECT_TRUE(one_line.Feed(std::string(100, 'x'), ignore).ok());
  EXPECT_EQ(one_line.Feed("x", ignore).code(), StatusCode::kResourceExhausted);
  SseParser many_lines(100);
  Status status;
  for (int i = 0; i < 100 && status.ok(); ++i) status = many_lines.Feed("data: 12345\n", ignore);
  EXPECT_EQ(status.code(), StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace assay::http
