#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/files.h"
#include "grader/formats/readers.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class DmojTest : public testing::Test {
 protected:
  void SetUp() override {
    auto made = TempDir::Create();
    ASSERT_TRUE(made.ok());
    made_.emplace(std::move(*made));
    folder_ = made_->path() / "aplusb";
    fs::create_directory(folder_);
  }

  void Put(const std::string& name, const std::string& text) {
    fs::create_directories((folder_ / name).parent_path());
    ASSERT_TRUE(WriteFileAtomically(folder_ / name, text).ok());
  }

  void PutZip(const std::string& name, const std::vector<std::pair<std::string, std::string>>& of) {
    struct archive* writer = archive_write_new();
    archive_write_set_format_zip(writer);
    ASSERT_EQ(archive_write_open_filename(writer, (folder_ / name).c_str()), ARCHIVE_OK);
    for (const auto& [path, data] : of) {
      struct archive_entry* entry = archive_entry_new();
      archive_entry_copy_pathname(entry, path.c_str());
      archive_entry_set_filetype(entry, AE_IFREG);
      archive_entry_set_perm(entry, 0644);
      archive_entry_set_size(entry, static_cast<la_int64_t>(data.size()));
      ASSERT_EQ(archive_write_header(writer, entry), ARCHIVE_OK);
      archive_write_data(writer, data.data(), data.size());
      archive_entry_free(entry);
    }
    archive_write_close(writer);
    archive_write_free(writer);
  }

  Result<Package> Read(const std::string& init) {
    Put("init.yml", init);
    EXPECT_TRUE(LooksLikeDmoj(folder_));
    return ReadDmoj(folder_);
  }
  // The message of what must not be read.
  std::string Wrong(const std::string& init) {
    const auto package = Read(init);
    return package.ok() ? "accepted" : package.status().message();
  }

  static const StandardIo& Io(const Package& package) {
    return std::get<StandardIo>(package.parts.at(0).task);
  }
  static std::string Text(const DataSource& source) {
    if (const auto* path = std::get_if<fs::path>(&source)) return ReadFile(*path).value();
    return std::holds_alternative<std::monostate>(source) ? "" : "not a file";
  }

  std::optional<TempDir> made_;
  fs::path folder_;
};

TEST_F(DmojTest, CasesOfAnArchiveInTheOrderTheyStand) {
  PutZip("data.zip", {{"1.in", "1 2\r\n"}, {"1.out", "3"}, {"in/2.in", "5 6\n"}});
  Put("2.out", "11\n");
  const auto package = Read(R"(
archive: data.zip
points: 7
test_cases:
- {in: 1.in, out: 1.out}
- {in: in/2.in, out: 2.out, points: 30}
)");
  ASSERT_TRUE(package.ok()) << package.status().message();
  EXPECT_EQ(package->id, "aplusb");
  const StandardIo& io = Io(*package);
  ASSERT_EQ(io.root.tests.size(), 2U);
  EXPECT_THAT(io.root.groups, IsEmpty());
  EXPECT_EQ(io.root.tests[0].name, "1");
  EXPECT_EQ(io.root.tests[0].points, 7);
  EXPECT_EQ(io.root.tests[1].points, 30);
  // Line ends are made good, as DMOJ does.
  EXPECT_EQ(Text(io.root.tests[0].input), "1 2\n");
  EXPECT_EQ(Text(io.root.tests[0].answer), "3\n");
  EXPECT_EQ(Text(io.root.tests[1].input), "5 6\n");
  EXPECT_TRUE(io.checker.builtin.line_sensitive);  // "standard"
  EXPECT_THAT(package->warnings, ElementsAre(HasSubstr("time_limit")));
}

TEST_F(DmojTest, BinaryDataStaysAsItIs) {
  Put("a", "x\r\ny");
  const auto package = Read("binary_data: true\ntest_cases: [{in: a, out: a}]\n");
  ASSERT_TRUE(package.ok()) << package.status().message();
  EXPECT_EQ(Text(Io(*package).root.tests[0].input), "x\r\ny");
}

