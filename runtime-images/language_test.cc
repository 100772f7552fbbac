#include "runtime-images/language.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/files.h"

namespace assay::runtime_images {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kGood = R"(name: toy
title: Toy
version: "1.0"
image:
  name: toy
  packages: [toy, libtoy-dev]
source:
  extensions: [.toy]
run: [/usr/bin/toy, "{source}"]
)";

std::string Error(const std::string& text) {
  const auto language = ParseLanguage(text, "toy.yaml");
  return language.ok() ? "no error" : language.status().message();
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(LanguageTest, CompilingMayBeACheckOnly) {
  EXPECT_FALSE(ParseLanguage(kGood, "toy.yaml")->compile_checks_only);
  EXPECT_TRUE(ParseLanguage(std::string(kGood) + "compile: [[/usr/bin/toy, -c, \"{source}\"]]\n" +
                                "compile_checks_only: true\n",
                            "toy.yaml")
                  ->compile_checks_only);
}

TEST(LanguageTest, AZygoteIsTrueOrFalse) {
  EXPECT_FALSE(ParseLanguage(kGood, "toy.yaml")->zygote);
  EXPECT_TRUE(ParseLanguage(std::string(kGood) + "zygote: true\n", "toy.yaml")->zygote);
  EXPECT_THAT(Error(std::string(kGood) + "zygote: [yes]\n"),
              HasSubstr("toy.yaml:10: \"zygote\" must be true or false"));
}

TEST(LanguageTest, ReadsWhatIsThereAndDefaultsTheRest) {
  const auto language =
      ParseLanguage(std::string(kGood) + "limits: {time_multiplier: 1.5, min_processes: 8}\n" +
                        "env: {B: \"2\", A: \"1\"}\n",
                    "toy.yaml");
  ASSERT_TRUE(language.ok()) << language.status().ToString();
  EXPECT_EQ(language->name, "toy");
  EXPECT_THAT(language->packages, ElementsAre("toy", "libtoy-dev"));
  EXPECT_DOUBLE_EQ(language->limits.time_multiplier, 1.5);
  EXPECT_EQ(language->limits.min_processes, 8U);
  EXPECT_EQ(language->limits.compile_time_ms, 10000U);
  EXPECT_THAT(language->env, ElementsAre(std::pair("B", "2"), std::pair("A", "1")));
  EXPECT_TRUE(language->compile.empty());
}

TEST(LanguageTest, UnknownKeysAreErrorsWithLineAndSuggestion) {
  EXPECT_EQ(Error(std::string(kGood) + "complie: []\n"),
            "toy.yaml:10: unknown key \"complie\" in a language; did you mean \"compile\"?");
  EXPECT_EQ(Error(Replaced(kGood, "  packages:", "  pakages: [x]\n  packages:")),
            "toy.yaml:6: unknown key \"pakages\" in \"image\"; did you mean \"packages\"?");
}

TEST(LanguageTest, MissingAndDoubleKeysAreErrors) {
  EXPECT_THAT(Error(Replaced(kGood, "title: Toy\n", "")),
              HasSubstr("toy.yaml:1: a language needs the key \"title\""));
  EXPECT_EQ(Error(std::string(kGood) + "name: again\n"),
            "toy.yaml:10: key \"name\" is given twice");
}

TEST(LanguageTest, WrongKindsAreErrors) {
  EXPECT_THAT(Error(Replaced(kGood, "[toy, libtoy-dev]", "toy")),
              HasSubstr("toy.yaml:6: \"packages\" must be a list"));
  EXPECT_THAT(Error(Replaced(kGood, "[toy, libtoy-dev]", "[]")), HasSubstr("must not be empty"));
  EXPECT_THAT(Error(Replaced(kGood, "name: toy", "name: [toy]")), HasSubstr("toy.yaml:1:"));
  EXPECT_THAT(Error(std::string(kGood) + "compile: [a, b]\n"), HasSubstr("must be a list"));
  EXPECT_THAT(Error(std::string(kGood) + "compile: [[]]\n"), HasSubstr("is empty"));
  EXPECT_THAT(Error("just words"), HasSubstr("toy.yaml:1: a language must be a mapping"));
  EXPECT_THAT(Error("a: [1,"), HasSubstr("not valid YAML"));
  EXPECT_THAT(Error(""), HasSubstr("must be a mapping"));
}

TEST(LanguageTest, NumbersAreChecked) {
  for (const char* limits :
       {"{time_multiplier: 0}", "{time_multiplier: nan}", "{time_multiplier: 1x}",
        "{min_processes: -1}", "{min_processes: 1.5}", "{min_processes: 99999999999}"}) {
    EXPECT_THAT(Error(std::string(kGood) + "limits: " + limits + "\n"), HasSubstr("toy.yaml:10:"))
        << limits;
  }
}

TEST(LanguageTest, PackageNamesCannotBecomeOptionsOfApt) {
  for (const char* name : {"--option", "a b", "Toy", "toy;rm", "toy=1", "-x"}) {
    EXPECT_THAT(Error(Replaced(kGood, "[toy, libtoy-dev]", std::string("[\"") + name + "\"]")),
                HasSubstr("is not a package name"))
        << name;
  }
}

TEST(LanguageTest, PlaceholdersAreCheckedWhenLoaded) {
  EXPECT_THAT(Error(Replaced(kGood, "{source}", "{sorce}")),
              HasSubstr("unknown placeholder {sorce} in a command; did you mean \"source\"?"));
  EXPECT_THAT(Error(Replaced(kGood, "{source}", "x{sources}")),
              HasSubstr("must be a word of its own"));
}

TEST(LanguageTest, BillionLaughsEndAtOnce) {
  std::string text = "a: &a [x]\n";
  for (char c = 'b'; c < 'z'; ++c) {
    const std::string before = "*" + std::string(1, static_cast<char>(c - 1));
    text += std::string(1, c) + ": &" + c + " [" + before + "," + before + "," + before + "]\n";
  }
  EXPECT_THAT(Error(text), HasSubstr("toy.yaml:1:"));
}

Language Toy(const std::string& name, const std::string& image, const std::string& extension) {
  Language language;
  language.name = name;
  language.image = image;
  language.packages = {"lib" + name, "common"};
  language.extensions = {extension};
  return language;
}

TEST(LanguageTableTest, LooksUpByNameAndFile) {
  auto table = LanguageTable::FromLanguages({Toy("b", "one", ".b"), Toy("a", "one", ".a")});
  ASSERT_TRUE(table.ok());
  EXPECT_EQ((*table->ByName("a"))->name, "a");
  EXPECT_EQ(table->ByName("aa").status().message(),
            "no language named \"aa\"; did you mean \"a\"?");
  EXPECT_EQ(table->ByExtension("b")->name, "b");
  EXPECT_EQ(table->ByExtension(".b")->name, "b");
  EXPECT_EQ(table->ByFileName("dir.a/x.b")->name, "b");
  EXPECT_EQ(table->ByFileName("dir.a/x"), nullptr);
  EXPECT_EQ(table->ByFileName(".b"), nullptr);
}

TEST(LanguageTableTest, LanguagesShareAnImage) {
  auto table = LanguageTable::FromLanguages(
      {Toy("b", "one", ".b"), Toy("a", "one", ".a"), Toy("c", "two", ".c")});
  ASSERT_TRUE(table.ok());
  const auto images = table->Images();
  ASSERT_EQ(images.size(), 2U);
  EXPECT_EQ(images[0].name, "one");
  EXPECT_THAT(images[0].packages, ElementsAre("common", "liba", "libb"));
  EXPECT_THAT(images[0].languages, ElementsAre("a", "b"));
}

TEST(LanguageTableTest, ConflictsNameBothLanguages) {
  EXPECT_THAT(
      LanguageTable::FromLanguages({Toy("a", "i", ".x"), Toy("b", "i", ".x")}).status().message(),
      HasSubstr("\".x\" belongs to both a and b"));
  EXPECT_THAT(
      LanguageTable::FromLanguages({Toy("a", "i", ".x"), Toy("a", "i", ".y")}).status().message(),
      HasSubstr("two languages are called \"a\""));
}

TEST(LanguageTableTest, AFileIsNamedAsItsLanguage) {
  auto dir = TempDir::Create();
  ASSERT_TRUE(dir.ok());
  ASSERT_TRUE(WriteFileAtomically(dir->path() / "other.yaml", kGood).ok());
  EXPECT_THAT(LanguageTable::Load(dir->path()).status().message(),
              HasSubstr("name the file toy.yaml"));
  EXPECT_EQ(LanguageTable::Load(dir->path() / "none").status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace assay::runtime_images
