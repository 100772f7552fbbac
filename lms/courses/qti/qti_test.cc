#include "lms/courses/qti/qti.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <random>

namespace assay::courses::qti {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Quizzes of every kind, with texts that are hard to carry through XML and Markdown.
class Quizzes {
 public:
  explicit Quizzes(unsigned seed) : random_(seed) {}

  v1::Quiz Next() {
    v1::Quiz quiz;
    quiz.set_shuffle_questions(Coin());
    quiz.set_minutes(Coin() ? Below(200) : 0);
    const int count = 1 + Below(8);
    for (int i = 0; i < count; ++i) Add(quiz, i, "");
    if (Coin()) {
      v1::Pool& pool = *quiz.add_pools();
      pool.set_name("Pool " + Text());
      const int size = 2 + Below(3);
      pool.set_draw(1 + Below(size));
      for (int i = 0; i < size; ++i) {
        Add(quiz, count + i, pool.name());
        quiz.mutable_questions(count + i)->set_points(2);
        for (v1::AcceptedText& one : *quiz.mutable_questions(count + i)->mutable_accepted())
          one.clear_points();
      }
    }
    return quiz;
  }

 private:
  int Below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }
  bool Coin() { return Below(2) == 0; }
  double Points() { return (1 + Below(40)) / 4.0; }

  std::string Text() {
    static const std::vector<std::string> kPieces = {"How long",
                                                     "a < b && c > d",
                                                     "**bold**",
                                                     "`x = 1`",
                                                     "$\\frac{1}{2}$",
                                                     "Zürich",
                                                     "数",
                                                     "\"quoted\"",
                                                     "1. first",
                                                     "- item",
                                                     "]]>",
                                                     "<!-- no comment -->",
                                                     "&amp;",
                                                     "two  spaces",
                                                     "```c\nint x;\n```",
                                                     "line\nline",
                                                     "para\n\npara",
                                                     "tab\there",
                                                     "https://e.example/?a=b&c",
                                                     "\\*",
                                                     "plain text.",
                                                     "'"};
    std::string text;
    for (int i = 0; i <= Below(3); ++i)
      text += (i > 0 ? " " : "") +
              kPieces[static_cast<size_t>(Below(static_cast<int>(kPieces.size())))];
    return text;
  }

  void Add(v1::Quiz& quiz, int number, const std::string& pool) {
    static const std::vector<std::string> kKinds = {"single", "multiple", "number",
                                                    "text",   "essay",    "code"};
    v1::Question& question = *quiz.add_questions();
    question.set_id("q" + std::to_string(number));
    question.set_kind(kKinds[static_cast<size_t>(Below(6))]);
    question.set_title(Coin() ? "Title " + std::to_string(number) : "");
    question.set_text(Text());
    question.set_points(pool.empty() ? Points() : 2);
    question.set_pool(pool);
    if (Coin()) question.set_feedback(Text());
    if (question.kind() == "single" || question.kind() == "multiple") Choices(question, pool);
    if (question.kind() == "number") {
      question.set_number((Below(20000) - 10000) / 8.0);
      if (Coin()) question.set_tolerance(Below(10) / 4.0);
      if (Coin()) question.set_relative_tolerance(Below(10) / 2.0);
    }
    if (question.kind() == "text") {
      const int accepted = 1 + Below(3);
      for (int i = 0; i < accepted; ++i) {
        v1::AcceptedText& one = *question.add_accepted();
        static const std::vector<std::string> kMatches = {"", "ignore_case", "regex"};
        one.set_match(kMatches[static_cast<size_t>(Below(3))]);
        one.set_text(one.match() == "regex" ? "(?i)a+ <b> \"c\" &[0-9]*" : Text());
        if (Coin()) one.set_points(question.points() / 2);
      }
    }
    if (question.kind() == "code") question.set_problem("two-sum");
  }

  void Choices(v1::Question& question, const std::string& pool) {
    question.set_keep_order(Coin());
    if (question.kind() == "multiple") question.set_partial(Below(3) == 0 ? "share" : "");
    if (pool.empty() && Below(3) == 0) question.set_partial("points");
    const int count = 2 + Below(4);
    const int right = Below(count);
    for (int i = 0; i < count; ++i) {
      v1::Choice& choice = *question.add_choices();
      choice.set_id("c" + std::to_string(i + 1));
      choice.set_text(Text());
      choice.set_correct(i == right || (question.kind() == "multiple" && Coin()));
      if (question.partial() == "points")
        choice.set_points(i == right ? question.points() : Below(3) - 1.5);
      if (Coin()) choice.set_feedback("feedback " + std::to_string(i) + " <&>");
    }
  }

