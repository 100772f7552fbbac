#include "lms/courses/policy/quiz.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <set>

#include "lms/courses/policy/item_analysis.h"

namespace assay::courses::quiz {
namespace {

Question Choices(Kind kind, Partial partial) {
  Question question;
  question.kind = kind;
  question.points = 4;
  question.partial = partial;
  question.choices = {{"a", true, 3}, {"b", false, -2}, {"c", true, 1}, {"d", false, 0}};
  return question;
}
double Chosen(const Question& question, std::vector<std::string> ids) {
  return GradeAnswer(question, {std::move(ids), ""}).points;
}

TEST(Quiz, OneChoice) {
  const Question question = Choices(Kind::kSingle, Partial::kNone);
  EXPECT_EQ(Chosen(question, {"a"}), 4);
  EXPECT_EQ(Chosen(question, {"b"}), 0);
  EXPECT_EQ(Chosen(question, {}), 0);
  EXPECT_EQ(Chosen(question, {"nothing of the kind"}), 0);
  EXPECT_EQ(Chosen(question, {"a", "b"}), 0) << "who chooses all chooses none";
  EXPECT_EQ(Chosen(question, {"a", "a"}), 4);
  EXPECT_EQ(Chosen(Choices(Kind::kSingle, Partial::kPoints), {"a"}), 3);
  EXPECT_EQ(Chosen(Choices(Kind::kSingle, Partial::kPoints), {"b"}), 0) << "never below nothing";
}

TEST(Quiz, SeveralChoices) {
  const Question all = Choices(Kind::kMultiple, Partial::kNone);
  EXPECT_EQ(Chosen(all, {"c", "a"}), 4);
  EXPECT_EQ(Chosen(all, {"a"}), 0);
  EXPECT_EQ(Chosen(all, {"a", "c", "d"}), 0);
  const Question share = Choices(Kind::kMultiple, Partial::kShare);
  EXPECT_EQ(Chosen(share, {"a"}), 2);
  EXPECT_EQ(Chosen(share, {"a", "c"}), 4);
  EXPECT_EQ(Chosen(share, {"a", "c", "b"}), 2);
  EXPECT_EQ(Chosen(share, {"a", "b", "c", "d"}), 0);
  EXPECT_EQ(Chosen(share, {"b"}), 0);
  const Question points = Choices(Kind::kMultiple, Partial::kPoints);
  EXPECT_EQ(Chosen(points, {"a", "c"}), 4);
  EXPECT_EQ(Chosen(points, {"a", "b"}), 1);
  EXPECT_EQ(Chosen(points, {"b"}), 0);
  EXPECT_EQ(Chosen(points, {}), 0);
}

TEST(Quiz, NoneIsRight) {
  Question question = Choices(Kind::kMultiple, Partial::kNone);
  for (Choice& choice : question.choices) choice.correct = false;
  EXPECT_EQ(Chosen(question, {}), 4);
  EXPECT_EQ(Chosen(question, {"a"}), 0);
  question.partial = Partial::kShare;
  EXPECT_EQ(Chosen(question, {}), 4);
  EXPECT_EQ(Chosen(question, {"a"}), 0);
}

TEST(Quiz, NumbersAsPeopleWriteThem) {
  const std::vector<std::pair<std::string, double>> good = {
      {"3.14", 3.14},
      {" 3,14 ", 3.14},
      {"+3", 3},
      {"-2.5e3", -2500},
      {"−7", -7},
      {"–7", -7},
      {"1 234,5", 1234.5},
      {"1\u00a0234", 1234},
      {"1\u202f234\u202f567", 1234567},
      {"1.234.567,8", 1234567.8},
      {"1,234,567.8", 1234567.8},
      {"12'000", 12000},
      {"12’000", 12000},
      {"1,5E-3", 0.0015},
      {"３．５", 3.5},
      {".5", 0.5},
      {"5.", 5},
      {"0", 0},
      {"-0", 0},
      {"1,234,567", 1234567},
      {"1.7976931348623157e308", 1.7976931348623157e308},
      {"1,234", 1.234}};
  for (const auto& [text, value] : good) {
    const auto read = ReadNumber(text);
    ASSERT_TRUE(read) << text;
    EXPECT_DOUBLE_EQ(*read, value) << text;
  }
  for (const std::string text :
       {"",     " ",     "nan", "NaN", "inf",   "-Infinity", "1e400",    "-1e400", "3 kg",   "3%",
        "0x10", "1e",    "--1", "+-1", "1,2,3", "1.2.3",     "1,23.4,5", "12 34",  "1''000", "∞",
        "½?",   "1e5e5", ",",   ".",   "e5",    "1 2",       "\xff",     "3\u0301"})
    EXPECT_FALSE(ReadNumber(text)) << text;
  EXPECT_FALSE(ReadNumber(std::string(65, '1')));
  EXPECT_TRUE(ReadNumber(std::string(64, '1')));
}

TEST(Quiz, Tolerances) {
  Question question;
  question.kind = Kind::kNumber;
  question.points = 2;
  question.number = 0.3;
  const auto worth = [&](const std::string& text) {
    return GradeAnswer(question, {{}, text}).points;
  };
  EXPECT_EQ(worth("0.3"), 2);
  EXPECT_EQ(worth("0,30000"), 2);
  EXPECT_EQ(worth("0.31"), 0);
  question.tolerance = 0.01;
  EXPECT_EQ(worth("0.31"), 2) << "the edge is within";
  EXPECT_EQ(worth("0.29"), 2);
  EXPECT_EQ(worth("0.3101"), 0);
  question.tolerance = 0;
  question.relative_tolerance = 5;
  question.number = -200;
  EXPECT_EQ(worth("-210"), 2);
  EXPECT_EQ(worth("-190"), 2);
  EXPECT_EQ(worth("-211"), 0);
  EXPECT_EQ(worth("200"), 0);
  question.number = 0;
  EXPECT_EQ(worth("0"), 2) << "nothing is five percent of nothing";
  EXPECT_EQ(worth("0.0001"), 0);
  question.number = 1.7e308;
  question.relative_tolerance = 0;
  EXPECT_EQ(worth("-1.7e308"), 0) << "their distance is no number";
  EXPECT_EQ(worth("1.7e308"), 2);
  EXPECT_EQ(worth("nan"), 0);
}

TEST(Quiz, ShortAnswers) {
  Question question;
  question.kind = Kind::kText;
  question.points = 3;
  question.accepted = {{"Zürich", Match::kExact, 0},
                       {"straße", Match::kIgnoreCase, 2},
                       {"(?i)colou?r [0-9]+", Match::kRegex, 1}};
  const auto worth = [&](const std::string& text) {
    return GradeAnswer(question, {{}, text}).points;
  };
  EXPECT_EQ(worth("Zürich"), 3);
  EXPECT_EQ(worth("Zu\u0308rich"), 3) << "composed or not is the same";
  EXPECT_EQ(worth("  Zürich\n"), 3);
  EXPECT_EQ(worth("zürich"), 0);
  EXPECT_EQ(worth("STRASSE"), 2);
  EXPECT_EQ(worth("Straße"), 2);
  EXPECT_EQ(worth("Colour   7"), 1);
  EXPECT_EQ(worth("my colour 7"), 0) << "the whole of it";
  EXPECT_EQ(worth(""), 0);
  EXPECT_EQ(worth("\xff\xfe"), 0);
}

TEST(Quiz, ExpressionsAreBounded) {
  Question question;
  question.kind = Kind::kText;
  question.accepted = {{"(a*)*b", Match::kRegex, 0}};
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(GradeAnswer(question, {{}, std::string(10'000, 'a')}).points, 0);
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(2));
  EXPECT_TRUE(CheckRegex("a+").ok());
  EXPECT_FALSE(CheckRegex("(").ok());
  EXPECT_FALSE(CheckRegex("((a{1000}){1000}){1000}").ok());
  EXPECT_FALSE(CheckRegex("(a)\\1").ok());
}

TEST(Quiz, EssaysAndCode) {
  Question essay;
  essay.kind = Kind::kEssay;
  EXPECT_EQ(GradeAnswer(essay, {{}, "Because."}).state, State::kToGrade);
  EXPECT_EQ(GradeAnswer(essay, {{}, " \n"}).state, State::kGraded);
  Question code;
  code.kind = Kind::kCode;
  code.points = 10;
  EXPECT_EQ(GradeAnswer(code, {}, {false, 0.5}).points, 5);
  EXPECT_EQ(GradeAnswer(code, {}, {false, 7.0}).points, 10);
  EXPECT_EQ(GradeAnswer(code, {}, {false, std::nan("")}).points, 0);
  EXPECT_EQ(GradeAnswer(code, {}, {true, std::nullopt}).state, State::kPending);
  EXPECT_EQ(GradeAnswer(code, {}).state, State::kGraded);
}

std::vector<Question> Many() {
  std::vector<Question> questions;
  for (int i = 0; i < 12; ++i) {
    Question question = Choices(Kind::kSingle, Partial::kNone);
    question.id = "q" + std::to_string(i);
    if (i >= 2 && i < 8) question.pool = "six";
    question.keep_order = i == 0;
    questions.push_back(question);
  }
  return questions;
}

TEST(Quiz, DrawsTheSameForTheSameSeed) {
  const auto questions = Many();
  const std::vector<Pool> pools = {{"six", 3}};
  std::set<std::string> seen;
  std::set<std::vector<std::string>> orders;
  for (uint64_t seed = 0; seed < 200; ++seed) {
    const auto one = Draw(questions, pools, true, true, seed);
    const auto again = Draw(questions, pools, true, true, seed);
    ASSERT_EQ(one.size(), 9U);
    std::set<std::string> ids;
    int pooled = 0;
    for (size_t i = 0; i < one.size(); ++i) {
      EXPECT_EQ(one[i].question, again[i].question);
      EXPECT_EQ(one[i].choices, again[i].choices);
      ids.insert(one[i].question);
      const int number = std::stoi(one[i].question.substr(1));
      pooled += number >= 2 && number < 8 ? 1 : 0;
      const std::vector<std::string> written = {"a", "b", "c", "d"};
      EXPECT_TRUE(number != 0 || one[i].choices == written) << "its order is kept";
      if (number == 1) orders.insert(one[i].choices);
    }
    EXPECT_EQ(ids.size(), 9U);
    EXPECT_EQ(pooled, 3);
    seen.insert(ids.begin(), ids.end());
  }
  EXPECT_EQ(seen.size(), 12U) << "all of a pool come up";
  EXPECT_EQ(orders.size(), 24U) << "all orders come up";
  const auto plain = Draw(questions, {}, false, false, 1);
  EXPECT_EQ(plain.front().question, "q0");
  EXPECT_EQ(plain.back().question, "q11");
}

TEST(Quiz, AnalysesItems) {
  std::vector<std::vector<Response>> attempts;
  // Who is good answers "easy" and "good"; "odd" is got right by who is not.
  for (int i = 0; i < 6; ++i) {
    const bool good = i < 3;
    attempts.push_back({{"easy", 1, {"a"}, "", true},
                        {"good", good ? 1.0 : 0.0, {good ? "a" : "b"}, "", true},
                        {"also", good ? 1.0 : 0.0, {}, good ? "42" : "41", true},
                        {"odd", good ? 0.0 : 1.0, {}, "", !good}});
  }
  const auto items = AnalyseItems(attempts, {{"easy", 1}, {"good", 2}, {"also", 2}, {"odd", 1}});
  EXPECT_EQ(items.at("easy").difficulty, 1);
  EXPECT_FALSE(items.at("easy").discrimination) << "nobody differs";
  EXPECT_EQ(items.at("good").difficulty, 0.5);
  EXPECT_NEAR(items.at("good").discrimination.value(), 1, 1e-9);
  EXPECT_NEAR(items.at("odd").discrimination.value(), -1, 1e-9);
  EXPECT_EQ(items.at("good").choices.at("b"), 3);
  EXPECT_EQ(items.at("also").texts.at("42"), 3);
  EXPECT_EQ(items.at("odd").answered, 3);
  EXPECT_FALSE(AnalyseItems({attempts[0], attempts[5]}, {{"good", 1}, {"odd", 1}})
                   .at("good")
                   .discrimination);
}

}  // namespace
}  // namespace assay::courses::quiz
