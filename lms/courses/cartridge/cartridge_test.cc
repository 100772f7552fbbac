#include "lms/courses/cartridge/cartridge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lms/courses/cartridge/markdown.h"
#include "lms/courses/cartridge/test_cartridge.h"

namespace assay::courses::cartridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Cartridge MustRead(const Files& files) {
  auto read = Read(files);
  EXPECT_TRUE(read.ok()) << read.status().ToString();
  return read.ok() ? *std::move(read) : Cartridge();
}

std::vector<std::string> TitlesOf(const Cartridge& read, size_t module) {
  std::vector<std::string> titles;
  if (module < read.modules.size())
    for (const size_t one : read.modules[module].entries) titles.push_back(read.entries[one].title);
  return titles;
}

const Entry& Find(const Cartridge& read, const std::string& title) {
  static const Entry kNone;
  for (const Entry& one : read.entries)
    if (one.title == title) return one;
  ADD_FAILURE() << "there is no " << title;
  return kNone;
}

// What is said of a file or a title; "" where nothing is.
std::string Said(const Cartridge& read, const std::string& of) {
  std::string all;
  for (const Remark& one : read.remarks)
    if (one.file == of || one.item == of) all += one.message + (one.left_out ? " (out)\n" : "\n");
  return all;
}

std::string Links(const Entry& entry) {
  return FinishLinks(entry.body, [](const std::string& id) { return "to/" + id; });
}

std::string Manifest(const std::string& items, const std::string& resources) {
  return "<manifest><metadata><schema>IMS Common Cartridge</schema><schemaversion>1.0.0"
         "</schemaversion></metadata><organizations><organization><item>" +
         items + "</item></organization></organizations><resources>" + resources +
         "</resources></manifest>";
}

TEST(Cartridge, CanvasIsRead) {
  const Cartridge read = MustRead(TestFiles("canvas"));
  EXPECT_EQ(read.title, "Baking with numbers");
  EXPECT_EQ(read.version, "1.3.0");
  ASSERT_EQ(read.modules.size(), 3U);
  EXPECT_EQ(read.modules[0].title, "Week 1: Flour");
  EXPECT_THAT(TitlesOf(read, 0),
              ElementsAre("Welcome", "Quiz: weights", "Essay: my oven", "Tables of weights"));
  EXPECT_THAT(TitlesOf(read, 1), ElementsAre("Hydration", "Bake a loaf"));
  EXPECT_THAT(TitlesOf(read, 2), ElementsAre("Flours"));
  const Entry& welcome = Find(read, "Welcome");
  EXPECT_EQ(welcome.kind, Kind::kPage);
  EXPECT_THAT(Links(welcome), HasSubstr("[hydration](to/g2hydration) first"));
  EXPECT_THAT(Links(welcome), HasSubstr("[quiz](to/g1quiz)"));
  EXPECT_THAT(Links(welcome), HasSubstr("$\\frac{water}{flour}$"));
  EXPECT_THAT(Links(welcome), Not(HasSubstr("alert")));
  EXPECT_FALSE(Find(read, "Hydration").published);
  EXPECT_THAT(Links(Find(read, "Hydration")), HasSubstr("[the welcome](to/g1welcome)"));
  EXPECT_EQ(Links(Find(read, "Tables of weights")),
            "[Tables of weights](https://weights.example/tables?a=1&amp;b=2)");
  const Entry& essay = Find(read, "Essay: my oven");
  EXPECT_EQ(essay.kind, Kind::kAssignment);
  EXPECT_EQ(essay.points, 10);
  EXPECT_EQ(essay.body, "Describe *your* oven.");
  EXPECT_EQ(Find(read, "Bake a loaf").points, 5);
  const Entry& quiz = Find(read, "Quiz: weights");
  EXPECT_EQ(quiz.attempts, 2);
  EXPECT_EQ(quiz.quiz.minutes(), 10);
  EXPECT_TRUE(quiz.quiz.shuffle_choices());
  EXPECT_EQ(quiz.quiz.questions_size(), 3);
  EXPECT_EQ(Find(read, "Which flour?").kind, Kind::kDiscussion);
}

TEST(Cartridge, NothingOfCanvasIsDroppedInSilence) {
  const Cartridge read = MustRead(TestFiles("canvas"));
  EXPECT_THAT(Said(read, "To do"), HasSubstr("heading"));
  EXPECT_THAT(Said(read, "g1tool.xml"), HasSubstr("another tool (ovens.example)"));
  EXPECT_THAT(Said(read, "web_resources/handout.pdf"), HasSubstr("no place for files"));
  EXPECT_THAT(Said(read, "g1news.xml"), HasSubstr("announcement"));
  EXPECT_THAT(Said(read, "Essay: my oven"), HasSubstr("dates"));
  EXPECT_THAT(Said(read, "Flours"), HasSubstr("question bank"));
  EXPECT_THAT(Said(read, "course_settings/canvas_export.txt"), HasSubstr("settings"));
  EXPECT_THAT(Said(read, "Welcome"), HasSubstr("javascript"));
}

TEST(Cartridge, MoodleIsRead) {
  const Cartridge read = MustRead(TestFiles("moodle"));
  ASSERT_EQ(read.modules.size(), 3U);
  // What stands before the first section is a module by itself.
  EXPECT_EQ(read.modules[0].title, "Sailing");
  EXPECT_THAT(TitlesOf(read, 1), ElementsAre("Pictures of knots", "Test: knots"));
  EXPECT_EQ(Find(read, "Questions about knots").body, "Ask \\*here\\*.");
  EXPECT_THAT(Said(read, "Questions about knots"), HasSubstr("knot.png"));
  EXPECT_THAT(Said(read, "Deeper"), HasSubstr("folder"));
  EXPECT_EQ(Find(read, "Before you start").body,
            "Bring a **rope** and read 1. and 2. below\\\nin that order.\n\n1. Port is left\n2. "
            "Starboard is right");
}

