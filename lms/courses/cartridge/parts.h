#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/status.h"
#include "lms/courses/cartridge/markdown.h"

// The single documents of a cartridge, each from its text. Nothing of them is trusted;
// kInvalidArgument says why one cannot be read.
namespace assay::courses::cartridge {

struct Part {
  std::string title;
  std::string body;  // Markdown
  double points = 0;
  bool published = true;
  std::vector<std::string> notes;  // what of it was left out
};

// A page; its title is that of the head.
Part ReadPage(const std::string& html, const Resolve& resolve);
// A text of XML that says itself whether it is HTML.
std::string BodyOf(const std::string& text, bool html, const Resolve& resolve,
                   std::vector<std::string>& notes);
Result<Part> ReadTopic(const std::string& xml, const Resolve& resolve);       // imsdt
Result<Part> ReadWebLink(const std::string& xml);                             // imswl
Result<Part> ReadAssignment(const std::string& xml, const Resolve& resolve);  // assignment_xmlv1p0
// Of a link to another tool the title and the host that it leads to.
Result<Part> ReadToolLink(const std::string& xml);

// --- what Canvas adds ---

struct TopicMeta {  // beside a topic
  std::string topic;
  bool announcement = false, published = true, graded = false;
};
Result<TopicMeta> ReadTopicMeta(const std::string& xml);

struct AssignmentMeta {  // beside an assignment's page
  std::string title;
  double points = 0;
  bool published = true;
  bool elsewhere = false;  // a quiz or a discussion is what is handed in
  std::vector<std::string> notes;
};
Result<AssignmentMeta> ReadAssignmentMeta(const std::string& xml);

struct QuizMeta {  // beside a quiz
  std::string quiz, title, description;
  int attempts = 0, minutes = 0;
  bool shuffle_choices = false, published = true;
};
Result<QuizMeta> ReadQuizMeta(const std::string& xml);

}  // namespace assay::courses::cartridge