TEST_F(DmojTest, BatchesDependAndGatesHoldBack) {
  for (const char* name : {"a", "b"}) Put(name, "1\n");
  const auto package = Read(R"(
test_cases:
- {in: a, out: a, points: 0}
- {in: a, out: a, points: 5}
- {in: b, out: b, points: 6}
- points: 10
  out: b
  batched:
  - {in: a}
  - {in: b}
- batched: [{in: a, out: a}]
  points: 20
  dependencies: [1]
- {in: a, out: a, points: 1}
)");
  ASSERT_TRUE(package.ok()) << package.status().message();
  const std::vector<Group>& groups = Io(*package).root.groups;
  ASSERT_EQ(groups.size(), 5U);
  EXPECT_EQ(groups[0].name, "cases from 1");
  EXPECT_THAT(groups[0].requires_groups, IsEmpty());
  ASSERT_EQ(groups[1].tests.size(), 2U);
  EXPECT_THAT(groups[1].requires_groups, ElementsAre("cases from 1"));
  EXPECT_EQ(groups[2].name, "batch 1");
  EXPECT_EQ(groups[2].points, 10);
  EXPECT_EQ(groups[2].scoring, Scoring::kMin);
  EXPECT_EQ(groups[2].on_reject, OnReject::kBreak);
  ASSERT_EQ(groups[2].tests.size(), 2U);
  EXPECT_EQ(groups[2].tests[1].name, "5");
  EXPECT_EQ(Text(groups[2].tests[0].answer), "1\n");  // `out` is the batch's
  EXPECT_THAT(groups[3].requires_groups, ElementsAre("cases from 1", "batch 1"));
  EXPECT_EQ(groups[4].tests.at(0).name, "7");
}

TEST_F(DmojTest, PretestsComeFirstAndGiveNothing) {
  Put("a", "1\n");
  const auto package = Read(R"(
pretest_test_cases: [{in: a, out: a, points: 3}]
test_cases: [{in: a, out: a, points: 9}]
)");
  ASSERT_TRUE(package.ok()) << package.status().message();
  const std::vector<Group>& groups = Io(*package).root.groups;
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].tests.at(0).points, 0);
  EXPECT_THAT(groups[1].requires_groups, ElementsAre(groups[0].name));
}

TEST_F(DmojTest, PatternsFindCasesInTheArchive) {
  PutZip("d.zip", {{"t.1.in", "a"},
                   {"t.1.out", "a"},
                   {"t.2.1.in", "b"},
                   {"t.2.1.out", "b"},
                   {"t.2.2.in", "c"},
                   {"t.2.2.out", "c"},
                   {"notes.txt", "x"}});
  auto package = Read("archive: d.zip\n");
  ASSERT_TRUE(package.ok()) << package.status().message();
  {
    const std::vector<Group>& groups = Io(*package).root.groups;
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0].tests.at(0).points, 1);
    EXPECT_EQ(Text(groups[1].tests.at(1).input), "c\n");
  }
  package = Read(R"(
archive: d.zip
test_cases:
  input_format: ^t\.(?P<batch>\d)\.(?P<case>\d)\.in
  output_format: ^t\.(?P<batch>\d)\.(?P<case>\d)\.out
  case_points: [42]
)");
  ASSERT_TRUE(package.ok()) << package.status().message();
  EXPECT_EQ(Io(*package).root.groups.at(0).points, 42);
  EXPECT_THAT(Wrong("archive: d.zip\ntest_cases: {case_points: [1]}\n"),
              HasSubstr("1 for 2 cases"));
  EXPECT_THAT(Wrong("points: 1\n"), HasSubstr("need an `archive:`"));
}

TEST_F(DmojTest, MergeKeysAreFollowed) {
  Put("a", "1\n");
  const auto package = Read(R"(
name: &c {out: a, points: 4}
test_cases:
- {<<: *c, in: a}
- {<<: [*c], in: a, points: 5}
)");
  ASSERT_TRUE(package.ok()) << package.status().message();
  EXPECT_EQ(Io(*package).root.tests[0].points, 4);
  EXPECT_EQ(Text(Io(*package).root.tests[0].answer), "1\n");
  EXPECT_EQ(Io(*package).root.tests[1].points, 5);
}