  std::mt19937 random_;
};

TEST(Qti, WhatIsWrittenIsReadAgain) {
  Quizzes quizzes(7);
  for (int i = 0; i < 400; ++i) {
    const v1::Quiz quiz = quizzes.Next();
    for (const Version version : {Version::k21, Version::k30}) {
      const auto zip = Pack(Write(quiz, "A <quiz> & more", version));
      ASSERT_TRUE(zip.ok());
      const auto files = Unpack(*zip);
      ASSERT_TRUE(files.ok()) << files.status().ToString();
      const auto read = Read(*files);
      ASSERT_TRUE(read.ok()) << read.status().ToString();
      for (const Remark& remark : read->remarks)
        ADD_FAILURE() << remark.file << ": " << remark.message << "\n" << files->at(remark.file);
      std::string difference;
      google::protobuf::util::MessageDifferencer differencer;
      differencer.ReportDifferencesToString(&difference);
      EXPECT_EQ(read->title, "A <quiz> & more");
      ASSERT_TRUE(differencer.Compare(quiz, read->quiz))
          << difference << quiz.DebugString() << files->begin()->second;
    }
  }
}

std::string Item(const std::string& declarations, const std::string& body,
                 const std::string& processing) {
  return "<?xml version=\"1.0\"?><assessmentItem "
         "xmlns=\"http://www.imsglobal.org/xsd/imsqti_v2p1\" "
         "identifier=\"one\" title=\"One\" adaptive=\"false\" timeDependent=\"false\">" +
         declarations + "<itemBody>" + body + "</itemBody>" + processing + "</assessmentItem>";
}

TEST(Qti, OthersChoices) {
  const std::string declaration =
      "<responseDeclaration identifier=\"RESPONSE\" cardinality=\"multiple\" "
      "baseType=\"identifier\">"
      "<correctResponse><value>H</value><value>O</value></correctResponse>"
      "<mapping lowerBound=\"0\" upperBound=\"2\" defaultValue=\"-2\"><mapEntry mapKey=\"H\" "
      "mappedValue=\"1\"/>"
      "<mapEntry mapKey=\"O\" mappedValue=\"1\"/><mapEntry mapKey=\"Cl\" "
      "mappedValue=\"-1\"/></mapping>"
      "</responseDeclaration>";
  const std::string body =
      "<p>Look at <b>this</b> <i>text</i>.</p><p><img src=\"a.png\" alt=\"Water\"/></p>"
      "<choiceInteraction responseIdentifier=\"RESPONSE\" shuffle=\"true\" maxChoices=\"0\">"
      "<prompt>Which are in <code>water</code>?</prompt><simpleChoice "
      "identifier=\"H\">Hydrogen</simpleChoice>"
      "<simpleChoice identifier=\"O\">Oxygen</simpleChoice><simpleChoice "
      "identifier=\"Cl\">Chlorine*</simpleChoice>"
      "</choiceInteraction>";
  const std::string processing =
      "<responseProcessing "
      "template=\"http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response\"/>";
  const auto read = Read({{"water.xml", Item(declaration, body, processing)}});
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read->quiz.questions_size(), 1);
  const v1::Question& question = read->quiz.questions(0);
  EXPECT_EQ(question.kind(), "multiple");
  EXPECT_EQ(question.partial(), "share");
  EXPECT_EQ(question.points(), 2);
  EXPECT_EQ(question.text(), "Look at **this** *text*.\n\nWhich are in `water`?");
  EXPECT_EQ(question.choices(2).text(), "Chlorine\\*");
  ASSERT_EQ(read->remarks.size(), 1U);
  EXPECT_THAT(read->remarks[0].message, HasSubstr("img"));
  EXPECT_EQ(read->remarks[0].file, "water.xml");
}

