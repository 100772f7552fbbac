#pragma once

#include <functional>
#include <string>
#include <vector>

#include "assay/courses/v1/quizzes.pb.h"
#include "common/status.h"
#include "lms/courses/cartridge/markdown.h"

// QTI 1.2.1 as Common Cartridge's profiles have it (assessments and question banks), and as Canvas
// writes it beside them. QTI 2 and 3 are lms/courses/qti.
namespace assay::courses::cartridge {

struct Assessment {
  std::string id, title;
  bool bank = false;
  v1::Quiz quiz;  // ids of questions and choices as they are to be in a quiz
  int attempts = 0;
  struct Note {
    std::string item;  // a question's title or identifier; "": the whole
    std::string message;
    bool left_out = false;
  };
  std::vector<Note> notes;
};

// The text of a question bank by its identifier, or null: quizzes of Canvas draw from them.
using FindBank = std::function<const std::string*(const std::string& id)>;

// kInvalidArgument: it is no QTI 1.2. An assessment may come out without a question.
Result<Assessment> ReadQti12(const std::string& xml, const Resolve& resolve, const FindBank& bank);

}  // namespace assay::courses::cartridge