TEST_F(DmojTest, EveryCheckerThatDmojBrings) {
  using Kind = ComparisonSpec::Kind;
  Put("a", "1\n");
  const auto builtin = [&](const std::string& checker) {
    const auto package = Read("checker: " + checker + "\ntest_cases: [{in: a, out: a}]\n");
    EXPECT_TRUE(package.ok()) << package.status().message();
    return package.ok() ? Io(*package).checker.builtin : ComparisonSpec{};
  };
  EXPECT_EQ(builtin("standard").kind, Kind::kTokens);
  EXPECT_EQ(builtin("easy").kind, Kind::kCharacters);
  EXPECT_EQ(builtin("identical").kind, Kind::kExact);
  EXPECT_TRUE(builtin("identical").presentation_error);
  EXPECT_FALSE(builtin("{name: identical, args: {pe_allowed: no}}").presentation_error);
  EXPECT_EQ(builtin("linecount").kind, Kind::kLineCount);
  EXPECT_EQ(builtin("rstripped").kind, Kind::kStrippedLines);
  EXPECT_EQ(builtin("sorted").kind, Kind::kUnordered);
  EXPECT_EQ(builtin("{name: sorted, args: {split_on: whitespace}}").kind, Kind::kSortedTokens);
  EXPECT_EQ(builtin("unordered").kind, Kind::kSortedTokens);
  EXPECT_EQ(builtin("floats").decimals, 6);
  EXPECT_EQ(builtin("{name: floats, args: {precision: 2, error_mode: absolute}}").decimals_mode,
            ComparisonSpec::DecimalsMode::kAbsolute);
  EXPECT_EQ(builtin("floatsrel").decimals_mode, ComparisonSpec::DecimalsMode::kRelative);
  EXPECT_THAT(builtin("{name: linematches, args: {point_distribution: [1, 3]}}").line_points,
              ElementsAre(1, 3));
  EXPECT_THAT(Wrong("checker: standart\ntest_cases: [{in: a, out: a}]\n"),
              AllOf(HasSubstr("init.yml:1: unknown checker \"standart\""), HasSubstr("floatsabs")));
}

TEST_F(DmojTest, CheckersOfThePackage) {
  Put("a", "1\n");
  Put("check.cpp", "int main(){}\n");
  Put("lib.h", "\n");
  Put("c.py", "def check(**k): return True\n");
  auto package = Read(R"(
checker: {name: bridged, args: {files: [check.cpp, lib.h], lang: CPP17, type: coci, flags: [-DX]}}
test_cases:
- {in: a, out: a}
- {in: a, out: a, checker: {name: c.py, args: {k: 3, s: "3", l: [a]}}}
- batched:
  - {in: a, out: a}
  - {in: a, out: a, checker: identical}
  - {in: a, out: a}
)");
  ASSERT_TRUE(package.ok()) << package.status().message();
  const StandardIo& io = Io(*package);
  EXPECT_EQ(io.checker.protocol, CheckerProtocol::kDmojCoci);
  EXPECT_EQ(io.checker.program->language, "cpp");
  EXPECT_EQ(io.checker.program->files.size(), 2U);
  EXPECT_THAT(io.checker.program->compile_flags, ElementsAre("-include", "cstdint", "-DX"));
  ASSERT_EQ(io.root.groups.size(), 3U);
  const Checker& python = *io.root.groups[1].checker;
  EXPECT_EQ(python.protocol, CheckerProtocol::kDmojPython);
  EXPECT_THAT(python.program->arguments, ElementsAre(R"({"k":3,"l":["a"],"s":"3"})"));
  const Group& batch = io.root.groups[2];
  ASSERT_EQ(batch.tests.size(), 1U);
  ASSERT_EQ(batch.groups.size(), 2U);
  EXPECT_EQ(batch.groups[0].checker->builtin.kind, ComparisonSpec::Kind::kExact);
  EXPECT_FALSE(batch.groups[1].checker.has_value());

  package = Read(R"(
checker: {name: bridged, args: {files: c.py, lang: PY3, args_format_string: '-a "x y" {answer_file}'}}
test_cases: [{in: a, out: a}]
)");
  ASSERT_TRUE(package.ok()) << package.status().message();
  EXPECT_THAT(Io(*package).checker.argv, ElementsAre("-a", "x y", "{answer}"));
  EXPECT_THAT(Wrong("checker: {name: bridged, args: {files: c.py, type: wrong}}\n"
                    "test_cases: [{in: a}]\n"),
              HasSubstr("unknown type \"wrong\"; there are default"));
  EXPECT_THAT(Wrong("checker: {name: bridged, args: {files: ../x.py}}\ntest_cases: [{in: a}]\n"),
              HasSubstr("../x.py"));
  EXPECT_THAT(Wrong("checker: {name: bridged, args: {files: c.py, lang: COBOL}}\n"
                    "test_cases: [{in: a}]\n"),
              HasSubstr("COBOL"));
}

