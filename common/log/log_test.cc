#include "common/log/log.h"

#include <fcntl.h>
#include <gmock/gmock.h>

#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>
#include <thread>

#include "common/files.h"
#include "common/log/json_text.h"

namespace assay::log {
namespace {

using nlohmann::json;

// A logger whose lines can be read back.
class LogTest : public testing::Test {
 protected:
  void SetUp() override {
    file_ = dir_.value().path() / "log";
    fd_ = UniqueFd(::open(file_.c_str(), O_CREAT | O_RDWR | O_APPEND | O_CLOEXEC, 0600));
    ASSERT_TRUE(fd_.valid());
  }
  Logger Make(bool as_json = true, Level level = Level::kInfo) {
    return Logger::ToDescriptor(fd_.get(),
                                {.level = level, .json = as_json, .service = "assay-test"});
  }
  std::vector<std::string> Lines() {
    std::istringstream in(ReadFile(file_).value());
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }
  json OnlyLine() {
    const auto lines = Lines();
    EXPECT_EQ(lines.size(), 1U);
    return json::parse(lines.at(0));
  }

  Result<TempDir> dir_ = TempDir::Create();
  std::filesystem::path file_;
  UniqueFd fd_;
};

TEST_F(LogTest, LineHasTimeLevelServiceMessageAndFields) {
  Make()
      .With({{"job", "j1"}})
      .Warning("late", {{"text", "a"},
                        {"int", -3},
                        {"size", std::numeric_limits<uint64_t>::max()},
                        {"real", 1.5},
                        {"flag", true},
                        Field(NotFound("no such job"))});
  json line = OnlyLine();
  EXPECT_THAT(line["time"].get<std::string>(),
              testing::MatchesRegex("20..-..-..T..:..:..\\.......Z"));
  line.erase("time");
  EXPECT_EQ(line, json::parse(R"({"level":"warning","service":"assay-test","msg":"late",
      "job":"j1","text":"a","int":-3,"size":18446744073709551615,"real":1.5,"flag":true,
      "error":"NOT_FOUND: no such job"})"));
}

TEST_F(LogTest, LevelsBelowTheChosenOneAreDropped) {
  const Logger logger = Make(true, Level::kWarning);
  EXPECT_FALSE(logger.Enabled(Level::kInfo));
  logger.Debug("no");
  logger.Info("no");
  logger.Warning("yes");
  logger.Error("yes");
  EXPECT_EQ(Lines().size(), 2U);
  Logger().Error("a default-made logger drops all");
}

TEST_F(LogTest, LaterFieldsHideEarlierOnesAndReservedNamesAreKept) {
  Make().With({{"k", 1}, {"level", "mine"}}).With({{"k", 2}}).Info("m", {{"k", 3}, {"k", 4}});
  const json line = OnlyLine();
  EXPECT_EQ(line["k"], 4);
  EXPECT_EQ(line["level"], "info");
  EXPECT_EQ(line["level_"], "mine");
}

TEST_F(LogTest, LongLinesAreCutAndStayValid) {
  Make().Info(std::string(100'000, '"'),
              {{"id", 7}, {"long", std::string(100'000, '\x01')}, {"n", 1}});
  const std::string text = Lines().at(0);
  EXPECT_LE(text.size() + 1, 8192U);
  EXPECT_GT(text.size(), 8000U);
  const json line = json::parse(text);
  EXPECT_EQ(line["truncated"], true);
  EXPECT_EQ(line["id"], 7);
}

TEST_F(LogTest, AnyBytesGiveValidJson) {
  std::mt19937 random(1);
  const Logger logger = Make();
  const Logger text = Make(false);
  for (int i = 0; i < 2000; ++i) {
    std::string bytes;
    for (size_t n = random() % 40; n > 0; --n) {
      // Many lead and continuation bytes, so that almost-valid sequences come up.
      constexpr std::array<char, 12> kOdd = {'\xC2', '\xE0', '\xED', '\xF0', '\xF4', '\x80',
                                             '\xBF', '\x9F', '\xA0', '\x1b', '"',    '\\'};
      bytes += random() % 3 == 0 ? static_cast<char>(random()) : kOdd.at(random() % kOdd.size());
    }
    logger.Info(bytes, {{bytes, bytes}});
    text.Info(bytes, {{bytes, bytes}});
  }
  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 4000U);  // no newline of the text broke a line
  for (size_t i = 0; i < lines.size(); ++i) {
    ASSERT_TRUE(i % 2 == 1 || json::accept(lines[i])) << lines[i];
    for (const char c : lines[i]) ASSERT_GE(static_cast<unsigned char>(c), 0x20) << lines[i];
  }
}

TEST(JsonText, ReplacesWhatIsNotUtf8) {
  const auto of = [](std::string_view text) {
    std::string out;
    AppendJsonString(out, text);
    return out;
  };
  EXPECT_EQ(of("grün €😀"), "\"grün €😀\"");
  EXPECT_EQ(of("\xC0\xAF"), "\"\uFFFD\uFFFD\"");            // overlong
  EXPECT_EQ(of("\xED\xA0\x80"), "\"\uFFFD\uFFFD\uFFFD\"");  // a surrogate
  EXPECT_EQ(of("a\xE2\x82"), "\"a\uFFFD\uFFFD\"");          // cut short
  EXPECT_EQ(of("\xF4\x90\x80\x80").size(), 2U + 4U * 3U);   // past U+10FFFF
  EXPECT_EQ(of(std::string_view("\0\n\x7F\xC2\x9B", 5)), "\"\\u0000\\n\\u007f\\u009b\"");
  EXPECT_EQ(json::parse(of(std::string_view("a\0b", 3))), json(std::string("a\0b", 3)));
}

TEST(JsonText, CutsBetweenCharacters) {
  for (size_t max = 2; max < 12; ++max) {
    std::string out;
    EXPECT_FALSE(AppendJsonString(out, "é\né€😀xxxxxxx", max));
    EXPECT_LE(out.size(), max);
    EXPECT_TRUE(json::accept(out)) << out;
  }
}

TEST(JsonText, NumbersThatJsonHasNot) {
  std::string out;
  AppendJsonNumber(out, std::numeric_limits<double>::quiet_NaN());
  AppendJsonNumber(out, -std::numeric_limits<double>::infinity());
  AppendJsonNumber(out, 0.1);
  EXPECT_EQ(out, "\"NaN\"\"-Infinity\"0.1");
}

TEST_F(LogTest, TextFormQuotesWhereNeeded) {
  Make(false).Error("cannot\x1b[2J open", {{"file", "/a/b.txt"}, {"why", "no such"}, {"n", 2}});
  EXPECT_THAT(Lines().at(0),
              testing::EndsWith(
                  "error   assay-test: cannot\\u001b[2J open file=/a/b.txt why=\"no such\" n=2"));
}

TEST_F(LogTest, ThreadsDoNotMixTheirLines) {
  const Logger logger = Make();
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&logger, t] {
        for (int i = 0; i < 200; ++i) logger.Info(std::string(500, static_cast<char>('a' + t)));
      });
    }
  }
  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 800U);
  for (const auto& line : lines) {
    const auto message = json::parse(line)["msg"].get<std::string>();
    EXPECT_EQ(message, std::string(500, message[0]));
  }
}

TEST(Level, NamesRoundTrip) {
  for (const Level level : {Level::kDebug, Level::kInfo, Level::kWarning, Level::kError})
    EXPECT_EQ(ParseLevel(LevelName(level)), level);
  EXPECT_EQ(ParseLevel("INFO"), std::nullopt);
  EXPECT_EQ(ParseLevel(""), std::nullopt);
}

}  // namespace
}  // namespace assay::log
