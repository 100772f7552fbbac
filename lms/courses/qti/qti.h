#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "assay/courses/v1/quizzes.pb.h"
#include "common/status.h"

// Quizzes as IMS/1EdTech Question and Test Interoperability has them, versions 2.1, 2.2 and 3.0.
// What is read is not trusted: entities, external DTDs and the network are out of reach of the
// parser, and whatever cannot be represented is named with its file and the reason.
namespace assay::courses::qti {

// The files of a package by their paths; of files that are not XML the names alone.
using Files = std::map<std::string, std::string>;

struct Remark {
  std::string file;
  std::string item;  // its identifier; empty: the package
  std::string message;
  bool left_out = false;  // the whole item
};

struct Package {
  std::string title;
  v1::Quiz quiz;  // questions, pools, order and time; ids as they are to be in a quiz
  std::vector<Remark> remarks;
};

// kInvalidArgument: nothing in it is a question.
Result<Package> Read(const Files& files);

enum class Version { k21, k30 };
// Everything of a quiz that Read reads: Read(Write(quiz)) is that again.
Files Write(const v1::Quiz& quiz, const std::string& title, Version version);

// kInvalidArgument: no archive, or one that may not be unpacked; kResourceExhausted: too large.
Result<Files> Unpack(std::string_view zip);
Result<std::string> Pack(const Files& files);

}  // namespace assay::courses::qti