TEST_F(DmojTest, GeneratorsWithTheirArguments) {
  Put("a", "1\n");
  Put("gen.cpp", "int main(){}\n");
  const auto package = Read(R"(
generator: {source: [gen.cpp], flags: [-O3], args: [9]}
test_cases:
- {generator_args: [1, 2]}
- {generator_in: a, out: a}
- {in: a}
)");
  ASSERT_TRUE(package.ok()) << package.status().message();
  const StandardIo& io = Io(*package);
  ASSERT_EQ(io.generators.size(), 1U);
  const auto& first = std::get<Generated>(io.root.tests[0].input);
  EXPECT_THAT(first.arguments, ElementsAre("1", "2"));
  EXPECT_TRUE(first.answer_on_stderr);  // one run makes both
  EXPECT_TRUE(std::get<Generated>(io.root.tests[0].answer).answer_on_stderr);
  const auto& second = std::get<Generated>(io.root.tests[1].input);
  EXPECT_THAT(second.arguments, ElementsAre("9"));
  EXPECT_EQ(second.input.filename(), "a");
  EXPECT_EQ(Text(io.root.tests[1].answer), "1\n");
  EXPECT_EQ(Text(io.root.tests[2].input), "1\n");
  EXPECT_THAT(Wrong("generator: gen.cpp\ntest_cases: [{in: a, generator_args: [1]}]\n"),
              HasSubstr("either `in`"));
}

TEST_F(DmojTest, InteractorsAndSignatures) {
  Put("a", "1\n");
  Put("i.cpp", "int main(){}\n");
  auto package = Read("interactive: {files: i.cpp, type: testlib}\ntest_cases: [{in: a}]\n");
  ASSERT_TRUE(package.ok()) << package.status().message();
  EXPECT_EQ(Io(*package).mode, StandardIo::Mode::kInteractive);
  EXPECT_EQ(Io(*package).checker.protocol, CheckerProtocol::kTestlib);
  EXPECT_THAT(Io(*package).checker.argv, ElementsAre("{input}", "{output}", "{answer}"));
  package = Read("interactive: {files: i.cpp}\ntest_cases: [{in: a}]\n");
  ASSERT_TRUE(package.ok()) << package.status().message();
  EXPECT_THAT(Io(*package).checker.argv, ElementsAre("{input}", "{answer}"));

  Put("main.c", "int main(){}\n");
  Put("f.h", "int f();\n");
  package = Read(
      "signature_grader: {entry: main.c, header: f.h}\n"
      "test_cases: [{in: a, out: a}]\n");
  ASSERT_TRUE(package.ok()) << package.status().message();
  const Part& part = package->parts[0];
  EXPECT_THAT(part.languages, ElementsAre("c", "cpp"));
  ASSERT_EQ(part.given.size(), 2U);
  EXPECT_EQ(part.given[1].entry, "main.cpp");
  EXPECT_EQ(ReadFile(part.given[1].base / "main.cpp").value(), "int main(){}\n");
  EXPECT_THAT(part.source_prefix.at("cpp"), HasSubstr("#include \"f.h\"\n#define main "));
  EXPECT_THAT(Wrong("custom_judge: j.py\ntest_cases: [{in: a}]\n"), HasSubstr("interactor"));
}

