#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "assay/courses/v1/quizzes.pb.h"
#include "common/status.h"

// Courses as IMS/1EdTech Common Cartridge has them (1.0 to 1.4), and what Canvas and Moodle add to
// it. What is read is not trusted: XML is parsed without entities and DTDs, HTML becomes Markdown,
// and whatever has no place here is named with its file and the reason.
namespace assay::courses::cartridge {

// The files of a cartridge by their paths; of files that are not texts the names alone.
using Files = std::map<std::string, std::string>;

struct Remark {
  std::string file;
  std::string item;  // a title or an identifier; empty: the whole file
  std::string message;
  bool left_out = false;  // all of it
};

enum class Kind { kPage, kDiscussion, kAssignment, kQuiz };

struct Entry {
  Kind kind = Kind::kPage;
  std::string id;     // its resource's identifier: links name it
  std::string file;   // where it was read
  std::string title;  // 1 to 200 bytes
  std::string body;   // Markdown, with marks for links: markdown.h
  double points = 0;
  int attempts = 0;  // of a quiz; 0: any number
  v1::Quiz quiz;
  bool published = true;  // as the platform that it comes from had it
};

struct Module {
  std::string title;
  std::vector<size_t> entries;  // of Cartridge::entries, in order
};

struct Cartridge {
  std::string title;
  std::string version;  // as the manifest says it
  std::vector<Module> modules;
  std::vector<Entry> entries;  // discussions stand in none
  std::vector<Remark> remarks;
};

// kInvalidArgument: there is no manifest, or it cannot be read; with the reason.
Result<Cartridge> Read(const Files& files);

// kInvalidArgument: no archive, or one that may not be unpacked, with the entry's name;
// kResourceExhausted: too large.
Result<Files> Unpack(std::string_view zip);

}  // namespace assay::courses::cartridge
