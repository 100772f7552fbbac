#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

// Who grades what of an assignment. Pure: the same plan, work and seed give the same, in whatever
// order they come.
namespace assay::courses::allocation {

enum class Method { kEven, kWeights, kSections };

struct Grader {
  std::string id;
  double weight = 1;                  // with kWeights; 0: nothing new
  std::vector<std::string> sections;  // with kSections; none: what no other grader's sections have
  std::set<std::string> conflicts;    // people whose work they never get
};

// What one grader marks in one piece: a person's work, or a group's.
struct Work {
  std::string id;
  std::vector<std::string> people;    // who are also never its graders
  std::vector<std::string> sections;  // of these people
  std::string grader, second;         // to whom it is allocated now
  std::string marker;  // who gave the first marks, also where it is somebody else: never its second
  bool graded = false, second_graded = false;  // that stays
};

struct Plan {
  Method method = Method::kEven;
  uint64_t seed = 0;
  std::vector<Grader> graders;
  double second_percent = 0;  // of the work is marked twice, rounded up
};

// What stays of what is allocated and not graded yet.
enum class Keep {
  kAll,   // work that came later is added
  kMost,  // as much as an even spread allows
  kNone,  // drawn anew
};

enum class WhyNot {
  kNone,
  kNoGrader,   // all who could are in conflict, or in the group
  kNoSection,  // no grader has its sections
  kNoSecond,   // it should be marked twice, and nobody is left for it
};

struct Allocated {
  std::string grader, second;
  WhyNot why_not = WhyNot::kNone;
};

// Each piece of work goes to whoever may grade it and has the least, measured by their weight
// (Sainte-Laguë); what fewest may grade goes first. Which of it is marked twice is drawn by the
// seed and stays; the second grader is never the first. In the order of `works`.
std::vector<Allocated> Allocate(const Plan& plan, const std::vector<Work>& works, Keep keep);

}  // namespace assay::courses::allocation
