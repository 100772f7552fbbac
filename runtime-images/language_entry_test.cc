#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "runtime-images/language.h"

namespace assay::runtime_images {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Language Java() {
  Language language;
  language.title = "Java";
  language.extensions = {".java"};
  language.entry = {.names = {"Main.java"}, .marks = {"static void main"}, .java_class = true};
  return language;
}

TEST(FindEntryTest, TheOnlyFileStarts) {
  const auto entry = FindEntry(Java(), {{"notes.txt", ""}, {"src/Sum.java", ""}});
  ASSERT_TRUE(entry.ok());
  EXPECT_EQ(entry->source, "src/Sum.java");
  EXPECT_EQ(entry->main_class, "Sum");
}

TEST(FindEntryTest, TheNameDecidesBeforeTheText) {
  const auto entry = FindEntry(Java(), {{"A.java", "static void main"}, {"Main.java", ""}});
  ASSERT_TRUE(entry.ok());
  EXPECT_EQ(entry->source, "Main.java");
}

TEST(FindEntryTest, TheTextDecidesWhereNoNameDoes) {
  const auto entry = FindEntry(
      Java(), {{"A.java", "class A {}"}, {"B.java", "public static void main(String[] a)"}});
  ASSERT_TRUE(entry.ok());
  EXPECT_EQ(entry->source, "B.java");
}

TEST(FindEntryTest, DoubtIsAnErrorForTheStudent) {
  EXPECT_EQ(
      FindEntry(Java(), {{"A.java", ""}, {"B.java", ""}}).status().message(),
      "cannot tell which of A.java, B.java starts the program; call the one to start Main.java");
  EXPECT_EQ(FindEntry(Java(), {{"a.py", ""}}).status().message(),
            "no Java file in the submission; its name must end in .java");
}

std::string MainClass(std::string_view text) {
  const auto entry = FindEntry(Java(), {{"x/Main.java", text}});
  return entry.ok() ? entry->main_class : entry.status().message();
}

TEST(FindEntryTest, JavaPackages) {
  EXPECT_EQ(MainClass("package a.b;\nclass Main {}"), "a.b.Main");
  EXPECT_EQ(MainClass("\xEF\xBB\xBF// by me\n/* package c; */ package\n d ;"), "d.Main");
  EXPECT_EQ(MainClass("packages x;"), "Main");
  EXPECT_EQ(MainClass("import a; package b;"), "Main");
  EXPECT_EQ(MainClass("/* never closed"), "Main");
  EXPECT_EQ(MainClass("package"), "Main");
}

constexpr char kMain[] = "public static void main(String[] args) {}";

TEST(FindEntryTest, JavaClassesThatAreNotCalledAsTheirFile) {
  const std::string body = std::string(" {") + kMain + "}";
  EXPECT_EQ(MainClass("class Solver" + body), "Solver");
  EXPECT_EQ(MainClass("package p; class Helper {} final class Run" + body), "p.Run");
  EXPECT_EQ(MainClass("class Outer { int a; static class In" + body + "}"), "Outer$In");
  EXPECT_EQ(MainClass("record Point(int x) {} enum E { A } interface I" + body), "I");
  // The file's name comes first where its type can start, or where nothing else can.
  EXPECT_EQ(MainClass("class A" + body + " class Main" + body), "Main");
  EXPECT_EQ(MainClass("class A {} class Main {}"), "Main");
  EXPECT_EQ(MainClass("class A" + body + " class Main {}"), "A");
}

TEST(FindEntryTest, WhatIsNoJavaCodeIsPassedOver) {
  const std::string body = std::string(" {") + kMain + "}";
  EXPECT_EQ(MainClass("// class X {\n/* class Y { */ class Z" + body), "Z");
  EXPECT_EQ(MainClass("class A { String s = \"class B { \\\"\"; char c = '{'; " +
                      std::string(kMain) + "}"),
            "A");
  EXPECT_EQ(
      MainClass("class A { String s = \"\"\"\n class B { \"\"\"; " + std::string(kMain) + "}"),
      "A");
  EXPECT_EQ(MainClass("class A { Object o = int.class; void f() { class L {} } " +
                      std::string(kMain) + "}"),
            "A");
  EXPECT_EQ(MainClass("}}} class A" + body), "A");
  EXPECT_EQ(MainClass("class \""), "Main");
  EXPECT_EQ(MainClass("class A { void main"), "A");
}

TEST(ExpandTest, FillsEveryPlaceholder) {
  const auto words = Expand(
      {"cc", "-o", "{binary}", "{sources}", "-m{memory_mib}", "{stem}.js", "{main_class}"},
      {.source = "d/a.ts", .sources = {"d/a.ts", "b.ts"}, .main_class = "A", .memory_mib = 64});
  ASSERT_TRUE(words.ok());
  EXPECT_THAT(*words, ElementsAre("cc", "-o", "program", "d/a.ts", "b.ts", "-m64", "a.js", "A"));
}

TEST(ExpandTest, TestsAreWordsOfTheirOwn) {
  const auto words = Expand({"run", "{tests}", "end"}, {.tests = {"-t.py", "d/t.py"}});
  ASSERT_TRUE(words.ok());
  EXPECT_THAT(*words, ElementsAre("run", "./-t.py", "d/t.py", "end"));
}

TEST(ExpandTest, AFileNameCannotBecomeAnOption) {
  const auto words =
      Expand({"cc", "{source}", "{sources}"}, {.source = "-o.c", .sources = {"-o.c"}});
  ASSERT_TRUE(words.ok());
  EXPECT_THAT(*words, ElementsAre("cc", "./-o.c", "./-o.c"));
}

TEST(ExpandTest, OtherBracesStay) {
  const auto words =
      Expand({"{", "}", "{}", "{ print }", "{1..3}", "a{{source}}"}, {.source = "s"});
  ASSERT_TRUE(words.ok());
  EXPECT_THAT(*words, ElementsAre("{", "}", "{}", "{ print }", "{1..3}", "a{s}"));
  EXPECT_THAT(Expand({"{binery}"}, {}).status().message(), HasSubstr("did you mean \"binary\"?"));
}

TEST(ExpandTest, FilledTextIsNotFilledAgain) {
  const auto words = Expand({"x{source}"}, {.source = "{binary}"});
  ASSERT_TRUE(words.ok());
  EXPECT_THAT(*words, ElementsAre("x{binary}"));
}

}  // namespace
}  // namespace assay::runtime_images
