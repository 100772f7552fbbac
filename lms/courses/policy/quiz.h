#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

// What an answer to a question of a quiz is worth. Pure: no clock, no database, no messages.
// Answers are a student's: any bytes, of any length up to what the service takes.
namespace assay::courses::quiz {

enum class Kind { kSingle, kMultiple, kNumber, kText, kEssay, kCode };

// How a choice gives points.
enum class Partial {
  kNone,    // all right ones and no other: everything; else nothing
  kShare,   // each right one adds its share, each wrong one takes one, never below nothing
  kPoints,  // the sum of the choices' own points, within nothing and the question's points
};

struct Choice {
  std::string id;
  bool correct = false;
  double points = 0;  // with Partial::kPoints
};

enum class Match { kExact, kIgnoreCase, kRegex };
struct Accepted {
  std::string text;
  Match match = Match::kExact;
  double points = 0;  // 0: the question's
};

struct Question {
  std::string id;
  Kind kind = Kind::kSingle;
  double points = 1;
  std::string pool;  // empty: it is always asked
  bool keep_order = false;
  std::vector<Choice> choices;
  Partial partial = Partial::kNone;
  double number = 0;
  double tolerance = 0;           // absolute
  double relative_tolerance = 0;  // percent of the number's size; the wider of both counts
  std::vector<Accepted> accepted;
};

struct Answer {
  std::vector<std::string> choices;  // ids
  std::string text;
};

// What the judge says of a question of code, from outside.
struct Judged {
  bool pending = false;
  std::optional<double> share;  // 0 to 1; none: nothing was handed in
};

enum class State {
  kGraded,   // the points are known
  kToGrade,  // somebody has to read it
  kPending,  // the judge is at it
};
struct Score {
  double points = 0;
  State state = State::kGraded;
};

// 0 to question.points, whatever the answer.
Score GradeAnswer(const Question& question, const Answer& answer, const Judged& judged = {});

// The number that somebody wrote: "3.14", "3,14", "−2.5e3", "1 234,5", "1.234.567,8", "12'000".
// One comma or one dot alone is the decimal mark, whichever it is; with both it is the last of
// them. Nothing for what is no finite number, has a unit, or is longer than 64 bytes.
std::optional<double> ReadNumber(std::string_view text);

// One form of Unicode (NFC), no spaces around it, one between words. `fold`: and whatever the case
// (NFKC, folded). Nothing where it is not UTF-8.
std::optional<std::string> Normal(std::string_view text, bool fold);

// Whether answers can be compared with it. RE2 alone: its time is linear in the answer's length.
Status CheckRegex(const std::string& pattern);

// The points that a student can reach: everything outside of pools, and of each pool what is drawn.
struct Pool {
  std::string name;
  int draw = 0;
};

// What one attempt asks, in its order: questions by their ids, choices by theirs.
struct Drawn {
  std::string question;
  std::vector<std::string> choices;
};

// The same for the same seed, on every machine: what is drawn from pools, then the order. A pool
// stands where its first question does.
std::vector<Drawn> Draw(const std::vector<Question>& questions, const std::vector<Pool>& pools,
                        bool shuffle_questions, bool shuffle_choices, uint64_t seed);

}  // namespace assay::courses::quiz
