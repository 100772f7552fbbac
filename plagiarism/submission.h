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

// How a text came to be in an editor, where its author let that look: sizes and times, never text.
struct EditHistory {
  std::chrono::milliseconds span{};    // from the first change to handing in
  std::chrono::milliseconds active{};  // of that, without pauses of more than a minute
  int64_t typed = 0;                   // characters, by keys
  int64_t pasted = 0;                  // characters that came from outside of the editor
  int64_t largest_paste = 0;           // characters
  int pastes = 0;
};

// One hand-in of one person. A person may have several versions: each is compared, and the most
// telling one is reported.
struct Submission {
  std::string id;      // unique in a comparison
  std::string person;  // pairs of one person are never reported; empty: the id
  std::vector<SourceFile> files;
  std::optional<std::chrono::system_clock::time_point> submitted_at;
  Origin origin = Origin::kClass;
  std::optional<EditHistory> edits = std::nullopt;
};

}  // namespace assay::plagiarism