TEST(Cartridge, VersionsAndTypes) {
  const std::string topic = "<topic><title>T</title><text>hi</text></topic>";
  for (const char* version : {"v1p0", "v1p1", "v1p2", "v1p3", "v1p4"}) {
    const Cartridge read =
        MustRead({{"imsmanifest.xml",
                   Manifest("<item identifierref='r'><title>T</title></item>",
                            "<resource identifier='r' type='imsdt_xml" + std::string(version) +
                                "'><file href='t.xml'/></resource>")},
                  {"t.xml", topic}});
    EXPECT_EQ(read.entries.size(), 1U) << version;
  }
  const Cartridge read =
      MustRead({{"imsmanifest.xml", Manifest("",
                                             "<resource identifier='a' type='imsov_zipv1p0' "
                                             "href='a.zip'/><resource identifier='b' "
                                             "type='imsqti_zipv3p0' href='b.zip'/><resource "
                                             "identifier='c' type='yarn' href='c.txt'/>")},
                {"a.zip", ""},
                {"b.zip", ""},
                {"c.txt", ""}});
  EXPECT_THAT(Said(read, "a.zip"), HasSubstr("no place here (out)"));
  EXPECT_THAT(Said(read, "b.zip"), HasSubstr("QTI 2 or 3"));
  EXPECT_THAT(Said(read, "c.txt"), HasSubstr("\"yarn\" is not known"));
}

TEST(Cartridge, WhatIsMissingIsNamed) {
  const Cartridge read = MustRead(
      {{"imsmanifest.xml",
        Manifest("<item identifierref='gone'><title>Gone</title></item><item identifierref='page'>"
                 "<title>Page</title></item><item identifierref='out'><title>Out</title></item>"
                 "<item identifierref='bad'><title>Bad</title></item>",
                 "<resource identifier='page' type='webcontent' href='page.html'/>"
                 "<resource identifier='out' type='webcontent' href='../../etc/passwd'/>"
                 "<resource identifier='bad' type='imswl_xmlv1p1' href='bad.xml'/>")},
       {"bad.xml", "<webLink><title>x</title><url href='file:///etc/passwd'/></webLink>"}});
  EXPECT_THAT(read.entries, IsEmpty());
  EXPECT_THAT(Said(read, "Gone"), HasSubstr("\"gone\" is not there (out)"));
  EXPECT_THAT(Said(read, "page.html"), HasSubstr("named and not there (out)"));
  EXPECT_THAT(Said(read, "out"), HasSubstr("leaves the package"));
  EXPECT_THAT(Said(read, "bad.xml"), HasSubstr("no address of the web"));
}

std::string WhyNot(const Files& files) {
  const auto read = Read(files);
  return read.ok() ? "it was read" : read.status().message();
}

TEST(Cartridge, WhatIsNoCartridgeSaysWhy) {
  EXPECT_THAT(WhyNot({{"a.html", "x"}}), HasSubstr("no imsmanifest.xml"));
  EXPECT_THAT(WhyNot({{"imsmanifest.xml", "<manifest"}}), HasSubstr("not XML"));
  EXPECT_THAT(WhyNot({{"imsmanifest.xml", "<html/>"}}), HasSubstr("no manifest"));
  EXPECT_THAT(WhyNot({{"imsmanifest.xml",
                       "<manifest><metadata><schema>ADL SCORM</schema></metadata></manifest>"}}),
              HasSubstr("SCORM"));
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "<item>";
  for (int i = 0; i < 200; ++i) deep += "</item>";
  EXPECT_THAT(WhyNot({{"imsmanifest.xml", Manifest(deep, "")}}), HasSubstr("deeply"));
  std::string many;
  for (int i = 0; i < 6000; ++i) many += "<item/>";
  EXPECT_THAT(WhyNot({{"imsmanifest.xml", Manifest(many, "")}}), HasSubstr("5000 items"));
  // Entities are neither followed nor expanded.
  const Cartridge read =
      MustRead({{"imsmanifest.xml",
                 "<!DOCTYPE manifest [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" +
                     Manifest("<item identifierref='r'><title>&x;</title></item>",
                              "<resource identifier='r' type='webcontent' href='a.html'/>")},
                {"a.html", "<p>x"}});
  ASSERT_EQ(read.entries.size(), 1U);
  EXPECT_EQ(read.entries[0].title, "&x;");
}

TEST(Unpack, KeepsTextsAndNamesWhatItRefuses) {
  const auto files = Unpack(ZipOf(TestFiles("canvas")));
  ASSERT_TRUE(files.ok()) << files.status().ToString();
  EXPECT_EQ(files->at("web_resources/handout.pdf"), "");
  EXPECT_THAT(files->at("wiki_content/welcome.html"), HasSubstr("arithmetic"));
  EXPECT_THAT(Unpack("no archive").status().message(), HasSubstr("data: "));
  EXPECT_THAT(Unpack(ZipOf({{"../up.html", "x"}})).status().message(), HasSubstr("up.html"));
  EXPECT_THAT(Unpack(ZipOf({{"big.html", std::string(9U << 20U, ' ')}})).status().message(),
              HasSubstr("big.html"));
}

}  // namespace
}  // namespace assay::courses::cartridge