TEST_F(DmojTest, LabelsOfItsOwnTestFormat) {
  Put("a", "1\n");
  Put("tests/ok/test.yml", "{language: PY3, time: 3, memory: 65536, source: a.py, expect: AC}");
  Put("tests/ok/a.py", "print(1)\n");
  Put("tests/mixed/test.yml",
      "{language: CPP11, time: 1, memory: 1024, source: [x.cpp], cases: [AC, [WA, RTE]]}");
  Put("tests/mixed/x.cpp", "int main(){}\n");
  Put("tests/old/test.yml", "{language: PY2, time: 9, memory: 1, source: a.py}");
  Put("tests/small/test.yml", "{language: PY3, time: 1, memory: 1, source: a.py, expect: MLE}");
  Put("tests/small/a.py", "x = [0] * 10**9\n");
  const auto package = Read("test_cases: [{in: a, out: a}, {in: a, out: a}]\n");
  ASSERT_TRUE(package.ok()) << package.status().message();
  ASSERT_EQ(package->submissions.size(), 2U);
  const LabelledSubmission& mixed = package->submissions[0];
  EXPECT_EQ(mixed.name, "tests/mixed/x.cpp");
  EXPECT_EQ(mixed.language, "cpp");
  EXPECT_THAT(mixed.permitted, IsEmpty());
  ASSERT_EQ(mixed.on_tests.size(), 2U);
  EXPECT_EQ(mixed.on_tests[1].tests, "2");
  EXPECT_TRUE(mixed.on_tests[1].permitted.contains(Verdict::kRuntimeError));
  EXPECT_THAT(package->submissions[1].permitted, ElementsAre(Verdict::kAccepted));
  EXPECT_EQ(package->parts[0].limits.time, std::chrono::seconds(3));
  EXPECT_EQ(package->parts[0].limits.memory_bytes, 65536U * 1024U);
  EXPECT_THAT(package->warnings, ElementsAre(HasSubstr("PY2"), HasSubstr("tests/small/a.py")));
}

TEST_F(DmojTest, ErrorsNameTheLine) {
  Put("a", "1\n");
  EXPECT_THAT(Wrong("test_cases:\n- {in: b}\n"),
              AllOf(HasSubstr("init.yml:2: in: "), HasSubstr("\"b\"")));
  EXPECT_THAT(Wrong("test_cases:\n- {in: ../../etc/passwd}\n"), HasSubstr("init.yml:2"));
  EXPECT_THAT(Wrong("test_cases:\n- {in: a, points: many}\n"), HasSubstr("expected a number"));
  EXPECT_THAT(Wrong("test_cases:\n- {in: a, points: .nan}\n"), HasSubstr("points"));
  EXPECT_THAT(Wrong("test_cases++: |\n  import os\n"), HasSubstr("Python code"));
  EXPECT_THAT(Wrong("test_cases:\n- batched: [{batched: [{in: a}]}]\n"), HasSubstr("inside"));
  EXPECT_THAT(Wrong("test_cases:\n- {batched: [{in: a}], dependencies: [1]}\n"),
              HasSubstr("earlier batch"));
  EXPECT_THAT(Wrong("test_cases: []\n"), HasSubstr("no test cases"));
  EXPECT_THAT(Wrong("test_cases: [\n"), HasSubstr("init.yml:"));
  EXPECT_THAT(Wrong("- 1\n"), HasSubstr("expected keys and values"));
  EXPECT_THAT(Wrong("archive: none.zip\ntest_cases: [{in: a}]\n"), HasSubstr("none.zip"));
  const auto package = Read("colour: red\ntime_limit: 1\ntest_cases: [{in: a, out: a}]\n");
  ASSERT_TRUE(package.ok()) << package.status().message();
  EXPECT_THAT(package->warnings, ElementsAre(HasSubstr("init.yml:1: \"colour\"")));
  EXPECT_EQ(package->parts[0].limits.time, std::chrono::seconds(1));
}

TEST_F(DmojTest, AliasesDoNotMultiply) {
  Put("a", "1\n");
  std::string init = "w: &w\n";
  for (int i = 0; i < 2000; ++i) init += "- {in: a}\n";
  init += "test_cases:\n";
  for (int i = 0; i < 2000; ++i) init += "- {batched: *w}\n";
  EXPECT_THAT(Wrong(init), testing::AnyOf(HasSubstr("more than 100000"), HasSubstr("aliases")));
}

}  // namespace
}  // namespace assay::grader