TEST(Qti, WhatIsNotMappedHasTheDefault) {
  const std::string declaration =
      "<responseDeclaration identifier=\"RESPONSE\" cardinality=\"multiple\" "
      "baseType=\"identifier\">"
      "<mapping lowerBound=\"0\" upperBound=\"2\" defaultValue=\"-2\"><mapEntry mapKey=\"H\" "
      "mappedValue=\"2\"/>"
      "</mapping></responseDeclaration>";
  const std::string body =
      "<choiceInteraction responseIdentifier=\"RESPONSE\"><prompt><br/>?</prompt><simpleChoice "
      "identifier=\"H\">H"
      "</simpleChoice><simpleChoice identifier=\"C\">C</simpleChoice></choiceInteraction>";
  const std::string processing =
      "<responseProcessing "
      "template=\"https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/CC2_map_response.xml\"/>";
  const auto read = Read({{"a.xml", Item(declaration, body, processing)}});
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read->quiz.questions_size(), 1);
  EXPECT_EQ(read->quiz.questions(0).text(), "?");
  EXPECT_EQ(read->quiz.questions(0).choices(0).points(), 2);
  EXPECT_EQ(read->quiz.questions(0).choices(1).points(), -2);
}

TEST(Qti, WhatCannotBeIsNamed) {
  const std::string declaration =
      "<responseDeclaration identifier=\"RESPONSE\" cardinality=\"ordered\" "
      "baseType=\"identifier\"/>";
  const auto read = Read(
      {{"order.xml", Item(declaration, "<orderInteraction responseIdentifier=\"RESPONSE\"/>", "")},
       {"two.xml", Item(declaration,
                        "<p><textEntryInteraction responseIdentifier=\"RESPONSE\"/>"
                        "<textEntryInteraction responseIdentifier=\"RESPONSE\"/></p>",
                        "")},
       {"old.xml", "<questestinterop/>"},
       {"broken.xml", "<assessmentItem"},
       {"deep.xml", [] {
          std::string deep = "<assessmentItem>";
          for (int i = 0; i < 100'000; ++i) deep += "<a>";
          for (int i = 0; i < 100'000; ++i) deep += "</a>";
          return deep + "</assessmentItem>";
        }()}});
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->quiz.questions_size(), 0);
  std::string all;
  for (const Remark& remark : read->remarks) {
    EXPECT_TRUE(remark.left_out) << remark.file;
    all += remark.file + ": " + remark.message + "\n";
  }
  EXPECT_THAT(all, HasSubstr("order.xml: \"orderInteraction\" is no kind of question here"));
  EXPECT_THAT(all, HasSubstr("two.xml: it asks 2 things at once"));
  EXPECT_THAT(all, HasSubstr("old.xml: is QTI 1.2"));
  EXPECT_THAT(all, HasSubstr("broken.xml: is not XML"));
  EXPECT_THAT(all, HasSubstr("deep.xml: is nested too deeply"));
  EXPECT_FALSE(Read({}).ok());
  EXPECT_FALSE(Read({{"a.txt", ""}}).ok());
  EXPECT_FALSE(Unpack("PK nothing of the kind").ok());
}

TEST(Qti, NothingIsFetched) {
  std::string item = Item(
      "<responseDeclaration identifier=\"RESPONSE\" cardinality=\"single\" baseType=\"string\"/>",
      "<p>&secret;</p><extendedTextInteraction responseIdentifier=\"RESPONSE\"/>", "");
  item.insert(
      item.find("?>") + 2,
      "<!DOCTYPE x [<!ENTITY secret SYSTEM \"file:///etc/passwd\"><!ENTITY a \"aaaaaaaaaa\">"
      "<!ENTITY b \"&a;&a;&a;&a;\">]>");
  const auto read = Read({{"xxe.xml", item}});
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->quiz.questions(0).text(), "\\&secret;");
}

TEST(Qti, AManifestCannotLeaveItsPackage) {
  const auto read =
      Read({{"imsmanifest.xml",
             "<manifest><resources><resource identifier=\"a\" type=\"imsqti_item_xmlv2p1\" "
             "href=\"../../etc/passwd\"/></resources></manifest>"}});
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read->remarks.size(), 1U);
  EXPECT_THAT(read->remarks[0].message, HasSubstr("is named and not there"));
}

}  // namespace
}  // namespace assay::courses::qti
