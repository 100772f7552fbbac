// Any bytes as an item of QTI and as a whole package: what comes out has what a question needs, and
// what does not come out says why.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "lms/courses/qti/qti.h"

namespace qti = assay::courses::qti;

namespace {

void Check(const qti::Files& files) {
  const auto read = qti::Read(files);
  if (!read.ok()) {
    if (read.status().message().empty()) std::abort();
    return;
  }
  for (const qti::Remark& remark : read->remarks)
    if (remark.message.empty()) std::abort();
  for (const auto& question : read->quiz.questions())
    if (question.text().empty() || question.id().empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  Check({{"item.xml", text}});
  // A manifest and a test that name the same bytes as item and as test.
  Check({{"imsmanifest.xml", text}, {"test.xml", text}, {"items/q1.xml", text}});
  return 0;
}
