#include "plagiarism/evidence/features.h"
#include "plagiarism/evidence/flow.h"
#include "plagiarism/evidence/operations.h"
#include "plagiarism/hash.h"

namespace assay::plagiarism {
namespace {

constexpr size_t kFanOut = 4;

// A number or a text as it stands in the source; the 1 of i++ and the bounds of 0..n do not.
bool IsLiteral(std::string_view text) {
  if (text.empty()) return false;
  if (text.front() == '"' || text.front() == '\'') return true;
  return text.front() >= '0' && text.front() <= '9' && text.find("..") == std::string_view::npos &&
         text.find(' ') == std::string_view::npos;
}

}  // namespace

void AddStructureFeatures(const SourceTree& source, uint16_t file, FeatureBag& bag) {
  const Flow flow = FlowOf(source);
  const auto add = [&](const Operation& at, uint64_t hash) {
    bag.push_back({hash, at.begin, at.end, file, 1});
  };
  const uint64_t number = OperationCode("number"), text = OperationCode("text");
  for (const Operation& one : flow.operations) {
    for (size_t i = 0; i < one.producers.size() && i < 2 * kFanOut; ++i) {
      const Operation& from = flow.operations[one.producers[i]];
      add(one, Combine(0x2, one.code, from.code));
      // Which value it is computed with: % 1000000007.
      const std::string_view value = source.text.substr(from.begin, from.end - from.begin);
      if ((from.code == number || from.code == text) && IsLiteral(value))
        add(one, Combine(0x6, one.code, HashText(value)));
      for (size_t j = 0; j < from.producers.size() && j < kFanOut; ++j) {
        const Operation& before = flow.operations[from.producers[j]];
        add(one, Combine(0x3, one.code, from.code, before.code));
      }
    }
    if (one.control == kNoNode) continue;
    const Control& control = flow.controls[one.control];
    const uint64_t around = Combine(control.loop ? 1 : 2, control.code);
    add(one, Combine(0x4, around, one.code));
    if (control.outer == kNoNode) continue;
    const Control& outer = flow.controls[control.outer];
    add(one, Combine(0x5, Combine(outer.loop ? 1 : 2, outer.code), around, one.code));
  }
}

}  // namespace assay::plagiarism
