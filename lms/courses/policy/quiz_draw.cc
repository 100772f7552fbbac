#include <algorithm>
#include <map>

#include "lms/courses/policy/mix.h"
#include "lms/courses/policy/quiz.h"

namespace assay::courses::quiz {
namespace {

// splitmix64
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  // 0 to bound - 1, each as likely.
  size_t Below(size_t bound) {
    const uint64_t wide = bound;
    const uint64_t least = (0 - wide) % wide;
    uint64_t value = Next();
    while (value < least) value = Next();
    return static_cast<size_t>(value % wide);
  }

  template <typename T>
  void Shuffle(std::vector<T>& list) {
    for (size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[Below(i)]);
  }

 private:
  uint64_t Next() {
    state_ += kGoldenGamma;
    return Mix(state_);
  }
  uint64_t state_;
};

}  // namespace

std::vector<Drawn> Draw(const std::vector<Question>& questions, const std::vector<Pool>& pools,
                        bool shuffle_questions, bool shuffle_choices, uint64_t seed) {
  Random random(seed);
  std::map<std::string, std::vector<const Question*>> members;
  for (const Question& question : questions)
    if (!question.pool.empty()) members[question.pool].push_back(&question);
  for (const Pool& pool : pools) {
    auto& list = members[pool.name];
    random.Shuffle(list);
    list.resize(std::min(list.size(), static_cast<size_t>(std::max(0, pool.draw))));
  }
  std::vector<const Question*> asked;
  for (const Question& question : questions) {
    if (question.pool.empty()) {
      asked.push_back(&question);
      continue;
    }
    auto& list = members[question.pool];
    asked.insert(asked.end(), list.begin(), list.end());
    list.clear();
  }
  if (shuffle_questions) random.Shuffle(asked);
  std::vector<Drawn> drawn;
  for (const Question* question : asked) {
    Drawn& one = drawn.emplace_back();
    one.question = question->id;
    for (const Choice& choice : question->choices) one.choices.push_back(choice.id);
    if (shuffle_choices && !question->keep_order) random.Shuffle(one.choices);
  }
  return drawn;
}

}  // namespace assay::courses::quiz
