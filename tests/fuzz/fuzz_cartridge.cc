// Any bytes as the manifest of a cartridge, and as every document that it may name: what comes out
// has what a course needs, and what does not come out says why.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "common/http/url.h"
#include "lms/courses/cartridge/cartridge.h"
#include "lms/courses/cartridge/markdown.h"
#include "lms/courses/cartridge/qti12.h"

namespace cartridge = assay::courses::cartridge;
using assay::http::IsUtf8;

namespace {

// Names the bytes as a page, a topic, a link, an assignment, a quiz and a bank.
constexpr char kManifest[] = R"(<manifest><organizations><organization><item>
<item><title>M</title><item identifierref="p"/><item identifierref="t"/><item identifierref="w"/><item identifierref="a"/>
<item identifierref="q"/></item></item></organization></organizations><resources>
<resource identifier="p" type="webcontent" href="x.html"/><resource identifier="t" type="imsdt_xmlv1p1" href="t.xml"/>
<resource identifier="w" type="imswl_xmlv1p1" href="w.xml"/><resource identifier="a" type="assignment_xmlv1p0" href="a.xml"/>
<resource identifier="q" type="imsqti_xmlv1p2/imscc_xmlv1p1/assessment" href="q.xml"/>
<resource identifier="b" type="associatedcontent/imscc_xmlv1p1/learning-application-resource" href="b.xml.qti"/>
<resource identifier="m" type="associatedcontent/imscc_xmlv1p1/learning-application-resource" href="m/assessment_meta.xml"/>
</resources></manifest>)";

void Check(const cartridge::Files& files) {
  const auto read = cartridge::Read(files);
  if (!read.ok()) {
    if (read.status().message().empty()) std::abort();
    return;
  }
  for (const auto& remark : read->remarks)
    if (remark.message.empty() || !IsUtf8(remark.message + remark.item)) std::abort();
  for (const auto& module : read->modules) {
    if (module.title.empty() || module.title.size() > 200) std::abort();
    for (const size_t one : module.entries)
      if (one >= read->entries.size()) std::abort();
  }
  for (const auto& entry : read->entries) {
    if (entry.title.empty() || entry.title.size() > 200) std::abort();
    if (!IsUtf8(entry.title + entry.body)) std::abort();
    cartridge::FinishLinks(entry.body, [](const std::string& id) { return "/" + id; });
    for (const auto& question : entry.quiz.questions()) {
      if (question.text().empty() || question.id().empty()) std::abort();
      std::string all = question.title() + question.text() + question.feedback();
      for (const auto& one : question.choices()) all += one.text() + one.feedback();
      for (const auto& one : question.accepted()) all += one.text();
      if (!IsUtf8(all)) std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  Check({{"imsmanifest.xml", text}, {"a.html", text}, {"a.xml", text}});
  Check({{"imsmanifest.xml", kManifest},
         {"x.html", text},
         {"t.xml", text},
         {"w.xml", text},
         {"a.xml", text},
         {"q.xml", text},
         {"b.xml.qti", text},
         {"m/assessment_meta.xml", text}});
  return 0;
}
