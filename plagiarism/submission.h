#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What is compared. Everything here was sent by students and is not trusted.
namespace assay::plagiarism {

// Where a submission comes from. Pairs are reported where at least one side is kClass.
enum class Origin : uint8_t {
  kClass,     // this assignment, this course
  kEarlier,   // an earlier term
  kSection,   // another section or course
  kOutside,   // found outside: a repository, a solution on the web
  kTemplate,  // given to everybody; nothing that it contains counts
};

struct SourceFile {
  std::string path;  // relative; says the language by its name
  std::string text;  // any bytes
};

// One hand-in of one person. A person may have several versions: each is compared, and the most
// telling one is reported.
struct Submission {
  std::string id;      // unique in a comparison
  std::string person;  // pairs of one person are never reported; empty: the id
  std::vector<SourceFile> files;
  std::optional<std::chrono::system_clock::time_point> submitted_at;
  Origin origin = Origin::kClass;
};

}  // namespace assay::plagiarism
