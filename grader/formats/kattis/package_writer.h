#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "common/files.h"
#include "grader/formats/readers.h"

namespace assay::grader::kattis {

// A package in a folder of its own, written by the test.
class PackageTest : public testing::Test {
 protected:
  void SetUp() override {
    auto dir = TempDir::Create();
    ASSERT_TRUE(dir.ok());
    dir_ = std::make_unique<TempDir>(std::move(*dir));
  }
  std::filesystem::path folder() const { return dir_->path() / "problem"; }

  void Write(const std::string& name, const std::string& text) {
    std::filesystem::create_directories((folder() / name).parent_path());
    std::ofstream(folder() / name) << text;
  }
  void Executable(const std::string& name, const std::string& text) {
    Write(name, text);
    std::filesystem::permissions(folder() / name, std::filesystem::perms::owner_all);
  }
  // A test with that name below data/.
  void Case(const std::string& name) {
    Write("data/" + name + ".in", "1 2\n");
    Write("data/" + name + ".ans", "3\n");
  }

  Package Read() {
    auto package = ReadKattis(folder());
    EXPECT_TRUE(package.ok()) << package.status().ToString();
    return package.ok() ? std::move(*package) : Package();
  }
  std::string Error() { return ReadKattis(folder()).status().message(); }

  static const StandardIo& Io(const Package& package) {
    return std::get<StandardIo>(package.parts.at(0).task);
  }
  static const Group& GroupOf(const Package& package, const std::string& name) {
    return Find(Io(package).root, name);
  }
  static const LabelledSubmission& Label(const Package& package, const std::string& name) {
    for (const LabelledSubmission& submission : package.submissions) {
      if (submission.name == "submissions/" + name) return submission;
    }
    ADD_FAILURE() << "no submission " << name;
    static const LabelledSubmission none;
    return none;
  }
  static bool Warned(const Package& package, const std::string& text) {
    for (const std::string& warning : package.warnings) {
      if (warning.find(text) != std::string::npos) return true;
    }
    for (const std::string& warning : package.warnings) ADD_FAILURE() << "warned: " << warning;
    return false;
  }

 private:
  static const Group& Find(const Group& group, const std::string& name) {
    if (const Group* found = FindIn(group, name)) return *found;
    ADD_FAILURE() << "no group " << name;
    return group;
  }
  static const Group* FindIn(const Group& group, const std::string& name) {
    if (group.name == name) return &group;
    for (const Group& inner : group.groups) {
      if (const Group* found = FindIn(inner, name)) return found;
    }
    return nullptr;
  }

  std::unique_ptr<TempDir> dir_;
};

}  // namespace assay::grader::kattis
