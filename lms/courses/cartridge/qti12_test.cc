#include "lms/courses/cartridge/qti12.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lms/courses/cartridge/test_cartridge.h"

namespace assay::courses::cartridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Result<Assessment> Read(
    const std::string& xml, const FindBank& bank = [](const std::string&) {
      return static_cast<const std::string*>(nullptr);
    }) {
  const Resolve nowhere = [](const std::string&) { return Target{}; };
  return ReadQti12(xml, nowhere, bank);
}

std::string Item(const std::string& inside, const std::string& meta = "") {
  return "<questestinterop><assessment ident='a' title='A'><section><item ident='q' title='Q'>"
         "<itemmetadata><qtimetadata>" +
         meta + "</qtimetadata></itemmetadata>" + inside +
         "</item></section></assessment></questestinterop>";
}
std::string Field(const std::string& label, const std::string& entry) {
  return "<qtimetadatafield><fieldlabel>" + label + "</fieldlabel><fieldentry>" + entry +
         "</fieldentry></qtimetadatafield>";
}
std::string Choose(const std::string& cardinality) {
  return "<presentation><material><mattext>Which?</mattext></material><response_lid ident='r' "
         "rcardinality='" +
         cardinality +
         "'><render_choice>"
         "<response_label ident='a'><material><mattext>A</mattext></material></response_label>"
         "<response_label ident='b'><material><mattext>B</mattext></material></response_label>"
         "</render_choice></response_lid></presentation>";
}
std::string Write() {
  return "<presentation><material><mattext>What?</mattext></material><response_str ident='r'>"
         "<render_fib/></response_str></presentation>";
}
std::string If(const std::string& asks, const std::string& score,
               const std::string& action = "Set") {
  return "<respcondition><conditionvar>" + asks +
         "</conditionvar><setvar varname='SCORE' action='" + action + "'>" + score +
         "</setvar></respcondition>";
}
std::string Processing(const std::string& conditions) {
  return "<resprocessing><outcomes><decvar maxvalue='100'/></outcomes>" + conditions +
         "</resprocessing>";
}

std::string WhyNot(const std::string& xml) {
  const auto read = Read(xml);
  if (!read.ok()) return read.status().message();
  for (const auto& note : read->notes)
    if (note.left_out) return note.message;
  return "it was read";
}

TEST(Qti12, EveryKindOfTheProfile) {
  const auto read = Read(TestFiles("moodle")["i_quiz/assessment.xml"]);
  ASSERT_TRUE(read.ok()) << read.status().ToString();
  EXPECT_EQ(read->title, "Test: knots");
  EXPECT_EQ(read->attempts, 3);
  EXPECT_EQ(read->quiz.minutes(), 30);
  EXPECT_TRUE(read->quiz.shuffle_choices());
  EXPECT_THAT(read->notes, IsEmpty());
  ASSERT_EQ(read->quiz.questions_size(), 6);
  std::vector<std::string> kinds;
  for (const auto& one : read->quiz.questions()) kinds.push_back(one.kind());
  EXPECT_THAT(kinds, ElementsAre("single", "multiple", "single", "text", "text", "essay"));
  EXPECT_EQ(read->quiz.questions(0).points(), 2);
  EXPECT_TRUE(read->quiz.questions(0).choices(0).correct());
  EXPECT_FALSE(read->quiz.questions(1).choices(1).correct());
  EXPECT_TRUE(read->quiz.questions(1).choices(2).correct());
  const auto& fib = read->quiz.questions(3);
  ASSERT_EQ(fib.accepted_size(), 2);
  EXPECT_EQ(fib.accepted(0).match(), "ignore_case");
  EXPECT_EQ(fib.accepted(1).match(), "exact");
  EXPECT_EQ(fib.accepted(1).points(), 0.5);
  EXPECT_EQ(read->quiz.questions(4).accepted(0).text(), "(?si).*north \\(cold\\).*");
}

TEST(Qti12, CanvasDrawsFromBanks) {
  auto files = TestFiles("canvas");
  const FindBank bank = [&](const std::string& id) -> const std::string* {
    const auto found = files.find("non_cc_assessments/" + id + ".xml.qti");
    return found == files.end() ? nullptr : &found->second;
  };
  const auto read = Read(files["non_cc_assessments/g1quiz.xml.qti"], bank);
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read->quiz.questions_size(), 3);
  EXPECT_EQ(read->quiz.questions(0).kind(), "number");
  EXPECT_EQ(read->quiz.questions(0).tolerance(), 0.6);
  ASSERT_EQ(read->quiz.pools_size(), 1);
  EXPECT_EQ(read->quiz.pools(0).draw(), 1);
  EXPECT_EQ(read->quiz.questions(1).points(), 3);
  EXPECT_EQ(read->quiz.questions(1).choices(1).feedback(), "It is, look again.");
  ASSERT_THAT(read->notes, SizeIs(1));
  EXPECT_TRUE(read->notes[0].left_out);
  // Without the bank it is said so, and the rest stands.
  const auto alone = Read(files["non_cc_assessments/g1quiz.xml.qti"]);
  EXPECT_EQ(alone->quiz.questions_size(), 1);
  EXPECT_THAT(alone->notes[0].message, HasSubstr("question bank"));
}

TEST(Qti12, PointsOfChoices) {
  const auto equal = [](const std::string& choice) {
    return "<varequal respident='r'>" + choice + "</varequal>";
  };
  auto read = Read(Item(Choose("Single") + Processing(If(equal("a"), "100") + If(equal("b"), "50")),
                        Field("cc_weighting", "4")));
  const auto& one = read->quiz.questions(0);
  EXPECT_EQ(one.partial(), "points");
  EXPECT_EQ(one.choices(0).points(), 4);
  EXPECT_EQ(one.choices(1).points(), 2);
  read = Read(Item(Choose("Multiple") +
                   Processing(If(equal("a"), "100", "Add") + If(equal("b"), "-50", "Add"))));
  EXPECT_EQ(read->quiz.questions(0).choices(1).points(), -0.5);
  EXPECT_TRUE(read->quiz.questions(0).choices(0).correct());
}

TEST(Qti12, WhatIsNoQuestionHereSaysWhy) {
  const std::string equal = "<varequal respident='r'>a</varequal>";
  EXPECT_THAT(WhyNot(Item(Choose("Single") + Processing(""))), HasSubstr("nothing says"));
  EXPECT_THAT(WhyNot(Item("<presentation/>")), HasSubstr("asks nothing"));
  EXPECT_THAT(WhyNot(Item(Write(), Field("question_type", "calculated_question"))),
              HasSubstr("formula"));
  EXPECT_THAT(WhyNot(Item(Choose("Single") + Processing(If("<not>" + equal + "</not>", "100")))),
              HasSubstr("nothing says"));
  EXPECT_THAT(WhyNot(Item("<presentation><response_grp ident='r'/></presentation>")),
              HasSubstr("response_grp"));
  EXPECT_THAT(WhyNot(Item(Write() + Processing(If("<vargte respident='r'>1</vargte>", "100")))),
              HasSubstr("one bound"));
  EXPECT_THAT(WhyNot("<assessmentItem/>"), HasSubstr("no QTI 1.2"));
  EXPECT_THAT(WhyNot("<questestinterop"), HasSubstr("not XML"));
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += "<section>";
  for (int i = 0; i < 1000; ++i) deep += "</section>";
  EXPECT_THAT(WhyNot("<questestinterop>" + deep + "</questestinterop>"), HasSubstr("deeply"));
}

}  // namespace
}  // namespace assay::courses::cartridge
